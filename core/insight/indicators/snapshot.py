"""快照: what a month's papers tell, taken once as plain values, the same for ever (办法第二十条)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from core.insight.indicators import breakdown, cases, figures, punctual, scoreboard
from core.insight.indicators.breakdown import By
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.figures import Figure
from core.insight.indicators.scope import Scope, scope_of
from core.insight.indicators.scoreboard import Knowledge, Standing
from core.rules import periods
from core.rules.periods import Period
from core.rules.terms import TopicState, UnitKind
from core.store.models import HotTopic, HotTopicTicket, Ticket
from core.store.work import Reading

_SPLITS = (By.REQUEST_TYPE, By.CHANNEL, By.AREA, By.CATEGORY, By.TOWN, By.REGISTERED_ON)

Plain = dict[str, Any]


def take(
    reading: Reading, period: Period, knowledge: Knowledge, *, as_of: datetime | None = None
) -> Plain:
    """The county, its groups and units, the splits, comparisons, topics and scores of a period.

    Raises NotAllowed for others than 县热线办 and 督查室.
    """
    scope = scope_of(reading, period, as_of=as_of)
    figures.require(reading, scope)
    standings = scoreboard.board(reading, period, knowledge, as_of=as_of)
    return {
        "period": period.zh,
        "county": _plain(figures.of(reading, scope, INDICATORS)),
        "before": _plain(figures.of(reading, scope.over(periods.before(period)), INDICATORS)),
        "year_before": _plain(
            figures.of(reading, scope.over(periods.a_year_before(period)), INDICATORS)
        ),
        "groups": {kind.value: _group(reading, scope, kind) for kind in UnitKind},
        "units": {
            str(unit_id): _plain(found)
            for unit_id, found in sorted(figures.by_unit(reading, scope, INDICATORS).items())
        },
        "splits": {by.value: _split(reading, scope, by) for by in _SPLITS},
        "durations": _durations(reading, scope),
        "topics": _topics(reading, scope),
        "cases": cases.typical(reading, scope),
        "overdue": cases.overdue(reading, scope),
        "scores": [scored(one) for one in standings],
    }


def sha256_of(plain: Mapping[str, Any]) -> str:
    """Of the canonical form: the same figures, the same digest, whenever and wherever."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def figure(plain: Mapping[str, Any], key: str) -> Figure:
    """One figure out of a snapshot's part; nothing where it was not taken."""
    part, whole = plain.get(key, (0, 0))
    return Figure(part, whole)


def scored(standing: Standing) -> Plain:
    """A unit's score as plain values; points as texts, so that no decimal is lost."""
    score = standing.score
    return {
        "unit_id": standing.unit_id,
        "name": standing.name,
        "group": standing.group.value,
        "total": _text(score.total),
        "rank": score.rank,
        "band": score.band.value if score.band else None,
        "note": score.note,
        "deducted": _text(score.deducted),
        "lines": [
            {
                "item": line.item.value,
                "weight": _text(line.weight),
                "full": _text(line.full),
                "share": _text(line.share),
                "points": _text(line.points),
                "note": line.note,
            }
            for line in score.lines
        ],
        "deductions": [
            {"name": one.name, "times": one.times, "each": _text(one.each), "points": _text(one.points)}
            for one in score.deductions
        ],
    }  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    """At most four places: enough for a hundredth of a point, and the same on every machine."""
    return None if value is None else str(value.quantize(Decimal("0.0001")))


def _plain(found: Mapping[str, Figure]) -> Plain:
    return {key: [figure.part, figure.whole] for key, figure in found.items()}


def _group(reading: Reading, scope: Scope, kind: UnitKind) -> Plain:
    peers = Scope(
        scope.period, scope.as_of, groups=frozenset({kind}), sources=scope.sources,
        is_past=scope.is_past,
    )  # fmt: skip
    return _plain(figures.of_peers(reading, peers, INDICATORS))


def _split(reading: Reading, scope: Scope, by: By) -> list[Plain]:
    return [
        {"name": one.name, "figure": [one.figure.part, one.figure.whole]}
        for one in breakdown.of(reading, scope, "registered", by)
    ]


def _durations(reading: Reading, scope: Scope) -> Plain:
    taken = punctual.durations(reading, scope)[None]
    return {
        "tickets": taken.tickets,
        "unit_median": _hours(taken.unit_median),
        "unit_p90": _hours(taken.unit_p90),
        "citizen_median": _hours(taken.citizen_median),
        "citizen_p90": _hours(taken.citizen_p90),
    }


def _hours(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 1)


def _topics(reading: Reading, scope: Scope) -> list[Plain]:
    """热点 that had tickets registered in the period: how many, and how many of them are closed."""
    closed = func.count(Ticket.closed_at)
    rows = reading.session.execute(
        select(HotTopic.id, HotTopic.title, HotTopic.state, func.count(), closed)
        .join(HotTopicTicket, HotTopicTicket.topic_id == HotTopic.id)
        .join(Ticket, Ticket.id == HotTopicTicket.ticket_id)
        .where(
            HotTopicTicket.removed_at.is_(None),
            HotTopic.state.not_in((TopicState.DISMISSED, TopicState.MERGED)),
            scope.holds(Ticket.registered_at),
        )
        .group_by(HotTopic.id, HotTopic.title, HotTopic.state)
        .order_by(func.count().desc(), HotTopic.id)
    )
    return [
        {"title": title, "state": state.value, "tickets": count, "closed": done}
        for _, title, state, count, done in rows
    ]
