"""What leaders and meetings decide: 批示 on urgent tickets, 定责 of contested ones, transfers, final decisions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.rules.terms import DutyBasis, FinalKind
from core.store.models.base import Base
from core.store.types import Instant, Line, LongText, TermCode


class Instruction(Base):
    """呈批单与批示: an urgent or major matter, reported at once and decided by a leader (办法第十条（五）)."""

    __tablename__ = "instructions"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    number: Mapped[str] = mapped_column(Line(40), unique=True)
    reported_at: Mapped[datetime] = mapped_column(Instant)
    reported_by: Mapped[str] = mapped_column(Line(40))
    ground: Mapped[str] = mapped_column(LongText)
    """呈报事由."""
    suggestion: Mapped[str] = mapped_column(LongText, default="", server_default="")
    """拟办意见."""
    remind_at: Mapped[datetime] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant)
    leader: Mapped[str] = mapped_column(Line(40), default="", server_default="")
    text: Mapped[str] = mapped_column(LongText, default="", server_default="")
    """批示内容."""
    instructed_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_by: Mapped[str | None] = mapped_column(Line(40))


class DutyDecision(Base):
    """定责: which unit a contested ticket belongs to, by a joint meeting or in writing (办法第十三条（二）)."""

    __tablename__ = "duty_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    basis: Mapped[DutyBasis] = mapped_column(TermCode(DutyBasis))
    decided_on: Mapped[date]
    place: Mapped[str] = mapped_column(Line(60), default="", server_default="")
    host: Mapped[str] = mapped_column(Line(40), default="", server_default="")
    attendees: Mapped[str] = mapped_column(LongText, default="", server_default="")
    decision: Mapped[str] = mapped_column(LongText)
    lead_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    support_unit_ids: Mapped[list[Any]] = mapped_column(JSON)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(Line(40))


class Transfer(Base):
    """移送: malicious and suspected of a crime, proposed by one person and confirmed by another (办法第二十二条)."""

    __tablename__ = "transfers"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    ground: Mapped[str] = mapped_column(LongText)
    evidence: Mapped[str] = mapped_column(LongText)
    receiving_body: Mapped[str] = mapped_column(Line(60))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by: Mapped[str] = mapped_column(Line(40))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(Line(40))
    is_confirmed: Mapped[bool | None]
    ruling: Mapped[str] = mapped_column(LongText, default="", server_default="")


class FinalDecision(Base):
    """终结认定: after the last round the office's lead decides how it ends (办法第十三条（四）)."""

    __tablename__ = "final_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[FinalKind] = mapped_column(TermCode(FinalKind))
    ground: Mapped[str] = mapped_column(LongText)
    decided_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[str] = mapped_column(Line(40))
