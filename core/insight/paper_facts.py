"""文件的数据: what each kind of paper tells, taken once as plain values (办法第六、十六、十八、二十条)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from core import text
from core.errors import NotFound
from core.insight import topics
from core.insight.indicators import figures
from core.insight.indicators.scope import scope_of
from core.rules import periods, wording
from core.rules.instants import local
from core.rules.periods import Period
from core.rules.terms import DutyBasis
from core.store.models import (
    Assignment,
    DutyDecision,
    FrozenMonth,
    Return,
    ScoreAdjustment,
    Ticket,
    Unit,
    UnitScore,
)
from core.store.work import Reading

Plain = dict[str, Any]
_MOST_LISTED = 2_000
"""What a topic or a month can hold and an annex can still be printed with."""

_EVERYTHING = ("returned", "returned_late", "returned_in_vain", "dispatched")


def of_month(reading: Reading, month: date) -> Plain:
    """通报、月度考核: the figures of a prepared or frozen month and nothing else.

    Confirmed adjustments stand beside the scores. Raises NotFound where nothing was taken yet.
    """
    frozen = frozen_month(reading, month)
    return {
        "sha256": frozen.sha256,
        "as_of": wording.full_day(local(frozen.as_of).date()),
        "figures": frozen.figures,
        "adjustments": _adjustments(reading, [frozen.id]),
    }


def of_year(reading: Reading, year: int) -> Plain:
    """年度考核: each unit's frozen months and their mean. Raises NotFound where none is frozen."""
    months = reading.session.scalars(
        select(FrozenMonth)
        .where(
            FrozenMonth.month >= date(year, 1, 1), FrozenMonth.month <= date(year, 12, 1),
            FrozenMonth.confirmed_at.is_not(None),
        )
        .order_by(FrozenMonth.month)
    ).all()  # fmt: skip
    if not months:
        raise NotFound(
            f"{year}年还没有冻结的月份。", next_step="请先冻结月度考核。", subject=f"{year}年"
        )
    added = {
        (one["month_id"], one["unit_id"]): Decimal(one["points"])
        for one in _adjustments(reading, [month.id for month in months])
    }
    by_unit: dict[int, list[UnitScore]] = defaultdict(list)
    scores = select(UnitScore).where(UnitScore.month_id.in_([month.id for month in months]))
    for score in reading.session.scalars(scores.order_by(UnitScore.month_id)):
        by_unit[score.unit_id].append(score)
    return {
        "year": year,
        "months": [f"{one.month.month}月" for one in months],
        "sha256": [one.sha256 for one in months],
        "units": [_year_of(found, months, added) for _, found in sorted(by_unit.items())],
    }


def of_topic(reading: Reading, topic_id: int) -> Plain:
    """热点专报: its tickets covered, by day, place and unit, and how far they are. Raises NotFound."""
    topic = topics.topic(reading, topic_id)
    if topic.facts is None:
        raise NotFound("这个热点已经没有工单。", subject=f"热点 id {topic_id}")
    told = topics.voices(reading, topic.facts.ids)
    numbers = _covered_titles(reading, list(told))
    return {
        "title": topic.title,
        "note": topic.note,
        "count": topic.facts.count,
        "callers": topic.facts.callers,
        "done": topic.facts.done,
        "first": wording.full_day(topic.facts.first_on),
        "last": wording.full_day(topic.facts.last_on),
        "days": [[wording.bare_day(day), count] for day, count in topic.facts.days],
        "towns": [list(one) for one in topic.facts.towns],
        "units": [list(one) for one in topic.facts.units],
        "tickets": [
            [*numbers[one.id], wording.bare_day(one.day), one.town, one.unit,
             "已办结" if one.is_done else "办理中"]
            for one in sorted(told.values(), key=lambda one: (one.day, one.id))
            if one.id in numbers
        ][:_MOST_LISTED],
        "as_of": wording.full_day(reading.now.date()),
    }  # fmt: skip


def of_shirking(reading: Reading, period: Period) -> Plain:
    """推诿扯皮专报: returns ruled invalid or late, tickets handed back twice, meetings held (办法第十六条)."""
    scope = scope_of(reading, period)
    figures.require(reading, scope)
    names = {row.id: row.name for row in reading.session.execute(select(Unit.id, Unit.name))}
    by_unit = figures.by_unit(reading, scope, _EVERYTHING)
    return {
        "period": period.zh,
        "as_of": wording.full_day(reading.now.date()),
        "county": {
            key: [one.part, one.whole]
            for key, one in figures.of(reading, scope, _EVERYTHING).items()
        },
        "units": sorted(
            (
                [names[unit_id], *(found.get(key, figures.NOTHING).part for key in _EVERYTHING)]
                for unit_id, found in by_unit.items()
                if found.get("returned", figures.NOTHING).part
            ),
            key=lambda row: (-row[3], -row[2], -row[1], row[0]),
        ),
        "contested": _contested(reading, period, names),
        "meetings": _meetings(reading, period, names),
    }


