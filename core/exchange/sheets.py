"""Lists that people take away: written so that nothing a caller said becomes a formula, a link or a number."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

import xlsxwriter

from core import text
from core.errors import BadInput, NotAllowed
from core.rules import wording
from core.rules.instants import local
from core.store.actor import Actor
from core.store.db import Database
from core.store.work import Reading

Row = TypeVar("Row")
Kind = Literal["text", "long", "number", "instant"]
"""text: one line · long: wrapped · number: counted · instant: a date Excel can sort and filter by."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
"""一次最多导出: what a person can still use, and what is made while they wait."""
TABLE_VERB = "export_table"
LONGEST_CELL = 32_767
CUT = "……（内容过长，全文见工单）"


@dataclass(frozen=True)  # with slots, Column[Row](...) fails in Python 3.11
class Column(Generic[Row]):
    """One column: its title, what stands in it, how wide it is in characters."""

    title: str
    value: Callable[[Row], Any]
    kind: Kind = "text"
    width: int = 14
    is_summed: bool = False
    """合计: whether adding up its numbers says something."""


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """A list, its columns, and in the last line what it adds up to (合计), by column title."""

    title: str
    columns: Sequence[Column[Row]]
    rows: Iterable[Row]
    totals: Sequence[tuple[str, str | int]] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file: its name, its bytes, how many rows it holds, and what the audit log says of it."""

    file_name: str
    content: bytes
    rows: int
    verb: str
    details: Mapping[str, Any] = field(default_factory=dict)
    media_type: str = XLSX


def handed_out(database: Database, actor: Actor, make: Callable[[Reading], Written]) -> Written:
    """导出: a file made from what the person may see, given out once its audit row stands (办法第十九条).

    It is made beside the others' work: a long list takes seconds, and nobody's ticket waits for it.
    """
    try:
        with database.read(actor) as reading:
            written = make(reading)
    except NotAllowed as refusal:
        with database.work(actor):  # which puts the refusal into the audit log
            raise refusal
    with database.work(actor) as uow:
        uow.audit(written.verb, written.file_name, rows=written.rows, **written.details)
    return written


def of_table(
    reading: Reading, title: str, columns: Sequence[Column[Row]], rows: Sequence[Row]
) -> Written:
    """表格导出: 单位健康_2026-11.xlsx, a list as it stands on its reader's screen.

    Raises BadInput for an empty list and for one longer than MOST_ROWS.
    """
    require_rows(len(rows), "条")
    sheet = Sheet(title, columns, rows, _added_up(columns, rows))
    content, count = xlsx(sheet, taken_by=reading.actor.name, taken_at=reading.now)
    return Written(f"{title}_{reading.now:%Y-%m}.xlsx", content, count, TABLE_VERB)


def require_rows(total: int, counted_in: str) -> None:
    """Raise BadInput for a list without rows, and for one too long for a sheet people can use."""
    if not total:
        raise BadInput("列表是空的，没有导出。", next_step="请放宽筛选条件。")
    if total > MOST_ROWS:
        raise BadInput(
            f"列表有{total:,}{counted_in}，一次最多导出{MOST_ROWS:,}{counted_in}。",
            next_step="请用筛选条件缩小范围，分几次导出。",
        )


def _added_up(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> list[tuple[str, str | int]]:
    """合计: how many lines there are, and the sums of what may be added up."""
    texts = [column.title for column in columns if column.kind in ("text", "long")]
    totals: list[tuple[str, str | int]] = [(texts[0], f"合计{len(rows):,}条")] if texts else []
    return totals + [
        (column.title, sum(column.value(row) or 0 for row in rows))
        for column in columns
        if column.is_summed
    ]


def xlsx(sheet: Sheet[Row], *, taken_by: str, taken_at: datetime) -> tuple[bytes, int]:
    """The list as a workbook, header frozen and filterable, and how many rows it has.

    Who took it and when stands in the footer of every printed page (办法第十九条).
    """
    return book([sheet], taken_by=taken_by, taken_at=taken_at)


def book(found: Sequence[Sheet[Any]], *, taken_by: str, taken_at: datetime) -> tuple[bytes, int]:
    """Several lists as the sheets of one workbook, each as `xlsx` makes it, and how many rows they have together."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,  # personal data leaves no temporary file behind
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as written:
        formats = _formats(written)
        rows = [
            _write_sheet(written.add_worksheet(sheet.title), sheet, formats, _mark(taken_by, taken_at))
            for sheet in found
        ]  # fmt: skip
    return stream.getvalue(), sum(rows)


