"""二次办理与终结认定: a dissatisfied requester is heard again, and in the end somebody decides (办法第十三条（四）)."""

from __future__ import annotations

from sqlalchemy import select

from core.casework import alarms, handling
from core.errors import BadInput, RuleRefused
from core.rules import deadlines, wording
from core.rules.deadlines import Deadline
from core.rules.terms import Action, FinalKind, Phase, State, Track
from core.store.models import Assignment, FinalDecision, Ticket
from core.store.work import Reading, UnitOfWork

ARTICLE = "办法第十三条（四）"
LONGEST_TEXT = 2_000


def open_second_handling(
    uow: UnitOfWork, ticket_id: int, *, reason: str, seen_version: int | None = None
) -> Ticket:
    """转二次办理: the same lead unit contacts the requester again and replies with a 情况说明 (办法第十三条（四）).

    A round of its own with its own clock; an archived ticket is opened again. Raises RuleRefused past
    the policy's rounds, and where no unit handled it.
    """
    ticket = uow.ticket(ticket_id, Action.OPEN_SECOND_HANDLING, seen_version=seen_version)
    if not reason.strip():
        raise BadInput("请写明转二次办理的原因。", field="reason", article=ARTICLE)
    _check_length(reason, "reason")
    last = _last_round(uow, ticket)
    refusal = why_no_round(uow, ticket)
    if refusal is not None:
        raise refusal

    term = deadlines.second_handling_due(uow.calendar, uow.policy_of(ticket), uow.now)
    _open_round(uow, ticket, last, reason.strip(), term)
    ticket.second_rounds += 1

    uow.move(
        ticket,
        Action.OPEN_SECOND_HANDLING,
        f"第{ticket.second_rounds}次二次办理：{reason.strip()}；"
        f"{wording.instant(term.due_at, uow.now.year)}到期，须再次联系诉求人并提交情况说明",
        round=ticket.second_rounds,
        due_at=term.due_at.isoformat(),
    )
    alarms.reset(uow, ticket)
    return ticket


def decide_finally(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    kind: FinalKind,
    ground: str,
    seen_version: int | None = None,
) -> Ticket:
    """终结认定: after the last second handling, or the last rework, the lead decides how it ends.

    From 待审核 the reply at hand is taken as it is and the ticket closed (办法第十二条（三）、第十三条（四）).
    Raises RuleRefused while a round is left, or where it was decided already.
    """
    ticket = uow.ticket(ticket_id, Action.DECIDE_FINALLY, seen_version=seen_version)
    if not ground.strip():
        raise BadInput("请写明终结认定的理由和依据。", field="ground", article=ARTICLE)
    _check_length(ground, "ground")
    is_in_audit = ticket.state is State.AWAITING_AUDIT
    refusal = why_not_final(uow, ticket)
    if refusal is not None:
        raise refusal

    if is_in_audit:
        taken = handling.latest_reply(uow, ticket)
        taken.audited_at, taken.audited_by = uow.now, uow.actor.name
        taken.is_passed, taken.audit_note = True, f"终结认定：{kind.zh}"
        ticket.closed_at, ticket.next_alarm_at = uow.now, None
    decision = FinalDecision(
        ticket_id=ticket.id, kind=kind, ground=ground.strip(), decided_at=uow.now,
        decided_by=uow.actor.name,
    )  # fmt: skip
    uow.session.add(decision)
    uow.session.flush()

    uow.move(
        ticket, Action.DECIDE_FINALLY, f"终结认定（{kind.zh}）：{ground.strip()}",
        kind=kind.value, decision_id=decision.id,
    )  # fmt: skip
    return ticket


def rounds_left(reading: Reading, ticket: Ticket) -> int:
    """还能转几次二次办理, by the policy the ticket was born under."""
    return reading.policy_of(ticket).number("second_handling_rounds") - ticket.second_rounds


