"""第十、十三、二十二条: what leaders and meetings decide, joining and splitting tickets, and who may."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from core.casework import dispatching, instructions, meetings, merging, transfers
from core.rules.terms import Grade
from core.store.models import Item, Unit
from core.store.work import UnitOfWork
from tests.casework import decisions_flow as flow
from tests.casework.access.use_case import OFFICE, UseCase
from tests.planted import HOUSING


def _unit(uow: UnitOfWork) -> int:
    found = uow.session.scalar(select(Unit.id).where(Unit.name == HOUSING))
    assert found is not None
    return found


def _first_item(uow: UnitOfWork, ticket_id: int) -> int:
    found = uow.session.scalar(select(Item.id).where(Item.ticket_id == ticket_id))
    assert found is not None
    return found


CASES: dict[str, UseCase] = {
    "instructions.report_urgent": UseCase(
        lambda u, t: instructions.report_urgent(u, t, ground="燃气泄漏，波及多户。"),
        {"taker"} | OFFICE,
    ),
    "instructions.instruct": UseCase(
        lambda u, t: instructions.instruct(
            u, t, leader="李县长", text="立即处置。", instructed_at=u.now
        ),
        OFFICE,
        flow.reported,
    ),
    "meetings.mark_contested": UseCase(
        lambda u, t: meetings.mark_contested(u, t, reason="涉及三个单位。"), OFFICE
    ),
    "meetings.convene": UseCase(
        lambda u, t: meetings.convene(
            u, t, meetings.Meeting(date(2026, 9, 29), "住建局、民政局", "由住建局主办。"),
            dispatching.Order(_unit(u), Grade.COMPLEX),
        ),
        OFFICE,
        flow.contested,
    ),
    "meetings.override_contested": UseCase(
        lambda u, t: meetings.override_contested(
            u, t, decision="会议来不及，先由住建局承办。", lead_unit_id=_unit(u)
        ),
        {"lead"},
        flow.contested,
    ),
    "merging.merge": UseCase(
        lambda u, t: merging.merge(u, t, into_id=t - 1, reason="同一部电梯。"), OFFICE, flow.doubled
    ),
    "merging.unmerge": UseCase(
        lambda u, t: merging.unmerge(u, t, reason="不是同一部。"), OFFICE, flow.merged
    ),
    "merging.split": UseCase(
        lambda u, t: merging.split(u, t, item_ids=[_first_item(u, t)], reason="两家单位的事。"),
        OFFICE,
        flow.with_two_items,
    ),
    "transfers.propose_transfer": UseCase(
        lambda u, t: transfers.propose_transfer(
            u, t, ground="捏造事实诽谤他人。", evidence="通话录音三段。", receiving_body="县公安局"
        ),
        OFFICE,
    ),
    "transfers.confirm_transfer": UseCase(
        lambda u, t: transfers.confirm_transfer(u, t, ruling="情况属实。"),
        {"lead"},
        flow.transfer_proposed,
    ),
    "transfers.reject_transfer": UseCase(
        lambda u, t: transfers.reject_transfer(u, t, ruling="尚不构成。"),
        {"lead"},
        flow.transfer_proposed,
    ),
}  # fmt: skip

PARTS = {"dispatching.units_of"}
