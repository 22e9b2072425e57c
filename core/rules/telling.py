"""Whom each step of a ticket concerns: one table from which every inbox is filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from core.rules import wording
from core.rules.terms import Action, Addressee

_A, _TO = Action, Addressee

TOLD: Mapping[Action, frozenset[Addressee]] = MappingProxyType(
    {
        _A.DISPATCH: frozenset({_TO.HANDLERS, _TO.SUPPORTS}),
        _A.CONVENE: frozenset({_TO.HANDLERS, _TO.LEADER, _TO.SUPPORTS}),
        _A.CHANGE_GRADE: frozenset({_TO.HANDLERS, _TO.SUPPORTS}),
        _A.REPORT_URGENT: frozenset({_TO.OFFICE, _TO.OFFICE_LEAD}),
        _A.MERGE: frozenset({_TO.HANDLERS}),
        _A.INSTRUCT: frozenset({_TO.OFFICE, _TO.REGISTRAR}),
        _A.SEND_BACK: frozenset({_TO.OFFICE}),
        _A.SEND_BACK_LATE: frozenset({_TO.OFFICE}),
        _A.REJECT_RETURN: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.MARK_CONTESTED: frozenset({_TO.OFFICE_LEAD}),
        _A.REQUEST_EXTENSION: frozenset({_TO.LEADER}),
        _A.ENDORSE_EXTENSION: frozenset({_TO.OFFICE}),
        _A.GRANT_EXTENSION: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.REFUSE_EXTENSION: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.WITHDRAW_EXTENSION: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.PROMISE: frozenset({_TO.LEADER}),
        _A.ENDORSE_PROMISE: frozenset({_TO.OFFICE_LEAD}),
        _A.APPROVE_PROMISE: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.REFUSE_PROMISE: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.WITHDRAW_PROMISE: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.SUPPORT_REPLY: frozenset({_TO.HANDLERS}),
        _A.REPLY: frozenset({_TO.LEADER}),
        _A.RECALL_REPLY: frozenset({_TO.HANDLERS}),
        _A.ENDORSE_REPLY: frozenset({_TO.LEADER}),
        _A.REWORK: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.OPEN_SECOND_HANDLING: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.DECIDE_FINALLY: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.REMIND: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.DRAFT_SUPERVISION: frozenset({_TO.OFFICE_LEAD}),
        _A.SUPERVISE: frozenset({_TO.HANDLERS, _TO.LEADER}),
        _A.DRAFT_ESCALATION: frozenset({_TO.OFFICE_LEAD}),
        _A.ESCALATE: frozenset({_TO.LEADER, _TO.INSPECTOR}),
        _A.RECEIVE_ESCALATION: frozenset({_TO.OFFICE_LEAD}),
        _A.RECORD_INSPECTION: frozenset({_TO.OFFICE_LEAD, _TO.LEADER}),
        _A.PROPOSE_TRANSFER: frozenset({_TO.OFFICE_LEAD}),
        _A.CONTEST: frozenset({_TO.OFFICE_LEAD}),
        _A.DECIDE_CONTEST: frozenset({_TO.LEADER}),
    }
)
"""What stands in nobody's list yet, or changes what somebody is already doing."""


def concerned(action: Action) -> frozenset[Addressee]:
    """消息的对象 of a step; empty for the many that concern only whoever takes them."""
    return TOLD.get(action, frozenset())


SIGNATURE = "【襄汾县12345热线】"


def sms(action: Action | None, number: str, due_at: datetime | None, year: int) -> str:
    """短信、微信: number, what it is, until when; nobody's words, for it leaves the house (办法第十九条)."""
    what = action.zh if action else "消息提醒"
    matter = f"工单{number}：{what}。" if number else f"{what}。"
    until = f"办理时限{wording.instant(due_at, year)}。" if due_at else ""
    return f"{SIGNATURE}{matter}{until}请登录系统查看办理。"
