"""The left half: who calls, what about, where; what to ask next; and this shift's calls."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import text
from core.casework.intake import LONGEST_ADDRESS, LONGEST_BODY, LONGEST_NAME, MOST_ITEMS
from core.insight.listing import Row
from core.rules import wording
from core.rules.elements import Element
from core.rules.terms import Channel, DeclineKind, RequestType
from core.store.work import Reading
from pages._ui import words
from pages._ui.intake import form
from pages._ui.intake.known import Known
from pages._ui.words import Markup

PAUSE = "200ms"
_CHANNELS = tuple(one for one in Channel if one is not Channel.CITY)
_QUESTIONS_AT_ONCE = 2


def draw(known: Known, reading: Reading) -> None:
    """The form, in the order a call goes."""
    _person()
    _matter()
    _ask_next(known)
    _kind()
    _place(known)
    _category(known)
    _shift(known, reading)


def _person() -> None:
    phone, name, channel, flags = st.columns([27, 21, 18, 34], vertical_alignment="center")
    phone.text_input(
        "联系电话", key=form.key(form.PHONE), live=PAUSE, max_chars=LONGEST_NAME,
        placeholder="联系电话", label_visibility="collapsed", autocomplete="off",
    )  # fmt: skip
    name.text_input(
        "诉求人姓名", key=form.key(form.NAME), live=PAUSE, max_chars=LONGEST_NAME, autocomplete="off",
        placeholder="姓名，可匿名", label_visibility="collapsed",
    )  # fmt: skip
    channel.selectbox(
        "来源", _CHANNELS, format_func=lambda one: one.zh, key=form.key(form.CHANNEL),
        label_visibility="collapsed",
    )  # fmt: skip
    with flags, st.container(horizontal=True, gap="small"):
        st.checkbox(
            "保密", key=form.key(form.SECRET),
            help="诉求人信息不向承办单位提供，其他话务员查不到（办法第十九条）",
        )  # fmt: skip
        st.checkbox(
            "紧急", key=form.key(form.URGENT),
            help="紧急或重大事件：派发后退回时限按自然小时计（办法第十条（五））",
        )  # fmt: skip


def _matter() -> None:
    with st.container(key="focus_matter"):
        st.text_area(
            "诉求内容", key=form.key(form.MATTER), height=132, max_chars=LONGEST_BODY,
            label_visibility="collapsed",
            placeholder="诉求内容：边听边记，右边随时出现答案。\n什么事、在哪里、什么时候、希望怎样",
        )  # fmt: skip


def _ask_next(known: Known) -> None:
    """One line under the matter: what to ask, and which kind of 第九条 it may be."""
    phone = known.call.phone.strip()
    is_odd = bool(phone and known.call.matter.strip()) and not text.is_whole_phone(phone)
    lines = [Markup('<span class="hl-ask"><b>核对</b>联系电话不像完整的号码</span>')] * is_odd
    lines += [
        Markup('<span class="hl-ask"><b>可以问</b>{}</span>').format(one.question_zh)
        for one in known.missing[:_QUESTIONS_AT_ONCE]
        if one.element is Element.WHERE or not known.emergencies
    ]
    lines += [
        Markup('<span class="hl-ask"><b>留意</b>说到“{}”，可能属于：{}</span>').format(
            hint.heard, hint.kind.zh
        )
        for hint in known.hints
        if hint.kind is not DeclineKind.EMERGENCY
    ]
    words.show(Markup('<div class="hl-asks">{}</div>').format(words.join(lines[:3])))


def _kind() -> None:
    pills, items = st.columns([78, 22], vertical_alignment="center")
    pills.segmented_control(
        "诉求类型", tuple(RequestType), format_func=lambda one: one.zh, key=form.key(form.KIND),
        required=True, label_visibility="collapsed",
        on_change=partial(form.touch, form.KIND),
    )  # fmt: skip
    count = len(form.typed().items)
    with items, st.popover(f"事项 {count}" if count else "分事项", width="stretch"):
        st.text_area(
            "一行一个事项，每项都要答复（办法第十二条（一））", key=form.key(form.ITEMS), height=140,
            placeholder="恢复供水\n物业说明停水原因",
        )  # fmt: skip
        st.caption(f"不填就是一个事项；最多{MOST_ITEMS}个。")


def _place(known: Known) -> None:
    town, address = st.columns([30, 70])
    towns = {line.id: line.name for line in known.towns}
    town.selectbox(
        "乡镇", list(towns), format_func=lambda one: towns[one], index=None, placeholder="乡镇",
        key=form.key(form.TOWN), label_visibility="collapsed",
        on_change=partial(form.touch, form.TOWN),
    )  # fmt: skip
    address.text_input(
        "地址", key=form.key(form.ADDRESS), live=PAUSE, max_chars=LONGEST_ADDRESS,
        placeholder="小区、村、街道门牌或附近的标志", label_visibility="collapsed",
        autocomplete="off",
    )  # fmt: skip


def _category(known: Known) -> None:
    lines = known.categories
    st.selectbox(
        "诉求分类", list(lines), format_func=lambda one: lines[one].path, index=None,
        placeholder="诉求分类，可输入查找", key=form.key(form.CATEGORY),
        label_visibility="collapsed", on_change=partial(form.touch, form.CATEGORY),
    )  # fmt: skip
    best = next(iter(known.suggestion.categories), None)
    is_ours = best is not None and known.call.category_id == best.category_id
    reason = f"按内容预填：{best.reason}" if best is not None and is_ours else ""
    words.show(Markup('<div class="hl-why-line">{}</div>').format(reason))


def _shift(known: Known, reading: Reading) -> None:
    """待回拨 before everything else, then what was registered today."""
    waiting = [
        _ticket_line(row, words.due(reading, row.callback_due_at)) for row in known.to_call_back
    ]
    today = [
        _ticket_line(row, wording.clock(row.registered_at.replace(second=0))) for row in known.mine
    ]
    if waiting:
        words.show(_lines("待回拨补充", waiting))
    words.show(_lines("本班次", today or [Markup("<li>今天还没有登记。</li>")]))


def _lines(title: str, lines: list[Markup]) -> Markup:
    return Markup('<div class="hl-shift"><h2>{}</h2><ol>{}</ol></div>').format(
        title, words.join(lines)
    )


def _ticket_line(row: Row, note: words.Due | str) -> Markup:
    """Opens in another tab, so that the call being typed stays where it is."""
    return Markup(
        '<li><a href="/ticket?id={}" target="_blank" rel="noopener">{}</a>'
        "<span data-own-words>{}</span>{}<time>{}</time></li>"
    ).format(row.id, row.number, row.title, words.state_badge(row.state), note)
