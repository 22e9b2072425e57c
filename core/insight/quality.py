"""办结之后: whom to call back, what to hand back, what a ticket's page tells of it (办法第十三、二十条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from core.casework import follow_up, second_handling
from core.errors import NotFound
from core.insight import listing, masking
from core.insight.listing import Filter, Order, Page
from core.rules.terms import (
    OFFICE_ROLES,
    Action,
    FindingKind,
    FollowUpSource,
    Role,
    State,
    Track,
)
from core.store.models import (
    Contest,
    FinalDecision,
    FollowUp,
    InspectionFinding,
    InspectionRound,
    Ticket,
    Unit,
)
from core.store.work import Reading

_CLOSED = frozenset({State.CLOSED})
_DONE = frozenset({State.CLOSED, State.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Aftermath:
    """一张工单办结之后: call-backs, contests, findings and the final decision, personal data covered."""

    follow_ups: Sequence[FollowUp]
    contests: Sequence[Contest]
    findings: Sequence[InspectionFinding]
    decisions: Sequence[FinalDecision]
    second_rounds: int
    rounds_left: int
    """How often it may still go into 二次办理; at none the lead decides."""

    @property
    def is_empty(self) -> bool:
        """Nothing has followed yet."""
        return not (self.follow_ups or self.contests or self.findings or self.decisions)

    @property
    def open_contest(self) -> Contest | None:
        """The contest that waits for the lead."""
        return next((one for one in self.contests if one.decided_at is None), None)


@dataclass(frozen=True, slots=True)
class SampleLine:
    """抽查样本的一件, personal data covered."""

    id: int
    """The ticket's."""
    number: str
    title: str
    unit: str
    state: State
    finding: FindingKind | None
    note: str
    inspected_by: str


def to_call_back(reading: Reading, *, number: int = 1) -> Page:
    """待回访: closed by a unit and nobody reached since; who has waited longest comes first."""
    return listing.page(reading, awaiting_call(), number=number)


def to_hand_back(reading: Reading, *, number: int = 1) -> Page:
    """待转二次办理: dissatisfied or unsolved at the last call back, and nothing done about it yet."""
    return listing.page(reading, awaiting_second(), number=number)


def to_decide(reading: Reading, *, number: int = 1) -> Page:
    """申诉待认定: contests that wait for the office's lead (办法第二十条)."""
    return listing.page(reading, awaiting_ruling(), number=number)


def counts(reading: Reading) -> dict[str, int]:
    """How many tickets each list of the person's 回访席 holds, by slug."""
    found = {"call": listing.count(reading, awaiting_call())}
    if reading.actor.is_office:
        found["second"] = listing.count(reading, awaiting_second())
    if reading.actor.role is Role.OFFICE_LEAD:
        found["contests"] = listing.count(reading, awaiting_ruling())
    return found


def waiting(reading: Reading) -> int:
    """The number beside 回访席 in the menu; none for those who call nobody back."""
    if reading.actor.role is not Role.CALL_TAKER and not reading.actor.is_office:
        return 0
    return sum(counts(reading).values())


def attempts(reading: Reading, ticket_ids: Sequence[int]) -> dict[int, int]:
    """How often nobody was reached since the closing, by ticket id."""
    tried = (
        reading.visible_tickets()
        .join(FollowUp, FollowUp.ticket_id == Ticket.id)
        .where(
            Ticket.id.in_(ticket_ids), FollowUp.is_reached.is_(False), _of_this_closing(FollowUp)
        )
        .group_by(Ticket.id)
        .with_only_columns(Ticket.id, func.count())
    )
    return {row[0]: row[1] for row in reading.session.execute(tried)}


def aftermath(reading: Reading, ticket_id: int) -> Aftermath:
    """What followed a ticket's closing, as far as the person may read it. Raises NotFound.

    A contest is between its unit and the office; a sample tells the unit what was found, once it was.
    """
    ticket = reading.seen_ticket(ticket_id)
    covered = masking.of_ticket(reading, ticket)

    def rows(model: Any, *conditions: ColumnElement[bool]) -> list[Any]:
        wanted = select(model).where(model.ticket_id == ticket.id, *conditions).order_by(model.id)
        return [masking.copied(row, covered) for row in reading.session.scalars(wanted)]

    actor = reading.actor
    is_overseer = actor.is_office or actor.role is Role.INSPECTOR
    own_unit = () if is_overseer else (Contest.unit_id == actor.unit_id,)
    is_lead = is_overseer or (actor.is_unit and ticket.lead_unit_id == actor.unit_id)
    return Aftermath(
        follow_ups=rows(FollowUp),
        contests=rows(Contest, *own_unit) if is_lead else [],
        findings=rows(InspectionFinding, InspectionFinding.finding.is_not(None)) if is_lead else [],
        decisions=rows(FinalDecision),
        second_rounds=ticket.second_rounds,
        rounds_left=max(second_handling.rounds_left(reading, ticket), 0),
    )


def rounds(reading: Reading, *, most: int = 50) -> list[InspectionRound]:
    """抽查的各次样本, the newest first. Raises NotAllowed outside the office."""
    reading.require(*sorted(OFFICE_ROLES), doing="查看抽查样本")
    newest = select(InspectionRound).order_by(InspectionRound.id.desc()).limit(most)
    return list(reading.session.scalars(newest))


