"""派发、承办、审核: a ticket's way through the office and its units, until it is closed or the year ends."""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from core.casework import auditing, dispatching, handling, intake, privacy
from core.casework.dispatching import Order
from core.clock import SHANGHAI
from core.rules.terms import ContactWay, Grade, RequestType, ReturnKind, ReworkKind, State
from core.store.actor import Actor
from core.store.models import Ticket
from core.store.work import UnitOfWork
from demo import call_backs, matters, more_time, people, phrases
from demo.county import County
from demo.matters import Matter
from demo.places import Place
from demo.stage import Act
from demo.year import Arrival, Ending

RETURNED, RETURNED_AT_THE_END, RETURNED_LATE = 0.05, 0.2, 0.08
SIGNED_LATE, RECALLED, REWORKED, REGRADED, SAID_AGAIN, REVEALED = 0.085, 0.04, 0.05, 0.03, 0.1, 0.2
LEFT_LONG = 0.12
"""Of what is signed late, the share that stays until the inspectors hear of it."""
_OTHERS = (
    "县住房和城乡建设管理局", "县自然资源局", "县农业农村局", "县市场监督管理局",
    "县公安局", "市生态环境局襄汾分局", "县民政局", "县交通运输局",
)  # fmt: skip
_WAYS = (ContactWay.PHONE, ContactWay.VISIT, ContactWay.MESSAGE, ContactWay.UNREACHED)

NEVER = datetime.min.replace(tzinfo=SHANGHAI)

Acts = Generator[Act, Any, None]


@dataclass
class Case:
    """One ticket on its way to and through a unit."""

    county: County
    arrival: Arrival
    matter: Matter
    place: Place
    ticket_id: int
    rng: random.Random
    lead: int = 0
    supports: tuple[int, ...] = ()
    dispatched_at: datetime = NEVER
    due_at: datetime = NEVER
    is_acknowledged: bool = False

    @property
    def is_tip_off(self) -> bool:
        """举报: often confidential, so nobody but the office and the unit meets it again."""
        return self.matter.request_type is RequestType.TIP_OFF

    @property
    def now(self) -> datetime:
        return self.county.stage.now

    @property
    def handler(self) -> Actor:
        """Of two handlers of a unit, the same one all along."""
        handlers = self.county.staff.handlers[self.lead]
        return handlers[self.ticket_id % len(handlers)]

    @property
    def leader(self) -> Actor:
        return self.county.staff.leaders[self.lead]

    def hours_later(self, fewest: float, most: float) -> datetime:
        """Some working hours from now."""
        return self.county.hours_later(self.now, self.rng.uniform(fewest, most), self.rng)

    def office(self, at: datetime) -> Actor:
        """Somebody of the office on that day."""
        return self.county.staff.office_on(at.date(), self.rng)

    def is_at_the_end(self) -> bool:
        """Whether the year is nearly over."""
        return self.county.stage.until - self.now < timedelta(days=4)


def course(case: Case) -> Generator[Act, Any, bool]:
    """From 待派发 to 已办结; False where it is left undone."""
    if not (yield from _sent(case)):
        return False
    yield from _prepared(case)
    yield from more_time.course(case)
    if _is_left_open(case):
        return False
    yield from _replied(case, _target(case))
    return (yield from _audited(case))


def aftermath(case: Case) -> Generator[Act, Any, bool]:
    """回访, and where the requester is not content 二次办理; False where that is left undone."""
    if not (yield from call_backs.asked(case)):
        return True
    yield from call_backs.opened_again(case)
    yield Act(case.hours_later(0.5, 5), case.handler, _contact(case, ContactWay.PHONE))
    yield from _replied(case, _target(case))
    return (yield from _audited(case))


# --- 派发与退回 -----------------------------------------------------------------------------------


