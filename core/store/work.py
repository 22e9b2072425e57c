"""One transaction, one instant, one person: what every use case is given to work with."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.errors import NotAllowed
from core.rules import lifecycle
from core.rules.policy import Policy
from core.rules.terms import Action, Role, State
from core.rules.workdays import WorkCalendar
from core.store import access, audit, counters, rulebook, telling
from core.store.actor import Actor
from core.store.models import Assignment, Event, Fact, Ticket


class Reading:
    """A consistent look at the hotline as one person may see it; it changes nothing."""

    def __init__(self, session: Session, actor: Actor, now: datetime) -> None:
        self.session = session
        self.actor = actor
        self.now = now

    @cached_property
    def policy(self) -> Policy:
        """政策参数 in force today."""
        return rulebook.policy(self.session, self.now.date())

    @cached_property
    def calendar(self) -> WorkCalendar:
        """工作日历 as known now."""
        return rulebook.calendar(self.session)

    def policy_of(self, ticket: Ticket) -> Policy:
        """The numbers a ticket was born under: a later policy never changes an old ticket."""
        return rulebook.policy(
            self.session, ticket.registered_at.date(), version=ticket.policy_version
        )

    def calendar_of(self, ticket: Ticket) -> WorkCalendar:
        """The calendar a ticket was judged under."""
        return rulebook.calendar(self.session, version=ticket.calendar_version)

    def visible_tickets(self) -> Select[Ticket]:
        """The only starting point of a ticket query."""
        return access.visible_tickets(self.actor)

    def seen_ticket(self, ticket_id: int) -> Ticket:
        """One ticket to look at. Raises NotFound where it is not the person's to see."""
        ticket = self.session.scalar(self.visible_tickets().where(Ticket.id == ticket_id))
        if ticket is None:
            raise access.not_found(f"工单 id {ticket_id}")
        return ticket

    def findable_tickets(self) -> Select[Ticket]:
        """Tickets the person may find in masked summaries, a little more than those to open."""
        return select(Ticket).where(access.is_findable_by(self.actor))

    def findable_ticket(self, ticket_id: int) -> Ticket:
        """One findable ticket. Raises NotFound."""
        ticket = self.session.scalar(self.findable_tickets().where(Ticket.id == ticket_id))
        if ticket is None:
            raise access.not_found(f"工单 id {ticket_id}")
        return ticket

    def assignment_of(self, ticket: Ticket) -> Assignment | None:
        """The present round of the actor's own unit on this ticket, or for others that of the lead."""
        rounds = select(Assignment).where(
            Assignment.ticket_id == ticket.id, Assignment.is_current.is_(True)
        )
        if self.actor.is_unit:
            rounds = rounds.where(Assignment.unit_id == self.actor.unit_id)
        else:
            rounds = rounds.where(Assignment.is_lead.is_(True))
        return self.session.scalar(rounds.order_by(Assignment.id.desc()).limit(1))

    def lead_assignment(self, ticket: Ticket) -> Assignment | None:
        """The present round of the lead unit: its clock is the ticket's (办法第十五条)."""
        return self.session.scalar(
            select(Assignment)
            .where(
                Assignment.ticket_id == ticket.id,
                Assignment.is_current.is_(True),
                Assignment.is_lead.is_(True),
            )
            .order_by(Assignment.id.desc())
            .limit(1)
        )

    def possible_actions(self, ticket: Ticket) -> list[Action]:
        """What this person could do on this ticket now, in the order of the enum, views left out."""
        mine = self.assignment_of(ticket)
        return [
            action
            for action in lifecycle.possible(ticket.state, self.actor.role)
            if access.refusal_of(ticket, action, self.actor, mine) is None
            and action is not Action.VIEW
        ]

    def require(self, *roles: Role, doing: str) -> None:
        """Refuse anybody without one of the roles. Raises NotAllowed."""
        if self.actor.role not in roles:
            raise NotAllowed(
                f"{self.actor.role.zh}不能{doing}。",
                next_step=f"需要由{'、'.join(role.zh for role in roles)}操作。",
                subject=doing,
            )

    def fact(self, name: str) -> str | None:
        """A remembered fact of the installation, None when unknown."""
        return self.session.scalar(select(Fact.value).where(Fact.name == name))


