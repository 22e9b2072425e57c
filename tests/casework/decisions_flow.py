"""Tickets in the middle of a decision: reported, contested, doubled, proposed for transfer."""

from __future__ import annotations

from core.casework import instructions, meetings, merging, transfers
from tests.casework import flow
from tests.planted import County


def reported(county: County) -> int:
    """待批示."""
    ticket_id = flow.registered(county)
    with county.work("taker") as uow:
        instructions.report_urgent(
            uow, ticket_id, ground="燃气泄漏，波及多户。", suggestion="先疏散。"
        )
    return ticket_id


def contested(county: County) -> int:
    """疑难待会商, marked by hand."""
    ticket_id = flow.registered(county)
    with county.work("office") as uow:
        meetings.mark_contested(uow, ticket_id, reason="涉及三个单位，没有对应的派发规则。")
    return ticket_id


def doubled(county: County) -> int:
    """The second of two tickets about one matter; the first has the id before it."""
    first, second = flow.registered(county), flow.registered(county)
    assert second == first + 1
    return second


def merged(county: County) -> int:
    """已并件, into the ticket before it."""
    ticket_id = doubled(county)
    with county.work("office") as uow:
        merging.merge(uow, ticket_id, into_id=ticket_id - 1, reason="同一部电梯。")
    return ticket_id


def with_two_items(county: County) -> int:
    """Two matters in one call."""
    return flow.registered(county, items=("电梯坏了", "路灯不亮"))


def transfer_proposed(county: County) -> int:
    """待确认移送, proposed by the office."""
    ticket_id = flow.registered(county)
    with county.work("office") as uow:
        transfers.propose_transfer(
            uow, ticket_id, ground="捏造事实诽谤他人。", evidence="通话录音三段。",
            receiving_body="县公安局",
        )  # fmt: skip
    return ticket_id
