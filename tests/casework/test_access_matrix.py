"""Who reaches what: every role, every action, every kind of ticket, and every use case, against a table by hand.

The tables below are written from the county's table of roles, not taken from the code (办法第十四、十九条).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.casework import intake
from core.casework.intake import Basis
from core.errors import AccessRefused, HotlineError, NotAllowed, NotFound
from core.rules.terms import (
    Action,
    BasisKind,
    Role,
)
from core.store.db import Database
from core.store.models import AuditRow
from core.store.work import UnitOfWork
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, count, nothing_written

A = Action
TAKERS, OFFICE = {"taker", "taker2"}, {"office", "lead"}
HOUSING_PEOPLE, CIVIL_PEOPLE = {"handler", "leader"}, {"handler2", "leader2"}
NOBODYS = {"editor", "admin"}
EVERYBODY = TAKERS | OFFICE | HOUSING_PEOPLE | CIVIL_PEOPLE | NOBODYS | {"town", "inspector"}

SEEN_BY: dict[str, set[str]] = {
    "unsent": {"taker"} | OFFICE,
    "other_takers": {"taker2"} | OFFICE,
    "lead": {"taker"} | OFFICE | HOUSING_PEOPLE,
    "helping": {"taker"} | OFFICE | HOUSING_PEOPLE | CIVIL_PEOPLE,
    "other_units": {"taker"} | OFFICE | CIVIL_PEOPLE,
    "given_back": {"taker"} | OFFICE,
    "confidential": {"taker2"} | OFFICE | HOUSING_PEOPLE,
    "escalated": {"taker"} | OFFICE | HOUSING_PEOPLE | {"inspector"},
    "archived": {"taker"} | OFFICE | HOUSING_PEOPLE,
    "closed": TAKERS | OFFICE | HOUSING_PEOPLE,  # any call-taker may call back
    "closed_confidential": {"taker2"} | OFFICE | HOUSING_PEOPLE,
    "answered_directly": {"taker2"} | OFFICE,
}
"""Who knows that a ticket of the kind exists; to all others it reads like a number that never was."""

LED_BY: dict[str, set[str]] = {
    "lead": HOUSING_PEOPLE,
    "helping": CIVIL_PEOPLE,
    "other_units": CIVIL_PEOPLE,
    "confidential": HOUSING_PEOPLE,
    "escalated": HOUSING_PEOPLE,
    "archived": HOUSING_PEOPLE,
    "closed": HOUSING_PEOPLE,
    "closed_confidential": HOUSING_PEOPLE,
}
HELPED_BY: dict[str, set[str]] = {"helping": HOUSING_PEOPLE}

_EVERY_TICKETS = {A.NOTE, A.REVEAL_CONTACT, A.VIEW}
_TAKER = _EVERY_TICKETS | {
    A.REGISTER, A.ANSWER_DIRECTLY, A.DECLINE, A.AWAIT_DETAILS, A.ADD_DETAILS, A.REPORT_URGENT,
    A.FOLLOW_UP,
}  # fmt: skip
_OFFICE = _TAKER | {
    A.MERGE, A.UNMERGE, A.SPLIT, A.INSTRUCT, A.DISPATCH, A.CHANGE_GRADE, A.ACCEPT_RETURN, A.REJECT_RETURN,
    A.MARK_CONTESTED, A.CONVENE, A.GRANT_EXTENSION, A.REFUSE_EXTENSION, A.AUDIT_REPLY, A.REWORK,
    A.OPEN_SECOND_HANDLING, A.ARCHIVE, A.REMIND, A.DRAFT_SUPERVISION, A.DRAFT_ESCALATION,
    A.INSPECT_CLOSED, A.PROPOSE_TRANSFER,
}  # fmt: skip
_LEAD = _OFFICE | {
    A.OVERRIDE_CONTESTED, A.APPROVE_PROMISE, A.REFUSE_PROMISE, A.DECIDE_FINALLY, A.SUPERVISE,
    A.ESCALATE, A.CONFIRM_TRANSFER, A.REJECT_TRANSFER,
    A.DECIDE_CONTEST,
}  # fmt: skip
_HELPER = {A.SUPPORT_ACKNOWLEDGE, A.SUPPORT_REPLY}
_HANDLER = _EVERY_TICKETS | _HELPER | {
    A.ACKNOWLEDGE, A.SEND_BACK, A.SEND_BACK_LATE, A.CONTACT, A.REQUEST_EXTENSION, A.PROMISE,
    A.WITHDRAW_EXTENSION, A.WITHDRAW_PROMISE,    A.REPLY,
}  # fmt: skip
_LEADER = _EVERY_TICKETS | {
    A.ENDORSE_EXTENSION, A.ENDORSE_PROMISE, A.RECALL_REPLY, A.ENDORSE_REPLY, A.SIGN_OFF,
    A.CONTEST, A.WITHDRAW_EXTENSION, A.WITHDRAW_PROMISE,
}  # fmt: skip
GRANTED: dict[Role, set[Action]] = {
    Role.CALL_TAKER: _TAKER,
    Role.OFFICE: _OFFICE,
    Role.OFFICE_LEAD: _LEAD,
    Role.HANDLER: _HANDLER,
    Role.UNIT_LEADER: _LEADER,
    Role.INSPECTOR: _EVERY_TICKETS | {A.RECEIVE_ESCALATION, A.RECORD_INSPECTION},
    Role.KB_EDITOR: set(),
    Role.ADMIN: set(),
}


def may(username: str, role: Role, action: Action, kind: str) -> bool:
    """What the tables say: seen, granted, and for a unit whether it leads or only helps."""
    if username not in SEEN_BY[kind] or action not in GRANTED[role]:
        return False
    if username in HELPED_BY.get(kind, ()):
        return action in _EVERY_TICKETS | _HELPER
    return not (username in LED_BY.get(kind, ()) and action in _HELPER)


@pytest.fixture
def sqlite_county(sqlite_url: str) -> Iterator[County]:
    database = Database(sqlite_url)
    yield County(database)
    database.close()


def kinds_of_tickets(county: County) -> dict[str, int]:
    """One ticket of each kind, by the name the tables use."""
    return {
        "unsent": flow.registered(county),
        "other_takers": flow.registered(county, by="taker2"),
        "lead": flow.in_handling(county),
        "helping": flow.dispatched(county, lead=CIVIL_AFFAIRS, supports=(HOUSING,)),
        "other_units": flow.dispatched(county, lead=CIVIL_AFFAIRS),
        "given_back": flow.given_back(county),
        "confidential": flow.in_handling(county, is_confidential=True, by="taker2"),
        "escalated": flow.escalated(county),
        "archived": flow.archived(county),
        "closed": flow.closed(county),
        "closed_confidential": flow.closed(county, is_confidential=True, by="taker2"),
        "answered_directly": answered_directly(county),
    }


def answered_directly(county: County) -> int:
    """Closed without a unit: nobody but who answered it has anything to ask."""
    ticket_id = flow.registered(county, by="taker2")
    basis = Basis(BasisKind.TYPED, "《社会救助暂行办法》", "请到乡镇申请。")
    with county.work("taker2") as uow:
        intake.answer_directly(uow, ticket_id, basis=basis)
    return ticket_id


# --- role × action × kind of ticket -----------------------------------------------------------------


def outcome(uow: UnitOfWork, ticket_id: int, action: Action) -> type[HotlineError] | None:
    try:
        uow.ticket(ticket_id, action)
    except HotlineError as refusal:
        return type(refusal)
    return None


def test_loading_a_ticket_for_an_action_follows_the_table(sqlite_county: County) -> None:
    tickets = kinds_of_tickets(sqlite_county)
    assert set(tickets) == set(SEEN_BY)
    wrong = []
    for username in sorted(EVERYBODY):
        actor = sqlite_county.actor(username)
        with sqlite_county.work(username) as uow:
            for kind, ticket_id in tickets.items():
                for action in Action:
                    found = outcome(uow, ticket_id, action)
                    if may(username, actor.role, action, kind):
                        is_right = found not in {NotFound, NotAllowed}  # the state may still refuse
                    elif username in SEEN_BY[kind]:
                        is_right = found is NotAllowed
                    else:
                        is_right = found is NotFound
                    if not is_right:
                        wrong.append((username, action.value, kind, found))
    assert not wrong


REACHES: list[tuple[str, Action, str, type[AccessRefused]]] = [
    ("handler", A.REPLY, "other_units", NotFound),
    ("handler", A.VIEW, "given_back", NotFound),
    ("handler", A.REPLY, "helping", NotAllowed),
    ("handler", A.SIGN_OFF, "lead", NotAllowed),
    ("taker", A.VIEW, "other_takers", NotFound),
    ("taker", A.DISPATCH, "unsent", NotAllowed),
    ("inspector", A.VIEW, "lead", NotFound),
    ("inspector", A.REPLY, "escalated", NotAllowed),
    ("admin", A.VIEW, "archived", NotFound),
    ("editor", A.NOTE, "lead", NotFound),
]


def test_a_reach_too_far_is_refused_and_written_down_on_both_databases(county: County) -> None:
    tickets = kinds_of_tickets(county)
    before = count(county.database, AuditRow)
    with nothing_written(county.database):
        for username, action, kind, refusal in REACHES:
            with pytest.raises(refusal), county.work(username) as uow:
                uow.ticket(tickets[kind], action)
    assert count(county.database, AuditRow) == before + len(REACHES)


def test_what_may_not_be_seen_reads_like_what_never_was(sqlite_county: County) -> None:
    others = flow.dispatched(sqlite_county, lead=CIVIL_AFFAIRS)
    said = []
    for ticket_id in (others, 999_999):
        with pytest.raises(NotFound) as refused, sqlite_county.work("handler") as uow:
            uow.ticket(ticket_id, Action.VIEW)
        said.append(refused.value.full_zh)
    assert said[0] == said[1]
