"""回访和二次办理 in the demo county: what requesters say once a unit is done (办法第十三条（四）)."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from core.casework import follow_up, second_handling
from core.rules.terms import Satisfaction
from core.store.models import FollowUp
from core.store.work import UnitOfWork
from demo.stage import Act

if TYPE_CHECKING:
    from demo.handlings import Acts, Case

CALLED_BACK, REACHED, HANDLED_AGAIN = 0.62, 0.88, 0.45
_RATINGS = {
    Satisfaction.VERY_SATISFIED: 0.3,
    Satisfaction.SATISFIED: 0.42,
    Satisfaction.FAIRLY_SATISFIED: 0.14,
    Satisfaction.DISSATISFIED: 0.06,
    Satisfaction.VERY_DISSATISFIED: 0.02,
    Satisfaction.NOT_RATED: 0.06,
}
_WORSE = frozenset({Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED})
_REASON = "回访时诉求人表示问题没有彻底解决，请再次核实办理。"


def asked(case: Case) -> Generator[Act, Any, bool]:
    """One call some days after the closing; True where the requester is not content and it goes on."""
    county, rng, ticket_id = case.county, case.rng, case.ticket_id
    if rng.random() > CALLED_BACK:
        return False
    at = county.on_duty(county.stage.now + timedelta(hours=rng.uniform(4, 60)), rng)
    by = case.office(at) if case.is_tip_off else county.staff.taker_on(at, rng)
    is_reached = rng.random() < REACHED
    rating = rng.choices(list(_RATINGS), list(_RATINGS.values()))[0]
    attitude = rating if rng.random() < 0.7 else Satisfaction.SATISFIED
    is_content = rating not in _WORSE

    def ask(uow: UnitOfWork) -> FollowUp:
        if not is_reached:
            return follow_up.follow_up(uow, ticket_id, is_reached=False, note="电话无人接听。")
        return follow_up.follow_up(
            uow, ticket_id, is_reached=True, was_contacted=is_content or rng.random() < 0.8,
            is_solved=is_content, result_rating=rating, attitude_rating=attitude,
        )  # fmt: skip

    yield Act(at, by, ask)
    return is_reached and not is_content and rng.random() < HANDLED_AGAIN


def opened_again(case: Case) -> Acts:
    """转二次办理, by the office; the case then has the new round's clock."""
    at = case.hours_later(0.5, 6)
    ticket = yield Act(
        at, case.office(at),
        partial(second_handling.open_second_handling, ticket_id=case.ticket_id, reason=_REASON),
    )  # fmt: skip
    case.dispatched_at, case.due_at = case.now, ticket.due_at or case.due_at