def _sent(case: Case) -> Generator[Act, Any, bool]:
    """Dispatched to the right unit in the end, now and then by way of a wrong one."""
    county, rng = case.county, case.rng
    right = county.lead_of(case.matter.category, case.place.town)
    supports = county.supports_of(case.matter.category, case.place.town, right)
    share = RETURNED_AT_THE_END if case.is_at_the_end() else RETURNED
    if case.arrival.ending is Ending.CONTESTED:
        first, second = rng.sample([u for u in _OTHERS if county.units[u] != right], 2)
        for unit, other in ((first, second), (second, first)):
            yield from _dispatched(case, county.units[unit], ())
            yield from _returned(case, county.units[other], is_accepted=True)
        return False
    if rng.random() < share:
        is_wrong = rng.random() < 0.65
        if is_wrong:
            wrong = county.units[rng.choice([u for u in _OTHERS if county.units[u] != right])]
            yield from _dispatched(case, wrong, ())
            yield from _returned(case, right, is_accepted=True)
        else:
            yield from _dispatched(case, right, supports)
            yield from _returned(case, None, is_accepted=False)
            return True
    yield from _dispatched(case, right, supports if rng.random() < 0.55 else ())
    return True


def _dispatched(case: Case, lead: int, supports: list[int] | tuple[int, ...]) -> Acts:
    county, rng = case.county, case.rng
    grade = county.usual_grade(case.matter.category)
    if rng.random() < 0.1:
        grade = Grade.COMPLEX if grade is Grade.SIMPLE else Grade.SIMPLE
    order = Order(lead, grade, tuple(supports), rng.choice(phrases.INSTRUCTIONS))
    at = county.on_duty(case.now + timedelta(seconds=rng.randint(400, 9000)), rng)
    ticket: Ticket = yield Act(
        at, case.office(at), partial(dispatching.dispatch, ticket_id=case.ticket_id, order=order),
        leaves=State.AWAITING_DISPATCH, put_off_until=at + timedelta(hours=30),
    )  # fmt: skip
    case.lead, case.supports = lead, tuple(supports)
    case.dispatched_at, case.due_at = case.now, ticket.due_at or case.now
    case.is_acknowledged = False


def _returned(case: Case, suggested: int | None, *, is_accepted: bool) -> Acts:
    """退回 within the four working hours, or late; then the office rules on it (办法第七条（二）)."""
    county, rng = case.county, case.rng
    kind = ReturnKind.NOT_OUR_DUTY if is_accepted else rng.choice(list(ReturnKind))
    name = county.unit_names[suggested] if suggested else "有关部门"
    reason = rng.choice(phrases.RETURNS[kind]).format(unit=name)
    is_late = rng.random() < RETURNED_LATE
    send_back = handling.send_back_late if is_late else handling.send_back
    at = case.hours_later(4.5, 7) if is_late else case.hours_later(0.3, 3.5)
    yield Act(
        at, case.handler,
        partial(send_back, ticket_id=case.ticket_id, kind=kind, reason=reason,
                suggested_unit_id=suggested),
    )  # fmt: skip
    rule = dispatching.accept_return if is_accepted else dispatching.reject_return
    ruling = rng.choice(phrases.ACCEPTED if is_accepted else phrases.REJECTED)
    at = case.hours_later(0.4, 5)
    yield Act(
        at, case.office(at), partial(rule, ticket_id=case.ticket_id, ruling=ruling),
        leaves=State.RETURN_REQUESTED, put_off_until=county.hours_later(at, 14, rng),
    )  # fmt: skip
    case.is_acknowledged = not is_accepted


# --- 办理 -----------------------------------------------------------------------------------------


