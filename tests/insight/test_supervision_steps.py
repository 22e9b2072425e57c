"""第十三条（一）: who sees which step of the chain on a ticket's page."""

from __future__ import annotations

import pytest

from core.casework import supervision, sweep
from core.errors import NotFound
from core.insight import supervision_steps
from core.rules.terms import Level
from core.store.actor import Actor
from core.store.models import Assignment
from tests.casework import flow
from tests.casework.access.supervision import TEXT, reminded, reported
from tests.planted import HOUSING, TOWN, County, at, nothing_written


def levels(county: County, username: str, ticket_id: int) -> list[Level]:
    """What the ticket's page shows this person."""
    with county.read(username) as reading:
        return [one.step.level for one in supervision_steps.of_ticket(reading, ticket_id)]


def test_drafts_are_the_offices_own(county: County) -> None:
    ticket_id = reminded(county)  # Saturday 10-10 18:00: the 督办单 is due, and a draft
    sweep.tick(county.database)
    for username in ("office", "lead"):
        assert set(levels(county, username, ticket_id)) == {
            Level.REMINDER, Level.WARNING, Level.ORDER,
        }  # fmt: skip
    for username in ("handler", "leader", "taker"):
        assert set(levels(county, username, ticket_id)) == {Level.REMINDER, Level.WARNING}


def test_a_co_unit_sees_its_own_reminder_and_not_the_leads(county: County) -> None:
    ticket_id = flow.dispatched(county, supports=(TOWN,))
    with county.database.read(Actor.system()) as reading:
        helping = reading.session.query(Assignment).filter_by(is_lead=False).one().id
    county.now = at("2026-10-09T18:00")  # both are late now
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
        supervision.remind(uow, ticket_id, assignment_id=helping)
    with county.read("town") as reading:
        (own,) = supervision_steps.of_ticket(reading, ticket_id)
    assert (own.unit, own.is_lead) == (TOWN, False)
    with county.read("handler") as reading:
        (leads,) = supervision_steps.of_ticket(reading, ticket_id)
    assert (leads.unit, leads.is_lead) == (HOUSING, True)


def test_the_inspectors_see_the_whole_way_of_what_was_reported(county: County) -> None:
    ticket_id = reported(county)
    assert levels(county, "inspector", ticket_id) == [
        Level.REMINDER, Level.ORDER, Level.ESCALATION,
    ]  # fmt: skip


def test_nobody_sees_the_steps_of_a_ticket_that_is_not_theirs(county: County) -> None:
    ticket_id = reminded(county)
    for username in ("handler2", "inspector", "taker2"):
        with (
            nothing_written(county.database),
            pytest.raises(NotFound),
            county.read(username) as reading,
        ):
            supervision_steps.of_ticket(reading, ticket_id)


def test_a_callers_number_in_a_paper_is_covered(county: County) -> None:
    ticket_id = reminded(county)
    with county.work("lead") as uow:
        supervision.supervise(uow, ticket_id, text=f"{TEXT}诉求人电话13812341234。")
    with county.read("handler") as reading:
        texts = [one.step.text for one in supervision_steps.of_ticket(reading, ticket_id)]
    assert "138****1234" in texts[-1]