def is_decided(reading: Reading, ticket: Ticket) -> bool:
    """Whether the present closing has its 终结认定."""
    decided = select(FinalDecision.id).where(FinalDecision.ticket_id == ticket.id)
    if ticket.closed_at is not None:
        decided = decided.where(FinalDecision.decided_at >= ticket.closed_at)
    return reading.session.scalar(decided.limit(1)) is not None


def why_not_again(reading: Reading, ticket: Ticket) -> RuleRefused | None:
    """Why no unit can handle it once more; None where one can. Rounds are counted apart."""
    last = reading.lead_assignment(ticket)
    if ticket.track is not Track.ASSIGNED or last is None:
        return RuleRefused(
            "这张工单没有交给单位办理，不能转二次办理。",
            ARTICLE,
            next_step="请另行登记一张工单，派发给责任单位。",
        )
    if not last.unit.is_active:
        return RuleRefused(
            f"{last.unit.name}已停用，不能再办理。",
            "办法第三条",
            next_step="请另行登记一张工单，派发给现在负责的单位。",
        )
    return None


def why_no_round(reading: Reading, ticket: Ticket) -> RuleRefused | None:
    """Why it is not handled once more although a unit could; None while a round is left."""
    if rounds_left(reading, ticket) > 0:
        return None
    return RuleRefused(
        f"已经二次办理{ticket.second_rounds}次，不再转办。",
        ARTICLE,
        next_step="请由热线办负责人作终结认定。",
    )


def why_not_final(reading: Reading, ticket: Ticket) -> RuleRefused | None:
    """Why nothing is decided finally yet: a round is left, or it was decided; None where it may be."""
    if ticket.state is State.AWAITING_AUDIT:
        return _rework_left(reading, ticket)
    left = rounds_left(reading, ticket)
    if left > 0:
        return RuleRefused(
            f"二次办理{ticket.second_rounds}次，还可以再转{left}次，不能作终结认定。",
            ARTICLE,
            next_step="诉求人不满意或问题未解决的，请转二次办理。",
        )
    if is_decided(reading, ticket):
        return RuleRefused("这张工单已经作过终结认定。", ARTICLE)
    return None


def _last_round(uow: UnitOfWork, ticket: Ticket) -> Assignment:
    refusal = why_not_again(uow, ticket)
    if refusal is not None:
        raise refusal
    last = uow.lead_assignment(ticket)
    if last is None:
        raise AssertionError("why_not_again has looked")
    return last


def _open_round(
    uow: UnitOfWork, ticket: Ticket, last: Assignment, instructions: str, term: Deadline
) -> None:
    """The earlier round's result stays as it was; its unit need not sign in again, only act."""
    last.is_current = False
    uow.session.add(
        Assignment(
            ticket_id=ticket.id,
            unit_id=last.unit_id,
            is_lead=True,
            phase=Phase.SECOND,
            grade=last.grade,
            dispatched_at=uow.now,
            dispatched_by=uow.actor.name,
            instructions=instructions,
            due_at=term.due_at,
            return_closes_at=uow.now,
            acknowledged_at=uow.now,
            acknowledged_by=last.acknowledged_by,
        )
    )
    ticket.phase = Phase.SECOND
    ticket.stopped_at = ticket.closed_at = ticket.archived_at = None
    ticket.due_at, ticket.is_due_provisional = term.due_at, term.is_provisional


def _rework_left(reading: Reading, ticket: Ticket) -> RuleRefused | None:
    allowed = reading.policy_of(ticket).number("rework_rounds")
    if ticket.rework_count >= allowed:
        return None
    return RuleRefused(
        f"退回重办{ticket.rework_count}次，还没有用完{allowed}次，不能作终结认定。",
        "办法第十二条（三）",
        next_step="请审核通过，或退回重办。",
    )


def _check_length(written: str, field: str) -> None:
    if len(written) > LONGEST_TEXT:
        raise BadInput(f"不能超过{LONGEST_TEXT}字，现在有{len(written)}个字。", field=field)
