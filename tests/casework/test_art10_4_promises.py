"""第十条（四）: a first reply within the limit, a promised date, and a second reply by then."""

from __future__ import annotations

from datetime import date

import pytest

from core.casework import auditing, extensions, handling, promises
from core.errors import BadInput, RuleRefused
from core.insight import limits, queues
from core.rules import deadlines
from core.rules.deadlines import ExtensionRefused, PromiseRefused
from core.rules.terms import Action, ContactWay, Phase, RequestOutcome, ReworkKind, State
from core.store.models import Event
from tests.casework import flow
from tests.casework import limits_flow as limit
from tests.planted import County, at, nothing_written

MONDAY = "2026-10-12T10:00"
LAST_DAY = "2026-11-30"  # a Monday


def test_the_example_of_the_article(county: County) -> None:
    """Due Tue 10-13; promised Mon 10-12 for Mon 11-30: the first milestone is on time."""
    ticket_id = limit.due_on_tuesday(county)
    limit.promise(county, ticket_id, LAST_DAY, when=MONDAY)
    with county.work("leader") as uow:
        promises.endorse_promise(uow, ticket_id)
    county.now = at("2026-10-13T19:00")  # the office's slowness does not make it late
    with county.work("lead") as uow:
        promises.approve_promise(uow, ticket_id)

    first, second = limit.rounds(county, ticket_id)
    assert first.signed_at == at(MONDAY)
    assert not deadlines.is_late(at(MONDAY), first.due_at)
    assert (first.is_current, second.is_current) == (False, True)
    ticket = flow.seen(county, ticket_id)
    assert (ticket.phase, ticket.state) == (Phase.PROMISE, State.HANDLING)
    assert ticket.due_at == second.due_at == at("2026-11-30T18:00")


@pytest.mark.parametrize(("when", "is_late"), [("18:00:00", False), ("18:00:01", True)])
def test_without_a_second_reply_by_the_promised_day_it_is_overdue(
    county: County, when: str, is_late: bool
) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.promised(county, ticket_id, LAST_DAY, when=MONDAY)
    county.now = at(f"{LAST_DAY}T{when}")
    with county.read("office") as reading:
        due_at = reading.seen_ticket(ticket_id).due_at
        assert due_at is not None
        assert deadlines.remaining(reading.calendar, reading.now, due_at).is_overdue is is_late
    flow.signed(county, ticket_id)
    with county.read("office") as reading:
        last = reading.session.query(Event).order_by(Event.id.desc()).first()
    assert last is not None
    assert last.action is Action.SIGN_OFF
    assert last.details["is_late"] is is_late


def test_promised_after_the_limit_is_refused(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    with (
        nothing_written(county.database),
        pytest.raises(PromiseRefused, match="已过办理时限") as refusal,
    ):
        limit.promise(county, ticket_id, LAST_DAY, when="2026-10-14T09:00")  # Wednesday
    assert refusal.value.article == "办法第十条（四）"


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("2026-10-13", "应晚于现办理时限"),  # the present deadline's own day
        ("2027-04-11", "不得超过180天"),  # 181 days after Monday 10-12
    ],
)
def test_the_promised_day_lies_after_the_limit_and_within_180_days(
    county: County, on: str, sentence: str
) -> None:
    ticket_id = limit.due_on_tuesday(county)
    with nothing_written(county.database), pytest.raises(PromiseRefused, match=sentence):
        limit.promise(county, ticket_id, on, when=MONDAY)


def test_over_sixty_working_days_whoever_approves_is_warned(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    county.now = at(MONDAY)
    with county.read("handler") as reading:
        near = limits.preview_promise(reading, ticket_id, date(2026, 11, 30))
        far = limits.preview_promise(reading, ticket_id, date(2027, 4, 9))
        assert limits.latest_promise_on(reading, ticket_id) == date(2027, 4, 10)
    assert near.warning_zh is None
    assert far.warning_zh is not None
    assert "超过60个工作日" in far.warning_zh
    limit.promised(county, ticket_id, "2027-04-09", when=MONDAY)  # warned, and allowed


def test_the_requester_is_told_and_gets_a_first_reply(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    with nothing_written(county.database), pytest.raises(PromiseRefused, match="说明情况"):
        limit.promise(county, ticket_id, LAST_DAY, when=MONDAY, is_told=False)
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="首次答复"),
        county.work("handler") as uow,
    ):
        promises.promise(
            uow, ticket_id, promised_on=date(2026, 11, 30), cause="需招标。",
            told_at=uow.now, told_way=ContactWay.PHONE,
        )  # fmt: skip


