"""The tickets' index: follows every change, holds no personal data, and is disposable."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Collection

import pytest

from core.casework import auditing, dispatching, handling, intake
from core.rules.lifecycle import MOVES, OPEN_STATES
from core.rules.terms import Action, ReturnKind
from core.store.actor import Actor
from kb import indexing, ticket_index
from kb.index import IndexBroken
from kb.ticket_index import ANSWERED, HANDLED, OPEN, OTHER, QUIET
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, County

EVERYTHING = (OPEN, HANDLED, ANSWERED, OTHER)
HEATING = "安康小区暖气不热，屋里只有十三度。"


def proposed(
    county: County, words: str, *, by: str = "office", kinds: Collection[str] = EVERYTHING
) -> list[int]:
    with county.read(by) as reading:
        ticket_index.handle(reading).settle(reading)
        hits = ticket_index.propose(reading, words, kinds=kinds, limit=20, is_typing=False)
    return [int(hit.id) for hit in hits]


def test_a_ticket_is_found_by_its_words_the_moment_it_is_registered(county: County) -> None:
    assert proposed(county, "暖气不热") == []
    ticket_id = flow.registered(county, body=HEATING)
    assert proposed(county, "暖气不热") == [ticket_id]
    assert proposed(county, "安康小区") == [ticket_id]


def test_it_follows_a_ticket_from_open_to_handled(one_county: County) -> None:
    ticket_id = flow.in_handling(one_county, body=HEATING)
    assert proposed(one_county, "暖气不热", kinds=[OPEN]) == [ticket_id]
    assert proposed(one_county, "暖气不热", kinds=[HANDLED]) == []
    flow.signed(one_county, ticket_id)
    with one_county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)
    assert proposed(one_county, "暖气不热", kinds=[OPEN]) == []
    assert proposed(one_county, "暖气不热", kinds=[HANDLED]) == [ticket_id]


def test_added_details_are_found(one_county: County) -> None:
    ticket_id = flow.registered(one_county, body=HEATING)
    with one_county.work("office") as uow:
        intake.await_details(uow, ticket_id, missing="楼号")
    assert proposed(one_county, "锅炉房隔壁") == []
    with one_county.work("taker") as uow:
        intake.add_details(uow, ticket_id, details="锅炉房隔壁的五号楼")
    assert proposed(one_county, "锅炉房隔壁") == [ticket_id]


def test_no_phone_and_no_name_ever_reaches_it(one_county: County) -> None:
    """办法第十九条: whatever the caller's words hold is covered before it is indexed."""
    flow.registered(
        one_county,
        body="我是张三丰，电话13812345678，暖气不热。",
        requester_name="张三丰",
        requester_phone="13812345678",
    )
    with one_county.read("office") as reading:
        documents = list(ticket_index.Tickets().everything(reading.session))
    written = repr(documents)
    assert "暖气不热" in written
    assert "13812345678" not in written
    assert "张三丰" not in written
    assert proposed(one_county, "13812345678") == []


@pytest.mark.parametrize("who", ["editor", "inspector", "admin"])
def test_whose_desk_has_no_tickets_is_proposed_none(one_county: County, who: str) -> None:
    flow.registered(one_county, body=HEATING)
    assert proposed(one_county, "暖气不热", by=who) == []


def test_a_unit_is_proposed_its_own_as_lead_and_co_unit_until_it_is_rid_of_it(
    county: County,
) -> None:
    ticket_id = flow.dispatched(county, body=HEATING, supports=(CIVIL_AFFAIRS,))
    assert proposed(county, "暖气不热", by="handler") == [ticket_id]
    assert proposed(county, "暖气不热", by="handler2") == [ticket_id]
    assert proposed(county, "暖气不热", by="town") == []
    gone = flow.dispatched(county, body="三号楼停水两天", lead=HOUSING)
    with county.work("handler") as uow:
        handling.send_back(uow, gone, kind=ReturnKind.NOT_OUR_AREA, reason=flow.REASON)
    assert proposed(county, "停水", by="handler") == [gone]
    with county.work("office") as uow:
        dispatching.accept_return(uow, gone, ruling="属实。")
    assert proposed(county, "停水", by="handler") == []


