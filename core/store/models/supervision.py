"""催办督办: what the engine drafts and named persons send, from 预警 to 上报督查室; and time's own lease."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.rules.terms import Level
from core.store.models.base import Base
from core.store.types import Instant, Line, LongText, TermCode


class SupervisionStep(Base):
    """一级催办督办: once per round, deadline and level, however often time passes by (办法第十三条（一）)."""

    __tablename__ = "supervision_steps"
    __table_args__ = (
        UniqueConstraint("assignment_id", "due_at", "level"),
        Index(None, "level", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    level: Mapped[Level] = mapped_column(TermCode(Level))
    due_at: Mapped[datetime] = mapped_column(Instant)
    """The deadline that was missed, or is about to be."""
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    drafted_by: Mapped[str] = mapped_column(Line(40))
    text: Mapped[str] = mapped_column(LongText)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    """督办单编号, given when it is sent."""
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_by: Mapped[str | None] = mapped_column(Line(40))
    limit_at: Mapped[datetime | None] = mapped_column(Instant)
    """督办单的规定时限, from the day it was really sent."""
    lapsed_at: Mapped[datetime | None] = mapped_column(Instant)
    """A draft that became needless before anybody sent it: the unit signed off."""
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    """督查签收 of a report."""
    received_by: Mapped[str | None] = mapped_column(Line(40))
    result: Mapped[str] = mapped_column(LongText, default="", server_default="")
    """督查结果."""
    result_at: Mapped[datetime | None] = mapped_column(Instant)
    result_by: Mapped[str | None] = mapped_column(Line(40))


class Lease(Base):
    """租约: which process does a job that only one may do, and until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until_at: Mapped[datetime] = mapped_column(Instant)
