"""求知单 on the keepers' desk: answered, passed on, made an entry; the office sets units and closes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.insight import directory
from core.rules.terms import OFFICE_ROLES
from core.store.work import Reading, UnitOfWork
from kb import entries, finder, request_lists, requests
from kb.request_lists import RequestLine
from kb.shelves import OFFICE_ITSELF
from kb.terms import EntryKind, RequestState
from pages._ui import attempt, table, words
from pages._ui.desk import Entered
from pages._ui.words import Markup

_SLOT = "kb_request"
_MOST_OFFERED = 8
"""Entries offered as the answer: those a search for the question finds first."""


def draw(desk: Entered, reading: Reading) -> None:
    """What waits first, then what was answered; beside it the chosen one."""
    lines = [*request_lists.waiting(reading), *request_lists.done(reading)]
    left, right = st.columns([6, 6], gap="medium")
    with left:
        chosen = table.table(
            _columns(reading), lines, key="kb_requests", select="one", is_first_chosen=True,
            height=460, row_id=lambda line: line.id, excel="求知单",
            empty="没有求知单。",
            hint="查不到答案的问题，话务员、热线办发求知单，会列在这里。",
        )  # fmt: skip
    with right:
        attempt.outcome(_SLOT)
        line = next((one for one in lines if one.id in chosen), None)
        if line is not None:
            _one(desk, reading, line)


def answer(desk: Entered, reading: Reading, request_id: int | None) -> None:
    """The same one among other things to do."""
    attempt.outcome(_SLOT)
    line = next((one for one in request_lists.waiting(reading) if one.id == request_id), None)
    if line is not None:
        _one(desk, reading, line)


def _columns(reading: Reading) -> tuple[table.Column[RequestLine], ...]:
    return (
        table.Column[RequestLine]("状态", _state, "badge", 84),
        table.Column[RequestLine]("问题", lambda one: one.question),
        table.Column[RequestLine]("被问单位", lambda one: one.unit_name, width=130),
        table.Column[RequestLine](
            "时限",
            lambda one: (
                words.due(reading, one.due_at) if one.state is RequestState.WAITING else None
            ),
            "due",
            126,
        ),
    )


def _state(line: RequestLine) -> tuple[str, words.Tone]:
    if line.is_overdue:
        return "逾期", "late"
    tones: dict[RequestState, words.Tone] = {
        RequestState.WAITING: "office",
        RequestState.ANSWERED: "unit",
        RequestState.IN_KNOWLEDGE: "done",
        RequestState.CLOSED: "out",
    }
    return line.state.zh, tones[line.state]


def _one(desk: Entered, reading: Reading, line: RequestLine) -> None:
    words.section(line.question, line.unit_name)
    asked = f"{line.asked_by}　{words.when(line.asked_at, reading.now)}提出"
    _said(line.detail, asked)
    if line.state is RequestState.WAITING:
        _said(line.reason, "")
    elif line.answered_at is not None:
        done = "关闭" if line.state is RequestState.CLOSED else "答复"
        at = words.when(line.answered_at, reading.now)
        _said(line.answer or line.reason, f"{line.answered_by}　{at}{done}")
    if line.entry_title:
        words.notice(f"已有知识《{line.entry_title}》。")
    if line.is_mine_to_answer:
        _answer(desk, reading, line)
    elif line.state is RequestState.WAITING:
        due = words.when(line.due_at, reading.now)
        words.notice(
            f"由{line.unit_name}答复，应于{due}前。热线办可以改问其他单位，或写明理由关闭。"
        )
    if line.state is RequestState.WAITING and desk.actor.role in OFFICE_ROLES:
        _oversee(desk, reading, line)
    is_keeper = desk.actor.unit_id == line.unit_id
    if line.state is RequestState.ANSWERED and line.entry_id is None and is_keeper:
        st.button("写成知识", type="primary", key=f"kb_take_up_{line.id}",
                  on_click=partial(_take_up, desk, line))  # fmt: skip


def _said(text: str, who: str) -> None:
    """Somebody's words, and below them whose and when."""
    shown = Markup('<p class="kb-correction" data-own-words>{}</p>').format(text) if text else ""
    words.show(Markup('{}<p class="hl-note">{}</p>').format(shown, who))


