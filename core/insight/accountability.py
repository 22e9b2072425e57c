"""问责线索 as they may be read: by the office all of them, by the inspectors what was confirmed (办法第二十一条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row as DatabaseRow
from sqlalchemy import Select, func, select

from core.errors import NotAllowed
from core.insight import masking
from core.rules.terms import AccountabilityKind, AccountabilityState, Role
from core.store import access
from core.store.models import AccountabilityCase, Assignment, Requester, Ticket, Unit
from core.store.work import Reading

READERS = frozenset({Role.OFFICE, Role.OFFICE_LEAD, Role.INSPECTOR})
FOR_INSPECTORS = (AccountabilityState.CONFIRMED, AccountabilityState.REFERRED)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """一条线索, personal data in its texts covered; `ticket_id` only where the ticket may be opened."""

    id: int
    number: str
    ticket_id: int | None
    title: str
    unit: str
    kind: AccountabilityKind
    state: AccountabilityState
    ground: str
    raised_at: datetime
    raised_by: str
    ruling: str
    decided_at: datetime | None
    decided_by: str
    referred_at: datetime | None
    referred_by: str
    referred_to: str


def cases(reading: Reading, states: frozenset[AccountabilityState] = frozenset()) -> list[CaseLine]:
    """问责线索, the newest first; of the states wanted, all where none is named. Raises NotAllowed."""
    wanted = _readable(reading)
    if states:
        wanted = wanted.where(AccountabilityCase.state.in_(sorted(states)))
    rows = reading.session.execute(wanted.order_by(AccountabilityCase.id.desc()))
    return [_line(reading, row) for row in rows]


def counts(reading: Reading) -> dict[AccountabilityState, int]:
    """How many cases each state holds of those the person may read, none where none. Raises NotAllowed."""
    readable = _readable(reading).with_only_columns(AccountabilityCase.state, func.count())
    found = reading.session.execute(readable.group_by(AccountabilityCase.state))
    return {state: count for state, count in found}  # noqa: C416


def cases_of(reading: Reading, ticket_id: int) -> list[CaseLine]:
    """The cases of one ticket; nothing for those who may not read the register."""
    if reading.actor.role not in READERS:
        return []
    wanted = _readable(reading).where(AccountabilityCase.ticket_id == ticket_id)
    rows = reading.session.execute(wanted.order_by(AccountabilityCase.id))
    return [_line(reading, row) for row in rows]


def waiting(reading: Reading) -> int:
    """How many cases wait for this person: drafts and referrals for the lead; nobody else decides."""
    if reading.actor.role is not Role.OFFICE_LEAD:
        return 0
    open_states = (AccountabilityState.DRAFT, AccountabilityState.CONFIRMED)
    counted = select(func.count(AccountabilityCase.id)).where(
        AccountabilityCase.state.in_(open_states)
    )
    return reading.session.scalar(counted) or 0


def units_of(reading: Reading, ticket_id: int) -> dict[int, str]:
    """The units that have had a ticket, by id: those a case of it can concern."""
    rows = reading.session.execute(
        select(Unit.id, Unit.name)
        .join(Assignment, Assignment.unit_id == Unit.id)
        .where(Assignment.ticket_id == ticket_id)
        .order_by(Assignment.is_lead.desc(), Assignment.id.desc())
    )
    return {row.id: row.name for row in rows}


def _readable(reading: Reading) -> Select[*tuple[Any, ...]]:
    role = reading.actor.role
    if role not in READERS:
        raise NotAllowed(
            f"{role.zh}不能查看问责线索。", article="办法第二十一条", subject="问责线索"
        )
    wanted = (
        select(
            AccountabilityCase, Ticket.number, Ticket.title, Ticket.registered_by_id,
            Requester.name, Requester.phone, access.is_visible_to(reading.actor).label("is_open"),
        )
        .outerjoin(Ticket, Ticket.id == AccountabilityCase.ticket_id)
        .outerjoin(Requester, Requester.ticket_id == Ticket.id)
    )  # fmt: skip
    if role is Role.INSPECTOR:
        wanted = wanted.where(AccountabilityCase.state.in_(FOR_INSPECTORS))
    return wanted


def _line(reading: Reading, row: DatabaseRow[*tuple[Any, ...]]) -> CaseLine:
    case: AccountabilityCase = row[0]
    covered = masking.knowing(reading, row.registered_by_id, row.name, row.phone)
    return CaseLine(
        id=case.id,
        number=row.number or "—",
        ticket_id=case.ticket_id if row.is_open else None,
        title=covered(row.title or "") if row.is_open else "",
        unit=case.unit.name,
        kind=case.kind,
        state=case.state,
        ground=covered(case.ground),
        raised_at=case.raised_at,
        raised_by=case.raised_by,
        ruling=covered(case.ruling),
        decided_at=case.decided_at,
        decided_by=case.decided_by or "",
        referred_at=case.referred_at,
        referred_by=case.referred_by or "",
        referred_to=case.referred_to,
    )
