"""The bar of four ways to finish, and the panel each of them opens over the answers."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.casework import dispatching
from core.rules import deadlines, scope, wording
from core.rules.terms import DeclineKind, Grade
from core.store.work import Reading
from pages._ui import attempt, words
from pages._ui.desk import Entered
from pages._ui.intake import finishing, form
from pages._ui.intake.finishing import Panel
from pages._ui.intake.known import Known
from pages._ui.words import Markup

ANSWER, SEND, DECLINE, AWAIT, CLEAR, BACK = "Alt+A", "Alt+D", "Alt+B", "Alt+W", "Alt+N", "Alt+Q"


def panel(desk: Entered, reading: Reading, seen: Known) -> None:
    """What must still be said before the call is saved this way."""
    which = finishing.open_panel()
    head, back = st.columns([80, 20], vertical_alignment="center")
    with head:
        words.section(which.value if which else "")
    with back:
        st.button(
            "返回答案", key="intake_back", type="tertiary", shortcut=BACK,
            on_click=partial(finishing.show, None),
        )  # fmt: skip
    if which is Panel.DISPATCH:
        _dispatch(desk, reading, seen)
    elif which is Panel.DECLINE:
        _decline(seen)
    elif which is Panel.AWAIT:
        _await(seen)
    else:
        _typed()


def bar(desk: Entered, seen: Known) -> None:
    """Four buttons and their shortcuts; the one whose panel is open becomes the one that saves."""
    which = finishing.open_panel()
    send = "派发" if desk.actor.is_office else "提交派发"
    with st.container(key="intake_bar", horizontal=True, vertical_alignment="center"):
        _answer_button(desk, seen, which)
        _way(Panel.DISPATCH, which, send, SEND, partial(finishing.send, desk))
        _way(Panel.DECLINE, which, "不予受理", DECLINE, partial(finishing.decline, desk))
        _way(Panel.AWAIT, which, "待补充", AWAIT, partial(finishing.await_details, desk))
        st.button(
            "清空", key=f"intake_clear_{form.form_key()}", type="tertiary", shortcut=CLEAR,
            on_click=partial(form.clear, desk), disabled=seen.call.is_empty,
        )  # fmt: skip


def _answer_button(desk: Entered, seen: Known, which: Panel | None) -> None:
    if which is Panel.TYPED:
        act, label = partial(finishing.answer_typed, desk), "直接答复并办结"
    elif seen.chosen is not None:
        act = partial(finishing.answer, desk, seen.chosen.entry_id, seen.chosen.revision_id)
        label = "直接答复并办结"
    else:
        act, label = partial(finishing.show, Panel.TYPED), "凭文件直接答复"
    st.button(
        label, key=f"intake_answer_{form.form_key()}", shortcut=ANSWER, on_click=act,
        type="primary" if which in (None, Panel.TYPED) else "secondary",
        disabled=not seen.call.matter.strip(),
        help="办法第十条（一）：情况清楚、政策明确的直接答复；引用的条目和版本记入工单",
    )  # fmt: skip


def _way(mine: Panel, which: Panel | None, label: str, shortcut: str, save: partial[None]) -> None:
    is_open = which is mine
    st.button(
        f"确认{label}" if is_open else label,
        key=f"intake_{mine.name.lower()}_{form.form_key()}",
        shortcut=shortcut,
        type="primary" if is_open else "secondary",
        on_click=save if is_open else partial(finishing.show, mine),
    )


def _dispatch(desk: Entered, reading: Reading, seen: Known) -> None:
    finishing.prefill_order(seen)
    if not desk.actor.is_office:
        words.notice("话务员提交拟派，由热线办核对后派发（办法第十条（二））。")
    _reason(seen)
    lead, grade = st.columns([46, 54])
    with lead.container(key=f"{'caret' if finishing.is_lead_open() else 'intake'}_lead"):
        st.selectbox(
            "主办单位", list(seen.units), format_func=seen.units.__getitem__, index=None,
            placeholder="请选择主办单位", key=form.key("lead"),
        )  # fmt: skip
    with grade:
        st.segmented_control(
            "办理时限", tuple(Grade), format_func=lambda one: one.zh, key=form.key("grade"),
            required=True,
        )  # fmt: skip
    st.multiselect(
        "协办单位", list(seen.units), format_func=seen.units.__getitem__, key=form.key("supports"),
        placeholder="没有可不选",
    )  # fmt: skip
    st.text_input(
        "办理要求", key=form.key("instructions"), max_chars=200, placeholder="选填",
    )  # fmt: skip
    _items(seen)
    _due(reading)


def _items(seen: Known) -> None:
    """事项 as they will be answered, each apart (办法第十二条（一）); they are split on the left."""
    items = seen.call.items or ("诉求内容为一个事项",)
    lines = words.join(Markup("<li data-own-words>{}</li>").format(item) for item in items)
    words.show(Markup('<div class="hl-items"><span>事项</span><ol>{}</ol></div>').format(lines))


def _reason(seen: Known) -> None:
    lead = form.value("lead")
    reason = next((one.reason for one in seen.suggestion.units if one.unit_id == lead), "")
    words.show(Markup('<div class="hl-why-line">{}</div>').format(reason))


def _due(reading: Reading) -> None:
    """到期日 and 为什么是这一天, before anything is confirmed (办法第十条（三）)."""
    term = dispatching.deadline_of(
        reading.calendar, reading.policy, reading.now, form.value("grade") or Grade.SIMPLE
    )
    provisional = "（暂定）" if term.is_provisional else ""
    due = wording.instant(term.due_at, reading.now.year)
    reasons = words.join(Markup("<li>{}</li>").format(one) for one in deadlines.explain(term))
    words.show(
        Markup(
            '<div class="hl-due">现在派发，<b>{}</b>到期{}<span>依据：办法第十条（三）</span></div>'
            '<div class="hl-reasons"><h3>为什么是这一天</h3><ul>{}</ul></div>'
        ).format(due, provisional, reasons)
    )


def _decline(seen: Known) -> None:
    finishing.prefill_decline(seen)
    st.radio(
        "情形（办法第九条）", tuple(DeclineKind), key=form.key("decline_kind"),
        format_func=lambda one: one.zh, on_change=finishing.retell, label_visibility="collapsed",
    )  # fmt: skip
    kind = form.value("decline_kind") or DeclineKind.OTHER_BY_LAW
    one = scope.EXCLUSIONS[kind]
    words.show(
        Markup('<div class="hl-why-line">{}　{}<br>正确渠道：<b>{}</b></div>').format(
            one.article, one.text_zh, one.channel_zh
        )
    )
    st.text_area("读给诉求人听（记入工单）", key=form.key("told"), height=120)


def _await(seen: Known) -> None:
    finishing.prefill_missing(seen)
    words.notice("登记后转待补充，一个工作日内回拨（办法第九条（五））。")
    st.text_area("还缺什么、回拨时问什么", key=form.key("missing"), height=140)


def _typed() -> None:
    words.notice("没有可引用的知识条目时，写明依据的文件或政策（办法第十条（一））。")
    with st.container(key="caret_basis"):
        st.text_input(
            "依据的文件或政策", key=form.key("basis"), max_chars=200,
            placeholder="例如：《社会救助暂行办法》第十一条",
        )  # fmt: skip
    st.text_area("答复内容", key=form.key("reply"), height=140)


def outcome() -> None:
    """Refusals of any way to finish, above the bar."""
    attempt.outcome(finishing.SLOT)
    attempt.outcome(form.DRAFT_SLOT)
