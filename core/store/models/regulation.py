"""The regulation's numbers and days as rows: policies, calendar, working hours, categories, dispatch rules."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.rules.terms import DayKind, Grade
from core.store.models.base import Base
from core.store.types import Instant, Line, LongText, TermCode


class PolicyRow(Base):
    """政策参数: one value from one day on; never changed, only followed by a later row."""

    __tablename__ = "policies"
    __table_args__ = (Index(None, "key", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(Line(200))
    article: Mapped[str] = mapped_column(Line(60))
    effective_on: Mapped[date]
    set_by: Mapped[str] = mapped_column(Line(40))
    set_at: Mapped[datetime] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(LongText, default="", server_default="")


class CalendarYear(Base):
    """节假日安排: one published notice for one year; a later version of a year replaces the earlier."""

    __tablename__ = "calendar_years"

    id: Mapped[int] = mapped_column(primary_key=True)
    """The calendar version: tickets remember the highest id they were judged under."""
    year: Mapped[int] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(Line(200))
    published_at: Mapped[datetime] = mapped_column(Instant)


class CalendarDay(Base):
    """放假或调休上班的一天."""

    __tablename__ = "calendar_days"
    __table_args__ = (UniqueConstraint("calendar_year_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_year_id: Mapped[int] = mapped_column(ForeignKey("calendar_years.id"))
    day: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(TermCode(DayKind))
    name: Mapped[str] = mapped_column(Line(40))


class WorkingHours(Base):
    """工作时段: from which day to which day the office is open from when to when."""

    __tablename__ = "working_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    opens: Mapped[time] = mapped_column(Time)
    closes: Mapped[time] = mapped_column(Time)


class Category(Base):
    """诉求分类, two levels, with the grade usually chosen at dispatch (办法第十条（三）)."""

    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    level1: Mapped[str] = mapped_column(Line(40))
    level2: Mapped[str] = mapped_column(Line(40))
    usual_grade: Mapped[Grade] = mapped_column(TermCode(Grade))

    @property
    def path(self) -> str:
        """城乡建设 / 物业管理."""
        return f"{self.level1} / {self.level2}"


class DispatchRule(Base):
    """派发规则: category, and town if it matters, to the lead and co-units (办法第十条)."""

    __tablename__ = "dispatch_rules"
    __table_args__ = (UniqueConstraint("category_id", "town_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    town_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """None: anywhere in the county."""
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """None: the town itself leads (属地管理)."""
    is_town_support: Mapped[bool] = mapped_column(default=False)
    """Whether the town where it happens joins as a co-unit."""


class PolicyChange(Base):
    """政策调整: proposed with its reason, in force only once confirmed (two steps, roles table)."""

    __tablename__ = "policy_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{policy key: new value as text}; weights change together, so that they sum to 100."""
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(LongText)
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by: Mapped[str] = mapped_column(Line(40))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(Line(40))
    is_confirmed: Mapped[bool | None]
