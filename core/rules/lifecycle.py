"""The ticket's whole life as one explicit table, and who may make each move (办法第五条 and the articles named)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.rules.terms import Action, Role, State

S, A = State, Action

OPEN_STATES = frozenset(State) - {S.CLOSED, S.ARCHIVED, S.DECLINED, S.MERGED, S.TRANSFERRED}
UNIT_STATES = frozenset({S.DISPATCHED, S.HANDLING, S.RETURN_REQUESTED, S.AWAITING_SIGN_OFF})
"""States in which the lead unit's clock runs."""

OFFICE_STATES = frozenset(
    {
        S.AWAITING_DETAILS,
        S.AWAITING_DISPATCH,
        S.AWAITING_INSTRUCTION,
        S.RETURN_REQUESTED,
        S.CONTESTED,
        S.AWAITING_AUDIT,
    }
)
"""States in which the hotline office must act."""


def _stays(action: Action, states: Iterable[State]) -> dict[tuple[State, Action], State]:
    return {(state, action): state for state in states}


def _goes(
    action: Action, sources: Iterable[State], target: State
) -> dict[tuple[State, Action], State]:
    return {(state, action): target for state in sources}


_UNSENT = (S.AWAITING_DETAILS, S.AWAITING_DISPATCH)
_WITH_UNIT = (S.DISPATCHED, S.HANDLING)
_CHASEABLE = (S.DISPATCHED, S.HANDLING, S.RETURN_REQUESTED, S.AWAITING_SIGN_OFF)
_ASKED = (S.HANDLING, S.AWAITING_SIGN_OFF)
"""A request for more time stays to be decided while the reply is with the unit's leader."""

_ESCALATED = (*_CHASEABLE, S.AWAITING_DISPATCH, S.CONTESTED, S.AWAITING_AUDIT, S.CLOSED, S.ARCHIVED)
"""What was reported to the inspectors stays theirs, however it goes on."""

