"""冻结的月份: with the adjustments confirmed since; a unit's months and the year they make (办法第二十条)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, select

from core.errors import NotAllowed
from core.insight.indicators import figures
from core.rules import appraisal, periods
from core.rules.terms import Band, UnitKind
from core.store.models import Contest, FrozenMonth, ScoreAdjustment, Ticket, Unit, UnitScore
from core.store.work import Reading

TREND_MONTHS = 12
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """一个单位一个月: as frozen, and what adjustments made of it."""

    month: date
    unit_id: int
    name: str
    group: UnitKind
    frozen: Decimal | None
    adjusted: Decimal
    rank: int | None
    band: Band | None

    @property
    def total(self) -> Decimal | None:
        """The score that counts, with its adjustments."""
        return counted(self.frozen, self.adjusted)


@dataclass(frozen=True, slots=True)
class YearLine:
    """一个单位一年: the mean of the months that have a score, ranked within the group.

    A unit that was ranked in no month is not ranked in the year either: its months are all too small.
    """

    unit_id: int
    name: str
    group: UnitKind
    months: Sequence[Line]
    mean: Decimal | None
    rank: int | None

    @property
    def note(self) -> str:
        """Why it has no rank, in words; empty where it has one."""
        if self.mean is None:
            return "各月都没有可考核的工单"
        return "" if self.is_ranked else "各月样本不足，不参加排名"

    @property
    def is_ranked(self) -> bool:
        """Whether any month's sample was large enough."""
        return any(one.rank is not None for one in self.months)


class GrantedContest(NamedTuple):
    """申诉成立的工单: whose, and which."""

    id: int
    unit_id: int
    unit_name: str
    ticket_number: str


def months(reading: Reading) -> Sequence[FrozenMonth]:
    """冻结和提取过的月份, the latest first. Raises NotAllowed for others than 县热线办, 督查室 and units."""
    _require(reading)
    return reading.session.scalars(select(FrozenMonth).order_by(FrozenMonth.month.desc())).all()


def counted(score: Decimal | None, adjusted: Decimal) -> Decimal | None:
    """计入得分: a frozen score with its adjustments, never below 0 or above 100."""
    if score is None:
        return None
    return min(max(score + adjusted, Decimal()), appraisal.HUNDRED)


def confirmed(reading: Reading, month: date) -> FrozenMonth | None:
    """One month, if it was frozen in both steps. Raises NotAllowed as `months`."""
    _require(reading)
    return reading.session.scalar(
        select(FrozenMonth).where(FrozenMonth.month == month, FrozenMonth.confirmed_at.is_not(None))
    )


def scores(reading: Reading, month: date) -> list[Line]:
    """A frozen month's scores with adjustments, by group and rank; a unit sees its own alone."""
    return _lines(reading, FrozenMonth.month == month)


def of_unit(reading: Reading, unit_id: int) -> list[Line]:
    """一个单位的历次得分, the earliest first; a unit only its own."""
    found = _lines(reading, UnitScore.unit_id == unit_id)
    return sorted(found, key=lambda line: line.month)


def trends(
    reading: Reading, until: date, *, months_back: int = TREND_MONTHS
) -> dict[int, list[Line]]:
    """走势: each unit's frozen months up to `until`, the earliest first; a unit sees its own alone."""
    first_on = until.replace(day=1)
    for _ in range(months_back - 1):
        first_on = periods.before(periods.month_of(first_on)).first_on
    found: dict[int, list[Line]] = defaultdict(list)
    lines = _lines(reading, FrozenMonth.month.between(first_on, until))
    for line in sorted(lines, key=lambda one: one.month):
        found[line.unit_id].append(line)
    return dict(found)


def peer_medians(reading: Reading, group: UnitKind) -> dict[date, Decimal]:
    """同组中位: the middle of a peer group's frozen scores by month, of the ranked ones, without names.

    Raises NotAllowed for a unit of another group, and as `months`.
    """
    _require(reading)
    own = reading.session.get(Unit, reading.actor.unit_id) if reading.actor.is_unit else None
    if reading.actor.is_unit and (own is None or own.kind is not group):
        raise NotAllowed(
            "只能查看本单位同组的中位数。", article=appraisal.ARTICLE, subject="月度考核"
        )
    rows = reading.session.execute(
        select(FrozenMonth.month, UnitScore.score)
        .join(FrozenMonth, FrozenMonth.id == UnitScore.month_id)
        .where(
            FrozenMonth.confirmed_at.is_not(None), UnitScore.group == group,
            UnitScore.rank.is_not(None), UnitScore.score.is_not(None),
        )
    )  # fmt: skip
    by_month: dict[date, list[Decimal]] = defaultdict(list)
    for month, score in rows:
        if score is not None:
            by_month[month].append(score)
    return {
        month: median(found).quantize(_CENT, ROUND_HALF_UP) for month, found in by_month.items()
    }


