"""工单台账: the same tickets as ever however few are looked through, told how far back, and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.insight import ledger
from core.insight.ledger import Ledger
from core.insight.narrowing import Filter, Order
from core.rules.terms import Level, RequestType, Role, Satisfaction, State
from core.store.models import SupervisionStep
from tests.casework import flow, limits_flow, quality_flow
from tests.planted import CIVIL_AFFAIRS, TOWN, County, at, nothing_written


def looked(county: County, wanted: Filter, *, by: str = "office", **how: Any) -> Ledger:
    with nothing_written(county.database), county.read(by) as reading:
        return ledger.look(reading, wanted, **how)


def ids(found: Ledger) -> list[int]:
    return [row.id for row in found.page.rows]


@pytest.fixture
def days(county: County) -> list[int]:
    """A ticket a day from Tuesday 29 September to Friday 2 October; the first alone is about a lamp."""
    found = []
    for back, body in enumerate(("路灯不亮", "电梯坏了", "电梯又坏了", "电梯还是坏的")):
        county.now = at("2026-09-29T10:00") + timedelta(days=back)
        found.append(flow.registered(county, body=body))
    return found


# --- how far back ---------------------------------------------------------------------------------


def test_an_old_ticket_is_not_found_by_a_word_until_all_are_looked_through(
    county: County, days: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "FEW", 1)
    wanted = Filter(words="路灯")
    near = looked(county, wanted, looked_through=3)
    assert (ids(near), near.since) == ([], at("2026-09-30T10:00"))
    whole = looked(county, wanted, looked_through=3, is_whole=True)
    assert (ids(whole), whole.since) == (days[:1], None)


def test_a_list_that_begins_with_the_oldest_is_looked_through_from_there(
    county: County, days: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "FEW", 1)
    found = looked(county, Filter(words="电梯", order=Order.OLDEST), looked_through=2)
    assert ids(found) == [days[1]]
    assert (found.since, found.until) == (None, at("2026-09-30T10:00"))


def test_what_fits_is_looked_through_whole(county: County, days: list[int]) -> None:
    found = looked(county, Filter(words="路灯"), looked_through=4)
    assert (ids(found), found.since) == (days[:1], None)


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(),
        Filter(states=frozenset({State.AWAITING_DISPATCH})),
        Filter(registered_from=date(2026, 9, 29)),
    ],
    ids=["everything", "a state", "days"],
)
def test_what_an_index_answers_is_answered_whole(
    county: County, days: list[int], wanted: Filter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "FEW", 1)
    found = looked(county, wanted, looked_through=1)
    assert (ids(found), found.since) == (days[::-1], None)


def test_a_number_finds_its_ticket_however_old(
    county: County, days: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "FEW", 0)
    number = flow.seen(county, days[0]).number
    assert ids(looked(county, Filter(words=number.lower()), looked_through=1)) == days[:1]


def test_what_was_listed_can_be_listed_again(
    county: County, days: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """导出 gives what stands on the screen: the filter as it was applied."""
    monkeypatch.setattr(ledger, "FEW", 1)
    near = looked(county, Filter(words="电梯"), looked_through=2)
    assert ids(looked(county, near.wanted, is_whole=True)) == ids(near) == days[:1:-1]


# --- totals ---------------------------------------------------------------------------------------


def test_the_states_add_up_to_the_total(county: County) -> None:
    flow.registered(county)
    flow.dispatched(county)
    flow.dispatched(county)
    found = looked(county, Filter())
    assert found.by_state == {State.AWAITING_DISPATCH: 1, State.DISPATCHED: 2}
    assert found.page.total == 3


def test_the_states_add_up_on_every_page(
    county: County, days: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.insight.listing.PAGE_ROWS", 3)
    assert looked(county, Filter()).by_state == {State.AWAITING_DISPATCH: 4}
    assert looked(county, Filter(), number=2).page.total == 4


@pytest.mark.parametrize("by", ["office", "taker"])
def test_the_states_of_what_is_said_add_up_on_every_page(
    county: County, days: list[int], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr("core.insight.listing.PAGE_ROWS", 2)
    found = looked(county, Filter(words="电梯"), by=by)
    assert (found.page.total, found.by_state) == (3, {State.AWAITING_DISPATCH: 3})


# --- what can be asked ----------------------------------------------------------------------------


def test_what_was_returned(county: County) -> None:
    flow.dispatched(county)
    returned = flow.asked_back(county)
    assert ids(looked(county, Filter(was_returned=True))) == [returned]


def test_what_was_extended(county: County) -> None:
    flow.dispatched(county)
    asked = limits_flow.due_on_tuesday(county)
    limits_flow.ask(county, asked, 5, when="2026-10-13T15:00")
    assert ids(looked(county, Filter(was_extended=True))) == [asked]


def test_what_was_reminded(county: County) -> None:
    flow.dispatched(county)
    late = flow.in_handling(county)
    with county.work("office") as uow:
        round_ = uow.lead_assignment(uow.seen_ticket(late))
        assert round_ is not None
        uow.session.add(
            SupervisionStep(
                ticket_id=late, assignment_id=round_.id, level=Level.REMINDER, text="请办理。",
                due_at=round_.due_at, drafted_at=uow.now, drafted_by="系统", sent_at=uow.now,
            )
        )  # fmt: skip
    assert ids(looked(county, Filter(levels=frozenset({Level.REMINDER})))) == [late]
    assert ids(looked(county, Filter(levels=frozenset({Level.ORDER})))) == []


def test_the_last_rating_counts(county: County) -> None:
    closed = flow.closed(county)
    rated = {"was_contacted": True, "is_solved": True, "is_reached": True}
    quality_flow.call_back(
        county, closed, result_rating=Satisfaction.SATISFIED,
        attitude_rating=Satisfaction.SATISFIED, **rated,
    )  # fmt: skip
    assert ids(looked(county, Filter(ratings=frozenset({Satisfaction.SATISFIED})))) == [closed]
    assert ids(looked(county, Filter(ratings=frozenset({Satisfaction.DISSATISFIED})))) == []


def test_kind_and_days(county: County) -> None:
    """Dispatched Tuesday 29 September at 10:00 for three days: due Friday 9 October."""
    asked = flow.dispatched(county, request_type=RequestType.COMPLAINT)
    flow.registered(county, request_type=RequestType.HELP)
    kind = Filter(request_types=frozenset({RequestType.COMPLAINT}))
    assert ids(looked(county, kind)) == [asked]
    day = date(2026, 10, 9)
    assert ids(looked(county, Filter(due_from=day, due_until=day))) == [asked]
    assert ids(looked(county, Filter(due_until=day - timedelta(days=1)))) == []
    assert ids(looked(county, Filter(closed_from=date(2026, 9, 1)))) == []


def test_what_comes_due_next_is_open(county: County) -> None:
    done = flow.closed(county)
    waiting = flow.dispatched(county)
    assert ids(looked(county, Filter(order=Order.DUE))) == [waiting]
    assert ids(looked(county, Filter(order=Order.CLOSED))) == [done]


# --- whose they are -------------------------------------------------------------------------------

ASKED = (
    Filter(),
    Filter(words="电梯"),
    Filter(was_returned=True),
    Filter(order=Order.DUE),
    Filter(registered_from=date(2026, 9, 1)),
    Filter(states=frozenset(State)),
)


@pytest.mark.parametrize("wanted", ASKED, ids=range(len(ASKED)))
@pytest.mark.parametrize("is_whole", [False, True])
def test_a_unit_sees_nothing_of_others_whatever_is_asked(
    county: County, wanted: Filter, is_whole: bool
) -> None:
    flow.asked_back(county)
    flow.dispatched(county, town_id=county.unit_id(TOWN))
    for other in (county.of(Role.INSPECTOR), county.of(Role.ADMIN), county.of(Role.KB_EDITOR)):
        with county.database.read(other) as reading:
            assert ledger.look(reading, wanted, is_whole=is_whole).page.total == 0
    found = looked(county, wanted, by="handler2", is_whole=is_whole)
    assert (ids(found), found.by_state) == ([], {})


def test_a_unit_asking_for_anothers_number_learns_nothing(county: County) -> None:
    theirs = flow.dispatched(county, lead=CIVIL_AFFAIRS)
    number = flow.seen(county, theirs).number
    assert ids(looked(county, Filter(words=number), by="handler")) == []
    assert ids(looked(county, Filter(words=number), by="handler2")) == [theirs]


@pytest.mark.parametrize(
    ("word", "is_shown"),
    [("张三丰", False), ("三丰", False), ("13812341234", False), ("1234", True), ("路灯", True)],
)
def test_words_that_are_covered_find_nothing_for_a_unit(
    county: County, word: str, is_shown: bool
) -> None:
    """A unit reads 张**来电，电话138****1234."""
    said = "张三丰来电，电话13812341234，路灯不亮。"
    flow.dispatched(county, body=said, requester_name="张三丰", requester_phone="13812341234")
    assert bool(ids(looked(county, Filter(words=word), by="handler"))) == is_shown
    assert ids(looked(county, Filter(words=word)))
