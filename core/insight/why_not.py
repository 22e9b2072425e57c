"""现在为什么不能做: what a ticket's facts refuse, beyond its state and the role (办法第十、十二、十三条)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import select

from core.errors import HotlineError
from core.insight import chasing, decisions, limits, quality
from core.rules import deadlines, wording
from core.rules.terms import Action, Phase, Role, State
from core.store.models import Extension, Promise, Ticket
from core.store.work import Reading

_A = Action
_Found = tuple[Extension | None, Promise | None]


def refusals(reading: Reading, ticket: Ticket) -> Mapping[Action, str]:
    """One sentence for each action about time or signature that these facts refuse."""
    asked = _asked(reading, ticket)
    found = _about_requests(reading, ticket, asked)
    found |= _about_decisions(reading, ticket, asked)
    found |= _about_signing(reading, ticket)
    found |= quality.refusals(reading, ticket)
    if reading.actor.role is Role.INSPECTOR:
        found |= chasing.inspectors_refusals(reading, ticket)
    if reading.actor.is_office:
        found |= _about_office(reading, ticket)
        found |= chasing.refusals(reading, ticket)
        found |= decisions.refusals(reading, ticket)
    return found


def _asked(reading: Reading, ticket: Ticket) -> _Found:
    extension = select(Extension).where(
        Extension.ticket_id == ticket.id, Extension.outcome.is_(None)
    )
    promise = select(Promise).where(Promise.ticket_id == ticket.id, Promise.outcome.is_(None))
    return reading.session.scalars(extension).first(), reading.session.scalars(promise).first()


def _about_requests(reading: Reading, ticket: Ticket, asked: _Found) -> dict[Action, str]:
    """A new request: none while one waits, none past the deadline or the limits."""
    if reading.actor.role is not Role.HANDLER or ticket.due_at is None:
        return {}
    if any(asked):
        sentence = "已有一项延期或承诺申请等候决定。"
        return {_A.REQUEST_EXTENSION: sentence, _A.PROMISE: sentence}
    due_at = ticket.due_at
    found: dict[Action, str] = {}
    if ticket.phase is Phase.PROMISE:
        found[_A.REQUEST_EXTENSION] = "承诺办理期间以承诺的日期为准，不能再申请延期。"
    else:
        _try(
            found, _A.REQUEST_EXTENSION,
            lambda: limits.extension_term(reading, ticket, 1, due_at=due_at, asked_at=reading.now),
        )  # fmt: skip
    _try(
        found, _A.PROMISE,
        lambda: limits.promise_terms(
            reading, ticket, due_at.date() + timedelta(days=1), due_at=due_at, asked_at=reading.now
        ),
    )  # fmt: skip
    return found


def _try(found: dict[Action, str], action: Action, rule: Callable[[], object]) -> None:
    try:
        rule()
    except HotlineError as refusal:
        found[action] = str(refusal)


def _about_decisions(reading: Reading, ticket: Ticket, asked: _Found) -> dict[Action, str]:
    extension, promise = asked
    found = _of_kind(
        extension, "延期", _A.ENDORSE_EXTENSION, _A.WITHDRAW_EXTENSION,
        (_A.GRANT_EXTENSION, _A.REFUSE_EXTENSION),
    ) | _of_kind(
        promise, "承诺", _A.ENDORSE_PROMISE, _A.WITHDRAW_PROMISE,
        (_A.APPROVE_PROMISE, _A.REFUSE_PROMISE),
    )  # fmt: skip
    if extension is not None and reading.actor.role is Role.OFFICE:
        approver = limits.approver(reading, ticket, extension.days)
        if approver is Role.OFFICE_LEAD:
            sentence = f"这项延期由{approver.zh}审批。"
            found |= {_A.GRANT_EXTENSION: sentence, _A.REFUSE_EXTENSION: sentence}
    return found


def _of_kind(
    asked: Extension | Promise | None,
    name: str,
    endorse: Action,
    withdraw: Action,
    decisions: tuple[Action, Action],
) -> dict[Action, str]:
    if asked is None:
        none = f"没有等候决定的{name}申请。"
        return dict.fromkeys((endorse, withdraw, *decisions), none)
    if asked.endorsed_at is None:
        return dict.fromkeys(decisions, f"单位领导还没有同意这项{name}申请。")
    return {endorse: f"{asked.endorsed_by}已经同意，正在等候审批。"}


def _about_signing(reading: Reading, ticket: Ticket) -> dict[Action, str]:
    if reading.actor.role is not Role.UNIT_LEADER or ticket.state is not State.AWAITING_SIGN_OFF:
        return {}
    needed = limits.signing_of(reading, ticket)
    if needed.is_mine:
        return {_A.ENDORSE_REPLY: "可以由您直接审签，不需要另行同意。"}
    names = "、".join(needed.principals)
    return {_A.SIGN_OFF: f"这是重件（{'、'.join(needed.reasons)}），由主要负责人{names}审签。"}


def _about_office(reading: Reading, ticket: Ticket) -> dict[Action, str]:
    policy, calendar = reading.policy_of(ticket), reading.calendar_of(ticket)
    found: dict[Action, str] = {}
    if ticket.rework_count >= policy.number("rework_rounds"):
        found[_A.REWORK] = (
            f"已退回重办{ticket.rework_count}次，不能再退回；"
            "请由县热线办负责人作终结认定，或审核通过。"
        )
    if ticket.phase is not Phase.FIRST:
        found[_A.CHANGE_GRADE] = "只有首次办理的工单可以调整等级。"
    elif ticket.dispatched_at is not None:
        last = deadlines.grade_change_until(calendar, policy, ticket.dispatched_at).due_at
        if deadlines.is_late(reading.now, last):
            until = wording.instant(last, reading.now.year)
            found[_A.CHANGE_GRADE] = f"调整等级的期限已于{until}截止。"
    return found