def frozen_month(reading: Reading, month: date) -> FrozenMonth:
    """A month as prepared or frozen. Raises NotFound."""
    found = reading.session.scalar(select(FrozenMonth).where(FrozenMonth.month == month))
    if found is None:
        name = periods.month_of(month).zh
        raise NotFound(
            f"{name}还没有提取考核数据。", next_step="请热线办负责人先在“月度考核”提取数据。",
            subject=f"月度考核 {name}",
        )  # fmt: skip
    return found


def _adjustments(reading: Reading, month_ids: list[int]) -> list[Plain]:
    rows = reading.session.execute(
        select(ScoreAdjustment.month_id, ScoreAdjustment.unit_id, func.sum(ScoreAdjustment.points))
        .where(ScoreAdjustment.month_id.in_(month_ids), ScoreAdjustment.confirmed_at.is_not(None))
        .group_by(ScoreAdjustment.month_id, ScoreAdjustment.unit_id)
        .order_by(ScoreAdjustment.month_id, ScoreAdjustment.unit_id)
    )
    return [
        {"month_id": month_id, "unit_id": unit_id, "points": f"{points:.2f}"}
        for month_id, unit_id, points in rows
    ]


def _year_of(
    scores: list[UnitScore],
    months: Any,
    added: dict[tuple[int, int], Decimal],
) -> Plain:
    """The year is the mean of the months in which there was anything to judge."""
    by_month = {
        one.month_id: one.score + added.get((one.month_id, one.unit_id), Decimal())
        for one in scores
        if one.score is not None
    }
    mean = sum(by_month.values(), Decimal()) / len(by_month) if by_month else None
    return {
        "name": scores[-1].unit_name,
        "group": scores[-1].group.value,
        "months": [_points(by_month.get(one.id)) for one in months],
        "total": _points(mean),
        "counted": len(by_month),
        "ranked": sum(one.rank is not None for one in scores),
    }


def _points(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _contested(reading: Reading, period: Period, names: dict[int, str]) -> list[list[str]]:
    """Tickets handed back at least twice, or found invalid or late, each with who handed it back."""
    rows = reading.session.execute(
        select(Return.ticket_id, Assignment.unit_id, Return.is_late, Return.is_accepted)
        .join(Assignment, Assignment.id == Return.assignment_id)
        .where(Return.requested_at >= period.starts_at, Return.requested_at < period.ends_at)
        .order_by(Return.ticket_id, Return.id)
    )
    by_ticket: dict[int, list[tuple[int, bool, bool | None]]] = defaultdict(list)
    for ticket_id, unit_id, is_late, is_accepted in rows:
        by_ticket[ticket_id].append((unit_id, is_late, is_accepted))
    wanted = {
        ticket_id: found
        for ticket_id, found in by_ticket.items()
        if len(found) > 1
        or any(is_late or is_accepted is False for _, is_late, is_accepted in found)
    }
    titles = _covered_titles(reading, list(wanted))
    return [
        [*titles[ticket_id], "、".join(dict.fromkeys(names[one[0]] for one in found)), str(len(found)),
         str(sum(one[2] is False for one in found)), str(sum(one[1] for one in found))]
        for ticket_id, found in sorted(wanted.items(), key=lambda item: (-len(item[1]), item[0]))
        if ticket_id in titles
    ][:_MOST_LISTED]  # fmt: skip


def _meetings(reading: Reading, period: Period, names: dict[int, str]) -> list[list[str]]:
    rows = reading.session.scalars(
        select(DutyDecision)
        .where(
            DutyDecision.basis == DutyBasis.JOINT_MEETING,
            DutyDecision.decided_on >= period.first_on,
            DutyDecision.decided_on <= period.last_on,
        )
        .order_by(DutyDecision.decided_on, DutyDecision.id)
    ).all()
    titles = _covered_titles(reading, [one.ticket_id for one in rows])
    return [
        [*titles[one.ticket_id], wording.bare_day(one.decided_on), names.get(one.lead_unit_id, "—"),
         "、".join(names.get(unit_id, "—") for unit_id in one.support_unit_ids) or "—"]
        for one in rows
        if one.ticket_id in titles
    ]  # fmt: skip


def _covered_titles(reading: Reading, ticket_ids: list[int]) -> dict[int, tuple[str, str]]:
    """Number and title, covered for everybody: a paper leaves the office. Confidential ones stay out."""
    wanted = reading.visible_tickets().where(
        Ticket.id.in_(ticket_ids), Ticket.is_confidential.is_(False)
    )
    found = {}
    for ticket in reading.session.scalars(wanted):
        who = ticket.requester
        name, phone = (who.name, who.phone) if who else ("", "")
        found[ticket.id] = (ticket.number, text.mask_person(ticket.title, name=name, phone=phone))
    return found