def _prepared(case: Case) -> Acts:
    """Everything before the reply: 签收, 首次联系, the co-units' part, a caller's second call."""
    county, rng, ticket_id = case.county, case.rng, case.ticket_id
    hours = 2.2 if rng.random() < 0.88 else 4.5
    acknowledged_at = case.hours_later(0.1, hours)
    acts = [*_contacts(case, acknowledged_at), *_supports(case)]
    if not case.is_acknowledged:
        acts.append(
            Act(
                acknowledged_at, case.handler, partial(handling.acknowledge, ticket_id=ticket_id),
                leaves=State.DISPATCHED,
                put_off_until=county.hours_later(case.dispatched_at, 14, rng),
            )
        )  # fmt: skip
    if rng.random() < SAID_AGAIN and not case.is_tip_off:
        at = county.on_duty(case.now + timedelta(hours=rng.uniform(20, 60)), rng)
        if at < case.due_at - timedelta(hours=8):
            acts.append(Act(at, county.staff.taker_on(at, rng), _voice(case)))
    for act in sorted(acts, key=lambda one: one.at):
        late = act.at <= case.now
        yield replace(act, at=case.hours_later(0.1, 0.6)) if late else act
    if rng.random() < REGRADED and case.dispatched_at.date() == case.now.date():
        yield from _regraded(case)


def _contacts(case: Case, after: datetime) -> list[Act]:
    county, rng, ticket_id = case.county, case.rng, case.ticket_id
    at = county.hours_later(after, rng.triangular(0.2, 7, 1.2), rng)
    way = rng.choices(_WAYS, (0.8, 0.1, 0.04, 0.06))[0]
    acts = []
    if rng.random() < REVEALED and not case.is_tip_off:
        reason = rng.choice(phrases.REASONS_TO_SEE)
        reveal = partial(privacy.reveal_contact, ticket_id=ticket_id, reason=reason)
        acts.append(Act(at - timedelta(seconds=95), case.handler, reveal))
    acts.append(Act(at, case.handler, _contact(case, way)))
    if way is ContactWay.UNREACHED:
        again_at = county.hours_later(at, rng.uniform(1, 4), rng)
        acts.append(Act(again_at, case.handler, _contact(case, ContactWay.PHONE)))
    return acts


def _contact(case: Case, way: ContactWay) -> Any:
    note = case.rng.choice(phrases.CONTACTED[way])
    return partial(handling.contact, ticket_id=case.ticket_id, way=way, note=note)


def _supports(case: Case) -> list[Act]:
    county, rng, ticket_id = case.county, case.rng, case.ticket_id
    acts = []
    for unit_id in case.supports:
        actor = rng.choice(county.staff.handlers[unit_id])
        seen_at = case.hours_later(0.2, 3)
        answered_at = county.hours_later(seen_at, rng.triangular(1, 13, 4), rng)
        acts.append(Act(seen_at, actor, partial(handling.support_acknowledge, ticket_id=ticket_id)))
        opinion = rng.choice(phrases.OPINIONS)
        reply = partial(handling.support_reply, ticket_id=ticket_id, opinion=opinion)
        acts.append(Act(answered_at, actor, reply))
    return acts


def _voice(case: Case) -> Any:
    note = case.rng.choice(phrases.VOICES)
    return partial(
        intake.add_voice, ticket_id=case.ticket_id, phone=case.arrival.caller.phone, note=note
    )


def _regraded(case: Case) -> Acts:
    at = case.hours_later(0.1, 0.5)
    grade = Grade.COMPLEX
    reason = phrases.GRADE_REASONS[0]
    ticket: Ticket = yield Act(
        at, case.office(at),
        partial(dispatching.change_grade, ticket_id=case.ticket_id, grade=grade, reason=reason),
    )  # fmt: skip
    case.due_at = ticket.due_at or case.due_at


def _is_left_open(case: Case) -> bool:
    county = case.county
    falls_due = timedelta() < county.stage.until - case.due_at < timedelta(days=7)
    if falls_due and county.overdue_left > 0 and case.rng.random() < county.stays_open:
        county.overdue_left -= 1
        return True
    return False


def _target(case: Case) -> datetime:
    """When the leader will sign: as a rule late in the term, sometimes after it."""
    county, rng = case.county, case.rng
    if rng.random() < SIGNED_LATE:
        hours = rng.uniform(26, 70) if rng.random() < LEFT_LONG else rng.triangular(0.5, 20, 5)
        return county.hours_later(case.due_at, hours, rng)
    term = county.calendar.working_time_between(case.dispatched_at, case.due_at)
    hours = term.total_seconds() / 3600 * min(rng.betavariate(4, 1.7), 0.97)
    return max(county.hours_later(case.dispatched_at, hours, rng), case.now + timedelta(minutes=20))


