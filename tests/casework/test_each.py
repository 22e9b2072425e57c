"""逐件办理: what a rule refuses is told with its article and writes nothing; the others are done all the same."""

from __future__ import annotations

import pytest

from core.casework import auditing, each, handling, supervision
from core.errors import HotlineError, NotAllowed, NotFound
from core.rules.terms import State
from core.store.models import AuditRow, Event
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, County, at, count


def test_one_refusal_stops_none_of_the_others(county: County) -> None:
    """Due Friday 9 October 18:00; at 18:01 two are late, the third was reminded already."""
    late = [flow.dispatched(county) for _ in range(3)]
    county.now = at("2026-10-09T18:01")
    with county.work("office") as uow:
        supervision.remind(uow, late[1])

    outcome = each.of(county.database, county.actor("office"), late, supervision.remind)

    assert outcome.done == [late[0], late[2]]
    [refused] = outcome.refused
    assert (refused.id, refused.number) == (late[1], flow.seen(county, late[1]).number)
    assert refused.refusal.article == "办法第十三条（一）"


def test_what_is_refused_writes_nothing(county: County) -> None:
    """On the day of dispatch nothing is due."""
    early = [flow.dispatched(county), flow.dispatched(county)]
    before = count(county.database, Event)
    outcome = each.of(county.database, county.actor("office"), early, supervision.remind)
    assert (outcome.done, len(outcome.refused)) == ([], 2)
    assert count(county.database, Event) == before


def test_a_unit_signs_in_its_own_and_learns_nothing_of_others(county: County) -> None:
    own, theirs = flow.dispatched(county), flow.dispatched(county, lead=CIVIL_AFFAIRS)
    outcome = each.of(county.database, county.actor("handler"), [own, theirs], handling.acknowledge)
    assert outcome.done == [own]
    [refused] = outcome.refused
    assert isinstance(refused.refusal, NotFound)
    assert refused.number == ""
    assert flow.state_of(county, theirs) is State.DISPATCHED


def test_who_is_not_granted_the_step_takes_it_on_none_and_is_logged(county: County) -> None:
    closed = flow.closed(county)
    outcome = each.of(county.database, county.actor("handler"), [closed], auditing.archive)
    assert outcome.done == []
    assert isinstance(outcome.refused[0].refusal, NotAllowed)
    assert flow.state_of(county, closed) is State.CLOSED
    with county.read("lead") as reading:
        assert reading.session.query(AuditRow).filter_by(verb="refused").count() == 1


def test_a_ticket_ticked_twice_is_done_once(county: County) -> None:
    closed = flow.closed(county)
    outcome = each.of(county.database, county.actor("office"), [closed, closed], auditing.archive)
    assert (outcome.done, outcome.refused) == ([closed], [])


def test_what_nobody_foresaw_keeps_what_was_done(county: County) -> None:
    first, second = flow.closed(county), flow.closed(county)

    def step(uow: object, ticket_id: int) -> None:
        if ticket_id == second:
            raise ZeroDivisionError
        auditing.archive(uow, ticket_id)  # type: ignore[arg-type]

    with pytest.raises(ZeroDivisionError):
        each.of(county.database, county.actor("office"), [first, second], step)
    assert flow.state_of(county, first) is State.ARCHIVED
    assert flow.state_of(county, second) is State.CLOSED


def test_no_more_at_once_than_a_page_shows(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(each, "MOST", 1)
    closed = [flow.closed(county), flow.closed(county)]
    assert each.of(county.database, county.actor("office"), closed, auditing.archive).done == [
        closed[0]
    ]


def test_every_refusal_is_one_a_person_can_read(county: County) -> None:
    outcome = each.of(county.database, county.actor("office"), [99_999], auditing.archive)
    assert isinstance(outcome.refused[0].refusal, HotlineError)
    assert "没有找到这张工单" in outcome.refused[0].refusal.full_zh
