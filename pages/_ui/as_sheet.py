"""导出 Excel under a list: what stands on the screen as a workbook, masked as there, logged (办法第十九条)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from core.exchange import sheets
from core.exchange.sheets import Written
from core.store.work import Reading
from pages._ui import attempt, download
from pages._ui.desk import routed

if TYPE_CHECKING:
    from pages._ui.table import Column

Row = TypeVar("Row")
Make = Callable[[Reading], Written]

_PIXELS_A_CHARACTER = 7
_OPEN_WIDTH = 44
"""Characters for a column that shares what is left on the screen."""
_UNTITLED = "标记"


def button(make: Make, *, key: str) -> None:
    """The button under a list.

    Made while the page is drawn and not in a callback: only now are the rows and what they ask for open.
    """
    desk = routed.get()
    if desk is None:
        return
    slot = f"sheet_{key}"
    if st.button("导出 Excel", key=slot, type="tertiary", icon=":material/download:"):
        download.hand_out(desk, make, slot)
    if attempt.refused(slot) is not None:
        attempt.outcome(slot)


def listed(name: str, columns: Sequence[Column[Row]], rows: Sequence[Row]) -> Make:
    """The rows of a list that is whole on the screen, under the name of the file."""
    return lambda reading: sheets.of_table(reading, name, written(columns), rows)


def written(columns: Sequence[Column[Row]]) -> list[sheets.Column[Row]]:
    """The columns of a list for a sheet: a deadline also as the instant that Excel can sort by."""
    found: list[sheets.Column[Row]] = []
    for column in columns:
        if column.kind == "due":
            found.append(sheets.Column(f"{column.title}情况", _part(column, "text"), width=16))
        found.append(_column(column))
    return _apart(found)


def _column(column: Column[Row]) -> sheets.Column[Row]:
    title = column.title or _UNTITLED
    width = column.width // _PIXELS_A_CHARACTER if column.width else _OPEN_WIDTH
    if column.kind == "number":
        return sheets.Column(
            title, column.value, "number", max(width, 10), is_summed=column.is_summed
        )
    if column.kind == "instant":
        return sheets.Column(title, column.value, "instant", 17)
    if column.kind == "due":
        return sheets.Column(title, _part(column, "at"), "instant", 17)
    if column.kind == "state":
        return sheets.Column(title, _part(column, "zh"), width=12)
    if column.kind == "badge":
        return sheets.Column(title, lambda row: (column.value(row) or ("",))[0], width=12)
    return sheets.Column(title, column.value, "text" if column.width else "long", max(width, 12))


def _part(column: Column[Row], name: str) -> Callable[[Row], Any]:
    return lambda row: getattr(column.value(row), name, None)


def _apart(columns: list[sheets.Column[Row]]) -> list[sheets.Column[Row]]:
    """No two of one name: totals are put under columns by their names."""
    names = [column.title for column in columns]
    return [
        sheets.Column(
            f"{column.title}{names[: place + 1].count(column.title)}"
            if names.count(column.title) > 1
            else column.title,
            column.value, column.kind, column.width, column.is_summed,
        )
        for place, column in enumerate(columns)
    ]  # fmt: skip
