"""第十七条、第十九条: a closed ticket's answer becomes a draft, without whoever asked."""

from __future__ import annotations

from typing import Any

import pytest

from core.casework import intake
from core.casework.intake import Basis
from core.errors import HotlineError, NotAllowed, NotFound, RuleRefused
from core.rules.terms import BasisKind
from core.store.models import Ticket
from kb import settling
from tests.casework import flow
from tests.planted import HOUSING, County, nothing_written


def closed(county: County, *, is_answered: bool = True, **changes: Any) -> int:
    with county.work("office") as uow:
        form = intake.Registration(
            "form-1", "加装电梯有补贴吗", requester_name="张三丰", requester_phone="13812341234"
        )
        ticket = intake.register(uow, form)
        if is_answered:
            basis = Basis(BasisKind.TYPED, "补贴办法", "张三丰您好，每部补贴十万元。")
            intake.answer_directly(uow, ticket.id, basis=basis)
        for name, value in changes.items():
            setattr(uow.session.get_one(Ticket, ticket.id), name, value)
        return ticket.id


def test_the_answer_becomes_a_draft_without_the_callers_name(county: County) -> None:
    ticket_id = closed(county)
    with county.work("office") as uow:
        entry = settling.settle(uow, ticket_id)
        revision = settling.entries.latest(uow, entry)
        assert entry.settled_from_id == ticket_id
        assert revision.text == "张**您好，每部补贴十万元。"
    with nothing_written(county.database), pytest.raises(RuleRefused, match="已经沉淀"):
        settle(county, ticket_id)


def settle(county: County, ticket_id: int, by: str = "office") -> None:
    with county.work(by) as uow:
        settling.settle(uow, ticket_id)


@pytest.mark.parametrize(
    ("case", "by", "error"),
    [
        ({"is_confidential": True}, "office", RuleRefused),
        ({"is_answered": False}, "office", RuleRefused),
        ({}, "taker", HotlineError),
        ({}, "handler2", NotFound),
        ({}, "admin", HotlineError),
        ({}, "inspector", HotlineError),
        ({}, "editor", NotFound),  # the table of roles shows the editor no ticket
    ],
)
def test_others_and_other_tickets_are_refused(
    one_county: County, case: dict[str, Any], by: str, error: type[HotlineError]
) -> None:
    ticket_id = closed(one_county, **case)
    with nothing_written(one_county.database), pytest.raises((error, NotAllowed)):
        settle(one_county, ticket_id, by)


def test_the_unit_that_handled_it_settles_and_keeps_it(one_county: County) -> None:
    ticket_id = flow.closed(one_county)
    settle(one_county, ticket_id, "handler")
    with one_county.read("handler") as reading:
        entry = settling.settled(reading, ticket_id)
        assert entry is not None
        assert entry.unit_id == one_county.unit_id(HOUSING)
        origin = settling.origin(reading, entry)
        assert origin is not None
        assert origin.id == ticket_id
    with one_county.read("editor") as reading:
        assert settling.origin(reading, entry) is None


def test_another_unit_does_not_settle_what_this_one_handled(one_county: County) -> None:
    ticket_id = flow.closed(one_county)
    with nothing_written(one_county.database), pytest.raises(NotFound):
        settle(one_county, ticket_id, "handler2")
