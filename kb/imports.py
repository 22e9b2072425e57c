"""Question-and-answer tables taken in: read, checked row by row, then stored all or not at all (办法第十七条)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from core.errors import BadInput
from core.exchange import tables
from core.exchange.tables import RowProblem, Table, TableRow
from core.rules.terms import UnitKind
from core.store.models import Category, Unit
from core.store.work import Reading, UnitOfWork
from kb import entries, entry_text, lifecycle, shelves
from kb.entry_text import EntryText
from kb.models import Entry, Revision
from kb.terms import Audience, EntryKind, EntryState, Step

KIND, TITLE, UNIT, CATEGORY = "知识类型", "标题", "责任单位", "分类代码"
AREA, AUDIENCE, FROM, UNTIL = "适用地区", "可见范围", "生效日期", "失效日期"
WHOLE_COUNTY = "全县"
TEXT_COLUMNS: Mapping[str, str] = {
    "标准问题": "standard_question",
    "口语答复": "spoken_answer",
    "正文": "text",
    "办理条件": "conditions",
    "申请材料": "materials",
    "办理流程": "steps",
    "办理时限": "time_limit",
    "收费标准": "fee",
    "办理地点": "place",
    "联系电话": "phone",
    "办事链接": "link",
}
LIST_COLUMNS: Mapping[str, str] = {"相似问题": "variant_questions", "关键词": "keywords"}
COLUMNS = (
    *(KIND, TITLE, "标准问题", "相似问题", "口语答复", "正文"),
    *(
        "办理条件",
        "申请材料",
        "办理流程",
        "办理时限",
        "收费标准",
        "办理地点",
        "联系电话",
        "办事链接",
    ),
    *(UNIT, CATEGORY, AREA, "关键词", AUDIENCE, FROM, UNTIL),
)
REQUIRED = (KIND, TITLE)
MAX_COLUMNS = 60

_COLUMN_OF = {
    **{
        field: column
        for columns in (TEXT_COLUMNS, LIST_COLUMNS)
        for column, field in columns.items()
    },
    "title": TITLE,
    "effective_until": UNTIL,
}
_SEPARATOR = re.compile(r"[；;\n]")
_DAY = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s+0{1,2}:00(?::00)?)?|(\d{4})(\d\d)(\d\d)"
)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One sound row: what it will become, and the entry it revises if there is one."""

    number: int
    kind: EntryKind
    unit_id: int | None
    text: EntryText
    entry_id: int | None
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """核对结果: the rows that could be stored, and every problem of the others."""

    table: Table
    rows: list[ImportRow]
    problems: list[RowProblem]


class Counts(NamedTuple):
    """What an import did: new entries, new versions, and rows that said nothing new."""

    added: int
    revised: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Names:
    """Everything a cell may name, by that name."""

    units: Mapping[str, int]
    areas: Mapping[str, int]
    categories: Mapping[str, int]
    entries: Mapping[str, Entry]


def read_table(file_name: str, content: bytes) -> Table:
    """读取知识导入表, xlsx or csv, columns in any order. Raises BadInput."""
    table = tables.read_table(file_name, content, max_columns=MAX_COLUMNS, expected=COLUMNS)
    missing = [column for column in REQUIRED if column not in table.headers]
    if missing:
        raise BadInput(
            f"“{file_name}”缺少“{'、'.join(missing)}”列。",
            next_step="请下载导入模板，按模板的列名填写。",
        )
    unknown = [header for header in table.headers if header not in COLUMNS]
    if unknown:
        raise BadInput(
            f"“{file_name}”的“{'、'.join(unknown[:10])}”不是模板里的列。",
            next_step="请删去这些列，或改成模板的列名。",
        )
    return table


def check(reading: Reading, table: Table) -> Checked:
    """逐行核对: nothing is stored; every problem is told with its row and column.

    Raises BadInput for an empty table or one over the row limit (办法第十七条).
    """
    limit = reading.policy.number("import_rows_max")
    if not table.rows:
        raise BadInput("表格里没有数据行。", next_step="请从列名下一行开始填写。")
    if len(table.rows) > limit:
        raise BadInput(
            f"表格有{len(table.rows)}行，一次最多导入{limit}行。", next_step="请分成几个文件导入。"
        )
    names = _names(reading)
    rows: list[ImportRow] = []
    problems: list[RowProblem] = []
    first_rows: dict[str, int] = {}
    for row in table.rows:
        found, problems_of_row = _check_row(reading, names, row)
        title = " ".join(row.cells[TITLE].split())
        if title and title in first_rows:
            repeated = f"与第{first_rows[title]}行的标题相同。"
            problems_of_row.append(RowProblem(row.number, TITLE, repeated))
        first_rows.setdefault(title, row.number)
        problems.extend(problems_of_row)
        if found is not None and not problems_of_row:
            rows.append(found)
    return Checked(table, rows, problems)