MOVES: Mapping[tuple[State, Action], State] = MappingProxyType(
    {
        # 受理 · 第八、九、十条
        **_goes(A.ANSWER_DIRECTLY, _UNSENT, S.CLOSED),
        **_goes(A.DECLINE, _UNSENT, S.DECLINED),
        **_goes(A.AWAIT_DETAILS, (S.AWAITING_DISPATCH,), S.AWAITING_DETAILS),
        **_goes(A.ADD_DETAILS, (S.AWAITING_DETAILS,), S.AWAITING_DISPATCH),
        **_goes(A.MERGE, (*_UNSENT, S.DISPATCHED, S.HANDLING), S.MERGED),
        **_goes(A.UNMERGE, (S.MERGED,), S.AWAITING_DISPATCH),
        **_stays(A.SPLIT, _UNSENT),
        **_goes(A.REPORT_URGENT, _UNSENT, S.AWAITING_INSTRUCTION),
        **_goes(A.INSTRUCT, (S.AWAITING_INSTRUCTION,), S.AWAITING_DISPATCH),
        # 派发与退回 · 第七、十、十三（二）、十五条
        **_goes(A.DISPATCH, (S.AWAITING_DISPATCH,), S.DISPATCHED),
        **_stays(A.CHANGE_GRADE, _WITH_UNIT),
        **_goes(A.ACKNOWLEDGE, (S.DISPATCHED,), S.HANDLING),
        **_goes(A.SEND_BACK, _WITH_UNIT, S.RETURN_REQUESTED),
        **_goes(A.SEND_BACK_LATE, _WITH_UNIT, S.RETURN_REQUESTED),
        **_goes(A.ACCEPT_RETURN, (S.RETURN_REQUESTED,), S.AWAITING_DISPATCH),
        **_goes(A.REJECT_RETURN, (S.RETURN_REQUESTED,), S.HANDLING),
        **_goes(A.MARK_CONTESTED, (S.AWAITING_DISPATCH,), S.CONTESTED),
        **_goes(A.CONVENE, (S.CONTESTED, S.AWAITING_DISPATCH), S.DISPATCHED),
        **_goes(A.OVERRIDE_CONTESTED, (S.CONTESTED,), S.AWAITING_DISPATCH),
        # 办理 · 第十（四）、十一、十二、十三（三）条
        **_stays(A.CONTACT, (S.HANDLING,)),
        **_stays(A.REQUEST_EXTENSION, (S.HANDLING,)),
        **_stays(A.ENDORSE_EXTENSION, _ASKED),
        **_stays(A.GRANT_EXTENSION, _ASKED),
        **_stays(A.REFUSE_EXTENSION, _ASKED),
        **_stays(A.WITHDRAW_EXTENSION, _ASKED),
        **_stays(A.PROMISE, (S.HANDLING,)),
        **_stays(A.ENDORSE_PROMISE, _ASKED),
        **_goes(A.APPROVE_PROMISE, _ASKED, S.HANDLING),
        **_stays(A.REFUSE_PROMISE, _ASKED),
        **_stays(A.WITHDRAW_PROMISE, _ASKED),
        **_stays(A.SUPPORT_ACKNOWLEDGE, UNIT_STATES),
        **_stays(A.SUPPORT_REPLY, UNIT_STATES),
        **_goes(A.REPLY, (S.HANDLING,), S.AWAITING_SIGN_OFF),
        **_goes(A.RECALL_REPLY, (S.AWAITING_SIGN_OFF,), S.HANDLING),
        **_stays(A.ENDORSE_REPLY, (S.AWAITING_SIGN_OFF,)),
        **_goes(A.SIGN_OFF, (S.AWAITING_SIGN_OFF,), S.AWAITING_AUDIT),
        # 审核、回访、归档 · 第十二（三）、十三（四）（六）、十四条
        **_goes(A.AUDIT_REPLY, (S.AWAITING_AUDIT,), S.CLOSED),
        **_goes(A.REWORK, (S.AWAITING_AUDIT,), S.HANDLING),
        **_stays(A.FOLLOW_UP, (S.CLOSED, S.ARCHIVED)),
        **_goes(A.OPEN_SECOND_HANDLING, (S.CLOSED, S.ARCHIVED), S.HANDLING),
        **_goes(A.DECIDE_FINALLY, (S.CLOSED, S.AWAITING_AUDIT), S.CLOSED),
        **_stays(A.INSPECT_CLOSED, (S.CLOSED, S.ARCHIVED)),
        **_goes(A.ARCHIVE, (S.CLOSED, S.DECLINED), S.ARCHIVED),
        # 催办、督办、上报 · 第十三条（一）
        **_stays(A.REMIND, _CHASEABLE),
        **_stays(A.DRAFT_SUPERVISION, _CHASEABLE),
        **_stays(A.SUPERVISE, _CHASEABLE),
        **_stays(A.DRAFT_ESCALATION, _CHASEABLE),
        **_stays(A.ESCALATE, _CHASEABLE),
        **_stays(A.RECEIVE_ESCALATION, _ESCALATED),
        **_stays(A.RECORD_INSPECTION, _ESCALATED),
        # 移送、申诉 · 第二十、二十二条
        **_stays(A.PROPOSE_TRANSFER, sorted(OPEN_STATES | {S.CLOSED})),
        **_goes(A.CONFIRM_TRANSFER, sorted(OPEN_STATES | {S.CLOSED}), S.TRANSFERRED),
        **_stays(A.REJECT_TRANSFER, sorted(OPEN_STATES | {S.CLOSED})),
        **_stays(A.CONTEST, (S.CLOSED, S.ARCHIVED)),
        **_stays(A.DECIDE_CONTEST, (S.CLOSED, S.ARCHIVED)),
        # 随时可做，不改变状态 · 第十四、十九条
        **_stays(A.NOTE, sorted(frozenset(State) - {S.ARCHIVED})),
        **_stays(A.REVEAL_CONTACT, State),
        **_stays(A.VIEW, State),
    }
)
"""(state, action) → state. A pair that is not here is refused, whoever asks."""

