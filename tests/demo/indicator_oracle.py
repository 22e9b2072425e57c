"""The indicators a second time, from the county's own table of them: plain loops over every row, slow and obvious."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.rules.terms import (
    Action,
    ContestKind,
    FollowUpRound,
    Level,
    Phase,
    RequestOutcome,
    Satisfaction,
    State,
    Track,
)
from core.store.models import (
    Assignment,
    Contest,
    Event,
    Extension,
    FollowUp,
    Reply,
    Return,
    SupervisionStep,
    Ticket,
)
from tests.year import almanac

GLAD = {Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED, Satisfaction.FAIRLY_SATISFIED}
SORRY = {Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED}

Counted = dict[int | None, tuple[int, int]]
"""Of each unit, numerator and denominator; None for what belongs to no unit."""


@dataclass
class Tables:
    """Every row there is, with the tickets by their id."""

    tickets: dict[int, Ticket]
    rounds: list[Assignment]
    returns: list[Return]
    extensions: list[Extension]
    contests: list[Contest]
    calls: list[FollowUp]
    steps: list[SupervisionStep]
    replies: list[Reply]
    merges: list[Event]

    @classmethod
    def of(cls, session: Session) -> Tables:
        def rows(model: type) -> list:  # type: ignore[type-arg]
            return list(session.scalars(select(model)).unique())

        return cls(
            {ticket.id: ticket for ticket in rows(Ticket)}, rows(Assignment), rows(Return),
            rows(Extension), rows(Contest), rows(FollowUp), rows(SupervisionStep), rows(Reply),
            [event for event in rows(Event) if event.action is Action.MERGE],
        )  # fmt: skip


class Oracle:
    """Counts one month as it was known at an instant."""

    def __init__(self, tables: Tables, first: datetime, after: datetime, seen_at: datetime) -> None:
        self.tables = tables
        self.first, self.after, self.seen_at = first, min(after, seen_at), seen_at

    def count(self, key: str) -> Counted:
        """One indicator."""
        way: Callable[[], Iterable[tuple[int | None, bool]]] = getattr(self, key)
        found: Counted = {}
        for unit_id, is_part in way():
            part, whole = found.get(unit_id, (0, 0))
            found[unit_id] = (part + is_part, whole + 1)
        return found

    # what holds of a row

    def within(self, instant: datetime | None) -> bool:
        return instant is not None and self.first <= instant < self.after

    def came(self, instant: datetime | None) -> bool:
        return instant is not None and instant <= self.seen_at

    def merged(self, ticket: Ticket) -> bool:
        if ticket.state is not State.MERGED:
            return False
        return not any(e.ticket_id == ticket.id and e.at > self.seen_at for e in self.tables.merges)

    def excused(self, one: Assignment) -> bool:
        return any(
            c.ticket_id == one.ticket_id and c.unit_id == one.unit_id and c.is_granted
            and c.kind is ContestKind.APPRAISAL and self.came(c.decided_at)
            for c in self.tables.contests
        )  # fmt: skip

    def due_at(self, one: Assignment) -> datetime:
        """As it stood: extensions granted later are thought away."""
        later = [
            e for e in self.tables.extensions
            if e.assignment_id == one.id and e.outcome is RequestOutcome.GRANTED
            and e.decided_at is not None and e.decided_at > self.seen_at
        ]  # fmt: skip
        return (
            min(later, key=lambda e: e.decided_at or e.requested_at).due_before
            if later
            else one.due_at
        )

    def stands(self, one: Assignment) -> bool:
        return not (
            self.came(one.withdrawn_at)
            or self.merged(self.tables.tickets[one.ticket_id])
            or self.excused(one)
        )

    def leads(self, phases: tuple[Phase, ...] = (Phase.FIRST,)) -> list[Assignment]:
        return [one for one in self.tables.rounds if one.is_lead and one.phase in phases]

    # 受理

    def _registered(self) -> list[Ticket]:
        return [
            ticket for ticket in self.tables.tickets.values()
            if self.within(ticket.registered_at) and not self.merged(ticket)
        ]  # fmt: skip

    def _answered(self, ticket: Ticket) -> bool:
        return ticket.track is Track.DIRECT and self.came(ticket.closed_at)

    def registered(self) -> Iterable[tuple[int | None, bool]]:
        return [(one.lead_unit_id, True) for one in self._registered()]

    def direct(self) -> Iterable[tuple[int | None, bool]]:
        return [(one.lead_unit_id, self._answered(one)) for one in self._registered()]

    def passed_on(self) -> Iterable[tuple[int | None, bool]]:
        return [
            (one.lead_unit_id, self.came(one.first_dispatched_at)) for one in self._registered()
        ]

    def declined(self) -> Iterable[tuple[int | None, bool]]:
        return [
            (one.lead_unit_id, one.decline_kind is not None and self.came(one.closed_at))
            for one in self._registered()
        ]

    def waiting(self) -> Iterable[tuple[int | None, bool]]:
        for one in self._registered():
            is_declined = one.decline_kind is not None and self.came(one.closed_at)
            is_settled = self._answered(one) or self.came(one.first_dispatched_at) or is_declined
            yield one.lead_unit_id, not is_settled

    def repeated(self) -> Iterable[tuple[int | None, bool]]:
        for one in self._registered():
            earlier = self.tables.tickets.get(one.previous_id or 0)
            near = earlier and one.registered_at - earlier.registered_at <= timedelta(days=90)
            yield one.lead_unit_id, bool(near)

    # 承办

    def dispatched(self) -> Iterable[tuple[int | None, bool]]:
        for one in self.leads():
            if self.within(one.dispatched_at):
                yield one.unit_id, not self.came(one.withdrawn_at)

    def _on_time(self, rounds: list[Assignment]) -> Iterable[tuple[int | None, bool]]:
        for one in rounds:
            if self.within(self.due_at(one)) and self.stands(one):
                yield one.unit_id, self.came(one.signed_at) and one.signed_at <= one.due_at  # type: ignore[operator]

    def on_time(self) -> Iterable[tuple[int | None, bool]]:
        return self._on_time(self.leads())

    def repeated_on_time(self) -> Iterable[tuple[int | None, bool]]:
        return self._on_time(self.leads((Phase.REWORK, Phase.SECOND)))

    def promises(self) -> Iterable[tuple[int | None, bool]]:
        return self._on_time(self.leads((Phase.PROMISE,)))

    def supported(self) -> Iterable[tuple[int | None, bool]]:
        return self._on_time(
            [one for one in self.tables.rounds if not one.is_lead and one.phase is Phase.FIRST]
        )

    def acknowledged(self) -> Iterable[tuple[int | None, bool]]:
        for one in self.leads():
            if not self.within(one.dispatched_at) or not self.stands(one):
                continue
            due = almanac.after_hours(one.dispatched_at, 2)
            if self.came(one.acknowledged_at):
                yield one.unit_id, one.acknowledged_at <= due  # type: ignore[operator]
            elif self.seen_at > due:
                yield one.unit_id, False

    def contacted(self) -> Iterable[tuple[int | None, bool]]:
        for one in self.leads():
            if not self.within(one.dispatched_at) or not self.stands(one):
                continue
            due = almanac.close(almanac.after(one.dispatched_at.date(), 1))
            if self.came(one.contacted_at):
                yield one.unit_id, one.contacted_at <= due  # type: ignore[operator]
            elif self.seen_at > due:
                yield one.unit_id, False

    def closed(self) -> Iterable[tuple[int | None, bool]]:
        for one in self.leads():
            closed_at = self.tables.tickets[one.ticket_id].closed_at
            if one.dispatched_at < self.after and self.stands(one) and (
                closed_at is None or closed_at >= self.first
            ):  # fmt: skip
                yield one.unit_id, closed_at is not None and closed_at < self.after

    def _closed_now(self) -> list[Assignment]:
        return [
            one for one in self.leads()
            if self.within(self.tables.tickets[one.ticket_id].closed_at) and self.stands(one)
        ]  # fmt: skip

    def extended(self) -> Iterable[tuple[int | None, bool]]:
        granted = {
            e.assignment_id for e in self.tables.extensions
            if e.outcome is RequestOutcome.GRANTED and self.came(e.decided_at)
        }  # fmt: skip
        for one in self.leads():
            if self.within(one.dispatched_at) and self.stands(one):
                yield one.unit_id, one.id in granted

    def at_once(self) -> Iterable[tuple[int | None, bool]]:
        for one in self._closed_now():
            ticket = self.tables.tickets[one.ticket_id]
            asked = any(
                r.assignment_id == one.id and self.came(r.requested_at) for r in self.tables.returns
            )
            yield one.unit_id, not (ticket.rework_count or ticket.second_rounds or asked)

    def reworked(self) -> Iterable[tuple[int | None, bool]]:
        for one in self._closed_now():
            sent_back = any(
                r.ticket_id == one.ticket_id and r.is_passed is False and self.came(r.audited_at)
                for r in self.tables.replies
            )
            yield one.unit_id, sent_back

    def _returned(self, is_such: Callable[[Return], bool]) -> Iterable[tuple[int | None, bool]]:
        for one in self.leads():
            ticket = self.tables.tickets[one.ticket_id]
            if self.within(one.dispatched_at) and not self.merged(ticket):
                yield (
                    one.unit_id,
                    any(
                        r.assignment_id == one.id and self.came(r.requested_at) and is_such(r)
                        for r in self.tables.returns
                    ),
                )

    def returned(self) -> Iterable[tuple[int | None, bool]]:
        return self._returned(lambda _: True)

    def returned_late(self) -> Iterable[tuple[int | None, bool]]:
        return self._returned(lambda asked: asked.is_late)

    def returned_in_vain(self) -> Iterable[tuple[int | None, bool]]:
        return self._returned(
            lambda asked: asked.is_accepted is False and self.came(asked.ruled_at)
        )

    def _pressed(self, level: Level) -> Iterable[tuple[int | None, bool]]:
        owners = {one.id: one.unit_id for one in self.tables.rounds}
        for step in self.tables.steps:
            ticket = self.tables.tickets[step.ticket_id]
            if step.level is level and self.within(step.sent_at) and not self.merged(ticket):
                yield owners[step.assignment_id], True

    def reminded(self) -> Iterable[tuple[int | None, bool]]:
        return self._pressed(Level.REMINDER)

    def supervised(self) -> Iterable[tuple[int | None, bool]]:
        return self._pressed(Level.ORDER)

    def escalated(self) -> Iterable[tuple[int | None, bool]]:
        return self._pressed(Level.ESCALATION)

    # 回访

    def _calls(self) -> list[tuple[Ticket, FollowUp]]:
        pairs = [(self.tables.tickets[call.ticket_id], call) for call in self.tables.calls]
        return [(t, c) for t, c in pairs if self.within(c.asked_at) and not self.merged(t)]

    def _is_last(self, call: FollowUp) -> bool:
        return not any(
            other.ticket_id == call.ticket_id and other.round is call.round and other.id > call.id
            and other.result_rating in GLAD | SORRY and self.came(other.asked_at)
            for other in self.tables.calls
        )  # fmt: skip

    def _rated(self, which: FollowUpRound) -> Iterable[tuple[int | None, bool]]:
        for ticket, call in self._calls():
            excused = any(
                c.ticket_id == ticket.id and c.unit_id == ticket.lead_unit_id and c.is_granted
                and c.kind is ContestKind.APPRAISAL and self.came(c.decided_at)
                for c in self.tables.contests
            )  # fmt: skip
            if (
                call.round is which and call.result_rating in GLAD | SORRY
                and self._is_last(call) and not excused
            ):  # fmt: skip
                yield ticket.lead_unit_id, call.result_rating in GLAD

    def satisfied(self) -> Iterable[tuple[int | None, bool]]:
        return self._rated(FollowUpRound.FIRST)

    def satisfied_finally(self) -> Iterable[tuple[int | None, bool]]:
        return self._rated(FollowUpRound.FINAL)

    def solved(self) -> Iterable[tuple[int | None, bool]]:
        for ticket, call in self._calls():
            if call.is_solved is not None and self._is_last(call):
                yield ticket.lead_unit_id, bool(call.is_solved)

    def called_back(self) -> Iterable[tuple[int | None, bool]]:
        asked = {call.ticket_id for call in self.tables.calls if self.came(call.asked_at)}
        for ticket in self.tables.tickets.values():
            if (
                self.within(ticket.closed_at)
                and ticket.decline_kind is None
                and not self.merged(ticket)
            ):
                yield ticket.lead_unit_id, ticket.id in asked

    def rated(self) -> Iterable[tuple[int | None, bool]]:
        for ticket, call in self._calls():
            yield ticket.lead_unit_id, call.result_rating in GLAD | SORRY
