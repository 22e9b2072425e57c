"""办法第二十条 in the demo: every finished month is marked, taken and frozen in its own time; the last is corrected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from core.insight.indicators import figures, snapshot
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.scope import scope_of
from core.rules import periods
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import (
    Contest,
    FrozenMonth,
    ManualScore,
    ScoreAdjustment,
    Unit,
    UnitScore,
)
from tests.planted import at

OCTOBER = date(2026, 10, 1)


def test_every_finished_month_is_frozen_by_two_people_on_the_third_working_day(
    demo_county: Database,
) -> None:
    """October on Wednesday 2026-11-04; November is still running and is not."""
    with demo_county.read(Actor.system()) as reading:
        frozen = reading.session.scalars(select(FrozenMonth).order_by(FrozenMonth.month)).all()
        calendar = reading.calendar
    assert [one.month for one in frozen] == [
        date(2025, 12, 1), *(date(2026, number, 1) for number in range(1, 11))
    ]  # fmt: skip
    assert frozen[-1].as_of == at("2026-11-04T10:05")
    for one in frozen:
        last_on = periods.month_of(one.month).last_on
        assert one.confirmed_at is not None
        assert one.confirmed_at.date() == calendar.add_working_days(last_on, 3).due_on
        assert one.confirmed_by != one.prepared_by
        assert snapshot.sha256_of(one.figures) == one.sha256


def test_what_was_frozen_is_what_is_still_found_looking_back(demo_county: Database) -> None:
    """All figures of October as they were known when it was taken, three weeks of changes ago."""
    with demo_county.read(Actor.system()) as reading:
        one = reading.session.scalars(select(FrozenMonth).where(FrozenMonth.month == OCTOBER)).one()
        scope = scope_of(reading, periods.month_of(OCTOBER), as_of=one.as_of)
        again = figures.of(reading, scope, INDICATORS)
        frozen = {key: snapshot.figure(one.figures["county"], key) for key in INDICATORS}
    assert again == frozen


def test_every_unit_is_marked_each_month_with_the_evidence(demo_county: Database) -> None:
    with demo_county.read(Actor.system()) as reading:
        units = reading.session.scalar(select(func.count(Unit.id)))
        marked = reading.session.execute(
            select(ManualScore.month, func.count()).group_by(ManualScore.month)
        ).all()
        bare = select(func.count()).where(func.length(ManualScore.evidence) < 10)
        assert reading.session.scalar(bare) == 0
    assert len(marked) == 11
    assert {count for _, count in marked} == {units}


def test_a_granted_contest_is_made_good_and_another_correction_waits(demo_county: Database) -> None:
    with demo_county.read(Actor.system()) as reading:
        done, waiting = reading.session.scalars(
            select(ScoreAdjustment).order_by(ScoreAdjustment.id)
        )
        contest = reading.session.get_one(Contest, done.contest_id)
        score = reading.session.scalars(
            select(UnitScore)
            .join(FrozenMonth)
            .where(FrozenMonth.month == OCTOBER, UnitScore.unit_id == done.unit_id)
        ).one()
        month = reading.session.scalars(
            select(FrozenMonth).where(FrozenMonth.month == OCTOBER)
        ).one()
        (frozen,) = (x for x in month.figures["scores"] if x["unit_id"] == done.unit_id)
    assert contest.is_granted
    assert contest.unit_id == done.unit_id
    assert done.confirmed_by not in (None, done.proposed_by)
    assert done.points > 0
    assert (waiting.confirmed_at, waiting.rejected_at) == (None, None)
    assert score.score == Decimal(frozen["total"])
