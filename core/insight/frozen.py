"""冻结的月份: with the adjustments confirmed since; a unit's months and the year they make (办法第二十条)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select

from core.errors import NotAllowed
from core.insight.indicators import figures
from core.rules import appraisal
from core.rules.terms import Band, UnitKind
from core.store.models import FrozenMonth, ScoreAdjustment, UnitScore
from core.store.work import Reading

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
        """The score that counts: never below 0 or above 100."""
        if self.frozen is None:
            return None
        return min(max(self.frozen + self.adjusted, Decimal()), appraisal.HUNDRED)


@dataclass(frozen=True, slots=True)
class YearLine:
    """一个单位一年: the mean of the months that have a score, ranked within the group."""

    unit_id: int
    name: str
    group: UnitKind
    months: Sequence[Line]
    mean: Decimal | None
    rank: int | None


def months(reading: Reading) -> Sequence[FrozenMonth]:
    """冻结和提取过的月份, the latest first. Raises NotAllowed for others than 县热线办, 督查室 and units."""
    if reading.actor.role not in figures.OVERSEERS and not reading.actor.is_unit:
        raise NotAllowed(
            f"{reading.actor.role.zh}不能查看考核。", article=appraisal.ARTICLE, subject="月度考核"
        )
    return reading.session.scalars(select(FrozenMonth).order_by(FrozenMonth.month.desc())).all()


def scores(reading: Reading, month: date) -> list[Line]:
    """A frozen month's scores with adjustments, by group and rank; a unit sees its own alone."""
    return [line for line in _lines(reading) if line.month == month]


def of_unit(reading: Reading, unit_id: int) -> list[Line]:
    """一个单位的历次得分, the earliest first; a unit only its own."""
    found = [line for line in _lines(reading) if line.unit_id == unit_id]
    return sorted(found, key=lambda line: line.month)


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


def year(reading: Reading, number: int) -> list[YearLine]:
    """年度汇总: each unit's confirmed months, their mean, and the rank within the group; ties share a rank.

    Raises NotAllowed for others than 县热线办 and 督查室.
    """
    reading.require(*sorted(figures.OVERSEERS), doing="查看年度考核")
    by_unit: dict[int, list[Line]] = defaultdict(list)
    for line in _lines(reading):
        if line.month.year == number:
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
        (line for line in lines if line.mean is not None),
        key=lambda line: (-(line.mean or Decimal()), line.unit_id),
    )
    ranked: list[YearLine] = []
    for place, line in enumerate(judged, start=1):
        is_tie = bool(ranked) and ranked[-1].mean == line.mean
        ranked.append(replace(line, rank=ranked[-1].rank if is_tie else place))
    return [*ranked, *(line for line in lines if line.mean is None)]


def _lines(reading: Reading) -> list[Line]:
    """Every confirmed month's scores this person may see."""
    months(reading)
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
        .where(FrozenMonth.confirmed_at.is_not(None))
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
