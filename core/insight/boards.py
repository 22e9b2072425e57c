"""考核榜, frozen or live: ranks against the month before, and what would be counted differently now (办法第二十条)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.errors import NotFound
from core.insight import frozen
from core.insight.indicators import figures, scoreboard, snapshot
from core.insight.indicators.figures import Figure
from core.insight.indicators.scoreboard import Knowledge, Standing
from core.rules import appraisal, periods
from core.rules.appraisal import Deduction, Line, Score
from core.rules.periods import Period
from core.rules.terms import Band, ScoreItem, UnitKind
from core.store.models import FrozenMonth, ManualScore
from core.store.work import Reading

AskKnowledge = Callable[[Reading, Period], Knowledge]
"""知识库建设及更新 of a period, asked of the knowledge base only where a board is counted anew."""

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Board:
    """一个月的榜. `frozen` is None where it was counted now; ranks before only where that month is frozen."""

    period: Period
    standings: Sequence[Standing]
    as_of: datetime
    frozen: FrozenMonth | None = None
    adjusted: Mapping[int, Decimal] = field(default_factory=dict)
    ranks_before: Mapping[int, int | None] | None = None

    def total(self, standing: Standing) -> Decimal | None:
        """计入得分: as frozen, with the confirmed adjustments."""
        return frozen.counted(standing.score.total, self.adjusted.get(standing.unit_id, Decimal()))

    def climbed(self, standing: Standing) -> int | None:
        """较上月升了几位, negative for down; None where either month has no rank."""
        before = (self.ranks_before or {}).get(standing.unit_id)
        if before is None or standing.score.rank is None:
            return None
        return before - standing.score.rank


@dataclass(frozen=True, slots=True)
class Difference:
    """冻结与实时对照 of one unit: what was frozen, what would be counted now, and which figures moved."""

    frozen: Standing
    live: Standing | None
    moved: Mapping[str, tuple[Figure, Figure]]
    items: Mapping[ScoreItem, tuple[Decimal, Decimal]]
    """得分 of the lines that moved by a hundredth at least."""

    @property
    def points(self) -> Decimal | None:
        """How many points the live score lies above the frozen one."""
        then, now = self.frozen.score.total, self.live.score.total if self.live else None
        return None if then is None or now is None else now - then

    @property
    def is_same(self) -> bool:
        """Whether neither score, rank nor any figure shown has moved."""
        now = self.live.score if self.live else None
        then = self.frozen.score
        return (
            now is not None and not self.moved and (now.total, now.rank) == (then.total, then.rank)
        )


def of_month(
    reading: Reading, period: Period, knowledge: AskKnowledge, *, is_live: bool = False
) -> Board:
    """考核榜 of every unit: the frozen one, where the month is frozen, unless the live one is asked for.

    Raises NotAllowed for others than 县热线办 and 督查室.
    """
    reading.require(*sorted(figures.OVERSEERS), doing="查看单位考核榜")
    found = None if is_live else frozen.confirmed(reading, period.first_on)
    if found is None:
        standings = scoreboard.board(reading, period, knowledge(reading, period))
        return _board(reading, period, standings, None)
    return _board(reading, period, _restored(found), found)


def of_own(
    reading: Reading, period: Period, knowledge: AskKnowledge, *, is_live: bool = False
) -> tuple[Board, list[Score]]:
    """本单位 alone on the board, and its peers' scores without names; frozen where the month is.

    Raises NotAllowed for anybody but a unit's people, NotFound where the unit has no figures.
    """
    found = (
        None if is_live or not reading.actor.is_unit else frozen.confirmed(reading, period.first_on)
    )
    if found is None:
        mine, peers = scoreboard.own(reading, period, knowledge(reading, period))
        return _board(reading, period, [mine], None), peers
    standings = _restored(found)
    own = next((one for one in standings if one.unit_id == reading.actor.unit_id), None)
    if own is None:
        raise NotFound("贵单位没有参加本月考核。", subject="本单位考核")
    peers = [appraisal.unnamed(one.score) for one in standings if one.group is own.group]
    return _board(reading, period, [own], found), peers


def differences(then: Board, now: Board) -> list[Difference]:
    """冻结与实时对照, in the frozen order; a unit that no longer stands on the live board is told as such."""
    live = {one.unit_id: one for one in now.standings}
    found = []
    for one in then.standings:
        other = live.get(one.unit_id)
        moved = {
            key: (figure, other.figures[key])
            for key, figure in one.figures.items()
            if other is not None and figure != other.figures[key]
        }
        found.append(Difference(one, other, moved, _items(one, other)))
    return found


def _items(then: Standing, now: Standing | None) -> dict[ScoreItem, tuple[Decimal, Decimal]]:
    live = {line.item: line.points for line in now.score.lines} if now else {}
    both = {line.item: (line.points, live[line.item]) for line in then.score.lines if live}
    return {item: (a, b) for item, (a, b) in both.items() if abs(a - b) >= _CENT}


def mark_of(reading: Reading, unit_id: int, board: Board) -> ManualScore | None:
    """工作机制评分 that counts on a board, with its evidence; a unit reads its own alone."""
    if reading.actor.is_unit and reading.actor.unit_id != unit_id:
        return None
    return reading.session.scalar(
        select(ManualScore)
        .where(
            ManualScore.month == board.period.first_on,
            ManualScore.unit_id == unit_id,
            ManualScore.item == ScoreItem.MECHANISM,
            ManualScore.entered_at <= board.as_of,
        )
        .order_by(ManualScore.id.desc())
        .limit(1)
    )


def _board(
    reading: Reading, period: Period, standings: Sequence[Standing], found: FrozenMonth | None
) -> Board:
    before = frozen.scores(reading, periods.before(period).first_on)
    ranks = {line.unit_id: line.rank for line in before} if before else None
    if found is None:
        return Board(period, standings, reading.now, ranks_before=ranks)
    adjusted = {
        line.unit_id: line.adjusted
        for line in frozen.scores(reading, period.first_on)
        if line.adjusted
    }
    return Board(period, standings, found.as_of, found, adjusted, ranks)


# --- out of a snapshot ----------------------------------------------------------------------------


def _restored(found: FrozenMonth) -> list[Standing]:
    units: Mapping[str, Mapping[str, Any]] = found.figures["units"]
    return [
        Standing(
            one["unit_id"], one["name"], UnitKind(one["group"]), _score(one),
            {key: snapshot.figure(units.get(str(one["unit_id"]), {}), key) for key in scoreboard.KEYS},
        )
        for one in found.figures["scores"]
    ]  # fmt: skip


def _score(one: Mapping[str, Any]) -> Score:
    total = _points(one["total"])
    return Score(
        unit_id=one["unit_id"], group=UnitKind(one["group"]),
        lines=[
            Line(
                ScoreItem(line["item"]), Decimal(line["weight"]), Decimal(line["full"]),
                _points(line["share"]), Decimal(line["points"]), line["note"],
            )
            for line in one["lines"]
        ],
        deductions=[
            Deduction(x["name"], x["times"], Decimal(x["each"]), Decimal(x["points"]))
            for x in one["deductions"]
        ],
        deducted=Decimal(one["deducted"]), total=total.quantize(_CENT) if total is not None else None,
        band=Band(one["band"]) if one["band"] else None, rank=one["rank"], note=one["note"],
    )  # fmt: skip


def _points(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
