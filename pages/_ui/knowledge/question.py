"""What is asked of the knowledge base: the field, the filters in one row, and the entry somebody picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.insight.directory import UnitLine
from kb.finder import Choices
from kb.terms import EntryKind
from pages._ui.knowledge import counts

LONGEST = 2000
"""Not told to the field: Streamlit 1.67 drops a longer paste without a word."""

TEXT, KIND, UNIT, AREA = "q", "kind", "unit", "area"
"""Keys of the widgets, and so names in the address: a link reproduces what is asked."""

PICKED = "entry"
_PICKED = "knowledge_picked"


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed and chosen at this moment."""

    text: str
    kinds: tuple[EntryKind, ...]
    unit_id: int | None
    town_id: int | None

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """For the filters, which take several."""
        return () if self.unit_id is None else (self.unit_id,)

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows what is looked through."""
        return bool(self.kinds) or self.unit_id is not None or self.town_id is not None


def ask(choices: Choices, towns: Sequence[UnitLine]) -> tuple[Question, DeltaGenerator]:
    """Draw the field and the filters, and keep a place beside them; the caret is in the field when the page opens."""
    if TEXT not in st.session_state:  # the page was opened just now, perhaps by a link
        _adopt(st.query_params.get(PICKED, ""))
    with st.container(key="focus_knowledge"):
        text = st.text_input(
            "查找知识", key=TEXT, type="search", live="100ms", bind="query-params",
            label_visibility="collapsed", on_change=forget,
            placeholder="群众怎么问就怎么输：低保咋申请、暖气不热、dibao ……",
        )  # fmt: skip
    with st.container(key="kb_filters", horizontal=True):
        kinds = _kinds(choices)
        units = {unit.name: unit.unit_id for unit in choices.units if unit.unit_id is not None}
        unit = st.selectbox(
            "责任单位", list(units), key=UNIT, index=None, placeholder="全部单位", width=220,
            label_visibility="collapsed", bind="query-params", on_change=forget,
        )  # fmt: skip
        areas = {town.name: town.id for town in towns}
        area = st.selectbox(
            "适用地区", list(areas), key=AREA, index=None, placeholder="全部地区", width=150,
            label_visibility="collapsed", bind="query-params", on_change=forget,
        )  # fmt: skip
        beside = st.container(width="content")
    asked = Question(
        (text or "")[:LONGEST],
        tuple(kinds),
        units.get(unit) if unit else None,
        areas.get(area) if area else None,
    )
    return asked, beside


def _kinds(choices: Choices) -> list[EntryKind]:
    counts.beside(KIND, [count for _, count in choices.kinds])
    by_name = {kind.zh: kind for kind, _ in choices.kinds}
    chosen = st.pills(
        "知识类型", list(by_name), key=KIND, selection_mode="multi", label_visibility="collapsed",
        bind="query-params", on_change=forget,
    )  # fmt: skip
    return [by_name[name] for name in chosen or ()]


def picked() -> int | None:
    """The entry somebody picked for this question; None: the first result stands for itself."""
    found: int | None = st.session_state.get(_PICKED)
    return found


def pick(entry_id: int | None) -> None:
    """Open this entry for reading until something else is asked."""
    st.session_state[_PICKED] = entry_id


def forget() -> None:
    """Something else is asked: its best answer opens by itself."""
    pick(None)


def _adopt(written: str) -> None:
    pick(int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None)
