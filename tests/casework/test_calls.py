"""一次来电: registered and finished in one stroke or not at all (第八、九、十条)."""

from __future__ import annotations

import pytest

from core.casework import calls, dispatching, drafts, intake
from core.casework.intake import Basis, Registration
from core.errors import BadInput
from core.rules.terms import BasisKind, DeclineKind, Grade, State
from core.store.models import Citation, Draft, Ticket, Voice
from core.store.work import UnitOfWork
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, County, count, nothing_written

CALL = Registration(form_key="call-1", body="低保怎么申请")


def _answer(uow: UnitOfWork, ticket_id: int) -> None:
    basis = Basis(BasisKind.ENTRY, "低保申请", "到乡镇申请。", 7, 12)
    intake.answer_directly(uow, ticket_id, basis=basis)


def _decline(uow: UnitOfWork, ticket_id: int) -> None:
    intake.decline(uow, ticket_id, kind=DeclineKind.EMERGENCY, told="请拨打119。")


def _await(uow: UnitOfWork, ticket_id: int) -> None:
    intake.await_details(uow, ticket_id, missing="缺地点")


@pytest.mark.parametrize(
    ("finish", "state"),
    [
        (None, State.AWAITING_DISPATCH),
        (_answer, State.CLOSED),
        (_decline, State.DECLINED),
        (_await, State.AWAITING_DETAILS),
    ],
)
def test_one_save_registers_and_finishes(
    county: County, finish: calls.Finish | None, state: State
) -> None:
    with county.work("taker") as uow:
        assert calls.take(uow, CALL, finish).state is state


def test_a_call_taker_proposes_and_the_office_dispatches(county: County) -> None:
    order = dispatching.Order(county.unit_id(CIVIL_AFFAIRS), Grade.SIMPLE)

    with county.work("taker") as uow:
        proposed = calls.take(uow, CALL, lambda u, i: dispatching.propose(u, i, order))
    with county.work("office") as uow:
        other = Registration(form_key="call-2", body="养老金没发")
        sent = calls.take(uow, other, lambda u, i: dispatching.dispatch(u, i, order))

    assert (proposed.state, sent.state) == (State.AWAITING_DISPATCH, State.DISPATCHED)
    assert proposed.proposal is not None


def test_saved_twice_it_is_one_ticket_finished_once(county: County) -> None:
    for _ in range(2):
        with county.work("taker") as uow:
            calls.take(uow, CALL, _answer)

    assert (count(county.database, Ticket), count(county.database, Citation)) == (1, 1)


def test_what_the_finish_refuses_leaves_no_ticket_and_keeps_the_draft(county: County) -> None:
    def untold(uow: UnitOfWork, ticket_id: int) -> None:
        intake.decline(uow, ticket_id, kind=DeclineKind.UNCLEAR, told="")

    with county.work("taker") as uow:
        drafts.save(uow, calls.DESK, calls.FORM, {"matter": CALL.body})

    with (
        nothing_written(county.database),
        pytest.raises(BadInput),
        county.work("taker") as uow,
    ):
        calls.take(uow, CALL, untold)


def test_a_saved_call_drops_its_draft_and_nobody_elses(county: County) -> None:
    for who in ("taker", "taker2"):
        with county.work(who) as uow:
            drafts.save(uow, calls.DESK, calls.FORM, {"matter": who})

    with county.work("taker") as uow:
        calls.take(uow, CALL, _answer)

    assert count(county.database, Draft) == 1


def test_a_repeated_call_is_one_more_voice_and_no_ticket(county: County) -> None:
    old = flow.registered(county, by="taker2")

    with county.work("taker") as uow:
        drafts.save(uow, calls.DESK, calls.FORM, {"matter": "还没修"})
        number = calls.add_voice(uow, old, phone="13800001234", note="还没修")

    assert number == "XF20260929-0001"
    assert [count(county.database, t) for t in (Ticket, Voice, Draft)] == [1, 1, 0]
