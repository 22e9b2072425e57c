"""Who may freeze a month, mark and adjust scores."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from core.casework import months
from core.store.models import Unit
from core.store.work import UnitOfWork
from tests.casework import flow
from tests.casework.access.use_case import UseCase
from tests.planted import HOUSING, County

AUGUST = date(2026, 8, 1)
LEAD = {"lead"}


def prepared(county: County) -> int:
    """August with its figures taken; a ticket's id, for the table's sake."""
    ticket_id = flow.registered(county)
    with county.work("lead") as uow:
        months.prepare(uow, AUGUST, {})
    return ticket_id


def frozen(county: County) -> int:
    """August frozen."""
    ticket_id = prepared(county)
    with county.work("lead") as uow:
        found = months.frozen_month(uow, AUGUST)
        assert found is not None
        months.confirm(uow, AUGUST, seen_sha256=found.sha256)
    return ticket_id


def adjusted(county: County) -> int:
    """An adjustment that waits to be confirmed; its id."""
    frozen(county)
    with county.work("lead") as uow:
        return months.adjust(
            uow, AUGUST, county.unit_id(HOUSING), points=Decimal(1), reason="申诉获准，补回一分。"
        ).id


def _confirm(uow: UnitOfWork, _: int) -> object:
    found = months.frozen_month(uow, AUGUST)
    return months.confirm(uow, AUGUST, seen_sha256=found.sha256 if found else "")


def _unit_id(uow: UnitOfWork) -> int:
    return uow.session.scalars(select(Unit.id).where(Unit.name == HOUSING)).one()


CASES: dict[str, UseCase] = {
    "months.prepare": UseCase(lambda uow, _: months.prepare(uow, AUGUST, {}), LEAD),
    "months.confirm": UseCase(_confirm, LEAD, prepared),
    "months.mark": UseCase(
        lambda uow, _: months.mark(
            uow, _unit_id(uow), AUGUST, percent=Decimal(90), evidence="制度齐全，专人负责。"
        ),
        LEAD,
    ),
    "months.mark_many": UseCase(
        lambda uow, _: months.mark_many(
            uow, AUGUST, {_unit_id(uow): (Decimal(90), "制度齐全，专人负责。")}
        ),
        LEAD,
    ),
    "months.adjust": UseCase(
        lambda uow, _: months.adjust(
            uow, AUGUST, _unit_id(uow), points=Decimal(1), reason="申诉获准，补回一分。"
        ),
        LEAD,
        frozen,
    ),
    "months.settle_adjustment": UseCase(
        lambda uow, adjustment_id: months.settle_adjustment(uow, adjustment_id, is_confirmed=True),
        LEAD,
        adjusted,
    ),
}
PARTS: set[str] = set()