def test_confidential_tickets_are_proposed_to_the_office_only(one_county: County) -> None:
    ticket_id = flow.registered(one_county, body=HEATING, is_confidential=True)
    assert proposed(one_county, "暖气不热", by="office") == [ticket_id]
    assert proposed(one_county, "暖气不热", by="taker2") == []


def test_quiet_steps_leave_open_what_is_open(one_county: County) -> None:
    """What the index does not follow must not change what it holds."""
    for (state, action), target in MOVES.items():
        if action in QUIET:
            assert (state in OPEN_STATES) == (target in OPEN_STATES)
    assert Action.DISPATCH not in QUIET


def test_looking_at_a_ticket_does_not_write_the_index_anew(one_county: County) -> None:
    ticket_id = flow.registered(one_county, body=HEATING)
    proposed(one_county, "暖气")
    with one_county.work("office") as uow:
        uow.record(uow.ticket(ticket_id, Action.VIEW), Action.VIEW, "查看")
    with one_county.read("office") as reading:
        assert ticket_index.handle(reading).lag(reading) == 0


def test_a_lost_index_comes_back_by_itself(one_county: County) -> None:
    ticket_id = flow.registered(one_county, body=HEATING)
    assert proposed(one_county, "暖气") == [ticket_id]
    with one_county.read("office") as reading:
        handle = ticket_index.handle(reading)
    shutil.rmtree(handle.directory)
    assert proposed(one_county, "暖气") == [ticket_id]


def test_a_damaged_index_is_refused_and_rebuilt(one_county: County) -> None:
    ticket_id = flow.registered(one_county, body=HEATING)
    assert proposed(one_county, "暖气") == [ticket_id]
    with one_county.read("office") as reading:
        directory = ticket_index.handle(reading).directory
    (directory / "current").write_bytes(b"rubbish")
    other = indexing.IndexHandle(directory, ticket_index.Tickets())
    with one_county.read("office") as reading, pytest.raises(IndexBroken):
        other.nearby(reading)
    assert proposed(one_county, "暖气") == [ticket_id]


def test_two_processes_on_one_index_follow_each_other(one_county: County) -> None:
    """A second handle on the directory is what a second process has."""
    first = flow.registered(one_county, body=HEATING)
    assert proposed(one_county, "暖气") == [first]
    with one_county.read("office") as reading:
        directory = ticket_index.handle(reading).directory
    other = indexing.IndexHandle(directory, ticket_index.Tickets())
    second = flow.registered(one_county, body="锦绣花园暖气不热。")
    with one_county.read("office") as reading:
        assert other.current(reading).snapshot().alive_count == 2
    assert sorted(proposed(one_county, "暖气")) == [first, second]


def test_a_keystroke_is_answered_at_once_and_the_index_follows_beside(one_county: County) -> None:
    first = flow.registered(one_county, body=HEATING)
    assert proposed(one_county, "暖气") == [first]
    flow.registered(one_county, body="锦绣花园暖气不热。")
    with one_county.read("office") as reading:
        handle = ticket_index.handle(reading)
        handle.nearby(reading)
        for worker in threading.enumerate():
            if worker.name == "kb-follow":
                worker.join()
        assert handle.lag(reading) == 0


def test_its_directory_is_private_and_not_that_of_the_entries(one_county: County) -> None:
    flow.registered(one_county, body=HEATING)
    proposed(one_county, "暖气")
    with one_county.database.read(Actor.system()) as reading:
        tickets, entries = ticket_index.handle(reading), indexing.index_of(reading)
    assert tickets.directory != entries.directory
    assert tickets.directory.stat().st_mode & 0o777 == 0o700
