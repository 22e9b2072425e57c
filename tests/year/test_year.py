"""A year of the county: whatever its people do, the regulation holds together (办法第五、七、十至十五条)."""

from __future__ import annotations

import random

import pytest

from core.rules.terms import Action
from core.store.db import Database
from tests.planted import County
from tests.year import cast, checks, moves, walker
from tests.year.walker import Walk

CHECKPOINTS_EVERY = 700


def _year(database: Database, *, tickets: int, seed: int) -> Walk:
    county = County(database)
    county.now = walker.BEGINS
    walk = Walk(county, cast.gather(county), random.Random(seed), tickets)
    walk.begin()
    return walk


@pytest.mark.slow
def test_a_year_holds_together(sqlite_url: str) -> None:
    """Holidays, make-up days, a week in which time stood still, and on into an unpublished 2027."""
    database = Database(sqlite_url)
    walk = _year(database, tickets=150, seed=12345)

    while walk.go_on(CHECKPOINTS_EVERY):
        checks.everything(walk)

    checks.everything(walk)
    untried = [action.zh for action in moves.MOVES if not walk.done[action]]
    assert not untried, f"a year without {untried}"
    database.close()


@pytest.mark.slow
def test_a_smaller_year_on_the_server(postgresql_url: str) -> None:
    """The same on PostgreSQL, with fewer calls."""
    database = Database(postgresql_url)
    walk = _year(database, tickets=50, seed=54321)

    while walk.go_on(CHECKPOINTS_EVERY):
        pass

    checks.everything(walk)
    assert walk.done[Action.AUDIT_REPLY]
    database.close()