def import_rows(uow: UnitOfWork, checked: Checked, *, is_published: bool = False) -> Counts:
    """导入: all rows or none; submitted for review, or in force at once by who may publish.

    The table is checked again, for the knowledge base may have changed since it was shown.
    Raises BadInput with the first problems, NotAllowed.
    """
    uow.require(*sorted(lifecycle.WRITERS), doing="导入知识")
    checked = check(uow, checked.table)
    if checked.problems:
        shown = "".join(f"{problem}" for problem in checked.problems[:5])
        raise BadInput(
            f"共有{len(checked.problems)}处问题，没有导入任何一行。{shown}",
            next_step="请改正后重新导入。",
        )
    for row in checked.rows:
        if row.is_changed:
            entry_id = store(uow, row.entry_id, row.text, row.kind, row.unit_id, "表格导入")
            settle(uow, entry_id, is_published=is_published)
    counts = Counts(
        added=sum(row.entry_id is None for row in checked.rows),
        revised=sum(row.entry_id is not None and row.is_changed for row in checked.rows),
        unchanged=sum(not row.is_changed for row in checked.rows),
    )
    uow.audit("kb.import", "知识表格导入", **counts._asdict(), is_published=is_published)
    return counts


def store(
    uow: UnitOfWork,
    entry_id: int | None,
    text: EntryText,
    kind: EntryKind,
    unit_id: int | None,
    note: str,
) -> int:
    """A new entry, or a new version of the one there is; gives its id."""
    if entry_id is None:
        return entries.draft(uow, text, kind=kind, unit_id=unit_id).id
    return entries.revise(uow, entry_id, text, note=note).id


def settle(uow: UnitOfWork, entry_id: int, *, is_published: bool) -> None:
    """An imported draft goes on its way: in force at once, or to review."""
    if is_published:
        entries.publish_at_once(uow, entry_id)
    else:
        entries.submit(uow, entry_id)


# --- one row --------------------------------------------------------------------------------------


def _names(reading: Reading) -> _Names:
    units = list(reading.session.scalars(select(Unit).where(Unit.is_active.is_(True))))
    return _Names(
        units={unit.name: unit.id for unit in units},
        areas={unit.name: unit.id for unit in units if unit.kind is UnitKind.TOWN},
        categories={c.code: c.id for c in reading.session.scalars(select(Category))},
        entries=_by_title(reading),
    )


def _by_title(reading: Reading) -> dict[str, Entry]:
    """Entries by the title they go by, and where it is free by that of a version on its way."""
    newest = (Revision.entry_id == Entry.id) & (Revision.number == Entry.latest_number)
    found = reading.session.execute(select(Entry, Revision.title).join(Revision, newest)).all()
    on_their_way = {title: entry for entry, title in found}
    return on_their_way | {entry.title: entry for entry, _ in found}


def _check_row(
    reading: Reading, names: _Names, row: TableRow
) -> tuple[ImportRow | None, list[RowProblem]]:
    problems: list[RowProblem] = []

    def refuse(column: str, message: str) -> None:
        problems.append(RowProblem(row.number, column, message))

    cells = {column: row.cells.get(column, "").strip() for column in COLUMNS}
    kind = next((kind for kind in EntryKind if kind.zh == cells[KIND]), None)
    if kind is None:
        refuse(KIND, f"应为{'、'.join(k.zh for k in EntryKind)}之一。")
    unit_id = _unit_id(reading, names, cells[UNIT], refuse)
    existing = names.entries.get(" ".join(cells[TITLE].split()))
    if existing is not None and kind is not None:
        _check_existing(reading, existing, kind, unit_id, refuse)
    values = _values(names, set(row.cells), cells, refuse)
    is_kept = existing is None or lifecycle.sees_drafts(reading.actor, existing.unit_id)
    before = _before(reading, existing) if is_kept else None
    values |= _untouched(cells, before)
    text = entry_text.tidy(replace(before or EntryText(title=cells[TITLE]), **values))
    for problem in entry_text.problems(text, reading.policy):
        refuse(_COLUMN_OF.get(problem.field, TITLE), problem.message)
    if kind is None or problems:
        return None, problems
    is_changed = text != before or (existing is not None and existing.state is EntryState.WITHDRAWN)
    entry_id = existing.id if existing else None
    return ImportRow(row.number, kind, unit_id, text, entry_id, is_changed), problems


