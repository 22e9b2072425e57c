"""Every indicator of the demo's year against plain loops over all rows, on both databases, now and looking back."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.insight.indicators import figures
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.scope import scope_of
from core.rules import periods
from core.rules.periods import Period
from core.store.actor import Actor
from core.store.db import Database
from tests.demo.conftest import FRIDAY
from tests.demo.indicator_oracle import Oracle, Tables
from tests.planted import at

pytestmark = pytest.mark.slow

APART = {"merged", "excused"}
"""Shown apart and not in the oracle's table; held by hand in tests/insight/test_indicators.py."""


@pytest.fixture(scope="module")
def tables(demo_county: Database) -> Tables:
    with demo_county.read(Actor.system()) as reading:
        return Tables.of(reading.session)


@pytest.mark.parametrize("key", [key for key in INDICATORS if key not in APART])
@pytest.mark.parametrize(
    ("period", "seen_at"),
    [
        (periods.month(2026, 9), FRIDAY),
        (periods.month(2026, 10), FRIDAY),
        (periods.month(2026, 11), FRIDAY),
        (periods.year(2026), FRIDAY),
        (periods.month(2026, 10), at("2026-11-02T09:00")),  # Monday: as October was known then
        (periods.month(2026, 10), at("2026-10-15T12:00")),  # Thursday, in the middle of it
    ],
)
def test_the_same_by_loops(
    demo_county: Database, tables: Tables, key: str, period: Period, seen_at: datetime
) -> None:
    oracle = Oracle(tables, period.starts_at, period.ends_at, seen_at)
    expected = oracle.count(key)
    with demo_county.read(Actor.system()) as reading:
        scope = scope_of(reading, period, as_of=seen_at)
        total = figures.of(reading, scope, [key])[key]
        by_unit = figures.by_unit(reading, scope, [key])

    assert tuple(total) == (
        sum(p for p, _ in expected.values()),
        sum(w for _, w in expected.values()),
    )
    of_units = {unit_id: pair for unit_id, pair in expected.items() if unit_id is not None}
    assert {unit_id: tuple(found[key]) for unit_id, found in by_unit.items()} == of_units


def test_the_year_has_something_of_nearly_everything(demo_county: Database, tables: Tables) -> None:
    """Or the comparison above would compare nothing with nothing."""
    oracle = Oracle(tables, periods.year(2026).starts_at, periods.year(2026).ends_at, FRIDAY)
    empty = {key for key in INDICATORS if key not in APART and not oracle.count(key)}
    assert empty <= {"satisfied_finally"}


def test_the_tickets_behind_a_figure_are_as_many_as_it_says(demo_county: Database) -> None:
    with demo_county.read(Actor.system()) as reading:
        scope = scope_of(reading, periods.month(2026, 10))
        for key in INDICATORS:
            if key in {
                "satisfied",
                "solved",
                "rated",
                "supported",
                "reminded",
                "supervised",
                "escalated",
            }:
                continue  # a ticket may have been called, helped with or pressed more than once
            figure = figures.of(reading, scope, [key])[key]
            for which, count in (("part", figure.part), ("whole", figure.whole)):
                ids = reading.session.scalars(figures.ticket_ids(reading, scope, key, which)).all()  # type: ignore[arg-type]
                assert len(ids) == count, (key, which)
