"""名册: the units, towns and categories people choose from, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.rules.terms import Grade, UnitKind
from core.store.models import Category, Unit
from core.store.work import Reading


@dataclass(frozen=True, slots=True)
class UnitLine:
    """承办单位 as a choice."""

    id: int
    name: str
    kind: UnitKind
    is_active: bool


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """诉求分类 as a choice, with the grade usually given."""

    id: int
    code: str
    path: str
    usual_grade: Grade


def units(reading: Reading, *, with_inactive: bool = False) -> list[UnitLine]:
    """承办单位 by kind, in the order of the county's list."""
    wanted = select(Unit).order_by(Unit.id)
    if not with_inactive:
        wanted = wanted.where(Unit.is_active)
    return [
        UnitLine(unit.id, unit.name, unit.kind, unit.is_active)
        for unit in reading.session.scalars(wanted)
    ]


def towns(reading: Reading) -> list[UnitLine]:
    """乡镇: the places a matter can lie in."""
    return [unit for unit in units(reading) if unit.kind is UnitKind.TOWN]


def categories(reading: Reading) -> list[CategoryLine]:
    """诉求分类 by code."""
    return [
        CategoryLine(row.id, row.code, row.path, row.usual_grade)
        for row in reading.session.scalars(select(Category).order_by(Category.code))
    ]
