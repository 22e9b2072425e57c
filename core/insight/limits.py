"""延期和承诺台账: what was asked, granted and is left on a ticket (办法第十条（四）、第十三条（三）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from core.insight import masking
from core.rules import deadlines, weighty
from core.rules.deadlines import Deadline, PromiseTerms
from core.rules.terms import Phase, RequestOutcome, Role
from core.store.models import Extension, Instruction, Person, Promise, Ticket
from core.store.work import Reading


@dataclass(frozen=True, slots=True)
class Room:
    """延期的余地 on one ticket, in working days: used, still possible in all and in one request."""

    total_days: int
    days_used: int
    times_used: int
    most_days: int

    @property
    def days_left(self) -> int:
        """累计剩余."""
        return max(self.total_days - self.days_used, 0)


@dataclass(frozen=True, slots=True)
class Ledger:
    """台账 of one ticket, the oldest first, personal data covered (办法第十九条)."""

    extensions: Sequence[Extension]
    promises: Sequence[Promise]
    room: Room

    @property
    def open_extension(self) -> Extension | None:
        """待决定的延期申请."""
        return next((one for one in self.extensions if one.outcome is None), None)

    @property
    def open_promise(self) -> Promise | None:
        """待决定的承诺申请."""
        return next((one for one in self.promises if one.outcome is None), None)


def days_used(reading: Reading, ticket: Ticket) -> tuple[int, int]:
    """累计已用: working days and times granted on this ticket so far (政策参数 ext_cap_mode = sum)."""
    days, times = reading.session.execute(
        select(func.coalesce(func.sum(Extension.days), 0), func.count(Extension.id)).where(
            Extension.ticket_id == ticket.id, Extension.outcome == RequestOutcome.GRANTED
        )
    ).one()
    return int(days), int(times)


def room(reading: Reading, ticket: Ticket) -> Room:
    """已用和剩余 under the numbers the ticket was born with."""
    policy = reading.policy_of(ticket)
    days, times = days_used(reading, ticket)
    most = deadlines.extension_room(policy, days, times)
    return Room(policy.days("extension_total_days"), days, times, most)


def approver(reading: Reading, ticket: Ticket, days: int) -> Role:
    """审批人 of an extension of so many days on this ticket."""
    _, times = days_used(reading, ticket)
    return deadlines.extension_approver(reading.policy_of(ticket), days, times)


def extension_term(
    reading: Reading, ticket: Ticket, days: int, *, due_at: datetime, asked_at: datetime
) -> Deadline:
    """延期后的时限 of this ticket, with what it has used already. Raises ExtensionRefused, BadInput."""
    days_before, times = days_used(reading, ticket)
    calendar, policy = reading.calendar_of(ticket), reading.policy_of(ticket)
    return deadlines.extension(calendar, policy, due_at, asked_at, days, days_before, times)


def promise_terms(
    reading: Reading, ticket: Ticket, promised_on: date, *, due_at: datetime, asked_at: datetime
) -> PromiseTerms:
    """承诺的最后时限 of this ticket: a promise, or in 承诺办理 its change. Raises PromiseRefused."""
    calendar, policy = reading.calendar_of(ticket), reading.policy_of(ticket)
    first, changes = kept_promise(reading, ticket)
    if ticket.phase is Phase.PROMISE and first is not None:
        return deadlines.change_promise(
            calendar, policy, due_at, asked_at, promised_on,
            first_asked_at=first.requested_at, changes_made=changes,
        )  # fmt: skip
    deadlines.require_first_handling(ticket.phase)
    return deadlines.promise(calendar, policy, due_at, asked_at, promised_on)


def preview_extension(reading: Reading, ticket_id: int, days: int) -> Deadline:
    """What an extension asked for now would lead to. Raises what the request itself would raise."""
    ticket = reading.seen_ticket(ticket_id)
    due_at = ticket.due_at or reading.now
    return extension_term(reading, ticket, days, due_at=due_at, asked_at=reading.now)


def approver_of(reading: Reading, ticket_id: int, days: int) -> Role:
    """审批人 of an extension, for the form that names them. Raises NotFound."""
    return approver(reading, reading.seen_ticket(ticket_id), days)


def preview_promise(reading: Reading, ticket_id: int, promised_on: date) -> PromiseTerms:
    """What a promise made now would lead to. Raises what the request itself would raise."""
    ticket = reading.seen_ticket(ticket_id)
    due_at = ticket.due_at or reading.now
    return promise_terms(reading, ticket, promised_on, due_at=due_at, asked_at=reading.now)


def asked_term(reading: Reading, ticket_id: int, asked: Extension) -> Deadline:
    """What granting a request would lead to, as of the present deadline."""
    ticket = reading.seen_ticket(ticket_id)
    due_at = ticket.due_at or asked.due_before
    return extension_term(reading, ticket, asked.days, due_at=due_at, asked_at=asked.requested_at)


def asked_promise(reading: Reading, ticket_id: int, asked: Promise) -> PromiseTerms:
    """What approving a promise would lead to."""
    return promise_terms(
        reading, reading.seen_ticket(ticket_id), asked.promised_on,
        due_at=asked.due_before, asked_at=asked.requested_at,
    )  # fmt: skip


def latest_promise_on(reading: Reading, ticket_id: int) -> date:
    """最远可以承诺到哪一天: the cap counts from the first promise, else from today."""
    ticket = reading.seen_ticket(ticket_id)
    first, _ = kept_promise(reading, ticket)
    since = first.requested_at if first is not None else reading.now
    return since.date() + timedelta(days=reading.policy_of(ticket).days("promise_max_days"))


def kept_promise(reading: Reading, ticket: Ticket) -> tuple[Promise | None, int]:
    """The first promise granted on this ticket, and how often its day was changed since."""
    granted = list(
        reading.session.scalars(
            select(Promise)
            .where(Promise.ticket_id == ticket.id, Promise.outcome == RequestOutcome.GRANTED)
            .order_by(Promise.id)
        )
    )
    first = next((one for one in granted if not one.is_change), None)
    return first, sum(one.is_change for one in granted)


def ledger(reading: Reading, ticket_id: int) -> Ledger:
    """台账 of a ticket the person may see. A co-unit has no part in it and gets it empty.

    Raises NotFound where the ticket is not the person's to see.
    """
    ticket = reading.seen_ticket(ticket_id)
    room_left = room(reading, ticket)
    if reading.actor.is_unit and ticket.lead_unit_id != reading.actor.unit_id:
        return Ledger((), (), room_left)
    covered = masking.of_ticket(reading, ticket)
    extensions = select(Extension).where(Extension.ticket_id == ticket.id).order_by(Extension.id)
    promises = select(Promise).where(Promise.ticket_id == ticket.id).order_by(Promise.id)
    return Ledger(
        [masking.copied(one, covered) for one in reading.session.scalars(extensions)],
        [masking.copied(one, covered) for one in reading.session.scalars(promises)],
        room_left,
    )


def why_weighty(reading: Reading, ticket: Ticket) -> list[str]:
    """为什么是重件; empty where any leader of the unit signs (办法第十二条（二）)."""
    has_instruction = reading.session.scalar(
        select(Instruction.id).where(Instruction.ticket_id == ticket.id).limit(1)
    )
    return weighty.why_weighty(
        is_urgent=ticket.is_urgent,
        has_instruction=has_instruction is not None,
        channel=ticket.channel,
        phase=ticket.phase,
    )


def principals(reading: Reading, ticket: Ticket) -> list[str]:
    """主要负责人 of the lead unit with an account in use, by name; empty when there is none."""
    return list(
        reading.session.scalars(
            select(Person.name).where(
                Person.unit_id == ticket.lead_unit_id,
                Person.role == Role.UNIT_LEADER,
                Person.is_principal.is_(True),
                Person.is_active.is_(True),
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Signing:
    """谁审签: why a ticket is 重件, whose signature it needs, and whether this person gives it."""

    reasons: Sequence[str]
    principals: Sequence[str]
    is_mine: bool


def signing(reading: Reading, ticket_id: int) -> Signing:
    """谁审签 a ticket the person may see. Raises NotFound."""
    return signing_of(reading, reading.seen_ticket(ticket_id))


def signing_of(reading: Reading, ticket: Ticket) -> Signing:
    """谁审签 this ticket, and whether it is this person."""
    reasons, names = why_weighty(reading, ticket), principals(reading, ticket)
    is_mine = not (reasons and names) or _is_principal(reading)
    return Signing(reasons, names, is_mine)


def _is_principal(reading: Reading) -> bool:
    if reading.actor.person_id is None:
        return False
    person = reading.session.get(Person, reading.actor.person_id)
    return person is not None and person.is_principal


def awaits_endorsement() -> ColumnElement[bool]:
    """待同意: an extension or promise the unit's leader has not agreed to yet."""
    return or_(_is_open_on(Extension, is_endorsed=False), _is_open_on(Promise, is_endorsed=False))


def awaits_extension_decision() -> ColumnElement[bool]:
    """延期待批: agreed by the unit's leader, for the office."""
    return _is_open_on(Extension, is_endorsed=True)


def awaits_promise_decision() -> ColumnElement[bool]:
    """承诺待批: agreed by the unit's leader, for the office's lead."""
    return _is_open_on(Promise, is_endorsed=True)


def _is_open_on(
    model: type[Extension] | type[Promise], *, is_endorsed: bool
) -> ColumnElement[bool]:
    endorsed = model.endorsed_at.is_not(None) if is_endorsed else model.endorsed_at.is_(None)
    return Ticket.id.in_(select(model.ticket_id).where(model.outcome.is_(None), endorsed))
