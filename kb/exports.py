"""导出知识: what one keeps in the columns of the import table, to be edited and taken in again (办法第十七条)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.errors import BadInput
from core.exchange.sheets import LONGEST_CELL, Written
from core.store.work import Reading
from kb import import_sheets, imports, lifecycle, shelves
from kb.models import Entry, Revision
from kb.shelves import Wanted
from kb.terms import EntryState

VERB = "export_knowledge"

_Cell = Callable[[Entry, Revision], str]


def export_entries(reading: Reading, wanted: Wanted | None = None) -> Written:
    """导出: the newest version of each entry on a list of what the person keeps, by default of all.

    Withdrawn entries stay behind, for taken in again they would come back to life.
    Raises NotAllowed, BadInput when nothing remains or a text is longer than a cell holds.
    """
    reading.require(*sorted(lifecycle.WRITERS), doing="导出知识")
    found = [
        (entry, revision)
        for entry, revision in shelves.texts(reading, wanted or Wanted())
        if entry.state is not EntryState.WITHDRAWN
    ]
    if not found:
        raise BadInput("没有可以导出的知识。", next_step="已下线的知识不导出，请换一个清单。")

    rows = [_row(entry, revision) for entry, revision in found]
    return Written(
        f"知识库_{reading.now:%Y-%m-%d}.xlsx",
        import_sheets.rows_xlsx(reading.policy, rows),
        len(rows),
        VERB,
        {"is_whole": wanted in {None, Wanted()}},
    )


def _row(entry: Entry, revision: Revision) -> dict[str, str]:
    row = {column: cell(entry, revision) for column, cell in _CELLS.items()}
    for column, content in row.items():
        if len(content.encode("utf-16-le")) // 2 > LONGEST_CELL:
            raise BadInput(
                f"《{revision.title}》的“{column}”太长，表格的一格放不下。",
                next_step="请筛选后导出其他知识。",
            )
    return row


def _text(field: str) -> _Cell:
    return lambda _, revision: getattr(revision, field)


def _list(field: str) -> _Cell:
    return lambda _, revision: imports.joined(getattr(revision, field).splitlines())


def _day(field: str) -> _Cell:
    return lambda _, revision: str(getattr(revision, field) or "")


_OTHERS: Mapping[str, _Cell] = {
    imports.KIND: lambda entry, _: entry.kind.zh,
    imports.TITLE: _text("title"),
    imports.UNIT: lambda entry, _: entry.unit.name if entry.unit else shelves.OFFICE_ITSELF,
    imports.CATEGORY: lambda _, revision: revision.category.code if revision.category else "",
    imports.AREA: lambda _, revision: revision.area.name if revision.area else imports.WHOLE_COUNTY,
    imports.AUDIENCE: lambda _, revision: revision.audience.zh,
    imports.FROM: _day("effective_from"),
    imports.UNTIL: _day("effective_until"),
}
_CELLS: Mapping[str, _Cell] = {
    **_OTHERS,
    **{column: _text(field) for column, field in imports.TEXT_COLUMNS.items()},
    **{column: _list(field) for column, field in imports.LIST_COLUMNS.items()},
}