def _write_sheet(page: Any, sheet: Sheet[Any], formats: dict[str, Any], mark: str) -> int:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        _put(page.write_string(0, place, column.title, formats["head"]))
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        for place, column in enumerate(sheet.columns):
            _write(page, count, place, column.value(row), column.kind, formats)
    if sheet.totals:
        _write_totals(page, count + 1, sheet, formats["total"])
    _lay_out(page, count, len(sheet.columns), mark)
    return count


def _mark(taken_by: str, taken_at: datetime) -> str:
    day = local(taken_at).date()
    return f"{taken_by}　{wording.full_day(day)}{wording.clock(taken_at)}导出"


def cell_text(written: str) -> str:
    """What fits a cell: cleaned, and cut where Excel would cut it without a word."""
    cleaned = text.clean(written)
    if _excel_length(cleaned) <= LONGEST_CELL:
        return cleaned
    # Excel counts UTF-16 units: a rare character takes two.
    units = cleaned.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(CUT))]
    return units.decode("utf-16-le", errors="ignore") + CUT


def _excel_length(written: str) -> int:
    return len(written.encode("utf-16-le")) // 2


def _formats(book: Any) -> dict[str, Any]:
    top = {"valign": "top"}
    # The quote prefix keeps a text a text also when somebody edits the cell.
    plain = book.add_format({**top, "num_format": "@"})
    wrapped = book.add_format({**top, "num_format": "@", "text_wrap": True})
    plain.set_quote_prefix()
    wrapped.set_quote_prefix()
    return {
        "head": book.add_format({"bold": True, "bg_color": "#E9EEF0", "bottom": 1}),
        "text": plain,
        "long": wrapped,
        "number": book.add_format(top),
        "instant": book.add_format({**top, "num_format": "yyyy-mm-dd hh:mm"}),
        "total": book.add_format({"bold": True, "top": 1}),
    }


def _write(
    page: Any, line: int, place: int, value: Any, kind: Kind, formats: dict[str, Any]
) -> None:
    if value is None or value == "":
        return
    if kind == "instant":
        naive = local(value).replace(tzinfo=None)  # Excel knows no zones
        _put(page.write_datetime(line, place, naive, formats["instant"]))
    elif kind == "number":
        _put(page.write_number(line, place, value, formats["number"]))
    else:
        _put(page.write_string(line, place, cell_text(str(value)), formats[kind]))


def _write_totals(page: Any, line: int, sheet: Sheet[Row], bold: Any) -> None:
    places = {column.title: place for place, column in enumerate(sheet.columns)}
    for title, value in sheet.totals:
        if isinstance(value, int):
            _put(page.write_number(line, places[title], value, bold))
        else:
            _put(page.write_string(line, places[title], value, bold))


def _lay_out(page: Any, rows: int, columns: int, mark: str) -> None:
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(rows, 1), columns - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    # In a footer & begins a code; doubled it stands for itself.
    page.set_footer(f"&L{mark.replace('&', '&&')}&R第&P页 共&N页")


def _put(code: int) -> None:
    """XlsxWriter tells by a code what it dropped or cut, and goes on (3.3)."""
    if code != 0:
        raise ValueError(f"XlsxWriter refused a cell: {code}")
