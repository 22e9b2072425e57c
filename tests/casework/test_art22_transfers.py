"""第二十二条: malicious and suspected of a crime — two persons, never one."""

from __future__ import annotations

import pytest

from core.casework import transfers
from core.errors import BadInput, HotlineError, NotAllowed, RuleRefused
from core.rules.terms import State
from core.store.models import Ticket, Transfer
from tests.casework import decisions_flow, flow
from tests.planted import County, nothing_written

GIVEN = {"ground": "捏造事实诽谤他人。", "evidence": "通话录音三段。", "receiving_body": "县公安局"}


def propose(county: County, ticket_id: int, by: str) -> None:
    with county.work(by) as uow:
        transfers.propose_transfer(uow, ticket_id, **GIVEN)


def test_one_person_alone_cannot_transfer(county: County) -> None:
    ticket_id = flow.registered(county)
    propose(county, ticket_id, "lead")
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="两人"),
        county.work("lead") as uow,
    ):
        transfers.confirm_transfer(uow, ticket_id, ruling="属实。")


def test_a_second_person_confirms_and_every_clock_stops(county: County) -> None:
    ticket_id = flow.in_handling(county)
    propose(county, ticket_id, "office")
    assert flow.state_of(county, ticket_id) is State.HANDLING  # a proposal stops nothing
    with county.work("lead") as uow:
        transfers.confirm_transfer(uow, ticket_id, ruling="情况属实，移送。")
    assert flow.state_of(county, ticket_id) is State.TRANSFERRED
    with county.read("office") as reading:
        ticket = reading.session.get_one(Ticket, ticket_id)
        assert ticket.stopped_at == county.now
        assert ticket.next_alarm_at is None
        kept = reading.session.query(Transfer).one()
    assert (kept.proposed_by, kept.decided_by, kept.is_confirmed) == ("赵热线", "钱主任", True)


def test_a_rejected_proposal_leaves_the_ticket_as_it_was(county: County) -> None:
    ticket_id = decisions_flow.transfer_proposed(county)
    with county.work("lead") as uow:
        transfers.reject_transfer(uow, ticket_id, ruling="尚不构成犯罪。")
    assert flow.state_of(county, ticket_id) is State.AWAITING_DISPATCH
    propose(county, ticket_id, "office")  # new evidence may be proposed again


def test_nobody_confirms_what_nobody_proposed(county: County) -> None:
    ticket_id = flow.registered(county)
    for decide in (transfers.confirm_transfer, transfers.reject_transfer):
        with (
            nothing_written(county.database),
            pytest.raises(RuleRefused),
            county.work("lead") as uow,
        ):
            decide(uow, ticket_id, ruling="属实。")


def test_it_is_proposed_once_at_a_time(county: County) -> None:
    ticket_id = decisions_flow.transfer_proposed(county)
    with nothing_written(county.database), pytest.raises(RuleRefused):
        propose(county, ticket_id, "lead")


@pytest.mark.parametrize("missing", GIVEN)
def test_facts_evidence_and_receiver_are_written_down(county: County, missing: str) -> None:
    ticket_id = flow.registered(county)
    with (
        nothing_written(county.database),
        pytest.raises(BadInput) as refusal,
        county.work("office") as uow,
    ):
        transfers.propose_transfer(uow, ticket_id, **(GIVEN | {missing: " "}))
    assert refusal.value.field == missing


@pytest.mark.parametrize("username", ["office", "taker", "handler", "leader", "inspector"])
def test_only_the_lead_confirms(county: County, username: str) -> None:
    ticket_id = decisions_flow.transfer_proposed(county)
    with (
        nothing_written(county.database),
        pytest.raises((NotAllowed, HotlineError)),
        county.work(username) as uow,
    ):
        transfers.confirm_transfer(uow, ticket_id, ruling="属实。")
