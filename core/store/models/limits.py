"""What moves a deadline: extensions and promises, each with who asked, endorsed and decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from core.rules.terms import ContactWay, RequestOutcome
from core.store.models.base import Base
from core.store.types import Instant, Line, LongText, TermCode


class Extension(Base):
    """延期申请: days more, asked before the deadline, the requester told (办法第十三条（三）)."""

    __tablename__ = "extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    days: Mapped[int]
    cause: Mapped[str] = mapped_column(LongText)
    told_at: Mapped[datetime] = mapped_column(Instant)
    told_way: Mapped[ContactWay] = mapped_column(TermCode(ContactWay))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    requested_by: Mapped[str] = mapped_column(Line(40))
    due_before: Mapped[datetime] = mapped_column(Instant)
    """The deadline when it was asked."""
    decide_due_at: Mapped[datetime] = mapped_column(Instant)
    """审批时限; unendorsed by then, the request lapses."""
    endorsed_at: Mapped[datetime | None] = mapped_column(Instant)
    endorsed_by: Mapped[str | None] = mapped_column(Line(40))
    outcome: Mapped[RequestOutcome | None] = mapped_column(TermCode(RequestOutcome))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(Line(40))
    ruling: Mapped[str] = mapped_column(LongText, default="", server_default="")
    due_after: Mapped[datetime | None] = mapped_column(Instant)


class Promise(Base):
    """承诺: the final date a unit binds itself to, made within its limit (办法第十条（四）)."""

    __tablename__ = "promises"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    """The round it was asked in; approval opens a round of its own (承诺办理)."""
    promised_on: Mapped[date]
    first_reply: Mapped[str] = mapped_column(LongText)
    """首次答复: what the requester is told now, and why it takes longer."""
    cause: Mapped[str] = mapped_column(LongText)
    told_at: Mapped[datetime] = mapped_column(Instant)
    told_way: Mapped[ContactWay] = mapped_column(TermCode(ContactWay))
    is_change: Mapped[bool] = mapped_column(default=False, server_default=false())
    requested_at: Mapped[datetime] = mapped_column(Instant)
    """The first milestone: in time when not after `due_before`."""
    requested_by: Mapped[str] = mapped_column(Line(40))
    due_before: Mapped[datetime] = mapped_column(Instant)
    decide_due_at: Mapped[datetime] = mapped_column(Instant)
    endorsed_at: Mapped[datetime | None] = mapped_column(Instant)
    endorsed_by: Mapped[str | None] = mapped_column(Line(40))
    outcome: Mapped[RequestOutcome | None] = mapped_column(TermCode(RequestOutcome))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(Line(40))
    ruling: Mapped[str] = mapped_column(LongText, default="", server_default="")
    due_after: Mapped[datetime | None] = mapped_column(Instant)
    """The end of the promised day: the second milestone."""
