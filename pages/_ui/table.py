"""One declarative table for all lists: columns said once, dense rows, selection by one click or the arrow keys.

    COLUMNS = (
        table.Column("编号", lambda row: row.number, kind="link", width=120),
        table.Column("标题", lambda row: row.title),
        table.Column("状态", lambda row: row.state, kind="state", width=76),
        table.Column("时限", lambda row: words.due(reading, row.due_at), kind="due", width=110),
    )
    chosen = table.table(COLUMNS, found.rows, key="waiting", empty="没有待审的工单。", select="one")

Drawn by a component of ours and not by st.dataframe: that one paints on a canvas, which neither shows badges nor
takes a click on the row, and needs 35 px a line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

import streamlit as st

from core.rules import wording
from core.rules.terms import State, Term
from pages._ui import as_sheet, shell, words

Row = TypeVar("Row")
Kind = Literal["text", "number", "instant", "state", "due", "badge", "link"]
Select = Literal["none", "one", "many", "open"]
"""none: only looked at · one: a row whose details stand beside it · many: for one step on several rows ·
open: a click opens the ticket of the row's id."""

PAGE_ROWS = 200
_PAGES_IN_SIGHT = 7
"""So many pages can be clicked; of more, one may be named."""

_LIST = st.components.v2.component(
    "hotline_list",
    html='<div class="hl-list"></div>',
    js=Path(__file__).with_name("table.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)  # with slots, Column[Row](...) fails in Python 3.11
class Column(Generic[Row]):
    """One column. `value` gives, by kind:

    text: str · number: int, float or None · instant: datetime or None · state: State or another term ·
    due: words.Due · badge: (text, tone) or None · link: str, leading to the row's ticket.
    Widths are pixels; a column without one shares what is left and cuts long text short.
    """

    title: str
    value: Callable[[Row], Any]
    kind: Kind = "text"
    width: int | None = None
    is_summed: bool = False
    """合计: whether the sheet adds its numbers up."""


def page_number(key: str) -> int:
    """Which page of a long list is open, from 1: ask before querying its rows."""
    return int(st.session_state.get(f"{key}_page", 1))


def clear(key: str) -> None:
    """Forget what is selected, after something was done with it."""
    generation = st.session_state.get(f"{key}_generation", 0)
    st.session_state[f"{key}_generation"] = generation + 1


def table(
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    *,
    key: str,
    empty: str,
    hint: str = "",
    select: Select = "none",
    total: int | None = None,
    now: datetime | None = None,
    height: int | None = None,
    row_id: Callable[[Row], Any] = attrgetter("id"),
    row_tone: Callable[[Row], words.Tone | None] | None = None,
    is_first_chosen: bool = False,
    excel: str | as_sheet.Make | None = None,
) -> list[Any]:
    """Draw a list and give the ids selected in it, in the order of the rows.

    With `total`, `rows` is the page `page_number(key)` of a longer list; without it all rows are here and
    are paged here. `now` lets this year's instants go without the year; `height` scrolls the rows in
    that many pixels; `is_first_chosen` chooses the first row until another is. An empty list shows
    `empty` and `hint`. `excel` puts 导出 Excel under it: a name writes what is listed, of a longer list
    give what makes the file.
    """
    if not rows and page_number(key) == 1:
        words.empty(empty, hint)
        return []
    number, count = page_number(key), len(rows) if total is None else total
    make = as_sheet.listed(excel, columns, rows) if isinstance(excel, str) else excel
    if total is None:
        rows = rows[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    ids = [row_id(row) for row in rows]
    generation = st.session_state.get(f"{key}_generation", 0)
    picked = _LIST(
        key=f"{key}_list_{generation}",
        data={
            "label": empty,
            "columns": [{"title": c.title, "kind": c.kind, "width": c.width} for c in columns],
            "rows": [
                {
                    "id": row_id(row),
                    "tone": row_tone(row) if row_tone else None,
                    "cells": [_cell(column, row, row_id, now) for column in columns],
                }
                for row in rows
            ],
            "select": select,
            "selected": ids[:1] if is_first_chosen else [],
            "isSortable": count <= PAGE_ROWS,
            "height": height,
            "foot": f"共 {count} 条",
        },
        default={"selected": []},
        on_selected_change=_nothing,
        on_opened_change=_nothing,
    )
    _foot(key, count, make)
    if picked.opened is not None:
        shell.open_ticket(picked.opened)
    wanted = set(picked.selected or ())
    chosen = [each for each in ids if each in wanted]
    return chosen or (ids[:1] if is_first_chosen else [])


def _foot(key: str, count: int, make: as_sheet.Make | None) -> None:
    """Further pages, and the list as a sheet."""
    pages = -(-count // PAGE_ROWS)
    if make is None and pages <= 1:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_foot"):
        if pages > 1:
            st.pagination(pages, key=f"{key}_page")
        if pages > _PAGES_IN_SIGHT:
            st.number_input(
                "到第几页", 1, pages, value=None, key=f"{key}_jump", width=130,
                placeholder=f"到第几页（共{pages}页）", label_visibility="collapsed",
                on_change=_jump, args=(key,),
            )  # fmt: skip
        if make is not None:
            as_sheet.button(make, key=key)


def _jump(key: str) -> None:
    """到第几页: a long list is not paged through."""
    wanted = st.session_state.get(f"{key}_jump")
    if wanted is not None:
        st.session_state[f"{key}_page"] = wanted
        st.session_state[f"{key}_jump"] = None


def _nothing() -> None:
    """A change runs the page again; that is all there is to do."""


def _cell(
    column: Column[Row], row: Row, row_id: Callable[[Row], Any], now: datetime | None
) -> dict[str, Any]:
    """t: text · s: what it is sorted by, when not its text · k: tone of the badge · h: address."""
    value = column.value(row)
    if value is None:
        return {"t": "", "s": ""}
    if column.kind == "number":
        return {"t": f"{value:,}", "s": value}
    if column.kind == "instant":
        minute = value.replace(second=0, microsecond=0)  # a list of seconds is hard to read
        return {"t": wording.instant(minute, now.year if now else None), "s": value.timestamp()}
    if column.kind == "state":
        return _term(value)
    if column.kind == "due":
        return {"t": value.text, "s": value.at.timestamp() if value.at else 0} | _tone(value.tone)
    if column.kind == "badge":
        return {"t": value[0], "k": value[1]} if value[0] else {"t": ""}
    if column.kind == "link":
        return {"t": str(value), "h": f"/ticket?id={row_id(row)}"}
    return {"t": str(value)}


def _term(value: Term) -> dict[str, Any]:
    tone = words.STATE_TONES[value] if isinstance(value, State) else "plain"
    return {"t": value.zh, "k": tone}


def _tone(tone: words.Tone) -> dict[str, Any]:
    return {} if tone == "plain" else {"k": tone}