def test_the_lead_decides_once_the_units_leader_has_agreed(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.promise(county, ticket_id, LAST_DAY, when=MONDAY)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="领导还没有同意"),
        county.work("lead") as uow,
    ):
        promises.approve_promise(uow, ticket_id)
    with county.read("leader") as reading:
        assert queues.counts(reading)["endorse"] == 1
    with county.work("leader") as uow:
        promises.endorse_promise(uow, ticket_id)
    with county.read("lead") as reading:
        assert queues.counts(reading)["promises"] == 1
    with county.work("lead") as uow:
        promises.refuse_promise(uow, ticket_id, ruling="可以按期办结。")
    ticket = flow.seen(county, ticket_id)
    assert (ticket.phase, ticket.due_at) == (Phase.FIRST, limit.DUE)


@pytest.mark.parametrize("by", ["handler", "leader"])
def test_taken_back_the_limit_stays(county: County, by: str) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.promise(county, ticket_id, LAST_DAY, when=MONDAY)
    with county.work(by) as uow:
        promises.withdraw_promise(uow, ticket_id, reason="能按期办结。")
    assert flow.seen(county, ticket_id).due_at == limit.DUE
    assert limit.last_promise(county, ticket_id).outcome is RequestOutcome.WITHDRAWN


def test_signed_off_first_the_promise_lapses(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.promise(county, ticket_id, LAST_DAY, when=MONDAY)
    flow.signed(county, ticket_id)
    assert limit.last_promise(county, ticket_id).outcome is RequestOutcome.LAPSED


def test_approved_while_the_reply_is_with_the_leader_the_reply_goes_back(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.promise(county, ticket_id, LAST_DAY, when=MONDAY)
    flow.replied(county, ticket_id)
    with county.work("leader") as uow:
        promises.endorse_promise(uow, ticket_id)
    with county.work("lead") as uow:
        promises.approve_promise(uow, ticket_id)
    assert flow.state_of(county, ticket_id) is State.HANDLING
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused),
        county.work("leader") as uow,
    ):
        handling.latest_reply(uow, uow.ticket(ticket_id, Action.VIEW))


def test_the_day_is_changed_once_and_before_it_comes(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.promised(county, ticket_id, LAST_DAY, when=MONDAY)
    limit.promised(county, ticket_id, "2026-12-31", when="2026-11-30T17:00")
    ticket = flow.seen(county, ticket_id)
    assert ticket.due_at == at("2026-12-31T18:00")
    assert len(limit.rounds(county, ticket_id)) == 2  # the same round, with a later day
    with nothing_written(county.database), pytest.raises(PromiseRefused, match="已更改1次"):
        limit.promise(county, ticket_id, "2027-01-15", when="2026-12-30T09:00")


def test_the_cap_of_a_change_counts_from_the_first_promise(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.promised(county, ticket_id, LAST_DAY, when=MONDAY)
    with nothing_written(county.database), pytest.raises(PromiseRefused, match="不得超过180天"):
        limit.promise(county, ticket_id, "2027-04-12", when="2026-11-27T09:00")


def test_a_promised_day_gone_by_is_not_changed(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.promised(county, ticket_id, LAST_DAY, when=MONDAY)
    with nothing_written(county.database), pytest.raises(PromiseRefused, match="已过办理时限"):
        limit.promise(county, ticket_id, "2026-12-31", when="2026-11-30T18:00:01")


def test_a_promised_ticket_is_not_extended(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.promised(county, ticket_id, LAST_DAY, when=MONDAY)
    with nothing_written(county.database), pytest.raises(ExtensionRefused, match="不能再申请延期"):
        limit.ask(county, ticket_id, 3, when="2026-11-20T09:00")


def test_a_promise_uses_up_none_of_the_fifteen_days(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.extended(county, ticket_id, 5, when=MONDAY)
    limit.promised(county, ticket_id, LAST_DAY, when="2026-10-19T09:00")
    with county.read("handler") as reading:
        assert limits.room(reading, reading.seen_ticket(ticket_id)).days_used == 5


def test_reworked_it_can_be_extended_and_not_promised(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    flow.signed(county, ticket_id)
    with county.work("office") as uow:
        auditing.rework(uow, ticket_id, kind=ReworkKind.UNTRUE, note="电梯仍停运。")
    with nothing_written(county.database), pytest.raises(PromiseRefused, match="首次办理"):
        limit.promise(county, ticket_id, LAST_DAY, when="2026-10-08T09:00")
    with county.work("handler") as uow:
        extensions.request_extension(
            uow, ticket_id, days=2, cause="待配件。", told_at=uow.now, told_way=ContactWay.PHONE
        )
    assert limit.last_extension(county, ticket_id).days == 2
