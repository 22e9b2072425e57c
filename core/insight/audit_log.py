"""审计日志: who did what beside the tickets' own histories, for those who watch over it (办法第十四、十九条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select

from core import text
from core.rules.instants import SHANGHAI
from core.rules.terms import Role
from core.store import audit
from core.store.models import AuditRow
from core.store.work import Reading

PAGE_ROWS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """筛选: whatever is left out means no limit; days are natural days in Asia/Shanghai, inclusive."""

    from_day: date | None = None
    until_day: date | None = None
    person: str = ""
    subject: str = ""
    verb: str = ""
    is_refused_only: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """一条日志, without its details: what people typed as a reason stays in the ticket's history."""

    id: int
    at: datetime
    person_name: str
    verb: str
    subject: str
    is_allowed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the log and how many rows there are in all."""

    lines: Sequence[Line]
    total: int


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """日志链核对: how many rows were read, and the first that does not follow from the one before."""

    rows: int
    broken_id: int | None


def page(reading: Reading, wanted: Wanted, *, number: int = 1, size: int = PAGE_ROWS) -> Page:
    """The newest rows first. Raises NotAllowed."""
    _require(reading)
    conditions = _conditions(wanted)
    total = reading.session.scalar(select(func.count(AuditRow.id)).where(*conditions)) or 0
    rows = reading.session.scalars(
        select(AuditRow)
        .where(*conditions)
        .order_by(AuditRow.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page([_line(row) for row in rows], total)


def verbs(reading: Reading) -> list[str]:
    """The verbs that occur. Raises NotAllowed."""
    _require(reading)
    return list(reading.session.scalars(select(AuditRow.verb).distinct().order_by(AuditRow.verb)))


def check(reading: Reading) -> ChainCheck:
    """Read the whole chain and see that every row is as it was sealed. Raises NotAllowed."""
    _require(reading)
    rows = reading.session.scalar(select(func.count(AuditRow.id))) or 0
    return ChainCheck(rows, audit.first_broken(reading.session))


def _require(reading: Reading) -> None:
    reading.require(Role.ADMIN, Role.OFFICE_LEAD, Role.INSPECTOR, doing="查看审计日志")


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.from_day:
        found.append(AuditRow.at >= _midnight(wanted.from_day))
    if wanted.until_day:
        found.append(AuditRow.at < _midnight(wanted.until_day + timedelta(days=1)))
    if person := text.clean(wanted.person):
        found.append(AuditRow.person_name.contains(person, autoescape=True))
    if subject := text.clean(wanted.subject):
        found.append(AuditRow.subject.contains(subject, autoescape=True))
    if wanted.verb:
        found.append(AuditRow.verb == wanted.verb)
    if wanted.is_refused_only:
        found.append(AuditRow.is_allowed.is_(False))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


def _line(row: AuditRow) -> Line:
    subject = text.mask_within(row.subject)
    return Line(row.id, row.at, row.person_name, row.verb, subject, row.is_allowed)