BIRTHS: Mapping[Action, State] = MappingProxyType({A.REGISTER: S.AWAITING_DISPATCH})
"""Actions that make a ticket, with the state it is born in."""


@dataclass(frozen=True, slots=True)
class Grant:
    """许可: the roles that may do an action, whether only on their own unit's tickets, and its article."""

    roles: frozenset[Role]
    article: str


def _grant(article: str, *roles: Role) -> Grant:
    return Grant(frozenset(roles), article)


_TAKER, _OFFICE, _LEAD = Role.CALL_TAKER, Role.OFFICE, Role.OFFICE_LEAD
_HANDLER, _LEADER, _DC = Role.HANDLER, Role.UNIT_LEADER, Role.INSPECTOR

GRANTS: Mapping[Action, Grant] = MappingProxyType(
    {
        A.REGISTER: _grant("第八条", _TAKER, _OFFICE, _LEAD),
        A.ANSWER_DIRECTLY: _grant("第十条（一）", _TAKER, _OFFICE, _LEAD),
        A.DECLINE: _grant("第九条", _TAKER, _OFFICE, _LEAD),
        A.AWAIT_DETAILS: _grant("第九条（五）", _TAKER, _OFFICE, _LEAD),
        A.ADD_DETAILS: _grant("第九条（五）", _TAKER, _OFFICE, _LEAD),
        A.MERGE: _grant("第九条（四）", _OFFICE, _LEAD),
        A.UNMERGE: _grant("第九条（四）", _OFFICE, _LEAD),
        A.SPLIT: _grant("第十二条（一）", _OFFICE, _LEAD),
        A.REPORT_URGENT: _grant("第十条（五）", _TAKER, _OFFICE, _LEAD),
        A.INSTRUCT: _grant("第十条（五）", _OFFICE, _LEAD),
        A.DISPATCH: _grant("第十条（二）", _OFFICE, _LEAD),
        A.CHANGE_GRADE: _grant("第十条（三）", _OFFICE, _LEAD),
        A.ACKNOWLEDGE: _grant("第七条（二）", _HANDLER),
        A.SEND_BACK: _grant("第七条（二）", _HANDLER),
        A.SEND_BACK_LATE: _grant("第七条（二）", _HANDLER),
        A.ACCEPT_RETURN: _grant("第七条（二）", _OFFICE, _LEAD),
        A.REJECT_RETURN: _grant("第七条（二）", _OFFICE, _LEAD),
        A.MARK_CONTESTED: _grant("第十三条（二）", _OFFICE, _LEAD),
        A.CONVENE: _grant("第十三条（二）、第十六条", _OFFICE, _LEAD),
        A.OVERRIDE_CONTESTED: _grant("第十三条（二）", _LEAD),
        A.CONTACT: _grant("第七条（二）", _HANDLER),
        A.REQUEST_EXTENSION: _grant("第十三条（三）", _HANDLER),
        A.ENDORSE_EXTENSION: _grant("第十三条（三）", _LEADER),
        A.GRANT_EXTENSION: _grant("第十三条（三）", _OFFICE, _LEAD),
        A.REFUSE_EXTENSION: _grant("第十三条（三）", _OFFICE, _LEAD),
        A.WITHDRAW_EXTENSION: _grant("第十三条（三）", _HANDLER, _LEADER),
        A.PROMISE: _grant("第十条（四）", _HANDLER),
        A.ENDORSE_PROMISE: _grant("第十条（四）", _LEADER),
        A.APPROVE_PROMISE: _grant("第十条（四）", _LEAD),
        A.REFUSE_PROMISE: _grant("第十条（四）", _LEAD),
        A.WITHDRAW_PROMISE: _grant("第十条（四）", _HANDLER, _LEADER),
        A.SUPPORT_ACKNOWLEDGE: _grant("第十五条", _HANDLER),
        A.SUPPORT_REPLY: _grant("第十五条", _HANDLER),
        A.REPLY: _grant("第十一条", _HANDLER),
        A.RECALL_REPLY: _grant("第十二条（二）", _LEADER),
        A.ENDORSE_REPLY: _grant("第十二条（二）", _LEADER),
        A.SIGN_OFF: _grant("第十二条（二）", _LEADER),
        A.AUDIT_REPLY: _grant("第十二条（三）、第十三条（六）", _OFFICE, _LEAD),
        A.REWORK: _grant("第十二条（三）", _OFFICE, _LEAD),
        A.FOLLOW_UP: _grant("第十三条（四）", _TAKER, _OFFICE, _LEAD),
        A.OPEN_SECOND_HANDLING: _grant("第十三条（四）", _OFFICE, _LEAD),
        A.DECIDE_FINALLY: _grant("第十三条（四）", _LEAD),
        A.ARCHIVE: _grant("第十四条", _OFFICE, _LEAD),
        A.REMIND: _grant("第十三条（一）", _OFFICE, _LEAD),
        A.DRAFT_SUPERVISION: _grant("第十三条（一）", _OFFICE, _LEAD),
        A.SUPERVISE: _grant("第十三条（一）", _LEAD),
        A.DRAFT_ESCALATION: _grant("第十三条（一）", _OFFICE, _LEAD),
        A.ESCALATE: _grant("第十三条（一）", _LEAD),
        A.RECEIVE_ESCALATION: _grant("第十三条（一）", _DC),
        A.RECORD_INSPECTION: _grant("第十三条（一）", _DC),
        A.INSPECT_CLOSED: _grant("第十三条（六）", _OFFICE, _LEAD),
        A.PROPOSE_TRANSFER: _grant("第二十二条", _OFFICE, _LEAD),
        A.CONFIRM_TRANSFER: _grant("第二十二条", _LEAD),
        A.REJECT_TRANSFER: _grant("第二十二条", _LEAD),
        A.CONTEST: _grant("第二十条", _LEADER),
        A.DECIDE_CONTEST: _grant("第二十条", _LEAD),
        A.NOTE: _grant("第十四条", _TAKER, _OFFICE, _LEAD, _HANDLER, _LEADER, _DC),
        A.REVEAL_CONTACT: _grant("第十九条", _TAKER, _OFFICE, _LEAD, _HANDLER, _LEADER, _DC),
        A.VIEW: _grant("第十四条", _TAKER, _OFFICE, _LEAD, _HANDLER, _LEADER, _DC),
    }
)
"""Who may do what, from the county's table of roles. Unit roles act on their own unit's tickets only."""

SUPPORT_MAY = frozenset({A.SUPPORT_ACKNOWLEDGE, A.SUPPORT_REPLY, A.NOTE, A.VIEW, A.REVEAL_CONTACT})
"""What a co-unit may do on a ticket it does not lead (办法第十五条): its moves touch its own clock only."""


def next_state(state: State, action: Action) -> State | None:
    """The state after the action, or None where the table has no such move."""
    return MOVES.get((state, action))


def is_granted(role: Role, action: Action) -> bool:
    """Whether the role may do the action at all; own-unit limits are checked where tickets are loaded."""
    return role in GRANTS[action].roles


def article_of(action: Action) -> str:
    """依据: the article an action rests on, as shown on its button and in the history."""
    return "办法" + GRANTS[action].article


def possible(state: State, role: Role) -> list[Action]:
    """What a role could do on a ticket in this state, in the enum's order, before facts are looked at."""
    return [a for a in Action if (state, a) in MOVES and is_granted(role, a)]