def _answer(desk: Entered, reading: Reading, line: RequestLine) -> None:
    key = f"kb_request_text_{line.id}"
    st.text_area("答复", key=key, height=110, max_chars=requests.LONGEST_ANSWER)
    found = finder.find(reading, line.question, limit=_MOST_OFFERED)
    titles = {hit.entry_id: hit.title for hit in found.hits}
    if titles:
        st.selectbox("或者选已有的知识作答", [None, *titles], key=f"{key}_entry",
                     format_func=lambda one: titles.get(one, "不选"))  # fmt: skip

    def send(uow: UnitOfWork) -> int:
        return requests.answer(
            uow, line.id, answer=st.session_state.get(key) or "",
            entry_id=st.session_state.get(f"{key}_entry"), seen_version=line.version,
        ).id  # fmt: skip

    with st.container(horizontal=True):
        _button("答复", desk, line, send, "已答复，提问人会看到。", is_main=True)
        if desk.actor.is_unit:
            _reasoned(desk, line, "不属本单位", "应由哪个单位答复、依据什么", requests.pass_on,
                      "已退回热线办。")  # fmt: skip


def _oversee(desk: Entered, reading: Reading, line: RequestLine) -> None:
    names = {unit.id: unit.name for unit in directory.units(reading) if unit.id != line.unit_id}
    choices = [*names] if line.unit_id is None else [None, *names]
    key = f"kb_request_unit_{line.id}"

    def change(uow: UnitOfWork) -> int:
        unit_id = st.session_state.get(key)
        return requests.set_unit(uow, line.id, unit_id=unit_id, seen_version=line.version).id

    with st.container(horizontal=True):
        with st.popover("改问单位", key=f"{key}_open"):
            st.selectbox("问哪个单位", choices, key=key,
                         format_func=lambda one: names.get(one, OFFICE_ITSELF))  # fmt: skip
            _button("确认改问", desk, line, change, "已改问，时限重新计算。")
        _reasoned(desk, line, "关闭", "为什么不用答复", requests.close, "已关闭。")


def _reasoned(
    desk: Entered, line: RequestLine, label: str, asked: str, use_case: Callable[..., object],
    done: str,
) -> None:  # fmt: skip
    key = f"kb_request_{label}_{line.id}"

    def go(uow: UnitOfWork) -> object:
        reason = st.session_state.get(key) or ""
        return use_case(uow, line.id, reason=reason, seen_version=line.version)

    with st.popover(label, key=f"{key}_open"):
        st.text_area(asked, key=key, height=80, max_chars=requests.LONGEST_DETAIL)
        _button(f"确认{label}", desk, line, go, done)


def _button(
    label: str, desk: Entered, line: RequestLine, use_case: Callable[[UnitOfWork], object],
    done: str, *, is_main: bool = False,
) -> None:  # fmt: skip
    st.button(
        label, key=f"kb_request_{label}_{line.id}_go", type="primary" if is_main else "secondary",
        on_click=partial(_try, desk, use_case, done),
    )  # fmt: skip


def _try(desk: Entered, use_case: Callable[[UnitOfWork], object], done: str) -> None:
    attempt.attempt(desk, use_case, done=done, slot=_SLOT)


def _take_up(desk: Entered, line: RequestLine) -> None:
    """写成知识: the draft opens on the list, ready to be completed."""

    def use_case(uow: UnitOfWork) -> tuple[int, str]:
        entry = entries.draft(
            uow, request_lists.as_text(line), kind=EntryKind.FAQ, unit_id=line.unit_id
        )
        requests.take_up(uow, line.id, entry.id)
        return entry.id, entry.title

    made = attempt.attempt(desk, use_case, done="已起草，请核对后送审。", slot=_SLOT)
    if made is not None:
        opened_draft(*made)


def opened_draft(entry_id: int, title: str) -> None:
    """The entry on the list, narrowed to it, its form open."""
    st.session_state["kb_desk"] = "清单"
    st.session_state["shelf"] = "全部"
    st.session_state["shelf_title"] = title
    st.session_state[f"kb_tab_{entry_id}"] = "修改"
