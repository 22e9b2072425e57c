"""Short steps of what follows a closing, for tests: call-backs, second handlings, samples, contests."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.casework import auditing, contests, follow_up, handling, inspection, second_handling
from core.rules.terms import ContactWay, ContestKind, Satisfaction
from core.store.models import InspectionRound
from core.store.work import UnitOfWork
from tests.casework import flow
from tests.planted import County

FRIDAY = "2026-10-09T16:00"
"""The last day of a ticket dispatched on Tuesday 09-29; a make-up Saturday follows."""

SATISFIED: dict[str, Any] = {
    "is_reached": True, "was_contacted": True, "is_solved": True,
    "result_rating": Satisfaction.SATISFIED, "attitude_rating": Satisfaction.VERY_SATISFIED,
}  # fmt: skip
DISSATISFIED = SATISFIED | {"is_solved": False, "result_rating": Satisfaction.DISSATISFIED}


def call_back(county: County, ticket_id: int, *, by: str = "taker", **answers: Any) -> int:
    """回访, satisfied unless told otherwise; the call's id."""
    with county.work(by) as uow:
        return follow_up.follow_up(uow, ticket_id, **(SATISFIED | answers)).id


def open_second(county: County, ticket_id: int, *, by: str = "office") -> None:
    """转二次办理."""
    with county.work(by) as uow:
        second_handling.open_second_handling(uow, ticket_id, reason="诉求人反映电梯又停了。")


def in_second(county: County) -> int:
    """A ticket in its second handling."""
    ticket_id = flow.closed(county)
    open_second(county, ticket_id)
    return ticket_id


def close_again(county: County, ticket_id: int) -> None:
    """The second handling from the new contact to the audit."""
    with county.work("handler") as uow:
        handling.contact(uow, ticket_id, way=ContactWay.PHONE, note="再次上门说明。")
    reply_again(county, ticket_id)
    with county.work("leader") as uow:
        handling.sign_off(uow, ticket_id)
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)


def reply_again(county: County, ticket_id: int, *, statement: str = "已更换主板。") -> None:
    """第二次答复 with its 情况说明."""
    with county.work("handler") as uow:
        handling.reply(
            uow, ticket_id, text="电梯主板已更换。", item_answers={}, statement=statement
        )


def used_up(county: County) -> int:
    """A closed ticket that was handled a second time as often as the policy allows."""
    ticket_id = flow.closed(county)
    for _ in range(2):
        open_second(county, ticket_id)
        close_again(county, ticket_id)
    return ticket_id


def drawn(uow: UnitOfWork, seed: str = "2026-10", percent: int | None = 100) -> InspectionRound:
    """抽查 of everything closed since September."""
    return inspection.draw(
        uow, from_on=date(2026, 9, 1), until_on=uow.now.date(), seed=seed, percent=percent
    )


def sampled(county: County) -> int:
    """A closed ticket that stands in a sample."""
    ticket_id = flow.closed(county)
    with county.work("office") as uow:
        drawn(uow)
    return ticket_id


def contested(county: County) -> int:
    """A closed ticket whose unit has filed a 申诉."""
    ticket_id = flow.closed(county)
    with county.work("leader") as uow:
        contests.contest(
            uow, ticket_id, kind=ContestKind.APPRAISAL, ground="停电由供电公司检修造成。",
            evidence="供电公司停电公告（2026年9月28日）。",
        )  # fmt: skip
    return ticket_id
