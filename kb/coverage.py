"""覆盖情况: which of the five kinds each unit keeps, and what it is asked about without an entry (办法第十七条)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import aliased

from core.exchange import sheets
from core.exchange.sheets import Column, Sheet, Written
from core.store.models import Assignment, Category, Ticket, Unit
from core.store.work import Reading
from kb import lifecycle, shelves
from kb.models import Entry, Revision
from kb.terms import EntryKind, EntryState

LOOKED_BACK_DAYS = 90
EXPORT_VERB = "kb_coverage_export"


@dataclass(frozen=True, slots=True)
class Gap:
    """没有知识的分类: a category the unit was given tickets of, and how many."""

    category_id: int
    path: str
    tickets: int


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """One unit's entries as they stand today."""

    unit_id: int
    name: str
    in_force: Mapping[EntryKind, int]
    overdue: int = 0
    expired: int = 0
    gaps: Sequence[Gap] = field(default_factory=tuple)

    @property
    def total(self) -> int:
        """In force, of all kinds."""
        return sum(self.in_force.values())

    @property
    def missing(self) -> tuple[EntryKind, ...]:
        """Kinds the regulation names and the unit has none of."""
        return tuple(kind for kind in EntryKind if not self.in_force.get(kind))

    @property
    def missing_text(self) -> str:
        """缺服务事项、群众关注; empty when all five are there."""
        return "、".join(kind.zh for kind in self.missing)


def of_units(reading: Reading) -> list[UnitCoverage]:
    """Every active unit for the office and the editor, the own one for units; few entries first.

    Raises NotAllowed for others.
    """
    reading.require(*sorted(lifecycle.WRITERS), doing="查看知识覆盖情况")
    kinds, overdue, expired = _kept(reading)
    gaps = _gaps(reading)
    lines = [
        UnitCoverage(
            id_, name, kinds.get(id_, {}), overdue.get(id_, 0), expired.get(id_, 0),
            tuple(gaps.get(id_, ())),
        )
        for id_, name in reading.session.execute(_units(reading))
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.total, line.unit_id))


def export(reading: Reading) -> Written:
    """导出: 知识覆盖_2026-11-22.xlsx, one row a unit. Raises NotAllowed."""
    lines = of_units(reading)
    columns = [
        Column[UnitCoverage]("责任单位", lambda line: line.name, width=28),
        *(_kind_column(kind) for kind in EntryKind),
        Column[UnitCoverage]("合计", lambda line: line.total, "number", 8),
        Column[UnitCoverage]("复核逾期", lambda line: line.overdue, "number", 10),
        Column[UnitCoverage]("已过期", lambda line: line.expired, "number", 8),
        Column[UnitCoverage]("缺少的类型", lambda line: line.missing_text, width=36),
        Column[UnitCoverage](
            f"近{LOOKED_BACK_DAYS}天有来电、没有知识的分类",
            lambda line: "；".join(f"{gap.path}（{gap.tickets}件）" for gap in line.gaps),
            "long",
            60,
        ),
    ]
    totals = (("责任单位", "合计"), ("合计", str(sum(line.total for line in lines))))
    sheet = Sheet("知识覆盖", columns, lines, totals)
    content, rows = sheets.xlsx(sheet, taken_by=reading.actor.name, taken_at=reading.now)
    return Written(f"知识覆盖_{reading.now:%Y-%m-%d}.xlsx", content, rows, EXPORT_VERB)


def _kind_column(kind: EntryKind) -> Column[UnitCoverage]:
    return Column(kind.zh, lambda line: line.in_force.get(kind, 0), "number", 10)


def _units(reading: Reading) -> Select[int, str]:
    rows = select(Unit.id, Unit.name).where(Unit.is_active).order_by(Unit.id)
    return rows.where(Unit.id == reading.actor.unit_id) if reading.actor.is_unit else rows


_Kinds = dict[int, dict[EntryKind, int]]


def _kept(reading: Reading) -> tuple[_Kinds, dict[int, int], dict[int, int]]:
    """By unit: entries in force of each kind, those overdue for review, those whose last day has passed."""
    today = reading.now.date()
    newest = and_(Revision.entry_id == Entry.id, Revision.number == Entry.latest_number)
    is_past = and_(Revision.effective_until.is_not(None), Revision.effective_until < today)
    is_expired = and_(Entry.state == EntryState.PUBLISHED, is_past)
    is_held = and_(Entry.in_force_number.is_not(None), not_(is_expired))
    is_overdue = and_(Entry.in_force_number.is_not(None), Entry.review_due_on < today)
    rows = (
        select(
            Entry.unit_id, Entry.kind, _number(is_held), _number(is_overdue), _number(is_expired)
        )
        .join(Revision, newest)
        .where(shelves.is_kept_by(reading))
        .group_by(Entry.unit_id, Entry.kind)
    )
    kinds: _Kinds = defaultdict(dict)
    overdue: dict[int, int] = defaultdict(int)
    expired: dict[int, int] = defaultdict(int)
    for unit_id, kind, held, late, past in reading.session.execute(rows):
        if unit_id is None:
            continue
        kinds[unit_id][kind] = held
        overdue[unit_id] += late
        expired[unit_id] += past
    return kinds, overdue, expired


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _gaps(reading: Reading) -> dict[int, list[Gap]]:
    """By unit: categories of the tickets dispatched to it of which the county holds no entry, most first.

    Whose entry it is does not matter: the knowledge base is shared (办法第十七条).
    """
    since = reading.now - timedelta(days=LOOKED_BACK_DAYS)
    count = func.count(func.distinct(Ticket.id))
    given = aliased(Assignment)  # what is visible asks for assignments of its own
    rows = (
        reading.visible_tickets()
        .join(given, given.ticket_id == Ticket.id)
        .join(Category, Category.id == Ticket.category_id)
        .where(given.dispatched_at >= since, Ticket.category_id.not_in(_answered(reading)))
        .order_by(None)
        .with_only_columns(given.unit_id, Category, count)
        .group_by(given.unit_id, Category.id)
        .order_by(count.desc(), Category.code)
    )
    found: dict[int, list[Gap]] = defaultdict(list)
    for unit_id, category, tickets in reading.session.execute(rows):
        found[unit_id].append(Gap(category.id, category.path, tickets))
    return found


def _answered(reading: Reading) -> Select[int | None]:
    """Categories under which some entry answers calls today."""
    today = reading.now.date()
    in_force = and_(Revision.entry_id == Entry.id, Revision.number == Entry.in_force_number)
    return (
        select(Revision.category_id)
        .join(Entry, in_force)
        .where(
            Revision.category_id.is_not(None),
            or_(Revision.effective_until.is_(None), Revision.effective_until >= today),
        )
        .distinct()
    )