def _replied(case: Case, target: datetime) -> Acts:
    """提交答复 and 审签, with 领导退改 between the two now and then (办法第十一、十二条)."""
    county, rng = case.county, case.rng
    hours = rng.uniform(3, 9) if case.is_at_the_end() else rng.uniform(0.3, 3.5)
    earlier = county.calendar.subtract_working_hours(target, hours)
    at = county.in_office(max(earlier, case.now + timedelta(minutes=rng.randint(10, 40))), rng)
    is_in_time = target <= case.due_at
    latest = case.due_at - timedelta(minutes=40) if is_in_time else target + timedelta(days=1)
    yield Act(at, case.handler, _reply(case), leaves=State.HANDLING, put_off_until=latest)
    if rng.random() < RECALLED:
        recall = partial(
            handling.recall_reply, ticket_id=case.ticket_id, reason=rng.choice(phrases.RECALLS)
        )
        yield Act(case.hours_later(0.2, 1), case.leader, recall)
        yield Act(case.hours_later(0.2, 1), case.handler, _reply(case))
    soon = case.hours_later(0.1, 0.5)
    at = max(target, soon)
    if is_in_time and at > case.due_at:
        at = max(case.due_at - timedelta(minutes=1), case.now + timedelta(minutes=1))
    latest = case.due_at if is_in_time else at + timedelta(days=1)
    yield Act(
        at, case.leader, partial(handling.sign_off, ticket_id=case.ticket_id),
        leaves=State.AWAITING_SIGN_OFF, put_off_until=latest,
        may_lie=case.lead == county.units[people.BUSIEST],
    )  # fmt: skip


def _reply(case: Case, *, is_again: bool = False) -> Any:
    rng = case.rng
    opening = phrases.AGAIN if is_again else rng.choice(phrases.REPLY_OPENINGS)
    closing = rng.choice(phrases.REPLY_CLOSINGS)
    days_on = rng.randint(4, 20)

    def submit(uow: UnitOfWork) -> Ticket:
        on: date = uow.now.date()
        done = matters.doings(case.matter, case.place, on, on + timedelta(days=days_on), rng)
        items = uow.seen_ticket(case.ticket_id).items
        answers = {item.id: done[i % len(done)] for i, item in enumerate(items)}
        text = f"{opening}{''.join(done)}{closing}"
        statement = phrases.AGAIN if uow.seen_ticket(case.ticket_id).second_rounds else ""
        return handling.reply(
            uow, case.ticket_id, text=text, item_answers=answers, statement=statement
        )

    return submit


# --- 审核 -----------------------------------------------------------------------------------------


def _audited(case: Case) -> Generator[Act, Any, bool]:
    """审核通过, once in a while only after 退回重办 (办法第十二条（三）)."""
    rng, ticket_id = case.rng, case.ticket_id
    at = case.hours_later(0.3, 8)
    latest = case.county.hours_later(at, 11, rng)
    if rng.random() < REWORKED:
        kind = rng.choice(list(ReworkKind))
        rework = partial(
            auditing.rework, ticket_id=ticket_id, kind=kind, note=phrases.REWORKS[kind]
        )
        ticket: Ticket = yield Act(at, case.office(at), rework, leaves=State.AWAITING_AUDIT,
                                   put_off_until=latest)  # fmt: skip
        case.dispatched_at, case.due_at = case.now, ticket.due_at or case.now
        yield Act(case.hours_later(0.5, 5), case.handler, _contact(case, ContactWay.PHONE))
        if _is_left_open(case):
            return False
        yield from _replied(case, _target(case))
        at = case.hours_later(0.3, 8)
        latest = case.county.hours_later(at, 11, rng)
    note = rng.choice(phrases.AUDITED)
    yield Act(
        at, case.office(at), partial(auditing.audit_reply, ticket_id=ticket_id, note=note),
        leaves=State.AWAITING_AUDIT, put_off_until=latest,
    )  # fmt: skip
    return True
