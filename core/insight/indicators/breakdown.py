"""分布: an indicator split by kind, channel, category, town or day, for charts and papers (办法第十八条)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, cast, func, select

from core.insight.indicators import figures
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.figures import Figure
from core.insight.indicators.scope import Scope
from core.rules.terms import Channel, RequestType
from core.store.models import Category, Ticket, Unit
from core.store.spans import county_day
from core.store.work import Reading


class By(Enum):
    """按什么分."""

    REQUEST_TYPE = "request_type"
    CHANNEL = "channel"
    CATEGORY = "category"
    AREA = "area"
    """一级分类."""
    TOWN = "town"
    REGISTERED_ON = "registered_on"
    CLOSED_ON = "closed_on"


class Slice(NamedTuple):
    """One part: its key as stored (None: not filled in), its name, its figure."""

    key: Any
    name: str
    figure: Figure


class Cell(NamedTuple):
    """地区 × 分类的一格; the ids open its tickets, None where nothing was filled in."""

    town: str
    category: str
    figure: Figure
    town_id: int | None
    category_ids: tuple[int | None, ...]


NOT_FILLED = "未填"


def of(reading: Reading, scope: Scope, key: str, by: By) -> list[Slice]:
    """The indicator's figure of each part, the largest first; days in their order, empty ones included.

    Raises NotAllowed as `figures.of` does, ValueError for an indicator judged by working hours.
    """
    figures.require(reading, scope)
    members = _members(scope, key).subquery()
    column = _COLUMNS[by]()
    rows = reading.session.execute(
        select(column, func.sum(cast(members.c.is_part, Integer)), func.count())
        .select_from(members)
        .join(Ticket, Ticket.id == members.c.ticket_id)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .outerjoin(Unit, Unit.id == Ticket.town_id)
        .group_by(column)
    )
    found = {value: Figure(int(part or 0), whole) for value, part, whole in rows}
    if by in {By.REGISTERED_ON, By.CLOSED_ON}:
        return _days(scope, found)
    slices = [Slice(value, _name(by, value), figure) for value, figure in found.items()]
    return sorted(slices, key=lambda one: (-one.figure.whole, one.name))


def heat(
    reading: Reading, scope: Scope, key: str = "registered", *, is_fine: bool = False
) -> list[Cell]:
    """地区 × 分类: how much of an indicator each place and matter has, by 一级分类 or, fine, by 二级分类.

    Raises NotAllowed as `of` does.
    """
    figures.require(reading, scope)
    members = _members(scope, key).subquery()
    rows = reading.session.execute(
        select(
            Ticket.town_id, Unit.name, Category.id, Category.level1, Category.level2,
            func.sum(cast(members.c.is_part, Integer)), func.count(),
        )
        .select_from(members)
        .join(Ticket, Ticket.id == members.c.ticket_id)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .outerjoin(Unit, Unit.id == Ticket.town_id)
        .group_by(Ticket.town_id, Unit.name, Category.id, Category.level1, Category.level2)
    )  # fmt: skip
    cells: dict[tuple[int | None, str], Cell] = {}
    for town_id, town, category_id, level1, level2, part, whole in rows:
        name = (_fine(level1, level2) if is_fine else level1) if level1 else NOT_FILLED
        nothing = Cell(town or NOT_FILLED, name, figures.NOTHING, town_id, ())
        before = cells.get((town_id, name), nothing)
        figure = Figure(before.figure.part + int(part or 0), before.figure.whole + whole)
        ids = (*before.category_ids, category_id)
        cells[town_id, name] = before._replace(figure=figure, category_ids=ids)
    return list(cells.values())


def _fine(level1: str, level2: str) -> str:
    """二级分类 by a name of its own: several 一级分类 have an 其他."""
    return f"{level1}其他" if level2 == "其他" else level2


_COLUMNS: dict[By, Callable[[], ColumnElement[Any]]] = {
    By.REQUEST_TYPE: lambda: Ticket.request_type.expression,
    By.CHANNEL: lambda: Ticket.channel.expression,
    By.CATEGORY: lambda: Category.level2.expression,
    By.AREA: lambda: Category.level1.expression,
    By.TOWN: lambda: Unit.name.expression,
    By.REGISTERED_ON: lambda: county_day(Ticket.registered_at),
    By.CLOSED_ON: lambda: county_day(Ticket.closed_at),
}


def _members(scope: Scope, key: str) -> Any:
    rows = INDICATORS[key].rows
    if rows is None:
        raise ValueError(f"{key} is judged by working hours, row by row")
    return rows(scope)


def _name(by: By, value: Any) -> str:
    if value is None:
        return NOT_FILLED
    if by is By.REQUEST_TYPE:
        return RequestType(value).zh
    if by is By.CHANNEL:
        return Channel(value).zh
    return str(value)


def _days(scope: Scope, found: dict[Any, Figure]) -> list[Slice]:
    first, last = scope.period.first_on, min(scope.period.last_on, scope.as_of.date())
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    return [
        Slice(day, f"{day.month}月{day.day}日", found.get(day.isoformat(), Figure(0, 0)))
        for day in days
    ]
