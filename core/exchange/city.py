"""市平台导入: the city's export becomes tickets, each number once, every row accounted for (办法第四、八条)."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core import text
from core.casework import intake
from core.errors import BadInput, NotFound, Stale
from core.exchange import city_columns as columns
from core.exchange import city_rows, sheets, tables
from core.exchange.city_rows import ReadyRow
from core.exchange.sheets import Column, Sheet, Written
from core.exchange.tables import RowProblem, Table, TableRow
from core.rules.terms import OFFICE_ROLES
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import CityImport, Ticket
from core.store.work import Reading, UnitOfWork

PART_ROWS = 200
"""Rows to a transaction: while one lasts, nobody else's ticket can be saved."""
IMPORT_VERB, PROBLEMS_VERB = "city_import", "city_problems"
ADDED, EXISTING, REFUSED = "added", "existing", "refused"
REASON = "错误原因"
OUTCOMES: Mapping[str, str] = {ADDED: "新增", EXISTING: "已存在", REFUSED: "未导入"}
_NUMBERS_ASKED = 500
_EXCEL_DIGITS = 15


class ExistingRow(NamedTuple):
    """已存在: a row whose city number has its ticket already."""

    number: int
    city_number: str
    ticket_number: str


class PreviewRow(NamedTuple):
    """One new row as it will stand in the list, personal data masked."""

    number: int
    city_number: str
    title: str
    body: str
    requester: str
    place: str
    registered: str
    remarks: str


