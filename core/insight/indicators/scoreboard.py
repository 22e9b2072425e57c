"""单位考核榜: a month's records from the indicators, scored by the rules; live, before it is frozen (办法第二十条)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Integer, cast, func, select, union

from core.errors import NotAllowed, NotFound
from core.insight.indicators import figures
from core.insight.indicators.figures import NOTHING, Figure
from core.insight.indicators.scope import Scope, is_merged, scope_of
from core.rules import appraisal
from core.rules.appraisal import Ratio, Record, Score
from core.rules.periods import Period
from core.rules.policy import Policy
from core.rules.terms import FindingKind, ReworkKind, ScoreItem, UnitKind
from core.store import rulebook
from core.store.models import InspectionFinding, ManualScore, Reply, Ticket, Unit
from core.store.work import Reading

KEYS = (
    "dispatched", "on_time", "satisfied", "acknowledged", "contacted", "supervised", "escalated",
    "returned_late", "closed", "extended", "at_once", "reworked", "solved", "called_back",
)  # fmt: skip
"""What the board shows of each unit; the score needs the first eight."""

Knowledge = Mapping[int, Mapping[str, Ratio]]
"""知识库建设及更新: each unit's rates by name, given by the knowledge base, which core does not know."""


@dataclass(frozen=True, slots=True)
class Standing:
    """榜上的一行: a unit, its score, and the figures beside it."""

    unit_id: int
    name: str
    group: UnitKind
    score: Score
    figures: Mapping[str, Figure]


def board(
    reading: Reading, period: Period, knowledge: Knowledge, *, as_of: datetime | None = None
) -> list[Standing]:
    """考核榜 of every active unit and any other that had something to do, group by group, best first.

    Raises NotAllowed for others than 县热线办 and 督查室.
    """
    scope = scope_of(reading, period, as_of=as_of)
    figures.require(reading, scope)
    return _standings(reading, scope, knowledge)


def own(reading: Reading, period: Period, knowledge: Knowledge) -> tuple[Standing, list[Score]]:
    """本单位 with its rank, and the scores of the peer group without names (unit ids are 0).

    Raises NotAllowed for anybody but a unit's people.
    """
    actor = reading.actor
    if not actor.is_unit or actor.unit_id is None:
        raise NotAllowed(
            f"{actor.role.zh}没有所属单位的考核榜。", article=appraisal.ARTICLE, subject="本单位考核",
            next_step="请从单位考核榜查看。",
        )  # fmt: skip
    standings = _standings(reading, scope_of(reading, period), knowledge)
    mine = next((one for one in standings if one.unit_id == actor.unit_id), None)
    if mine is None:  # an inactive unit without anything in the period
        raise NotFound("贵单位本期没有考核数据。", subject="本单位考核")
    peers = [appraisal.unnamed(one.score) for one in standings if one.group is mine.group]
    return mine, peers


def policy_of(reading: Reading, period: Period) -> Policy:
    """权重、扣分和分数线 in force on the period's last day: what is changed for later days judges later months."""
    return rulebook.policy(reading.session, min(period.last_on, reading.now.date()))


def marks(reading: Reading, month: date) -> dict[int, ManualScore]:
    """人工评分 of 工作机制 in a month by unit: the latest mark of each, with its evidence."""
    rows = reading.session.scalars(
        select(ManualScore)
        .where(ManualScore.month == month, ManualScore.item == ScoreItem.MECHANISM)
        .order_by(ManualScore.id)
    )
    return {one.unit_id: one for one in rows}  # the latest wins


def manual_marks(reading: Reading, month: date) -> dict[int, Decimal]:
    """The marks alone, from 0 to 100."""
    return {unit_id: one.percent for unit_id, one in marks(reading, month).items()}


