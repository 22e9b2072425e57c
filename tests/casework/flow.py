"""Short steps of a ticket's life for tests that begin in its middle; each is the real use case."""

from __future__ import annotations

import itertools

from core.casework import auditing, dispatching, handling, intake
from core.rules.terms import Action, ContactWay, Grade, ReturnKind, State
from core.store.actor import Actor
from core.store.models import Ticket
from tests.planted import HOUSING, County, at

REASON = "经核实该小区位于襄陵镇辖区，不属于我单位职责范围，建议转派。"

_keys = itertools.count(1)


def registered(county: County, *, by: str = "taker", **fields: object) -> int:
    """A ticket awaiting dispatch; its id."""
    content = {"body": "小区电梯坏了一周，物业没人管。", **fields}
    with county.work(by) as uow:
        registration = intake.Registration(form_key=f"key-{next(_keys)}", **content)  # type: ignore[arg-type]
        return intake.register(uow, registration).id


def dispatched(
    county: County,
    *,
    when: str | None = None,
    grade: Grade = Grade.SIMPLE,
    lead: str = HOUSING,
    supports: tuple[str, ...] = (),
    **fields: object,
) -> int:
    """A ticket with its units, dispatched at an instant; its id."""
    ticket_id = registered(county, **fields)
    if when:
        county.now = at(when)
    dispatch(county, ticket_id, grade=grade, lead=lead, supports=supports)
    return ticket_id


def dispatch(
    county: County,
    ticket_id: int,
    *,
    grade: Grade = Grade.SIMPLE,
    lead: str = HOUSING,
    supports: tuple[str, ...] = (),
    by: str = "office",
) -> None:
    """派发, by the office."""
    order = dispatching.Order(
        county.unit_id(lead), grade, tuple(county.unit_id(name) for name in supports)
    )
    with county.work(by) as uow:
        dispatching.dispatch(uow, ticket_id, order)


def in_handling(county: County, **how: object) -> int:
    """A ticket the unit has signed in and whose requester it has called."""
    ticket_id = dispatched(county, **how)  # type: ignore[arg-type]
    with county.work("handler") as uow:
        handling.acknowledge(uow, ticket_id)
    with county.work("handler") as uow:
        handling.contact(uow, ticket_id, way=ContactWay.PHONE, note="已与诉求人通话。")
    return ticket_id


def replied(county: County, ticket_id: int | None = None, **how: object) -> int:
    """A ticket whose reply awaits the leader."""
    ticket_id = ticket_id or in_handling(county, **how)
    with county.work("handler") as uow:
        handling.reply(uow, ticket_id, text="电梯已修复，恢复运行。", item_answers={})
    return ticket_id


def signed(county: County, ticket_id: int | None = None, **how: object) -> int:
    """A ticket whose reply awaits the office's audit."""
    ticket_id = replied(county, ticket_id, **how)
    with county.work("leader") as uow:
        handling.sign_off(uow, ticket_id)
    return ticket_id


def closed(county: County, **how: object) -> int:
    """A ticket through the audit."""
    ticket_id = signed(county, None, **how)
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)
    return ticket_id


def asked_back(county: County) -> int:
    """退单待审."""
    ticket_id = dispatched(county)
    with county.work("handler") as uow:
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_AREA, reason=REASON)
    return ticket_id


def given_back(county: County) -> int:
    """The unit was rid of it."""
    ticket_id = asked_back(county)
    with county.work("office") as uow:
        dispatching.accept_return(uow, ticket_id, ruling="属实。")
    return ticket_id


def escalated(county: County) -> int:
    """上报督查室."""
    ticket_id = in_handling(county)
    with county.database.work(Actor.system()) as uow:
        uow.ticket(ticket_id, Action.VIEW).escalated_at = uow.now
    return ticket_id


def archived(county: County) -> int:
    """Read only."""
    ticket_id = closed(county)
    with county.work("office") as uow:
        auditing.archive(uow, ticket_id)
    return ticket_id


def seen(county: County, ticket_id: int) -> Ticket:
    """The ticket's row as it stands."""
    with county.database.read(Actor.system()) as reading:
        return reading.seen_ticket(ticket_id)


def state_of(county: County, ticket_id: int) -> State:
    """Where the ticket stands."""
    return seen(county, ticket_id).state
