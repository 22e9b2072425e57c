"""How likely somebody chooses an action among those the screen offers, as the facts are."""

from __future__ import annotations

from core.rules.terms import Action
from core.store.models import Extension, Promise

A = Action

_WEIGHTS = {
    A.DISPATCH: 8.0,
    A.ACKNOWLEDGE: 6.0,
    A.REPLY: 4.0,
    A.REQUEST_EXTENSION: 2.0,
    A.PROMISE: 1.5,
    A.SIGN_OFF: 8.0,
    A.AUDIT_REPLY: 6.0,
    A.ENDORSE_EXTENSION: 4.0,
    A.GRANT_EXTENSION: 4.0,
    A.ENDORSE_PROMISE: 4.0,
    A.APPROVE_PROMISE: 4.0,
    A.ANSWER_DIRECTLY: 0.7,
    A.DECLINE: 0.3,
    A.SEND_BACK: 1.0,
    A.SEND_BACK_LATE: 0.4,
    A.CHANGE_GRADE: 0.4,
    A.ARCHIVE: 2.0,
    A.OPEN_SECOND_HANDLING: 0.6,
    A.DECIDE_FINALLY: 2.0,
    A.INSPECT_CLOSED: 0.3,
    A.CONTEST: 0.3,
    A.DRAFT_SUPERVISION: 0.2,
    A.DRAFT_ESCALATION: 0.2,
    A.REMIND: 2.0,
    A.SUPERVISE: 2.0,
    A.ESCALATE: 2.0,
    A.NOTE: 0.1,
    A.MERGE: 0.2,
    A.SPLIT: 2.0,
    A.OVERRIDE_CONTESTED: 2.0,
    A.REPORT_URGENT: 0.4,
    A.MARK_CONTESTED: 0.4,
    A.CONVENE: 1.5,
    A.PROPOSE_TRANSFER: 0.04,
    A.CONFIRM_TRANSFER: 0.3,
    A.REJECT_TRANSFER: 0.3,
}


_ASKED_FIRST = {
    A.ENDORSE_EXTENSION: (Extension, False),
    A.GRANT_EXTENSION: (Extension, True),
    A.REFUSE_EXTENSION: (Extension, True),
    A.WITHDRAW_EXTENSION: (Extension, False),
    A.ENDORSE_PROMISE: (Promise, False),
    A.APPROVE_PROMISE: (Promise, True),
    A.REFUSE_PROMISE: (Promise, True),
    A.WITHDRAW_PROMISE: (Promise, False),
}
"""What answers a request makes sense when there is one, agreed to by the unit's leader or not yet."""
_AFTER_THE_DEADLINE = frozenset(
    {A.REMIND, A.DRAFT_SUPERVISION, A.SUPERVISE, A.DRAFT_ESCALATION, A.ESCALATE}
)
SELDOM = 0.02
"""How often somebody tries what the facts speak against: the refusals belong to the year, too."""


def weight(action: Action, asked: Extension | Promise | None, *, is_late: bool) -> float:
    """How likely somebody chooses it among what they may do, as the facts are."""
    usual = _WEIGHTS.get(action, 1.0)
    if action in _ASKED_FIRST:
        kind, is_endorsed = _ASKED_FIRST[action]
        fits = isinstance(asked, kind) and (asked.endorsed_at is not None) == is_endorsed
        return usual if fits else usual * SELDOM
    if action in _AFTER_THE_DEADLINE and (not is_late or asked is not None):
        return usual * SELDOM
    if action in {A.REPLY, A.SIGN_OFF} and asked is not None:
        return usual * 0.1
    return usual
