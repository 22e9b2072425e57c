"""延期、承诺和重件审签: who may call what (办法第十条（四）、第十二条（二）、第十三条（三）)."""

from __future__ import annotations

from datetime import date

from core.casework import extensions, handling, promises, staffing
from core.rules.terms import Channel, ContactWay, Role
from core.store.models import Person
from core.store.work import UnitOfWork
from tests.casework import flow
from tests.casework.access.use_case import HOUSING_PEOPLE, OFFICE, UseCase
from tests.planted import County


def _extension(uow: UnitOfWork, ticket_id: int) -> None:
    extensions.request_extension(
        uow, ticket_id, days=2, cause="待配件到货。", told_at=uow.now, told_way=ContactWay.PHONE
    )


def _promise(uow: UnitOfWork, ticket_id: int) -> None:
    promises.promise(
        uow, ticket_id, promised_on=date(2026, 11, 30), cause="需招标。", first_reply="已立项。",
        told_at=uow.now, told_way=ContactWay.PHONE,
    )  # fmt: skip


def _asked(county: County) -> int:
    ticket_id = flow.in_handling(county)
    with county.work("handler") as uow:
        _extension(uow, ticket_id)
    return ticket_id


def _agreed(county: County) -> int:
    ticket_id = _asked(county)
    with county.work("leader") as uow:
        extensions.endorse_extension(uow, ticket_id)
    return ticket_id


def _promised(county: County) -> int:
    ticket_id = flow.in_handling(county)
    with county.work("handler") as uow:
        _promise(uow, ticket_id)
    return ticket_id


def _promise_agreed(county: County) -> int:
    ticket_id = _promised(county)
    with county.work("leader") as uow:
        promises.endorse_promise(uow, ticket_id)
    return ticket_id


def _weighty(county: County) -> int:
    ticket_id = flow.in_handling(county, channel=Channel.LEADER)
    with county.work("admin") as uow:
        head = staffing.NewAccount("head", "何局长", Role.UNIT_LEADER, uow_unit(uow))
        staffing.open_account(uow, head)
        staffing.set_principal(uow, person_id(uow, "head"), is_principal=True)
    return flow.replied(county, ticket_id)


def person_id(uow: UnitOfWork, username: str) -> int:
    """An account's id by its user name."""
    return uow.session.query(Person).filter_by(username=username).one().id


def uow_unit(uow: UnitOfWork) -> int:
    """The unit of 周局长."""
    unit_id = uow.session.query(Person).filter_by(username="leader").one().unit_id
    assert unit_id is not None
    return unit_id


CASES: dict[str, UseCase] = {
    "extensions.request_extension": UseCase(_extension, {"handler"}, flow.in_handling),
    "extensions.endorse_extension": UseCase(
        lambda u, i: extensions.endorse_extension(u, i), {"leader"}, _asked
    ),
    "extensions.grant_extension": UseCase(
        lambda u, i: extensions.grant_extension(u, i), OFFICE, _agreed
    ),
    "extensions.refuse_extension": UseCase(
        lambda u, i: extensions.refuse_extension(u, i, ruling="理由不足。"), OFFICE, _agreed
    ),
    "extensions.withdraw_extension": UseCase(
        lambda u, i: extensions.withdraw_extension(u, i, reason="已办结。"), HOUSING_PEOPLE, _asked
    ),
    "promises.promise": UseCase(_promise, {"handler"}, flow.in_handling),
    "promises.endorse_promise": UseCase(
        lambda u, i: promises.endorse_promise(u, i), {"leader"}, _promised
    ),
    "promises.approve_promise": UseCase(
        lambda u, i: promises.approve_promise(u, i), {"lead"}, _promise_agreed
    ),
    "promises.refuse_promise": UseCase(
        lambda u, i: promises.refuse_promise(u, i, ruling="太久。"), {"lead"}, _promise_agreed
    ),
    "promises.withdraw_promise": UseCase(
        lambda u, i: promises.withdraw_promise(u, i, reason="已办结。"), HOUSING_PEOPLE, _promised
    ),
    "handling.endorse_reply": UseCase(
        lambda u, i: handling.endorse_reply(u, i), {"leader"}, _weighty
    ),
    "staffing.set_principal": UseCase(
        lambda u, _: staffing.set_principal(u, person_id(u, "leader"), is_principal=True), {"admin"}
    ),
}

PARTS: set[str] = {
    "signatures.refuse_needless",
    "signatures.require_signatory",
    "time_requests.checked_told",
    "time_requests.endorse",
    "time_requests.lapse_open",
    "time_requests.lead_round",
    "time_requests.open_extension",
    "time_requests.open_promise",
    "time_requests.refuse_second",
    "time_requests.settle",
}