def _unit_id(reading: Reading, names: _Names, name: str, refuse: Any) -> int | None:
    actor = reading.actor
    unit_id = names.units.get(name)
    if name and name != shelves.OFFICE_ITSELF and unit_id is None:
        refuse(UNIT, f"没有名为“{name}”的单位，或已停用。")
    elif (name == shelves.OFFICE_ITSELF and actor.is_unit) or not lifecycle.is_granted(
        actor, Step.DRAFT, EntryState.DRAFT, unit_id or actor.unit_id
    ):
        refuse(UNIT, "只能导入本单位负责的知识。")
    return unit_id if unit_id is not None else actor.unit_id if actor.is_unit else None


def _check_existing(
    reading: Reading, existing: Entry, kind: EntryKind, unit_id: int | None, refuse: Any
) -> None:
    if not lifecycle.sees_drafts(reading.actor, existing.unit_id):
        refuse(TITLE, "已有同名的知识，由其他单位维护。")
    elif existing.kind is not kind:
        refuse(KIND, f"同名的知识是“{existing.kind.zh}”，不能改变类型。")
    elif existing.unit_id != unit_id:
        keeper = existing.unit.name if existing.unit else shelves.OFFICE_ITSELF
        refuse(UNIT, f"同名的知识由{keeper}维护，改换单位请用“移交”。")


def joined(items: Iterable[str]) -> str:
    """A list as one cell."""
    return "；".join(items)


def _untouched(cells: dict[str, str], before: EntryText | None) -> dict[str, Any]:
    """Lists as they were where the cell is as it was exported: an item may hold a separator itself."""
    return {
        field: getattr(before, field)
        for column, field in LIST_COLUMNS.items()
        if before is not None and cells[column] == joined(getattr(before, field))
    }


def _before(reading: Reading, existing: Entry | None) -> EntryText | None:
    return entry_text.of(entries.latest(reading, existing)) if existing is not None else None


def _values(names: _Names, given: set[str], cells: dict[str, str], refuse: Any) -> dict[str, Any]:
    """The fields of the columns that are in the file; the others stay what they were."""
    values: dict[str, Any] = {"title": cells[TITLE]}
    values |= {field: cells[name] for name, field in TEXT_COLUMNS.items() if name in given}
    for name, field in LIST_COLUMNS.items():
        if name in given:
            values[field] = tuple(_SEPARATOR.split(cells[name]))
    if CATEGORY in given:
        values["category_id"] = _category_id(names, cells[CATEGORY], refuse)
    if AREA in given:
        values["area_id"] = _area_id(names, cells[AREA], refuse)
    if AUDIENCE in given:
        values["audience"] = _audience(cells[AUDIENCE], refuse)
    for name, field in ((FROM, "effective_from"), (UNTIL, "effective_until")):
        if name in given:
            values[field] = _day(name, cells[name], refuse)
    return values


def _category_id(names: _Names, code: str, refuse: Any) -> int | None:
    # A spreadsheet takes 0306 for a number and drops the nought.
    found = names.categories.get(code) or names.categories.get(code.zfill(4))
    if code and found is None:
        refuse(CATEGORY, f"没有代码为“{code}”的分类。")
    return found


def _area_id(names: _Names, name: str, refuse: Any) -> int | None:
    if not name or name == WHOLE_COUNTY:
        return None
    if name not in names.areas:
        refuse(AREA, f"应为“{WHOLE_COUNTY}”或乡镇名称，没有名为“{name}”的乡镇。")
    return names.areas.get(name)


def _audience(name: str, refuse: Any) -> Audience:
    found = next((audience for audience in Audience if audience.zh == name), None)
    if name and found is None:
        refuse(AUDIENCE, f"应为{'、'.join(a.zh for a in Audience)}之一，留空为“内部”。")
    return found or Audience.INTERNAL


def _day(column: str, written: str, refuse: Any) -> date | None:
    if not written:
        return None
    found = _DAY.fullmatch(written)
    try:
        if found is None:
            raise ValueError
        return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        refuse(column, f"“{written}”不是日期，应写作2026-10-15。")
        return None