class UnitOfWork(Reading):
    """A write transaction for one use case: get · refuse · change · record."""

    def ticket(self, ticket_id: int, action: Action, *, seen_version: int | None = None) -> Ticket:
        """Load a ticket for a change, locked: the only way to get one.

        Raises NotFound (not the person's to see), NotAllowed (no grant), RuleRefused (no such move
        from its state), Stale (`seen_version` is no longer its version).
        """
        ticket = self.session.scalar(
            self.visible_tickets().where(Ticket.id == ticket_id).with_for_update(of=Ticket)
        )
        if ticket is None:
            raise access.not_found(f"工单 id {ticket_id}")
        if seen_version is not None:
            access.check_version(ticket, seen_version, self._last_change(ticket))
        access.check_action(ticket, action, self.actor, self.assignment_of(ticket))
        return ticket

    def move(self, ticket: Ticket, action: Action, summary: str, **details: Any) -> Event:
        """Make the action's transition and record it; the state table decides where it leads."""
        before: State | None = ticket.state
        target = lifecycle.next_state(ticket.state, action)
        if target is None:
            raise AssertionError(f"{ticket.state} has no {action}: load with uow.ticket() first")
        ticket.state = target
        ticket.version += 1
        return self._record(ticket, action, before, summary, details)

    def born(self, ticket: Ticket, action: Action, summary: str, **details: Any) -> Event:
        """Record a ticket's first event; its rows must be added already."""
        self.require_grant(action)
        ticket.policy_version = rulebook.policy_version(self.session)
        ticket.calendar_version = rulebook.calendar_version(self.session)
        self.session.add(ticket)
        self.session.flush()
        return self._record(ticket, action, None, summary, details)

    def record(self, ticket: Ticket, action: Action, summary: str, **details: Any) -> Event:
        """Add an event that moves nothing and takes no version."""
        return self._record(ticket, action, ticket.state, summary, details)

    def audit(self, verb: str, subject: str, **details: Any) -> None:
        """Add a row to the audit log for whatever is no ticket event."""
        audit.append(
            self.session, self.actor, self.now, verb=verb, subject=subject, details=details
        )

    def next_number(self, counter: str) -> int:
        """The next number of a series, given out once."""
        return counters.next_value(self.session, counter)

    def set_fact(self, name: str, value: str) -> None:
        """Remember a fact of the installation."""
        self.session.merge(Fact(name=name, value=value))

    def require_grant(self, action: Action) -> None:
        """Refuse a role the action is not granted to. Raises NotAllowed."""
        if not lifecycle.is_granted(self.actor.role, action):
            raise NotAllowed(
                f"{self.actor.role.zh}不能进行“{action.zh}”。",
                article=lifecycle.article_of(action),
                subject=action.zh,
            )

    def _record(
        self,
        ticket: Ticket,
        action: Action,
        before: State | None,
        summary: str,
        details: dict[str, Any],
    ) -> Event:
        event = Event(
            ticket_id=ticket.id,
            at=self.now,
            person_id=self.actor.person_id,
            person_name=self.actor.name,
            role=self.actor.role,
            unit_name=self.actor.unit_name,
            action=action,
            from_state=before,
            to_state=ticket.state,
            article=lifecycle.article_of(action),
            summary=summary,
            details=details,
        )
        self.session.add(event)
        telling.after(self.session, ticket, event)
        self.session.flush()
        return event

    def _last_change(self, ticket: Ticket) -> str:
        last = self.session.scalar(
            select(Event).where(Event.ticket_id == ticket.id).order_by(Event.id.desc()).limit(1)
        )
        if last is None:
            return "已被修改"
        return f"已由{last.person_name}于{last.at:%H:%M}{last.action.zh}"