@dataclass(frozen=True, slots=True)
class Checked:
    """核对结果: what every row of a table would become; nothing is stored yet."""

    table: Table
    mapping: Mapping[str, str]
    rows: list[ReadyRow] = field(default_factory=list)
    existing: list[ExistingRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def refused_rows(self) -> list[int]:
        """The numbers of the rows that have a problem."""
        return sorted({problem.row for problem in self.problems})

    def parts(self, size: int = PART_ROWS) -> Iterator[Checked]:
        """The same in transactions' lengths; what exists and what is refused is told with the first."""
        yield replace(self, rows=self.rows[:size])
        for start in range(size, len(self.rows), size):
            yield Checked(self.table, self.mapping, self.rows[start : start + size])


def read_export(file_name: str, content: bytes) -> Table:
    """读取市平台导出文件, xlsx or csv; a caption above known columns is passed over. Raises BadInput."""
    table = None
    with contextlib.suppress(BadInput):  # perhaps only because no column's name is known
        table = tables.read_table(file_name, content, expected=columns.KNOWN_NAMES)
    if table is None:
        table = tables.read_table(file_name, content)
    if not table.rows:
        raise BadInput(f"“{file_name}”里没有数据行。", next_step="请确认导出的文件里有工单。")
    return table


def fingerprint(content: bytes) -> str:
    """SHA-256 of a file, to tell in the history that it is the same one."""
    return hashlib.sha256(content).hexdigest()


def check(reading: Reading, table: Table, mapping: Mapping[str, str]) -> Checked:
    """逐行核对: which rows are new, which exist already, which cannot be taken in and why.

    Nothing is stored. Raises BadInput for a mapping or a numbering that cannot be right.
    """
    columns.check_mapping(table, mapping)
    _refuse_rounded(table, mapping)
    checked = Checked(table, mapping)
    known = city_rows.names(reading)
    numbers = [city_rows.city_number(row, mapping) for row in table.rows]
    existing = _existing(reading, numbers)
    first_rows: dict[str, int] = {}
    for row, number in zip(table.rows, numbers, strict=True):
        if number and number in first_rows:
            repeated = f"编号“{number}”与第{first_rows[number]}行相同。"
            checked.problems.append(RowProblem(row.number, mapping[columns.NUMBER], repeated))
        elif number in existing:
            checked.existing.append(ExistingRow(row.number, number, existing[number]))
        else:
            ready, problems = city_rows.read(reading, known, row, mapping)
            checked.problems.extend(problems)
            if ready is not None:
                checked.rows.append(ready)
        first_rows.setdefault(number, row.number)
    return checked


def preview(checked: Checked, *, most: int = 8) -> list[PreviewRow]:
    """The first new rows, to see whether the columns are the right ones."""
    mapping = checked.mapping
    rows = {row.number: row for row in checked.table.rows}
    shown = []
    for ready in checked.rows[:most]:
        cells, made = rows[ready.number].cells, ready.registration
        requester = f"{text.mask_name(made.requester_name)} {text.mask_phone(made.requester_phone)}"
        shown.append(
            PreviewRow(
                ready.number,
                ready.city_number,
                text.mask_within(made.title),
                text.mask_within(made.body),
                requester.strip(),
                text.mask_within(made.address),
                cells.get(mapping.get(columns.REGISTERED, ""), ""),
                "".join(ready.remarks),
            )
        )
    return shown


def problems_sheet(reading: Reading, checked: Checked) -> Written:
    """问题清单: the refused rows as they came in, each with its 错误原因, to be put right and taken in again."""
    reading.require(*sorted(OFFICE_ROLES), doing="导入市平台工单")
    reasons: dict[int, list[str]] = {}
    for problem in checked.problems:
        reasons.setdefault(problem.row, []).append(f"{problem.column}：{problem.message}")
    shown = [row for row in checked.table.rows if row.number in reasons]
    cells = [
        Column[TableRow](header, partial(_cell, header), "long", 20)
        for header in checked.table.headers
    ]
    reason = Column[TableRow](REASON, lambda row: "".join(reasons[row.number]), "long", 40)
    content, rows = sheets.xlsx(
        Sheet("问题清单", [reason, *cells], shown),
        taken_by=reading.actor.name,
        taken_at=reading.now,
    )
    return Written("市平台导入_问题清单.xlsx", content, rows, PROBLEMS_VERB)


def _cell(header: str, row: TableRow) -> str:
    return row.cells[header]


def take_in(
    uow: UnitOfWork,
    checked: Checked,
    *,
    file_name: str,
    sha256: str,
    into: int | None = None,
) -> CityImport:
    """导入: every good row becomes a ticket, in one transaction; each row's fate stands in the report.

    Rows whose number got its ticket since they were checked are reported as 已存在. With `into`, a
    further part of a long table joins the record of an import begun before. Raises NotAllowed.
    """
    uow.require(*sorted(OFFICE_ROLES), doing="导入市平台工单")
    # Its row stays locked to the end: two imports of one file queue up here and then see each other.
    uow.next_number(IMPORT_VERB)
    record = _record(uow, checked, file_name, sha256) if into is None else _begun(uow, into)

    taken = _existing(uow, [row.city_number for row in checked.rows])
    report: list[dict[str, Any]] = []
    for row in checked.rows:
        number = taken.get(row.city_number) or _register(uow, row).number
        outcome = EXISTING if row.city_number in taken else ADDED
        report.append(_line(row.number, row.city_number, outcome, number, "".join(row.remarks)))

    if into is None:
        columns.keep_mapping(uow, checked.table.headers, checked.mapping)
        report.extend(_other_lines(checked))
    _add_to(record, report)
    uow.session.flush()
    uow.audit(
        IMPORT_VERB, f"市平台导入 {record.id}", file_name=record.file_name, sha256=sha256,
        rows=record.rows, added=record.added, existing=record.existing, refused=record.refused,
    )  # fmt: skip
    return record


def take_in_parts(
    database: Database,
    whose: Callable[[], Actor],
    checked: Checked,
    *,
    file_name: str,
    sha256: str,
    told: Callable[[int, int], None],
    part_rows: int = PART_ROWS,
) -> int:
    """导入长表: part by part, so that others' tickets are saved in between; gives the import's id.

    `whose` is asked before each part, `told` hears how many rows of how many are done. Whatever
    breaks it off keeps the finished parts; the same file taken in again adds the rest.
    """
    import_id: int | None = None
    done = 0
    for part in checked.parts(part_rows):
        with database.work(whose()) as uow:
            record = take_in(uow, part, file_name=file_name, sha256=sha256, into=import_id)
            import_id = record.id
        done += len(part.rows)
        told(done, len(checked.rows))
    if import_id is None:
        raise AssertionError("parts() gives at least one part")
    return import_id


def history(reading: Reading, *, most: int = 50) -> list[CityImport]:
    """导入记录, the newest first. Raises NotAllowed outside the office."""
    reading.require(*sorted(OFFICE_ROLES), doing="查看市平台导入记录")
    newest = select(CityImport).order_by(CityImport.id.desc()).limit(most)
    return list(reading.session.scalars(newest))


def seen_import(reading: Reading, import_id: int) -> CityImport:
    """One import with its report. Raises NotAllowed, NotFound."""
    reading.require(*sorted(OFFICE_ROLES), doing="查看市平台导入记录")
    record = reading.session.get(CityImport, import_id)
    if record is None:
        raise NotFound("没有找到这次导入。", subject=f"市平台导入 {import_id}")
    return record


# --- the rows of the table ------------------------------------------------------------------------


def _existing(reading: Reading, numbers: Iterable[str]) -> dict[str, str]:
    """市平台编号 → 工单编号 of those that have their ticket."""
    asked = sorted({number for number in numbers if 0 < len(number) <= city_rows.LONGEST_NUMBER})
    found: dict[str, str] = {}
    for start in range(0, len(asked), _NUMBERS_ASKED):
        some = asked[start : start + _NUMBERS_ASKED]
        wanted = (
            reading.visible_tickets()
            .where(Ticket.city_number.in_(some))
            .with_only_columns(Ticket.city_number, Ticket.number)
        )
        found.update({row.city_number: row.number for row in reading.session.execute(wanted)})
    return found


def _refuse_rounded(table: Table, mapping: Mapping[str, str]) -> None:
    """A spreadsheet keeps fifteen digits of a number and makes the others nought: two tickets become one."""
    long = [
        number
        for row in table.rows
        if (number := city_rows.city_number(row, mapping)).isdecimal()
        and len(number) > _EXCEL_DIGITS
    ]
    if len(long) > 1 and not any(number[_EXCEL_DIGITS:].strip("0") for number in long):
        raise BadInput(
            f"“{mapping[columns.NUMBER]}”列的编号第{_EXCEL_DIGITS}位以后全是0，"
            "是被表格软件四舍五入过的，不能区分工单。",
            next_step="请从市平台重新导出，不要用表格软件另存；或把这一列设为“文本”后再粘贴。",
        )


def _register(uow: UnitOfWork, row: ReadyRow) -> Ticket:
    try:
        return intake.register(uow, row.registration)
    except IntegrityError:
        raise Stale(
            f"第{row.number}行的编号“{row.city_number}”刚刚被别人登记，这一批没有导入。",
            next_step="请再导入一次，已经导入的会显示“已存在”。",
        ) from None


# --- the record -----------------------------------------------------------------------------------


def _record(uow: UnitOfWork, checked: Checked, file_name: str, sha256: str) -> CityImport:
    record = CityImport(
        file_name=file_name[-200:], sha256=sha256, imported_at=uow.now,
        imported_by=uow.actor.name, rows=len(checked.table.rows), added=0, existing=0, refused=0,
        report=[],
    )  # fmt: skip
    uow.session.add(record)
    return record


def _begun(uow: UnitOfWork, import_id: int) -> CityImport:
    record = uow.session.get(CityImport, import_id)
    if record is None:
        raise LookupError(f"no import {import_id} to go on with")
    return record


def _other_lines(checked: Checked) -> Iterator[dict[str, Any]]:
    """The report's lines for what exists already and for what is refused."""
    for row in checked.existing:
        yield _line(row.number, row.city_number, EXISTING, row.ticket_number, "")
    numbers = {
        row.number: city_rows.city_number(row, checked.mapping) for row in checked.table.rows
    }
    for row_number, problems in itertools.groupby(checked.problems, key=lambda p: p.row):
        said = "".join(f"{problem.column}：{problem.message}" for problem in problems)
        yield _line(row_number, numbers[row_number], REFUSED, "", said)


def _line(row: int, city_number: str, outcome: str, ticket: str, said: str) -> dict[str, Any]:
    return {
        "row": row,
        "city_number": city_number,
        "outcome": outcome,
        "ticket": ticket,
        "said": said,
    }


def _add_to(record: CityImport, lines: list[dict[str, Any]]) -> None:
    outcomes = [line["outcome"] for line in lines]
    record.added += outcomes.count(ADDED)
    record.existing += outcomes.count(EXISTING)
    record.refused += outcomes.count(REFUSED)
    # A new list: SQLAlchemy does not notice what is appended to a JSON value.
    record.report = sorted([*record.report, *lines], key=lambda line: line["row"])
