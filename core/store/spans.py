"""The length between two instants as SQL, which each database spells in its own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class days_between(GenericFunction[float]):  # noqa: N801
    """Days from the first instant to the second, with fractions; NULL where either is missing."""

    type = Float()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _on_sqlite(element: days_between, compiler: SQLCompiler, **options: Any) -> str:
    first, second = (compiler.process(one, **options) for one in element.clauses)
    return f"(julianday({second}) - julianday({first}))"


@compiles(days_between, "postgresql")
def _on_postgresql(element: days_between, compiler: SQLCompiler, **options: Any) -> str:
    first, second = (compiler.process(one, **options) for one in element.clauses)
    return f"(extract(epoch from ({second} - {first})) / 86400.0)"


class county_day(GenericFunction[str]):  # noqa: N801
    """自然日 of an instant on the county's clock, as 2026-11-22 (Asia/Shanghai keeps no summer time since 1991)."""

    type = String()
    inherit_cache = True


@compiles(county_day, "sqlite")
def _day_on_sqlite(element: county_day, compiler: SQLCompiler, **options: Any) -> str:
    (instant,) = (compiler.process(one, **options) for one in element.clauses)
    return f"date({instant}, '+8 hours')"


@compiles(county_day, "postgresql")
def _day_on_postgresql(element: county_day, compiler: SQLCompiler, **options: Any) -> str:
    (instant,) = (compiler.process(one, **options) for one in element.clauses)
    return f"to_char({instant} at time zone 'Asia/Shanghai', 'YYYY-MM-DD')"
