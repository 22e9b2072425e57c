"""督办席的清单: which ticket stands in which list at which moment (办法第十三条（一）)."""

from __future__ import annotations

import pytest

from core.casework import supervision
from core.errors import NotAllowed
from core.insight import load, monitor
from core.rules.terms import Grade
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at


def lists_of(county: County, ticket_id: int) -> set[str]:
    """The slugs of the lists the ticket is in now."""
    with county.read("office") as reading:
        found = {
            one.slug
            for one in monitor.LISTS
            if any(row.id == ticket_id for row in monitor.page(reading, one.slug).rows)
        }
        counts = monitor.counts(reading)
    assert {slug for slug, count in counts.items() if count} == found
    return found


def test_an_empty_county_has_nothing_to_watch(county: County) -> None:
    with county.read("lead") as reading:
        assert set(monitor.counts(reading).values()) == {0}
        assert monitor.waiting(reading) == 0
        assert load.forecast(reading).units == []


def test_a_ticket_walks_through_the_lists_as_time_goes_by(county: County) -> None:
    """Grade 3 from Tuesday 09-29 10:00 ends Friday 10-09 18:00, past the National Day holidays."""
    ticket_id = flow.in_handling(county, grade=Grade.SIMPLE)
    county.now = at("2026-09-30T17:00")  # Wednesday: 10-08, 10-09 and 10-10 are the next three
    assert lists_of(county, ticket_id) == {"coming"}
    county.now = at("2026-10-09T18:00")
    assert lists_of(county, ticket_id) == {"today"}
    county.now = at("2026-10-09T18:00:01")
    assert lists_of(county, ticket_id) == {"late", "unreminded"}
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    assert lists_of(county, ticket_id) == {"late", "reminded"}
    county.now = at("2026-10-10T18:00")  # the make-up Saturday
    with county.work("lead") as uow:
        supervision.draft_supervision(uow, ticket_id)
    assert lists_of(county, ticket_id) == {"late", "reminded", "orders"}
    with county.work("lead") as uow:
        supervision.supervise(uow, ticket_id, text="请于规定时限内办结。")
    assert lists_of(county, ticket_id) == {"late", "ordered"}
    county.now = at("2026-10-14T08:00")
    with county.work("lead") as uow:
        supervision.escalate(uow, ticket_id, text="督办单到期仍未办结。")
    assert lists_of(county, ticket_id) == {"late", "reported"}


def test_a_co_units_lateness_is_its_own(county: County) -> None:
    """第十五条: due a working day before the lead, Thursday 10-08 18:00."""
    ticket_id = flow.in_handling(county, supports=(CIVIL_AFFAIRS,))
    county.now = at("2026-10-09T09:00")
    assert lists_of(county, ticket_id) == {"today", "supports"}


def test_a_ticket_nobody_signed_in_is_seen_after_two_working_hours(county: County) -> None:
    ticket_id = flow.dispatched(county)
    county.now = at("2026-09-29T14:29")
    assert "unsigned" not in lists_of(county, ticket_id)
    county.now = at("2026-09-29T14:31")
    assert "unsigned" in lists_of(county, ticket_id)


def test_a_return_left_lying_for_a_working_day_is_seen(county: County) -> None:
    """Asked on Tuesday 09-29: listed once Wednesday's business has closed."""
    ticket_id = flow.asked_back(county)
    county.now = at("2026-09-30T18:00")
    assert "returns" not in lists_of(county, ticket_id)
    county.now = at("2026-09-30T18:00:01")
    assert "returns" in lists_of(county, ticket_id)


def test_the_forecast_counts_what_falls_due_by_unit_and_day(county: County) -> None:
    flow.in_handling(county)
    with county.read("office") as reading:
        found = load.forecast(reading)
    assert [day.day for day in found.days] == [29, 30, 8, 9, 10]
    assert [(one.name, one.late, list(one.due)) for one in found.units] == [
        (HOUSING, 0, [0, 0, 0, 1, 0])
    ]


@pytest.mark.parametrize("username", ["handler", "leader", "taker", "inspector", "admin"])
def test_the_lists_are_the_offices(county: County, username: str) -> None:
    with county.read(username) as reading:
        for ask in (monitor.counts, monitor.waiting, load.forecast):
            with pytest.raises(NotAllowed):
                ask(reading)
        with pytest.raises(NotAllowed):
            monitor.page(reading, "late")
