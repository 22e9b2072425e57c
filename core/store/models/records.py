"""What may only be added to: the tickets' events, the audit log; and the small facts and counters beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.rules.terms import Action, Role, State
from core.store.models.base import Base
from core.store.types import Instant, Line, LongText, TermCode


class Event(Base):
    """办理过程: one step of one ticket, by whom, on which article; names copied as they were then."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "ticket_id", "id"), Index(None, "action", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(Line(40))
    role: Mapped[Role] = mapped_column(TermCode(Role))
    unit_name: Mapped[str] = mapped_column(Line(60), default="")
    action: Mapped[Action] = mapped_column(TermCode(Action))
    from_state: Mapped[State | None] = mapped_column(TermCode(State))
    to_state: Mapped[State] = mapped_column(TermCode(State))
    article: Mapped[str] = mapped_column(Line(60))
    summary: Mapped[str] = mapped_column(LongText)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class AuditRow(Base):
    """审计日志: everything that is no ticket event; each row's hash covers the row before it."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "at"), Index(None, "subject"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int | None]
    person_name: Mapped[str] = mapped_column(Line(40))
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(Line(120))
    is_allowed: Mapped[bool]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Counter(Base):
    """流水号: the last number given out under a name."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class Fact(Base):
    """A single remembered fact of the installation: whether it is the demo county, the phone-hash key …"""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(LongText)
