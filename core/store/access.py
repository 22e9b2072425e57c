"""Loading is authorising: which tickets a person sees, and what may be done with one (roles table, 办法第十九条)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from core.errors import HotlineError, NotAllowed, NotFound, RuleRefused, Stale
from core.rules import lifecycle
from core.rules.terms import Action, Role, State, Track
from core.store.actor import Actor
from core.store.models import Assignment, Ticket


def is_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition a ticket meets for this person to know it exists."""
    if actor.is_office:
        return true()
    if actor.role is Role.CALL_TAKER:
        return or_(Ticket.registered_by_id == actor.person_id, _is_to_be_called_back())
    if actor.is_unit and actor.unit_id is not None:
        return (
            select(Assignment.id)
            .where(
                Assignment.ticket_id == Ticket.id,
                Assignment.unit_id == actor.unit_id,
                Assignment.withdrawn_at.is_(None),
            )
            .exists()
        )
    if actor.role is Role.INSPECTOR:
        return Ticket.escalated_at.is_not(None)
    return false()


def _is_to_be_called_back() -> ColumnElement[bool]:
    """回访: whoever took the call, any call-taker may ask how it went once a unit is done (办法第十三条（四）).

    Confidential ones stay with the office, archived ones and direct answers with who registered them.
    """
    return and_(
        Ticket.state == State.CLOSED,
        Ticket.track == Track.ASSIGNED,
        Ticket.is_confidential.is_(False),
    )


def visible_tickets(actor: Actor) -> Select[Ticket]:
    """The only starting point of any query for tickets."""
    return select(Ticket).where(is_visible_to(actor))


def is_findable_by(actor: Actor) -> ColumnElement[bool]:
    """What a person may find in masked summaries: a call-taker must be able to tell any caller how it stands."""
    if actor.role is Role.CALL_TAKER:
        return or_(Ticket.is_confidential.is_(False), is_visible_to(actor))
    return and_(is_visible_to(actor))


def not_found(subject: str) -> NotFound:
    """The same sentence whether it does not exist or may not be seen: existence is not betrayed."""
    return NotFound(
        "没有找到这张工单。", next_step="请核对工单编号，或从列表中打开。", subject=subject
    )


def check_action(
    ticket: Ticket, action: Action, actor: Actor, assignment: Assignment | None
) -> None:
    """Refuse an action the role is not granted, the unit does not lead, or the state has no move for.

    Raises NotAllowed or RuleRefused, naming the article.
    """
    article = lifecycle.article_of(action)
    subject = f"工单 {ticket.number}"
    if not lifecycle.is_granted(actor.role, action):
        raise NotAllowed(
            f"{actor.role.zh}不能进行“{action.zh}”。", article=article, subject=subject
        )
    if actor.is_unit:
        _check_own_unit(ticket, action, actor, assignment)
    if lifecycle.next_state(ticket.state, action) is None:
        raise RuleRefused(
            f"工单现在是“{ticket.state.zh}”，不能{action.zh}。",
            article,
            next_step="请刷新页面，看看工单现在能做什么。",
        )


def _check_own_unit(
    ticket: Ticket, action: Action, actor: Actor, assignment: Assignment | None
) -> None:
    article = "办法第十五条"
    subject = f"工单 {ticket.number}"
    is_lead = ticket.lead_unit_id == actor.unit_id
    if assignment is None and action is not Action.VIEW:
        raise NotAllowed("这张工单现在不由贵单位办理。", article=article, subject=subject)
    if not is_lead and action not in lifecycle.SUPPORT_MAY:
        raise NotAllowed(
            f"贵单位是协办单位，“{action.zh}”由主办单位进行。", article=article, subject=subject
        )
    if is_lead and action in {Action.SUPPORT_ACKNOWLEDGE, Action.SUPPORT_REPLY}:
        raise NotAllowed(
            f"贵单位是主办单位，不需要“{action.zh}”。", article=article, subject=subject
        )


def refusal_of(
    ticket: Ticket, action: Action, actor: Actor, assignment: Assignment | None
) -> HotlineError | None:
    """Why the action is refused now, None where it is open: for screens that show what is possible."""
    try:
        check_action(ticket, action, actor, assignment)
    except HotlineError as refusal:
        return refusal
    return None


def check_version(ticket: Ticket, seen_version: int | None, changed: str) -> None:
    """Raise Stale when the ticket was changed after the person read it."""
    if seen_version is not None and ticket.version != seen_version:
        raise Stale(
            f"工单{changed}，您看到的已不是最新内容，本次操作没有保存。",
            next_step="请核对最新内容后再操作；您填写的内容还在。",
        )


def is_open(state: State) -> bool:
    """Whether somebody must still act."""
    return state in lifecycle.OPEN_STATES
