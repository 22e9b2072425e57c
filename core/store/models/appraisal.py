"""考核: months frozen as they stood, each unit's score in them, what was put in or set right by hand (办法第二十条)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.rules.terms import Band, ScoreItem, UnitKind
from core.store.models.base import Base
from core.store.models.organisation import Unit
from core.store.types import Instant, Line, LongText, Points, TermCode


class FrozenMonth(Base):
    """月度冻结: every figure of a month as it stood, prepared and confirmed by the office's lead."""

    __tablename__ = "frozen_months"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(unique=True)
    """Its first day."""
    as_of: Mapped[datetime] = mapped_column(Instant)
    """The figures tell what was known at this instant."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """County, groups and units: numerators, denominators, counts; the ids of excluded tickets."""
    policy_version: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the figures and scores in their canonical form."""
    prepared_at: Mapped[datetime] = mapped_column(Instant)
    prepared_by: Mapped[str] = mapped_column(Line(40))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    """The second confirmation; until then the month is only prepared and may be prepared anew."""
    confirmed_by: Mapped[str | None] = mapped_column(Line(40))


class UnitScore(Base):
    """单位得分 in a frozen month, line by line."""

    __tablename__ = "unit_scores"
    __table_args__ = (UniqueConstraint("month_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month_id: Mapped[int] = mapped_column(ForeignKey("frozen_months.id"))
    month: Mapped[FrozenMonth] = relationship()
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    unit: Mapped[Unit] = relationship(lazy="joined")
    unit_name: Mapped[str] = mapped_column(Line(60))
    group: Mapped[UnitKind] = mapped_column("peer_group", TermCode(UnitKind))
    score: Mapped[Decimal | None] = mapped_column(Points)
    """None: 无应办结工单 and nothing else to judge by."""
    rank: Mapped[int | None]
    """Within the peer group; None: 样本不足 or nothing to judge."""
    band: Mapped[Band | None] = mapped_column(TermCode(Band))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{"item", "weight", "numerator", "denominator", "points", "note"}] as the rules made them."""


class ScoreAdjustment(Base):
    """调整: a correction of a frozen month as a row of its own; the frozen figures never change."""

    __tablename__ = "score_adjustments"

    id: Mapped[int] = mapped_column(primary_key=True)
    month_id: Mapped[int] = mapped_column(ForeignKey("frozen_months.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    unit: Mapped[Unit] = relationship(lazy="joined")
    points: Mapped[Decimal] = mapped_column(Points)
    """Added to the score, negative to take away."""
    reason: Mapped[str] = mapped_column(LongText)
    contest_id: Mapped[int | None] = mapped_column(ForeignKey("contests.id"))
    """考核申诉 it follows from, if any."""
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by: Mapped[str] = mapped_column(Line(40))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by: Mapped[str | None] = mapped_column(Line(40))
    rejected_at: Mapped[datetime | None] = mapped_column(Instant)


class ManualScore(Base):
    """人工评分 of an item no figure can tell (工作机制), with the evidence; the latest row counts."""

    __tablename__ = "manual_scores"
    __table_args__ = (Index(None, "month", "unit_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    item: Mapped[ScoreItem] = mapped_column(TermCode(ScoreItem))
    percent: Mapped[Decimal] = mapped_column(Points)
    """0 to 100 of the item's weight."""
    evidence: Mapped[str] = mapped_column(LongText)
    entered_at: Mapped[datetime] = mapped_column(Instant)
    entered_by: Mapped[str] = mapped_column(Line(40))
