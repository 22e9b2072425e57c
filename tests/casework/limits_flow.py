"""Short steps of 延期 and 承诺 for tests: the ticket of the 办法's examples, due Tuesday 10-13 18:00."""

from __future__ import annotations

from datetime import date
from typing import NoReturn

from sqlalchemy import select

from core.casework import extensions, promises
from core.rules.terms import ContactWay, Grade
from core.store.actor import Actor
from core.store.models import Assignment, Extension, Promise
from tests.casework import flow
from tests.planted import HOUSING, County, at

DUE = at("2026-10-13T18:00")
WEDNESDAY = "2026-09-30T17:50"


def due_on_tuesday(county: County, *, supports: tuple[str, ...] = (), **fields: object) -> int:
    """Grade 5, dispatched Wednesday 09-30 17:50: due Tuesday 10-13 18:00."""
    ticket_id = flow.in_handling(
        county, when=WEDNESDAY, grade=Grade.COMPLEX, supports=supports, **fields
    )
    assert flow.seen(county, ticket_id).due_at == DUE
    return ticket_id


def ask(county: County, ticket_id: int, days: int, *, when: str, told_at: str | None = "") -> None:
    """申请延期 by the handler, who told the requester just now."""
    county.now = at(when)
    told = county.now if told_at == "" else at(told_at) if told_at else None
    with county.work("handler") as uow:
        extensions.request_extension(
            uow, ticket_id, days=days, cause="配件要从外地调运。", told_at=told,
            told_way=ContactWay.PHONE if told else None,
        )  # fmt: skip


def agree(county: County, ticket_id: int, *, by: str = "leader") -> None:
    """同意申请延期."""
    with county.work(by) as uow:
        extensions.endorse_extension(uow, ticket_id)


def grant(county: County, ticket_id: int, *, by: str = "lead") -> None:
    """批准延期."""
    with county.work(by) as uow:
        extensions.grant_extension(uow, ticket_id, ruling="情况属实。")


def extended(county: County, ticket_id: int, days: int, *, when: str) -> None:
    """Asked for, agreed and granted within the hour."""
    ask(county, ticket_id, days, when=when)
    agree(county, ticket_id)
    grant(county, ticket_id)


def promise(county: County, ticket_id: int, on: str, *, when: str, is_told: bool = True) -> None:
    """申请承诺 by the handler."""
    county.now = at(when)
    with county.work("handler") as uow:
        promises.promise(
            uow, ticket_id, promised_on=date.fromisoformat(on), cause="改造须公开招标。",
            first_reply="已立项，正在编制招标文件。", told_at=county.now if is_told else None,
            told_way=ContactWay.PHONE if is_told else None,
        )  # fmt: skip


def promised(county: County, ticket_id: int, on: str, *, when: str) -> None:
    """Promised, agreed by the leader and approved by the office's lead."""
    promise(county, ticket_id, on, when=when)
    with county.work("leader") as uow:
        promises.endorse_promise(uow, ticket_id)
    with county.work("lead") as uow:
        promises.approve_promise(uow, ticket_id)


def last_extension(county: County, ticket_id: int) -> Extension:
    """The newest line of the ledger of extensions."""
    with county.database.read(Actor.system()) as reading:
        return (
            reading.session.scalars(
                select(Extension)
                .where(Extension.ticket_id == ticket_id)
                .order_by(Extension.id.desc())
            ).first()
            or _missing()
        )


def last_promise(county: County, ticket_id: int) -> Promise:
    """The newest line of the ledger of promises."""
    with county.database.read(Actor.system()) as reading:
        return (
            reading.session.scalars(
                select(Promise).where(Promise.ticket_id == ticket_id).order_by(Promise.id.desc())
            ).first()
            or _missing()
        )


def rounds(county: County, ticket_id: int, *, unit: str = HOUSING) -> list[Assignment]:
    """Every round of a unit, the oldest first."""
    with county.database.read(Actor.system()) as reading:
        return list(
            reading.session.scalars(
                select(Assignment)
                .where(
                    Assignment.ticket_id == ticket_id, Assignment.unit_id == county.unit_id(unit)
                )
                .order_by(Assignment.id)
            )
        )


def _missing() -> NoReturn:
    raise AssertionError("the ledger is empty")
