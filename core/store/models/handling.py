"""What units and the office do with a ticket: assignments, contacts, replies, returns, citations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.rules.terms import BasisKind, ContactWay, Grade, Phase, ReturnKind, ReworkKind
from core.store.models.base import Base
from core.store.models.organisation import Unit
from core.store.models.tickets import Ticket
from core.store.types import Instant, Line, LongText, TermCode


class Assignment(Base):
    """一家单位的一轮办理, lead or co-unit, with its own clock (办法第十、十五条)."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index(None, "ticket_id", "is_current"),
        Index(None, "unit_id", "is_current", "due_at"),
        Index(None, "due_at", "unit_id"),
        Index(None, "dispatched_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    ticket: Mapped[Ticket] = relationship()
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    unit: Mapped[Unit] = relationship(lazy="joined")
    is_lead: Mapped[bool]
    is_current: Mapped[bool] = mapped_column(default=True)
    """False once an accepted return or a further round took its place."""
    phase: Mapped[Phase] = mapped_column(TermCode(Phase))
    grade: Mapped[Grade | None] = mapped_column(TermCode(Grade))
    dispatched_at: Mapped[datetime] = mapped_column(Instant)
    dispatched_by: Mapped[str] = mapped_column(Line(40))
    instructions: Mapped[str] = mapped_column(LongText, default="")
    due_at: Mapped[datetime] = mapped_column(Instant)
    return_closes_at: Mapped[datetime] = mapped_column(Instant)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Instant)
    acknowledged_by: Mapped[str | None] = mapped_column(Line(40))
    contacted_at: Mapped[datetime | None] = mapped_column(Instant)
    replied_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    """审签 stops this clock; for a co-unit its submitted opinion does."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    """An accepted return: the unit no longer sees the ticket."""
    opinion: Mapped[str] = mapped_column(LongText, default="")
    """配合意见 of a co-unit."""


class Contact(Base):
    """联系诉求人: when, how, by whom, and what was said (办法第七条（二）、第十三条（四）)."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    contacted_at: Mapped[datetime] = mapped_column(Instant)
    way: Mapped[ContactWay] = mapped_column(TermCode(ContactWay))
    note: Mapped[str] = mapped_column(LongText)
    recorded_by: Mapped[str] = mapped_column(Line(40))
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Reply(Base):
    """答复: one submission by the unit, signed, audited, or sent back (办法第十一、十二条)."""

    __tablename__ = "replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    phase: Mapped[Phase] = mapped_column(TermCode(Phase))
    text: Mapped[str] = mapped_column(LongText)
    item_answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{"item_id", "position", "text", "answer"}]: copied, as they stood when submitted."""
    statement: Mapped[str] = mapped_column(LongText, default="")
    """情况说明 of a second handling."""
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by: Mapped[str] = mapped_column(Line(40))
    endorsed_at: Mapped[datetime | None] = mapped_column(Instant)
    """分管领导同意 of a 重件, before the 主要负责人 signs (办法第十二条（二）)."""
    endorsed_by: Mapped[str | None] = mapped_column(Line(40))
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_by: Mapped[str | None] = mapped_column(Line(40))
    recalled_at: Mapped[datetime | None] = mapped_column(Instant)
    recall_reason: Mapped[str] = mapped_column(LongText, default="")
    audited_at: Mapped[datetime | None] = mapped_column(Instant)
    audited_by: Mapped[str | None] = mapped_column(Line(40))
    is_passed: Mapped[bool | None]
    rework_kind: Mapped[ReworkKind | None] = mapped_column(TermCode(ReworkKind))
    audit_note: Mapped[str] = mapped_column(LongText, default="")


class Return(Base):
    """退回: a unit says it is not its matter, the office rules on it (办法第七条（二）)."""

    __tablename__ = "returns"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    kind: Mapped[ReturnKind] = mapped_column(TermCode(ReturnKind))
    reason: Mapped[str] = mapped_column(LongText)
    suggested_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    suggested_unit: Mapped[Unit | None] = relationship()
    is_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    requested_at: Mapped[datetime] = mapped_column(Instant)
    requested_by: Mapped[str] = mapped_column(Line(40))
    ruled_at: Mapped[datetime | None] = mapped_column(Instant)
    ruled_by: Mapped[str | None] = mapped_column(Line(40))
    is_accepted: Mapped[bool | None]
    ruling: Mapped[str] = mapped_column(LongText, default="")


class Citation(Base):
    """直接答复的依据: pins entry and version and copies the words that were read out (办法第十条（一）).

    Core knows no knowledge base, so the ids are plain numbers that kb vouches for.
    """

    __tablename__ = "citations"
    __table_args__ = (Index(None, "entry_id", "revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[BasisKind] = mapped_column(TermCode(BasisKind))
    entry_id: Mapped[int | None]
    revision_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(Line(200))
    answer: Mapped[str] = mapped_column(LongText)
    cited_at: Mapped[datetime] = mapped_column(Instant)
    cited_by: Mapped[str] = mapped_column(Line(40))
