"""The demo's history is true: its rows say what the regulation says of its events."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from datetime import timedelta

from sqlalchemy import func, select

from core.casework import accounts
from core.rules import deadlines, lifecycle
from core.rules.terms import (
    AccountabilityState,
    Action,
    Level,
    Phase,
    RequestOutcome,
    Role,
    State,
)
from core.store import audit
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import (
    AccountabilityCase,
    Assignment,
    Citation,
    Contact,
    Event,
    Extension,
    FollowUp,
    Item,
    Promise,
    Reply,
    Requester,
    Return,
    SupervisionStep,
    Ticket,
)
from demo import build
from tests.demo.conftest import FRIDAY, TICKETS

REACHED = {
    *(State.AWAITING_DETAILS, State.AWAITING_DISPATCH, State.DISPATCHED, State.HANDLING),
    *(State.RETURN_REQUESTED, State.CONTESTED, State.AWAITING_SIGN_OFF, State.AWAITING_AUDIT),
    *(State.CLOSED, State.ARCHIVED, State.DECLINED),
}
_STATES = select(Ticket.id, Ticket.state, Ticket.is_urgent)
_DIGITS = re.compile(r"\d{11,}")
_BY_UNITS = {Action.ACKNOWLEDGE, Action.CONTACT, Action.REPLY, Action.SIGN_OFF, Action.SEND_BACK}


def test_every_desk_has_something_on_it(demo_county: Database) -> None:
    built = build.summary(demo_county)

    assert built.tickets == TICKETS
    assert set(built.states) >= REACHED - {State.DECLINED}
    assert built.overdue >= 2


def test_every_state_follows_from_its_events(demo_county: Database) -> None:
    with demo_county.read(Actor.system()) as reading:
        states = {row.id: row.state for row in reading.session.execute(_STATES)}
        histories: dict[int, list[Event]] = defaultdict(list)
        for event in reading.session.scalars(select(Event).order_by(Event.id)):
            histories[event.ticket_id].append(event)

    assert histories.keys() == states.keys()
    for ticket_id, events in histories.items():
        state = lifecycle.BIRTHS[events[0].action]
        assert events[0].to_state is state
        for before, event in itertools.pairwise(events):
            assert event.at >= before.at
            assert event.from_state is state
            state = lifecycle.MOVES[state, event.action]
            assert event.to_state is state
        assert state is states[ticket_id]


def test_nobody_acts_out_of_role_or_hours(demo_county: Database) -> None:
    with demo_county.read(Actor.system()) as reading:
        events = list(reading.session.scalars(select(Event)))
        calendar = reading.calendar

    assert max(event.at for event in events) <= FRIDAY
    assert min(event.at for event in events) > FRIDAY - timedelta(days=366)
    for event in events:
        is_automatic = event.action is Action.MARK_CONTESTED
        assert is_automatic or lifecycle.is_granted(event.role, event.action)
        if event.action in _BY_UNITS:
            assert calendar.is_working_instant(event.at), (event.action, event.at)
        if event.action is Action.REGISTER:
            assert 8 <= event.at.hour < 20


def test_every_deadline_is_what_the_rules_answer(demo_county: Database) -> None:
    """办法第十条（三）（四）、第十五条、第七条（二）、第十二条（三）、第十三条（三）（四）."""
    with demo_county.read(Actor.system()) as reading:
        calendar, policy = reading.calendar, reading.policy
        granted = list(
            reading.session.scalars(
                select(Extension).where(Extension.outcome == RequestOutcome.GRANTED)
            )
        )
        promised = {
            one.ticket_id: one.due_after
            for one in reading.session.scalars(
                select(Promise).where(Promise.outcome == RequestOutcome.GRANTED)
            )
        }
        rounds = list(reading.session.scalars(select(Assignment)))
        urgent = {row.id: row.is_urgent for row in reading.session.execute(_STATES)}

    assert {one.phase for one in rounds} == set(Phase)
    longer = {one.assignment_id: one for one in granted}
    extended_tickets = {one.ticket_id for one in granted}
    for one in rounds:
        if one.phase is Phase.PROMISE:
            assert one.due_at == promised[one.ticket_id]
            continue
        if one.phase is Phase.REWORK:
            term = deadlines.rework_due(calendar, policy, one.dispatched_at)
        elif one.phase is Phase.SECOND:
            term = deadlines.second_handling_due(calendar, policy, one.dispatched_at)
        else:
            assert one.grade is not None
            days = deadlines.grade_days(policy, one.grade)
            count = deadlines.due if one.is_lead else deadlines.support_due
            term = count(calendar, policy, one.dispatched_at, days)
            window = deadlines.return_window(
                calendar, policy, one.dispatched_at, urgent[one.ticket_id]
            )
            assert one.return_closes_at == window.closes_at
        if one.id in longer:
            days = longer[one.id].days
            assert one.due_at == deadlines.due(calendar, policy, term.due_at, days).due_at
        elif not one.is_lead and one.ticket_id in extended_tickets:
            assert one.due_at >= term.due_at
        else:
            assert one.due_at == term.due_at


def test_a_ticket_has_the_clock_of_its_present_lead(demo_county: Database) -> None:
    with demo_county.read(Actor.system()) as reading:
        lead = select(Assignment).where(Assignment.is_lead, Assignment.is_current)
        rounds = {one.ticket_id: one for one in reading.session.scalars(lead)}
        tickets = list(reading.session.scalars(reading.visible_tickets()))

    for ticket in tickets:
        if ticket.state in lifecycle.UNIT_STATES:
            assert ticket.due_at == rounds[ticket.id].due_at
            assert ticket.lead_unit_id == rounds[ticket.id].unit_id
        if ticket.state is State.AWAITING_DETAILS:
            assert ticket.callback_due_at is not None
        if ticket.state in {State.CLOSED, State.ARCHIVED, State.DECLINED}:
            assert ticket.closed_at is not None


def test_late_is_the_exception(demo_county: Database) -> None:
    with demo_county.read(Actor.system()) as reading:
        signed = select(func.count()).where(Assignment.is_lead, Assignment.signed_at.is_not(None))
        all_of_them = reading.session.scalar(signed) or 0
        late = reading.session.scalar(signed.where(Assignment.signed_at > Assignment.due_at)) or 0

    assert 0 < late < all_of_them * 0.2


def test_the_whole_of_article_13_happened(demo_county: Database) -> None:
    """催办, 督办单, 上报, 延期, 回访 and 问责线索, each by its own people."""
    with demo_county.read(Actor.system()) as reading:
        steps = list(reading.session.scalars(select(SupervisionStep)))
        asked = list(reading.session.scalars(select(FollowUp)))
        extensions = list(reading.session.scalars(select(Extension)))
        cases = reading.session.scalar(select(func.count(AccountabilityCase.id))) or 0

    assert {step.level for step in steps if step.sent_at} == set(Level)
    assert all(step.number for step in steps if step.level is Level.ORDER and step.sent_at)
    assert any(step.result for step in steps if step.level is Level.ESCALATION)
    assert len(asked) > TICKETS / 10
    assert 0 < sum(not one.is_reached for one in asked) < len(asked) / 3
    assert all(one.requested_at <= one.due_before for one in extensions)
    assert cases


def test_art21_what_came_up_is_judged_every_week_and_some_of_it_referred(
    demo_county: Database,
) -> None:
    with demo_county.read(Actor.system()) as reading:
        cases = list(reading.session.scalars(select(AccountabilityCase)))
        judged = Counter(case.state for case in cases)
        waiting = [case for case in cases if case.state is AccountabilityState.DRAFT]

    assert judged[AccountabilityState.REFERRED]
    assert judged[AccountabilityState.DISMISSED]
    assert all(case.raised_at > FRIDAY - timedelta(days=14) for case in waiting)


def test_nobody_in_it_exists(demo_county: Database) -> None:
    """办法第十九条: numbers that no telephone has, and none at all in the texts."""
    with demo_county.read(Actor.system()) as reading:
        phones = set(reading.session.scalars(select(Requester.phone)))
        columns = (
            *(Ticket.title, Ticket.body, Ticket.address, Item.text, Contact.note, Reply.text),
            *(Return.reason, Citation.answer, Event.summary),
        )
        texts = [text for column in columns for text in reading.session.scalars(select(column))]

    assert all(re.fullmatch(r"1390000\d{4}|", phone) for phone in phones)
    assert len(phones) > TICKETS / 3
    assert not [text for text in texts if _DIGITS.search(text)]


def test_direct_answers_rest_on_something(demo_county: Database) -> None:
    """办法第十条（一）."""
    with demo_county.read(Actor.system()) as reading:
        cited = list(reading.session.scalars(select(Citation)))
        answered = select(Event.ticket_id).where(Event.action == Action.ANSWER_DIRECTLY)
        ticket_ids = set(reading.session.scalars(answered))

    assert {one.ticket_id for one in cited} == ticket_ids
    assert all(one.title and one.answer for one in cited)
    assert sum(one.entry_id is not None for one in cited) > len(cited) / 2


def test_the_audit_chain_holds(demo_county: Database) -> None:
    with demo_county.read(Actor.system()) as reading:
        assert audit.first_broken(reading.session) is None


def test_every_role_can_sign_in(demo_county: Database) -> None:
    shown, password = accounts.demo_accounts(demo_county)

    assert {account.role for account in shown} == set(Role)
    assert {account.username for account in shown} >= {"huawu01", "zhuren", "zhujian01", "admin"}
    assert len(password) >= 8
