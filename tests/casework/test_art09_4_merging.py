"""第九条（四）、第十二条（一）: one matter is one ticket; several matters of one call may become several."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.casework import merging
from core.errors import HotlineError, NotFound, RuleRefused
from core.rules.terms import State
from core.store.models import Item, Ticket, Voice
from tests.casework import decisions_flow, flow
from tests.planted import County, nothing_written


def voices(county: County, ticket_id: int) -> list[Voice]:
    with county.read("office") as reading:
        return list(reading.session.query(Voice).filter_by(ticket_id=ticket_id))


def merge(county: County, ticket_id: int, into_id: int) -> None:
    with county.work("office") as uow:
        merging.merge(uow, ticket_id, into_id=into_id, reason="同一部电梯。")


def test_a_duplicate_becomes_one_more_voice_on_the_first_ticket(county: County) -> None:
    second = decisions_flow.merged(county)
    assert flow.state_of(county, second) is State.MERGED
    (voice,) = voices(county, second - 1)
    assert voice.merged_id == second
    assert "小区电梯坏了" in voice.note


def test_a_merged_tickets_unit_sees_it_no_more_and_no_clock_runs(county: County) -> None:
    first, second = flow.registered(county), flow.in_handling(county)
    merge(county, second, first)
    with county.read("handler") as reading, pytest.raises(NotFound):
        reading.seen_ticket(second)
    with county.read("office") as reading:
        ticket = reading.session.get_one(Ticket, second)
        assert (ticket.due_at, ticket.next_alarm_at, ticket.lead_unit_id) == (None, None, None)
        assert ticket.duplicate_of_id == first
        assert ticket.first_unit_id is not None  # 首接负责 stays on record


def test_undoing_takes_the_voice_back_and_the_ticket_awaits_dispatch(county: County) -> None:
    second = decisions_flow.merged(county)
    with county.work("office") as uow:
        merging.unmerge(uow, second, reason="不是同一部电梯。")
    assert flow.state_of(county, second) is State.AWAITING_DISPATCH
    assert voices(county, second - 1) == []
    flow.dispatch(county, second)
    assert flow.state_of(county, second) is State.DISPATCHED


_TARGETS: dict[str, Callable[[County, int], int]] = {
    "itself": lambda _, own: own,
    "closed": lambda county, _: flow.closed(county),
    "merged already": lambda county, _: decisions_flow.merged(county),
}


@pytest.mark.parametrize("target", _TARGETS)
def test_it_is_merged_only_into_an_open_ticket_of_its_own(county: County, target: str) -> None:
    ticket_id = flow.registered(county)
    into_id = _TARGETS[target](county, ticket_id)
    with nothing_written(county.database), pytest.raises(RuleRefused) as refusal:
        merge(county, ticket_id, into_id)
    assert "第九条（四）" in refusal.value.article


def test_a_merger_needs_its_reason_and_an_existing_target(county: County) -> None:
    second = decisions_flow.doubled(county)
    for into_id, reason in ((second - 1, " "), (99_999, "同一件。")):
        with (
            nothing_written(county.database),
            pytest.raises(HotlineError),
            county.work("office") as uow,
        ):
            merging.merge(uow, second, into_id=into_id, reason=reason)


# --- 拆分事项 -------------------------------------------------------------------------------------


def items(county: County, ticket_id: int) -> list[Item]:
    with county.read("office") as reading:
        return list(
            reading.session.query(Item).filter_by(ticket_id=ticket_id).order_by(Item.position)
        )


def test_a_chosen_matter_becomes_a_ticket_from_the_same_requester(county: County) -> None:
    ticket_id = flow.registered(
        county,
        items=("电梯坏了", "路灯不亮", "井盖丢了"),
        requester_name="张三",
        requester_phone="13800001234",
    )
    second = items(county, ticket_id)[1]
    with county.work("office") as uow:
        part = merging.split(uow, ticket_id, item_ids=[second.id], reason="归城管。")
        part_id = part.id
    assert [(i.position, i.text) for i in items(county, ticket_id)] == [
        (1, "电梯坏了"),
        (2, "井盖丢了"),
    ]
    assert [(i.position, i.text) for i in items(county, part_id)] == [(1, "路灯不亮")]
    with county.read("office") as reading:
        made = reading.session.get_one(Ticket, part_id)
        assert (made.previous_id, made.state) == (ticket_id, State.AWAITING_DISPATCH)
        assert made.requester is not None
        assert made.requester.phone == "13800001234"


@pytest.mark.parametrize("chosen", ["none", "all", "another's"])
def test_nothing_everything_or_anothers_matter_is_not_split_off(
    county: County, chosen: str
) -> None:
    ticket_id = decisions_flow.with_two_items(county)
    others = decisions_flow.with_two_items(county)
    ids = {
        "none": [],
        "all": [item.id for item in items(county, ticket_id)],
        "another's": [items(county, others)[0].id],
    }[chosen]
    with (
        nothing_written(county.database),
        pytest.raises(HotlineError),
        county.work("office") as uow,
    ):
        merging.split(uow, ticket_id, item_ids=ids, reason="两家单位的事。")
