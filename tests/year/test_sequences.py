"""Any sequence of actions on one ticket: what the regulation forbids is not reached by any way round."""

from __future__ import annotations

import copy
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.rules.terms import Action
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import PolicyRow
from tests import databases
from tests.databases import SQLiteTemplate
from tests.planted import County, at
from tests.year import cast, checks, moves
from tests.year.cast import Cast
from tests.year.walker import Walk

_RUNS = (
    (Action.DISPATCH, Action.ACKNOWLEDGE),
    (Action.REQUEST_EXTENSION, Action.ENDORSE_EXTENSION, Action.GRANT_EXTENSION),
    (Action.PROMISE, Action.ENDORSE_PROMISE, Action.APPROVE_PROMISE),
    (Action.REPLY, Action.SIGN_OFF),
    (Action.AUDIT_REPLY, Action.ARCHIVE),
)
_ACTIONS = st.one_of(
    st.sampled_from(_RUNS), st.sampled_from(sorted(moves.MOVES)).map(lambda action: (action,))
)
_STEP = st.tuples(
    _ACTIONS, st.integers(0, 999), st.one_of(st.integers(0, 40), st.integers(0, 60 * 36))
)
"""What is tried, by which dice, and how many minutes after the step before."""

LATER_POLICY = {
    "grade_simple_days": "9",
    "grade_complex_days": "11",
    "rework_days": "7",
    "second_handling_days": "8",
    "extension_total_days": "90",
    "ext_max_single": "60",
    "ext_max_times": "9",
    "supervise_after_days": "4",
    "supervise_limit_days": "6",
    "warn_hours_before": "1",
}


@dataclass(frozen=True)
class Planted:
    """A file with the county and its people, copied for each example."""

    file: Path
    county: County
    cast: Cast


@pytest.fixture(scope="module")
def planted(sqlite_template: SQLiteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    directory = tmp_path_factory.mktemp("planted")
    county = County(Database(sqlite_template.copy(directory)))
    people = cast.gather(county)
    county.database.close()
    return Planted(directory / "hotline.db", county, people)


@contextmanager
def _one_ticket(planted: Planted, number: int) -> Iterator[Walk]:
    file = planted.file.with_name("example.db")
    shutil.copyfile(planted.file, file)
    county = copy.copy(planted.county)
    county.database = Database(databases.sqlite_url(file), clock=lambda: county.now)
    county.now = at("2026-09-24T08:30")  # a Thursday before 中秋节 and 国庆节
    try:
        yield Walk(county, planted.cast, random.Random(number), tickets=1)
    finally:
        county.database.close()
        for end in ("", "-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)


def _new_policy(walk: Walk) -> None:
    """A later row for every number that moves a deadline, in force from the next day."""
    with walk.county.database.work(Actor.system()) as uow:
        for key, value in LATER_POLICY.items():
            uow.session.add(
                PolicyRow(
                    key=key,
                    value=value,
                    article="第十条",
                    effective_on=uow.now.date() + timedelta(days=1),
                    set_by="钱主任",
                    set_at=uow.now,
                )
            )


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.integers(0, 999), st.lists(_STEP, min_size=12, max_size=30), st.integers(0, 11))
def test_no_sequence_gets_round_the_regulation(
    planted: Planted,
    number: int,
    steps: list[tuple[tuple[Action, ...], int, int]],
    policy_after: int,
) -> None:
    """Not past 15 extension days, not past 审核, not rid of the first unit, not by a new policy row."""
    with _one_ticket(planted, number) as walk:
        ticket_id = walk.register()
        for place, (actions, dice, minutes) in enumerate(steps):
            if place == policy_after:
                _new_policy(walk)
            walk.pass_time(walk.county.now + timedelta(minutes=minutes))
            for action in actions:
                walk.try_anyone(ticket_id, action, random.Random(dice))

        checks.everything(walk)


@pytest.mark.slow
def test_a_new_policy_row_leaves_an_old_ticket_its_deadline(planted: Planted) -> None:
    """Dispatched on Thursday 2026-09-24, due on 09-30 or 10-09; from the 25th another number holds."""
    with _one_ticket(planted, 1) as walk:
        ticket_id = walk.register()
        walk.try_anyone(ticket_id, Action.DISPATCH, random.Random(1))
        before = walk.look(ticket_id)

        _new_policy(walk)
        walk.county.now = at("2026-09-28T09:00")
        walk.try_anyone(ticket_id, Action.ACKNOWLEDGE, random.Random(1))

        after = walk.look(ticket_id)
        assert after.due_at == before.due_at
        assert after.policy_version == before.policy_version
        assert before.due_at is not None
        assert before.due_at.date() in {date(2026, 9, 30), date(2026, 10, 9)}
        checks.everything(walk)

        newer_id = walk.register()
        walk.try_anyone(newer_id, Action.DISPATCH, random.Random(1))
        newer = walk.look(newer_id).due_at
        assert newer is not None
        assert newer >= at("2026-10-15T18:00")  # nine days from Monday 09-28, over the holidays