def _standings(reading: Reading, scope: Scope, knowledge: Knowledge) -> list[Standing]:
    counted = figures.everybody(reading, scope, KEYS)
    units = {unit.id: unit for unit in _units(reading, counted)}
    records = _records(reading, scope, knowledge, counted, list(units.values()))
    return [
        Standing(
            score.unit_id,
            units[score.unit_id].name,
            score.group,
            score,
            {key: counted.get(score.unit_id, {}).get(key, NOTHING) for key in KEYS},
        )
        for score in appraisal.appraise(records, policy_of(reading, scope.period))
    ]


def _units(reading: Reading, counted: Mapping[int, object]) -> Sequence[Unit]:
    rows = select(Unit).where(Unit.is_active.is_(True) | Unit.id.in_(sorted(counted)))
    return reading.session.scalars(rows.order_by(Unit.id)).all()


def _records(
    reading: Reading,
    scope: Scope,
    knowledge: Knowledge,
    counted: Mapping[int, Mapping[str, Figure]],
    units: Sequence[Unit],
) -> list[Record]:
    given = manual_marks(reading, scope.period.first_on) if scope.period.is_month else {}
    untrue, inspected = _untrue(reading, scope), _inspected(reading, scope)
    found = []
    for unit in units:
        own = counted.get(unit.id, {})

        def ratio(key: str, own: Mapping[str, Figure] = own) -> Ratio:
            return Ratio(*own.get(key, NOTHING))

        found.append(
            Record(
                unit_id=unit.id,
                group=unit.kind,
                volume=ratio("dispatched").part,
                on_time=ratio("on_time"),
                satisfaction=ratio("satisfied"),
                knowledge=knowledge.get(unit.id, {}),
                conduct={
                    "及时签收": ratio("acknowledged"),
                    "先行联系": ratio("contacted"),
                    "抽查合格": inspected.get(unit.id, Ratio(0, 0)),
                },
                mechanism=given.get(unit.id),
                supervised=ratio("supervised").part,
                escalated=ratio("escalated").part,
                untrue=untrue[unit.id],
                late_returns=ratio("returned_late").part,
            )
        )
    return found


def _untrue(reading: Reading, scope: Scope) -> Counter[int]:
    """答复不实: tickets found untrue by the audit or an inspection in the period, each once."""
    audited = (
        select(Ticket.lead_unit_id.label("unit_id"), Ticket.id.label("ticket_id"))
        .join(Reply, Reply.ticket_id == Ticket.id)
        .where(
            Reply.rework_kind == ReworkKind.UNTRUE, scope.holds(Reply.audited_at),
            *scope.is_wanted(), ~is_merged(scope),
        )
    )  # fmt: skip
    inspected = (
        select(Ticket.lead_unit_id, Ticket.id)
        .join(InspectionFinding, InspectionFinding.ticket_id == Ticket.id)
        .where(
            InspectionFinding.finding == FindingKind.UNTRUE,
            scope.holds(InspectionFinding.inspected_at),
            *scope.is_wanted(),
        )
    )
    both = union(audited, inspected).subquery()
    rows = reading.session.execute(select(both.c.unit_id, func.count()).group_by(both.c.unit_id))
    return Counter({unit_id: count for unit_id, count in rows if unit_id is not None})


def _inspected(reading: Reading, scope: Scope) -> dict[int, Ratio]:
    """抽查合格: found sound ÷ looked at in the period, by lead unit."""
    is_sound = cast(InspectionFinding.finding == FindingKind.SOUND, Integer)
    rows = reading.session.execute(
        select(Ticket.lead_unit_id, func.sum(is_sound), func.count())
        .join(InspectionFinding, InspectionFinding.ticket_id == Ticket.id)
        .where(
            scope.holds(InspectionFinding.inspected_at),
            Ticket.lead_unit_id.is_not(None),
            *scope.is_wanted(),
        )
        .group_by(Ticket.lead_unit_id)
    )
    return {
        unit_id: Ratio(int(sound), count) for unit_id, sound, count in rows if unit_id is not None
    }
