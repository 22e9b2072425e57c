"""数字: any indicator of any scope — for the county, by unit, by another column, or as the tickets behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, cast, func, select

from core.errors import NotAllowed
from core.insight.indicators import punctual
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.punctual import Row
from core.insight.indicators.scope import Scope
from core.rules.terms import OFFICE_ROLES, Role
from core.store.models import Ticket
from core.store.work import Reading

ARTICLE = "办法第二十条"
OVERSEERS = OFFICE_ROLES | {Role.INSPECTOR}
"""Who sees every unit's figures; a unit sees its own, and its peer group without names."""

Which = Literal["part", "rest", "whole"]
"""计入分子的, 分母中其余的, 全部."""

_PUNCTUAL = {"acknowledged": punctual.acknowledged, "contacted": punctual.contacted}


class Figure(NamedTuple):
    """一个数: 分子 and 分母."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where nothing falls under the indicator."""
        return self.part / self.whole if self.whole else None


NOTHING = Figure(0, 0)


def of(reading: Reading, scope: Scope, keys: Iterable[str]) -> dict[str, Figure]:
    """The figures of a scope as a whole. Raises NotAllowed for others than who may see it."""
    require(reading, scope)
    return {key: _total(reading, scope, key) for key in keys}


def by_unit(reading: Reading, scope: Scope, keys: Iterable[str]) -> dict[int, dict[str, Figure]]:
    """The figures of each unit that has any; what belongs to no unit is left out.

    Raises NotAllowed for others than who may see them.
    """
    require(reading, scope)
    return everybody(reading, scope, keys)


def everybody(reading: Reading, scope: Scope, keys: Iterable[str]) -> dict[int, dict[str, Figure]]:
    """`by_unit` without asking who looks: for a ranking, of which a unit is then shown its own line only."""
    found: dict[int, dict[str, Figure]] = {}
    for key in keys:
        for unit_id, figure in _grouped(reading, scope, key).items():
            if unit_id is not None:
                found.setdefault(unit_id, {})[key] = figure
    return found


def of_peers(reading: Reading, scope: Scope, keys: Iterable[str]) -> dict[str, Figure]:
    """同组合计: a whole peer group without names, for any role that sees scoreboards (roles table).

    Raises NotAllowed where the scope names units, or for a role without scoreboards.
    """
    if scope.unit_ids or reading.actor.role not in OVERSEERS | _UNITS:
        raise _refusal(reading)
    return {key: _total(reading, scope, key) for key in keys}


def ticket_ids(reading: Reading, scope: Scope, key: str, which: Which) -> Select[int]:
    """The tickets behind a figure, as a subquery for a list; the list itself shows only what a person may see.

    Raises NotAllowed as `of` does.
    """
    require(reading, scope)
    wanted = {"part": True, "rest": False}.get(which)
    if key in _PUNCTUAL:
        rows = _PUNCTUAL[key](reading, scope)
        ids = [row.ticket_id for row in rows if wanted in (None, row.is_part)]
        return select(Ticket.id).where(Ticket.id.in_(ids))
    members = _members(scope, key).subquery()
    found = select(members.c.ticket_id)
    return found if wanted is None else found.where(members.c.is_part.is_(wanted))


def per_hundred(figures: Mapping[str, Figure], key: str) -> float | None:
    """How many per 100 tickets of what the indicator is measured by; None without any."""
    measure = INDICATORS[key].per_hundred_of
    whole = figures[measure].part if measure else 0
    return figures[key].part * 100 / whole if whole else None


def require(reading: Reading, scope: Scope) -> None:
    """Overseers see all, a unit itself only. Raises NotAllowed."""
    actor = reading.actor
    is_own = actor.is_unit and scope.unit_ids == {actor.unit_id} and actor.unit_id is not None
    if actor.role not in OVERSEERS and not is_own:
        raise _refusal(reading)


_UNITS = frozenset({Role.HANDLER, Role.UNIT_LEADER})


def _refusal(reading: Reading) -> NotAllowed:
    return NotAllowed(
        f"{reading.actor.role.zh}不能查看其他单位的指标。",
        article=ARTICLE,
        next_step="可以查看本单位的指标。"
        if reading.actor.is_unit
        else "请由县热线办或督查室查看。",
        subject="统计指标",
    )


# --- counting -------------------------------------------------------------------------------------


def _members(scope: Scope, key: str) -> Select[int, int, bool]:
    rows = INDICATORS[key].rows
    if rows is None:
        raise KeyError(key)
    return rows(scope)


def _total(reading: Reading, scope: Scope, key: str) -> Figure:
    if key in _PUNCTUAL:
        return _counted(_PUNCTUAL[key](reading, scope))
    members = _members(scope, key).subquery()
    whole, part = reading.session.execute(
        select(func.count(), _sum(members.c.is_part)).select_from(members)
    ).one()
    return Figure(int(part or 0), whole)


def _grouped(reading: Reading, scope: Scope, key: str) -> dict[int | None, Figure]:
    if key in _PUNCTUAL:
        return _by_unit(_PUNCTUAL[key](reading, scope))
    members = _members(scope, key).subquery()
    rows = reading.session.execute(
        select(members.c.unit_id, func.count(), _sum(members.c.is_part)).group_by(members.c.unit_id)
    )
    return {unit_id: Figure(int(part or 0), whole) for unit_id, whole, part in rows}


def _sum(column: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(cast(column, Integer))


def _counted(rows: Collection[Row]) -> Figure:
    return Figure(sum(row.is_part for row in rows), len(rows))


def _by_unit(rows: Collection[Row]) -> dict[int | None, Figure]:
    whole = Counter(row.unit_id for row in rows)
    part = Counter(row.unit_id for row in rows if row.is_part)
    return {unit_id: Figure(part[unit_id], count) for unit_id, count in whole.items()}
