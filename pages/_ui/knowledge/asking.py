"""What is asked is remembered while it is typed and kept when it is finished; 求知单 for what nothing answers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from core.insight import directory
from core.store.work import Reading, UnitOfWork
from kb import records, request_lists, requests
from kb.finder import Found
from kb.records import Asked
from kb.request_lists import RequestLine
from kb.shelves import OFFICE_ITSELF
from kb.suggest import Suggestion
from kb.terms import RequestState, SearchPlace
from pages._ui import attempt, words
from pages._ui.desk import Entered
from pages._ui.knowledge import question as question_field
from pages._ui.words import Markup

_SLOT = "kb_ask"
_SHORT = 60
"""Characters of an answer above the search field; the whole stands in 我的求知单."""
_TONES: dict[RequestState, words.Tone] = {
    RequestState.WAITING: "office",
    RequestState.ANSWERED: "unit",
    RequestState.IN_KNOWLEDGE: "done",
    RequestState.CLOSED: "out",
}


def follow(
    desk: Entered, place: SearchPlace, question: str, found: Found, opened: int | None
) -> None:
    """Look on while somebody types: nothing is written until another question begins or none stands."""
    pending = _pending(place)
    if not question.strip():
        _finish(desk, place)
        return
    is_one = pending is not None and (
        place is SearchPlace.INTAKE or records.is_continuation(pending.question, question)
    )
    if pending is None or not is_one:
        _finish(desk, place)
        pending = Asked(place, question, 0, desk.database.clock())
    is_shorter = place is SearchPlace.KNOWLEDGE and len(question) < len(pending.question)
    if not is_shorter:
        pending = replace(pending, question=question, total=0 if found.is_near else found.total)
    order = [hit.entry_id for hit in found.hits]
    if opened in order:
        pending = replace(pending, opened_entry_id=opened, opened_place=order.index(opened) + 1)
    st.session_state[_key(place)] = pending


def cited(desk: Entered, place: SearchPlace, entry_id: int) -> None:
    """The question led to an entry that was cited: it is finished."""
    pending = _pending(place)
    if pending is not None:
        st.session_state[_key(place)] = replace(pending, opened_entry_id=entry_id, is_cited=True)
        _finish(desk, place)


def _key(place: SearchPlace) -> str:
    return f"kb_asked_{place.value}"


def _pending(place: SearchPlace) -> Asked | None:
    found: Asked | None = st.session_state.get(_key(place))
    return found


def _finish(desk: Entered, place: SearchPlace) -> None:
    pending = st.session_state.pop(_key(place), None)
    if pending is not None:
        records.try_to_keep(desk.database, desk.actor, pending)


def offer(
    desk: Entered, reading: Reading, question: str, about: Suggestion | None, place: str
) -> None:
    """发求知单, filled in: the question, and the unit likely to know; an open one alike is joined.

    Without a suggestion the office is asked, which knows whom to ask.
    """
    if desk.actor.role not in request_lists.ASKERS:
        return
    slot = f"{_SLOT}_{place}"
    key = f"{slot}_{attempt.form_key(slot)}"
    alike = request_lists.alike(reading, question)
    with st.popover("发求知单", key=f"{slot}_open", help="知识库里没有的，请知道的单位答复"):
        if alike is not None:
            words.notice(f"已经有人问过，正在等{alike.unit_name}答复：{alike.question}")
            st.text_input("补充（选填）", key=f"{key}_more", max_chars=requests.LONGEST_DETAIL)
            st.button("并入这张求知单", type="primary", key=f"{key}_join",
                      on_click=partial(_join, desk, slot, key, alike.id))  # fmt: skip
        else:
            _form(desk, reading, records.words_of(question), about, slot, key)
        attempt.outcome(slot)


def _form(
    desk: Entered, reading: Reading, question: str, about: Suggestion | None, slot: str, key: str
) -> None:
    names = {unit.id: unit.name for unit in directory.units(reading)}
    likely = about.units if about is not None else []
    first = next((one for one in likely if one.unit_id in names), None)
    choices = [None, *names]
    st.text_input("要问什么", value=question, key=f"{key}_q", width=420,
                  max_chars=requests.LONGEST_QUESTION)  # fmt: skip
    st.selectbox(
        "问哪个单位", choices, key=f"{key}_unit", index=choices.index(first.unit_id) if first else 0,
        format_func=lambda one: names.get(one, OFFICE_ITSELF) if one else OFFICE_ITSELF,
        help=first.reason if first else None,
    )  # fmt: skip
    st.text_input("补充说明（选填，不写姓名、电话）", key=f"{key}_detail",
                  max_chars=requests.LONGEST_DETAIL)  # fmt: skip
    st.button("发出", type="primary", key=f"{key}_go", on_click=partial(_ask, desk, slot, key))


def _ask(desk: Entered, slot: str, key: str) -> None:
    state = st.session_state

    def use_case(uow: UnitOfWork) -> int:
        return requests.ask(
            uow, question=state.get(f"{key}_q") or "", unit_id=state.get(f"{key}_unit"),
            detail=state.get(f"{key}_detail") or "",
        )  # fmt: skip

    done = "求知单已发出，答复后会告诉您。"
    request_id = attempt.attempt(desk, use_case, done=done, slot=slot, form=slot)
    _asked(slot, request_id)


def _join(desk: Entered, slot: str, key: str, request_id: int) -> None:
    more = st.session_state.get(f"{key}_more") or ""
    joined = attempt.attempt(
        desk, lambda uow: requests.join(uow, request_id, detail=more).id,
        done="已并入，答复后会告诉您。", slot=slot, form=slot,
    )  # fmt: skip
    _asked(slot, joined)


def _asked(slot: str, request_id: int | None) -> None:
    """What was just asked of a unit is kept with its request: it is no gap of its own."""
    place = SearchPlace(slot.removeprefix(f"{_SLOT}_"))
    pending = _pending(place)
    if request_id is not None and pending is not None:
        st.session_state[_key(place)] = replace(pending, request_id=request_id)


def told(desk: Entered, reading: Reading) -> None:
    """您的求知单有答复, until it is acknowledged."""
    for line in request_lists.unseen_answers(reading):
        is_closed = line.state is RequestState.CLOSED
        with st.container(horizontal=True, key=f"kb_asked_{line.id}", vertical_alignment="center"):
            about = "您的求知单已关闭" if is_closed else "您的求知单有答复"
            said = _outcome(line)
            said = said if len(said) <= _SHORT else f"{said[:_SHORT]}……"
            words.notice(f"{about}：{line.question}　{said}")
            _open(line, "told")
            st.button("知道了", key=f"kb_asked_seen_{line.id}", type="tertiary",
                      on_click=partial(_seen, desk, line.id))  # fmt: skip


def mine(reading: Reading) -> None:
    """我的求知单: what one asked or joined, each with its state and what came of it, behind one button."""
    if reading.actor.role not in request_lists.ASKERS:
        return
    lines = request_lists.mine(reading)
    if not lines:
        return
    open_ones = sum(line.state is RequestState.WAITING for line in lines)
    label = "我的求知单" + (f"（{open_ones} 张待答复）" if open_ones else "")
    with st.popover(label, key="kb_mine", width="content"):
        for line in lines:
            words.section(line.question, words.badge(line.state.zh, _TONES[line.state]))
            words.show(Markup('<p class="hl-note">{}</p>').format(_standing(reading, line)))
            if line.state is not RequestState.WAITING:
                words.spoken(_outcome(line))
                _open(line, "mine")


def _standing(reading: Reading, line: RequestLine) -> str:
    """Who is asked and by when; or who answered, when."""
    if line.state is RequestState.WAITING:
        late = "，已超时" if line.is_overdue else ""
        return f"{line.unit_name}　应于{words.when(line.due_at, reading.now)}前答复{late}"
    at = words.when(line.answered_at, reading.now) if line.answered_at else ""
    return f"{line.unit_name}　{line.answered_by}　{at}"


def _outcome(line: RequestLine) -> str:
    if line.state is RequestState.CLOSED:
        return line.reason
    return line.answer or (f"见知识《{line.entry_title}》。" if line.entry_title else "已答复。")


def _open(line: RequestLine, place: str) -> None:
    """The entry that answers, opened below, once it may be read."""
    if line.entry_title and line.entry_id is not None:
        st.button(
            "打开知识", key=f"kb_asked_open_{place}_{line.id}",
            on_click=question_field.pick, args=(line.entry_id,),
        )  # fmt: skip


def _seen(desk: Entered, request_id: int) -> None:
    attempt.attempt(desk, lambda uow: requests.mark_seen(uow, request_id), done=None, slot=_SLOT)
