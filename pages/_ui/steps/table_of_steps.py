"""Which form belongs to which action: one table for the desks and for the ticket's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.insight.dossier import Dossier
from core.rules.terms import Action
from core.store.work import Reading
from pages._ui.desk import Entered
from pages._ui.steps import note, office, quality, unit

Form = Callable[[Entered, Dossier, Reading], None]

FORMS: Mapping[Action, Form] = {
    Action.ACKNOWLEDGE: unit.acknowledge,
    Action.SUPPORT_ACKNOWLEDGE: unit.support_acknowledge,
    Action.SIGN_OFF: unit.sign_off,
    Action.REPLY: unit.reply,
    Action.SUPPORT_REPLY: unit.support_reply,
    Action.CONTACT: unit.contact,
    Action.SEND_BACK: unit.send_back,
    Action.DISPATCH: office.dispatch,
    Action.ACCEPT_RETURN: office.rule_on_return,
    Action.AUDIT_REPLY: office.audit,
    Action.ADD_DETAILS: office.add_details,
    Action.AWAIT_DETAILS: office.await_details,
    Action.DECLINE: office.decline,
    Action.DECIDE_CONTEST: quality.decide_contest,
    Action.FOLLOW_UP: quality.call_back,
    Action.OPEN_SECOND_HANDLING: quality.hand_back,
    Action.ARCHIVE: office.archive,
    Action.INSPECT_CLOSED: quality.inspect,
    Action.DECIDE_FINALLY: quality.decide_finally,
    Action.CONTEST: quality.contest,
    Action.NOTE: note.note,
}
"""In the order they are offered; an action that shares a form with another (驳回退单, 退回重办, 退改,
逾期退单) is not listed twice."""


ON_SCREEN = frozenset(FORMS) | {
    Action.REJECT_RETURN,
    Action.REWORK,
    Action.RECALL_REPLY,
    Action.SEND_BACK_LATE,
    Action.REVEAL_CONTACT,
}
"""Every action a person can take on a screen."""


def open_steps(d: Dossier) -> list[Action]:
    """The forms open to the person on this ticket now, in the order of the table."""
    granted = {choice.action for choice in d.choices if choice.refusal is None}
    return [action for action in FORMS if action in granted]
