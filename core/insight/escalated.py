"""督查台的清单: what was reported to the inspectors, by how far they are with it (办法第十三条（一）)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, not_, select, true

from core.insight import listing
from core.insight.listing import Filter, Order
from core.rules.terms import Level, Role
from core.store.models import SupervisionStep, Ticket
from core.store.work import Reading

LISTS: Mapping[str, str] = {
    "arrived": "待签收",
    "inspecting": "督查中",
    "settled": "有结果",
    "all": "全部",
}


def wanted(reading: Reading, slug: str) -> Filter:
    """The filter of a list. Raises NotAllowed for anybody but 县政府督查室."""
    reading.require(Role.INSPECTOR, doing="查看上报的工单")
    conditions = {"arrived": _arrived(), "inspecting": _inspecting(), "settled": _settled()}
    return Filter(also=conditions.get(slug, true()), order=Order.OLDEST)


def counts(reading: Reading) -> dict[str, int]:
    """How many tickets each list holds, by slug. Raises NotAllowed."""
    return {slug: listing.count(reading, wanted(reading, slug)) for slug in LISTS}


def waiting(reading: Reading) -> int:
    """Reports that wait for the inspectors' receipt or result."""
    found = counts(reading)
    return found["arrived"] + found["inspecting"]


def _arrived() -> ColumnElement[bool]:
    return _has_report(SupervisionStep.received_at.is_(None))


def _inspecting() -> ColumnElement[bool]:
    open_report = _has_report(
        SupervisionStep.received_at.is_not(None), SupervisionStep.result_at.is_(None)
    )
    return open_report & not_(_arrived())


def _settled() -> ColumnElement[bool]:
    return _has_report() & not_(_has_report(SupervisionStep.result_at.is_(None)))


def _has_report(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(SupervisionStep.id)
        .where(
            SupervisionStep.ticket_id == Ticket.id,
            SupervisionStep.level == Level.ESCALATION,
            SupervisionStep.sent_at.is_not(None),
            *conditions,
        )
        .exists()
    )