def open_samples(reading: Reading, ticket_id: int) -> list[InspectionFinding]:
    """The samples this ticket stands in without a finding, the newest first."""
    reading.seen_ticket(ticket_id)
    wanted = select(InspectionFinding).where(
        InspectionFinding.ticket_id == ticket_id, InspectionFinding.finding.is_(None)
    )
    return list(reading.session.scalars(wanted.order_by(InspectionFinding.id.desc())))


def sample(reading: Reading, round_id: int) -> list[SampleLine]:
    """One sample, the open ones first. Raises NotAllowed, NotFound."""
    reading.require(*sorted(OFFICE_ROLES), doing="查看抽查样本")
    if reading.session.get(InspectionRound, round_id) is None:
        raise NotFound("没有找到这次抽查。", subject=f"抽查 {round_id}")
    lead = aliased(Unit)
    wanted = (
        reading.visible_tickets()
        .join(InspectionFinding, InspectionFinding.ticket_id == Ticket.id)
        .outerjoin(lead, lead.id == Ticket.lead_unit_id)
        .where(InspectionFinding.round_id == round_id)
        .order_by(InspectionFinding.finding.is_not(None), Ticket.number)
        .with_only_columns(
            Ticket.id, Ticket.number, Ticket.title, Ticket.state, lead.name.label("unit"),
            InspectionFinding.finding, InspectionFinding.note, InspectionFinding.inspected_by,
        )
    )  # fmt: skip
    covered = masking.knowing(reading, None, None, None)
    return [
        SampleLine(
            row.id, row.number, covered(row.title), row.unit or "直接答复", row.state,
            row.finding, covered(row.note), row.inspected_by or "",
        )
        for row in reading.session.execute(wanted)
    ]  # fmt: skip


def refusals(reading: Reading, ticket: Ticket) -> dict[Action, str]:
    """One sentence for each step after a closing that this ticket's facts refuse now."""
    found: dict[Action, str] = {}
    if ticket.state in _DONE:
        if follow_up.is_answered(reading, ticket, FollowUpSource.COUNTY):
            found[Action.FOLLOW_UP] = "这次办结后已有县回访的结果。"
        again = second_handling.why_not_again(reading, ticket)
        again = again or second_handling.why_no_round(reading, ticket)
        if again:
            found[Action.OPEN_SECOND_HANDLING] = again.message_zh
        found |= _about_contests(reading, ticket)
        if not open_samples(reading, ticket.id):
            found[Action.INSPECT_CLOSED] = "不在待查的抽查样本里。"
    if ticket.state in {State.CLOSED, State.AWAITING_AUDIT}:
        final = second_handling.why_not_final(reading, ticket)
        if final:
            found[Action.DECIDE_FINALLY] = final.message_zh
    return found


def _about_contests(reading: Reading, ticket: Ticket) -> dict[Action, str]:
    waiting = reading.session.scalar(
        select(Contest.id)
        .where(Contest.ticket_id == ticket.id, Contest.decided_at.is_(None))
        .limit(1)
    )
    if waiting is not None:
        return {Action.CONTEST: "已有一次申诉等待县热线办负责人认定。"}
    found = {Action.DECIDE_CONTEST: "没有等待认定的申诉。"}
    if not reading.policy.is_on("appeal_enabled"):
        found[Action.CONTEST] = "现在不接受考核申诉。"
    return found


# --- the lists' conditions ------------------------------------------------------------------------


def awaiting_call() -> Filter:
    answered = (
        select(FollowUp.id)
        .where(
            FollowUp.ticket_id == Ticket.id,
            FollowUp.is_reached.is_(True),
            _of_this_closing(FollowUp),
        )
        .exists()
    )
    return Filter(
        states=_CLOSED, tracks=frozenset({Track.ASSIGNED}), also=~answered, order=Order.OLDEST
    )


def awaiting_second() -> Filter:
    low = sorted(follow_up.DISSATISFIED)
    unhappy = (
        select(FollowUp.id)
        .where(
            FollowUp.ticket_id == Ticket.id,
            FollowUp.is_reached.is_(True),
            _of_this_closing(FollowUp),
            or_(
                FollowUp.is_solved.is_(False),
                FollowUp.result_rating.in_(low),
                FollowUp.attitude_rating.in_(low),
            ),
        )
        .exists()
    )
    decided = (
        select(FinalDecision.id)
        .where(FinalDecision.ticket_id == Ticket.id, FinalDecision.decided_at >= Ticket.closed_at)
        .exists()
    )
    return Filter(
        states=_DONE, tracks=frozenset({Track.ASSIGNED}), also=and_(unhappy, ~decided),
        order=Order.OLDEST,
    )  # fmt: skip


def awaiting_ruling() -> Filter:
    filed = (
        select(Contest.id)
        .where(Contest.ticket_id == Ticket.id, Contest.decided_at.is_(None))
        .exists()
    )
    return Filter(states=_DONE, also=filed, order=Order.OLDEST)


def _of_this_closing(asked: type[FollowUp]) -> ColumnElement[bool]:
    """A call back belongs to the closing it follows; an earlier one asked about another handling."""
    return asked.recorded_at >= Ticket.closed_at