def adjustments(reading: Reading, month: date) -> Sequence[ScoreAdjustment]:
    """调整 of a month, proposed and settled ones; a unit sees its own."""
    rows = (
        select(ScoreAdjustment)
        .join(FrozenMonth, FrozenMonth.id == ScoreAdjustment.month_id)
        .where(FrozenMonth.month == month)
        .order_by(ScoreAdjustment.id)
    )
    if reading.actor.is_unit:
        rows = rows.where(ScoreAdjustment.unit_id == reading.actor.unit_id)
    return reading.session.scalars(rows).all()


def granted_contests(reading: Reading, month: date) -> list[GrantedContest]:
    """申诉成立 since a month was frozen that no adjustment rests on yet: what one may be asked for.

    Raises NotAllowed for others than 县热线办 and 督查室.
    """
    reading.require(*sorted(figures.OVERSEERS), doing="查看考核申诉")
    found = confirmed(reading, month)
    if found is None:
        return []
    is_used = exists().where(
        ScoreAdjustment.contest_id == Contest.id, ScoreAdjustment.rejected_at.is_(None)
    )
    rows = (
        reading.visible_tickets()
        .join(Contest, Contest.ticket_id == Ticket.id)
        .join(Unit, Unit.id == Contest.unit_id)
        .where(Contest.is_granted.is_(True), Contest.decided_at > found.as_of, ~is_used)
        .order_by(None)
        .with_only_columns(Contest.id, Unit.id, Unit.name, Ticket.number)
    )
    return sorted(GrantedContest(*row) for row in reading.session.execute(rows))


def year(reading: Reading, number: int) -> list[YearLine]:
    """年度汇总: each unit's confirmed months, their mean, and the rank within the group; ties share a rank.

    Raises NotAllowed for others than 县热线办 and 督查室.
    """
    reading.require(*sorted(figures.OVERSEERS), doing="查看年度考核")
    by_unit: dict[int, list[Line]] = defaultdict(list)
    for line in _lines(
        reading, FrozenMonth.month.between(date(number, 1, 1), date(number, 12, 31))
    ):
        by_unit[line.unit_id].append(line)
    lines = [_year_line(unit_id, found) for unit_id, found in by_unit.items()]
    return [line for kind in UnitKind for line in _ranked([x for x in lines if x.group is kind])]


def _year_line(unit_id: int, found: list[Line]) -> YearLine:
    found.sort(key=lambda line: line.month)
    totals = [line.total for line in found if line.total is not None]
    mean = None
    if totals:
        mean = (sum(totals, Decimal()) / len(totals)).quantize(_CENT, ROUND_HALF_UP)
    return YearLine(unit_id, found[-1].name, found[-1].group, found, mean, None)


def _ranked(lines: list[YearLine]) -> list[YearLine]:
    judged = sorted(
        (line for line in lines if line.is_ranked),
        key=lambda line: (-(line.mean or Decimal()), line.unit_id),
    )
    ranked: list[YearLine] = []
    for place, line in enumerate(judged, start=1):
        is_tie = bool(ranked) and ranked[-1].mean == line.mean
        ranked.append(replace(line, rank=ranked[-1].rank if is_tie else place))
    others = (line for line in lines if not line.is_ranked)
    return [*ranked, *sorted(others, key=lambda one: (-(one.mean or Decimal(-1)), one.unit_id))]


def _require(reading: Reading) -> None:
    if reading.actor.role not in figures.OVERSEERS and not reading.actor.is_unit:
        raise NotAllowed(
            f"{reading.actor.role.zh}不能查看考核。", article=appraisal.ARTICLE, subject="月度考核"
        )


def _lines(reading: Reading, wanted: ColumnElement[bool]) -> list[Line]:
    """Of the confirmed months' scores those wanted that this person may see."""
    _require(reading)
    added = (
        select(
            ScoreAdjustment.month_id,
            ScoreAdjustment.unit_id,
            func.sum(ScoreAdjustment.points).label("points"),
        )
        .where(ScoreAdjustment.confirmed_at.is_not(None))
        .group_by(ScoreAdjustment.month_id, ScoreAdjustment.unit_id)
        .subquery()
    )
    rows = (
        select(UnitScore, FrozenMonth.month, added.c.points)
        .join(FrozenMonth, FrozenMonth.id == UnitScore.month_id)
        .outerjoin(
            added, (added.c.month_id == UnitScore.month_id) & (added.c.unit_id == UnitScore.unit_id)
        )
        .where(FrozenMonth.confirmed_at.is_not(None), wanted)
        .order_by(UnitScore.id)
    )
    if reading.actor.is_unit:
        rows = rows.where(UnitScore.unit_id == reading.actor.unit_id)
    return [
        Line(
            month, score.unit_id, score.unit_name, score.group, score.score, points or Decimal(),
            score.rank, score.band,
        )
        for score, month, points in reading.session.execute(rows)
    ]  # fmt: skip
