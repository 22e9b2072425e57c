"""自动保存: what is typed into an entry's form and not yet saved survives a closed tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import streamlit as st

from core.casework import drafts
from core.rules import wording
from core.rules.instants import SHANGHAI
from core.store.work import Reading, UnitOfWork
from kb import entry_text
from kb.entry_text import EntryText
from kb.terms import Audience
from pages._ui import attempt, words
from pages._ui.desk import Entered

_FORM = "current"
_DAYS = ("effective_from", "effective_until")
_LISTS = ("variant_questions", "keywords")


def desk_of(slot: str) -> str:
    """The drafts' name for one form: that of a new entry, or of one entry's change."""
    return f"knowledge-{slot}"


def restored(
    reading: Reading, slot: str, name: str, text: EntryText
) -> tuple[EntryText, int | None]:
    """取回草稿: what the form begins with, and the entry's version it was typed upon.

    Asked again only when the fields are not there: after F5, a restart, a look at another page.
    """
    if f"title_{name}" in st.session_state:
        kept: tuple[EntryText, int | None] = st.session_state[f"start_{name}"]
        return kept
    draft = drafts.load(reading, desk_of(slot))
    begin: tuple[EntryText, int | None] = (text, None)
    if draft is not None:
        begin = _read(draft.content, text), draft.content.get("seen")
        at = wording.instant(
            draft.saved_at.astimezone(SHANGHAI).replace(second=0), reading.now.year
        )
        st.session_state[f"restored_{name}"] = at
    st.session_state[f"start_{name}"] = begin
    st.session_state[f"kept_{name}"] = entry_text.tidy(begin[0])
    return begin


def told(desk: Entered, slot: str, name: str) -> None:
    """That the form holds what was typed earlier, and the way to let it go."""
    at = st.session_state.get(f"restored_{name}")
    if at is None:
        return
    with st.container(horizontal=True, key=f"kb_restored_{name}", vertical_alignment="center"):
        words.show(words.Markup('<span class="hl-note">已取回{}未保存的内容。</span>').format(at))
        st.button(
            "不要了，重新填写", key=f"kb_drop_{name}", type="tertiary", on_click=_drop,
            args=(desk, slot),
        )  # fmt: skip


def keep(desk: Entered, slot: str, name: str, text: EntryText, seen: int | None) -> None:
    """保存草稿 when anything changed since it was last kept; blanks are no change."""
    text = entry_text.tidy(text)
    if text == st.session_state.get(f"kept_{name}"):
        return

    def store(uow: UnitOfWork) -> bool:
        drafts.save(uow, desk_of(slot), _FORM, {**_written(text), "seen": seen})
        return True

    if attempt.attempt(desk, store, done=None, slot=f"{slot}_draft"):
        st.session_state[f"kept_{name}"] = text
    attempt.outcome(f"{slot}_draft")


def discard(uow: UnitOfWork, slot: str) -> None:
    """It was saved as an entry, or is not wanted: nothing is left to restore."""
    drafts.discard(uow, desk_of(slot))


def _drop(desk: Entered, slot: str) -> None:
    attempt.attempt(desk, lambda uow: discard(uow, slot), done=None, slot=slot, form=slot)


def _written(text: EntryText) -> dict[str, Any]:
    content = asdict(text)
    for field in _DAYS:
        content[field] = content[field].isoformat() if content[field] else None
    content["audience"] = text.audience.value
    return content


def _read(content: Mapping[str, Any], text: EntryText) -> EntryText:
    """A draft as a text; fields an older draft did not know stay what they are."""
    values = {field: content.get(field, value) for field, value in asdict(text).items()}
    for field in _DAYS:
        values[field] = (
            date.fromisoformat(values[field]) if isinstance(values[field], str) else None
        )
    for field in _LISTS:
        values[field] = tuple(values[field])
    values["audience"] = Audience(values["audience"])
    return EntryText(**values)
