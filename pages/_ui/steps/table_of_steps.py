"""Which form belongs to which action: one table for the desks and for the ticket's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.insight.dossier import Dossier
from core.rules.terms import Action
from core.store.work import Reading
from pages._ui.desk import Entered
from pages._ui.steps import decisions, limits, note, office, quality, supervising, unit

Form = Callable[[Entered, Dossier, Reading], None]

FORMS: Mapping[Action, Form] = {
    Action.ACKNOWLEDGE: unit.acknowledge,
    Action.SUPPORT_ACKNOWLEDGE: unit.support_acknowledge,
    Action.SIGN_OFF: unit.sign_off,
    Action.ENDORSE_REPLY: unit.endorse_reply,
    Action.ENDORSE_EXTENSION: limits.endorse_extension,
    Action.ENDORSE_PROMISE: limits.endorse_promise,
    Action.GRANT_EXTENSION: limits.decide_extension,
    Action.APPROVE_PROMISE: limits.decide_promise,
    Action.REPLY: unit.reply,
    Action.SUPPORT_REPLY: unit.support_reply,
    Action.CONTACT: unit.contact,
    Action.REQUEST_EXTENSION: limits.request_extension,
    Action.PROMISE: limits.promise,
    Action.WITHDRAW_EXTENSION: limits.withdraw_extension,
    Action.WITHDRAW_PROMISE: limits.withdraw_promise,
    Action.SEND_BACK: unit.send_back,
    Action.INSTRUCT: decisions.instruct,
    Action.CONFIRM_TRANSFER: decisions.decide_transfer,
    Action.DISPATCH: office.dispatch,
    Action.CHANGE_GRADE: limits.change_grade,
    Action.ACCEPT_RETURN: office.rule_on_return,
    Action.AUDIT_REPLY: office.audit,
    Action.RECEIVE_ESCALATION: supervising.receive,
    Action.RECORD_INSPECTION: supervising.record_result,
    Action.REMIND: supervising.remind,
    Action.SUPERVISE: supervising.supervise,
    Action.ESCALATE: supervising.escalate,
    Action.DRAFT_SUPERVISION: supervising.draft_supervision,
    Action.DRAFT_ESCALATION: supervising.draft_escalation,
    Action.ADD_DETAILS: office.add_details,
    Action.AWAIT_DETAILS: office.await_details,
    Action.DECLINE: office.decline,
    Action.CONVENE: decisions.convene,
    Action.OVERRIDE_CONTESTED: decisions.override,
    Action.DECIDE_CONTEST: quality.decide_contest,
    Action.FOLLOW_UP: quality.call_back,
    Action.OPEN_SECOND_HANDLING: quality.hand_back,
    Action.ARCHIVE: office.archive,
    Action.INSPECT_CLOSED: quality.inspect,
    Action.DECIDE_FINALLY: quality.decide_finally,
    Action.CONTEST: quality.contest,
    Action.REPORT_URGENT: decisions.report_urgent,
    Action.MARK_CONTESTED: decisions.mark_contested,
    Action.NOTE: note.note,
    Action.MERGE: decisions.merge,
    Action.UNMERGE: decisions.unmerge,
    Action.SPLIT: decisions.split,
    Action.PROPOSE_TRANSFER: decisions.propose_transfer,
}
"""In the order they are offered; an action that shares a form with another (驳回退单, 退回重办, 退改,
逾期退单) is not listed twice."""


ON_SCREEN = frozenset(FORMS) | {
    Action.REJECT_RETURN,
    Action.REWORK,
    Action.RECALL_REPLY,
    Action.SEND_BACK_LATE,
    Action.REFUSE_EXTENSION,
    Action.REFUSE_PROMISE,
    Action.REJECT_TRANSFER,
    Action.REVEAL_CONTACT,
}
"""Every action a person can take on a screen."""


def open_steps(d: Dossier) -> list[Action]:
    """The forms open to the person on this ticket now, in the order of the table."""
    granted = {choice.action for choice in d.choices if choice.refusal is None}
    for shared, form in _SHARED.items():
        if form in granted:
            granted.discard(shared)
    found = [action for action in FORMS if action in granted]
    if Action.CONTACT in granted and not _is_contacted(d):
        found.sort(key=lambda action: action is not Action.CONTACT)
    return found


_SHARED = {
    Action.WITHDRAW_EXTENSION: Action.ENDORSE_EXTENSION,
    Action.WITHDRAW_PROMISE: Action.ENDORSE_PROMISE,
}
"""不同意 stands in the form of 同意: the second is offered, the first is not listed beside it."""


def _is_contacted(d: Dossier) -> bool:
    """首次联系 comes before the answer (办法第七条（二）): whether this round has one on record."""
    lead = next((a.id for a in d.assignments if a.is_current and a.is_lead), None)
    promised = any(a.is_current and a.contacted_at for a in d.assignments if a.id == lead)
    return promised or any(c.assignment_id == lead for c in d.contacts)
