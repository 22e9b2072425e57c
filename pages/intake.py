"""受理席: the call-taker's one screen — record, find the answer while the caller speaks, finish the call."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.rules.terms import Role
from core.store.work import Reading
from kb.terms import SearchPlace
from pages._ui import download, renewing, shell, words
from pages._ui.intake import answers, around, caller, finishing, form, known, panels
from pages._ui.intake.known import Heard, Known
from pages._ui.knowledge import asking, corrections
from pages._ui.words import Markup

desk = shell.enter(Role.CALL_TAKER, Role.OFFICE, Role.OFFICE_LEAD)


def _head(seen: Heard) -> None:
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


def _answers(reading: Reading, seen: Heard) -> tuple[DeltaGenerator, DeltaGenerator]:
    """What the caller waits for; gives the places above and below for what is looked up after it."""
    above = st.container(key="tight_intake_same_caller")
    answers.listed(seen)
    with st.container(key="intake_reading"):
        answers.reading_pane(reading, seen)
        if seen.chosen is not None:
            corrections.beside_call(desk, reading, seen.chosen)
        renewing.answered(seen.call.matter)
    return above, st.container(key="tight_intake_around")


def _around(reading: Reading, seen: Known, above: DeltaGenerator, below: DeltaGenerator) -> None:
    has_words = bool(seen.call.matter.strip())
    with below if has_words else above:
        around.earlier_tickets(desk, seen)
    with below:
        around.suggested_unit(seen)
        if has_words and (seen.found.is_near or not seen.found.hits):
            asking.offer(desk, reading, known.asked(seen), seen.suggestion, "intake")


@st.fragment
def call() -> None:
    """Everything on the screen follows every pause in typing, and nothing outside it is run again.

    The answers go out before the rest is looked up: they are what the caller waits for.
    """
    with desk.database.read(desk.actor) as reading:
        heard = known.hear(reading)
        _head(heard)
        left, right = st.columns([46, 54], gap="medium")
        form_place = left.container(key="intake_left")
        with right, st.container(key="intake_right"):
            around.emergency_banner(heard)
            panels.outcome()
            if finishing.open_panel() is None:
                places = _answers(reading, heard)
                seen = known.ask(reading, heard)
                _around(reading, seen, *places)
            else:
                seen = known.ask(reading, heard)
                with st.container(key="intake_panel"):
                    panels.panel(desk, reading, seen)
        with form_place:
            caller.draw(seen, reading)
    panels.bar(desk, seen)
    known.await_rest(seen)
    asking.follow(desk, SearchPlace.INTAKE, known.asked(seen), seen.found, known.opened(seen))
    form.keep(desk, seen.call)
    download.start("call")


call()
