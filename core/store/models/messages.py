"""What people are told: notices in their inbox, what leaves the house by other ways, and files put beside records."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.rules.terms import Action, Role
from core.store.models.base import Base
from core.store.types import Instant, Line, LongText, TermCode


class Notice(Base):
    """消息: one sentence to one person, to a unit's people of a role, or to everybody of a role."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "role", "unit_id", "at"), Index(None, "person_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    action: Mapped[Action | None] = mapped_column(TermCode(Action))
    role: Mapped[Role | None] = mapped_column(TermCode(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(LongText)


class NoticeSeen(Base):
    """已读: who has seen which notice."""

    __tablename__ = "notices_seen"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Instant)


class OutboxMessage(Base):
    """待发短信、微信: written with the notice in one transaction, sent afterwards by the adapter, if there is one."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "sent_at", "try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    addressee: Mapped[str] = mapped_column(Line(60))
    phone: Mapped[str] = mapped_column(Line(40), default="", server_default="")
    text: Mapped[str] = mapped_column(LongText)
    created_at: Mapped[datetime] = mapped_column(Instant)
    try_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str] = mapped_column(LongText, default="", server_default="")


class Attachment(Base):
    """附件: a file kept beside a record; its bytes are loaded only when asked for."""

    __tablename__ = "attachments"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(40))
    """What kind of record: "ticket", "unit_rules", "contest" …"""
    subject_id: Mapped[int]
    file_name: Mapped[str] = mapped_column(Line(200))
    media_type: Mapped[str] = mapped_column(Line(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[str] = mapped_column(Line(40))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
