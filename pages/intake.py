"""受理席: the call-taker's one screen — record, find the answer while the caller speaks, finish the call."""

from __future__ import annotations

import streamlit as st

from core.rules.terms import Role
from core.store.work import Reading
from kb.terms import SearchPlace
from pages._ui import shell, words
from pages._ui.intake import answers, around, caller, finishing, form, known, panels
from pages._ui.intake.known import Known
from pages._ui.knowledge import asking, corrections
from pages._ui.words import Markup

desk = shell.enter(Role.CALL_TAKER, Role.OFFICE, Role.OFFICE_LEAD)


def _head(seen: Known) -> None:
    """One line: the desk, what was done last, until the next call begins."""
    if not seen.call.is_empty:
        finishing.forget_done()
    said = finishing.last_done()
    if not said and form.is_restored():
        said = "已取回上次没有保存的记录。"
    note = Markup('<span class="hl-done-line" role="status">{}</span>').format(said) if said else ""
    words.heading("受理席", note)
    with st.container(key="intake_undo"):  # always there, or the fields below would remount
        if form.is_just_cleared():
            st.button("撤销清空", type="tertiary", on_click=form.undo_clear)


def _right(reading: Reading, seen: Known) -> None:
    around.emergency_banner(seen)
    panels.outcome()
    if finishing.open_panel() is not None:
        with st.container(key="intake_panel"):
            panels.panel(desk, reading, seen)
        return
    has_words = bool(seen.call.matter.strip())
    with st.container(key="tight_intake_same_caller"):
        if not has_words:
            around.earlier_tickets(desk, seen)
    answers.listed(seen)
    with st.container(key="intake_reading"):
        answers.reading_pane(reading, seen)
        if seen.chosen is not None:
            corrections.beside_call(desk, reading, seen.chosen)
    with st.container(key="tight_intake_around"):
        if has_words:
            around.earlier_tickets(desk, seen)
        around.suggested_unit(seen)
        if has_words and (seen.found.is_near or not seen.found.hits):
            asking.offer(desk, reading, known.asked(seen), seen.suggestion, "intake")


@st.fragment
def call() -> None:
    """Everything on the screen follows every pause in typing, and nothing outside it is run again."""
    with desk.database.read(desk.actor) as reading:
        seen = known.ask(reading)
        _head(seen)
        left, right = st.columns([46, 54], gap="medium")
        with left, st.container(key="intake_left"):
            caller.draw(seen, reading)
        with right, st.container(key="intake_right"):
            _right(reading, seen)
    panels.bar(desk, seen)
    known.await_rest(seen)
    asking.follow(desk, SearchPlace.INTAKE, known.asked(seen), seen.found, known.opened(seen))
    form.keep(desk, seen.call)


call()
