"""延期和承诺 in the demo county: a unit asks for more time, its leader and the office decide (办法第十、十三条)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from core.casework import extensions, promises
from core.rules.terms import ContactWay
from core.store.models import Ticket
from core.store.work import UnitOfWork
from demo.stage import Act

if TYPE_CHECKING:
    from demo.handlings import Acts, Case

EXTENDED, EXTENDED_AT_THE_END, PROMISED, REFUSED = 0.05, 0.3, 0.02, 0.12
_CAUSES = (
    "配件须从外地调运，三日内到货。",
    "涉及几个权属单位，正在现场会商。",
    "须等路面干燥后才能施工。",
    "诉求人外出，约定回来后一同查看现场。",
)
_PLANS = (
    "已现场勘查，须列入维修计划施工。",
    "资金已申请，待批复后施工。",
    "须等供暖期结束后改造管网。",
)
_GRANTED, _NOT_GRANTED = "理由充分，请抓紧办理。", "现有时限内可以办结，请按原时限办理。"


def course(case: Case) -> Acts:
    """Now and then an extension, more rarely a promise; both asked some hours before the deadline."""
    asked = case.rng.random()
    share = EXTENDED_AT_THE_END if case.is_at_the_end() else EXTENDED
    calendar = case.county.calendar
    at = calendar.subtract_working_hours(case.due_at, case.rng.uniform(2, 9))
    if at <= case.now or case.is_tip_off:
        return
    if asked < share:
        yield from _extension(case, at)
    elif asked < share + PROMISED:
        yield from _promise(case, at)


def _extension(case: Case, at: datetime) -> Acts:
    rng, ticket_id = case.rng, case.ticket_id
    days = rng.choice((2, 3, 3, 5, 5, 7))
    cause, said_before = rng.choice(_CAUSES), timedelta(minutes=rng.randint(5, 40))

    def request(uow: UnitOfWork) -> Ticket:
        return extensions.request_extension(
            uow, ticket_id, days=days, cause=cause,
            told_at=uow.now - said_before, told_way=ContactWay.PHONE,
        )  # fmt: skip

    yield Act(at, case.handler, request)
    yield Act(case.hours_later(0.2, 2), case.leader,
              partial(extensions.endorse_extension, ticket_id=ticket_id))  # fmt: skip
    at = case.hours_later(1, 5)
    by = case.county.staff.leads[0] if days > 5 else case.office(at)
    if rng.random() < REFUSED:
        refuse = partial(extensions.refuse_extension, ticket_id=ticket_id, ruling=_NOT_GRANTED)
        yield Act(at, by, refuse)
        return
    grant = partial(extensions.grant_extension, ticket_id=ticket_id, ruling=_GRANTED)
    ticket: Ticket = yield Act(at, by, grant)
    case.due_at = ticket.due_at or case.due_at


def _promise(case: Case, at: datetime) -> Acts:
    rng, ticket_id, calendar = case.rng, case.ticket_id, case.county.calendar
    promised_on = calendar.add_working_days(case.due_at.date(), rng.randint(6, 30)).due_on
    plan, said_before = rng.choice(_PLANS), timedelta(minutes=rng.randint(5, 40))

    def request(uow: UnitOfWork) -> Ticket:
        return promises.promise(
            uow, ticket_id, promised_on=promised_on, cause=plan, first_reply=plan,
            told_at=uow.now - said_before, told_way=ContactWay.PHONE,
        )  # fmt: skip

    yield Act(at, case.handler, request)
    yield Act(case.hours_later(0.2, 2), case.leader,
              partial(promises.endorse_promise, ticket_id=ticket_id))  # fmt: skip
    approve = partial(promises.approve_promise, ticket_id=ticket_id, ruling=_GRANTED)
    ticket: Ticket = yield Act(case.hours_later(1, 5), case.county.staff.leads[0], approve)
    case.dispatched_at, case.due_at = case.now, ticket.due_at or case.due_at
