"""The ticket and what belongs to it from its first minute: requester, items, voices, drafts, city imports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.rules.terms import Channel, DeclineKind, Grade, Phase, RequestType, State, Track
from core.store.models.base import Base
from core.store.models.organisation import Unit
from core.store.models.regulation import Category
from core.store.types import Instant, Line, LongText, TermCode


class Ticket(Base):
    """诉求件 / 工单. Instants only: whether it is overdue is computed at the moment of looking."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "lead_unit_id", "state", "due_at"),
        Index(None, "registered_at"),
        Index(None, "category_id", "registered_at"),
        Index(None, "next_alarm_at"),
        Index(None, "closed_at"),
        Index(None, "lead_unit_id", "registered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    city_number: Mapped[str | None] = mapped_column(Line(60), unique=True)
    """市平台编号: an import is keyed by it, so the same file twice adds nothing (办法第八条)."""
    form_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Drawn when the form is first shown: a double click registers once."""
    version: Mapped[int] = mapped_column(default=1)
    channel: Mapped[Channel] = mapped_column(TermCode(Channel))
    request_type: Mapped[RequestType] = mapped_column(TermCode(RequestType))
    track: Mapped[Track] = mapped_column(TermCode(Track), default=Track.UNDECIDED)
    state: Mapped[State] = mapped_column(TermCode(State))
    phase: Mapped[Phase] = mapped_column(TermCode(Phase), default=Phase.FIRST)
    grade: Mapped[Grade | None] = mapped_column(TermCode(Grade))
    title: Mapped[str] = mapped_column(Line(128))
    body: Mapped[str] = mapped_column(LongText)
    town_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    town: Mapped[Unit | None] = relationship(foreign_keys=[town_id])
    address: Mapped[str] = mapped_column(Line(200), default="")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    category: Mapped[Category | None] = relationship()
    is_urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_public_ok: Mapped[bool] = mapped_column(default=False, server_default=false())
    registered_at: Mapped[datetime] = mapped_column(Instant)
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    registered_by: Mapped[str] = mapped_column(Line(40))
    first_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """首接负责单位: set by the first dispatch, never again (办法第十五条)."""
    first_unit: Mapped[Unit | None] = relationship(foreign_keys=[first_unit_id])
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    lead_unit: Mapped[Unit | None] = relationship(foreign_keys=[lead_unit_id])
    first_dispatched_at: Mapped[datetime | None] = mapped_column(Instant)
    dispatched_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    """办理截止时间 of the lead unit's present round."""
    is_due_provisional: Mapped[bool] = mapped_column(default=False, server_default=false())
    citizen_due_at: Mapped[datetime | None] = mapped_column(Instant)
    """群众钟: the deadline of the first dispatch; a re-dispatch does not move it."""
    city_due_at: Mapped[datetime | None] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
    """The leader's sign-off, which stops the unit's clock (办法第十一条)."""
    next_alarm_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
    escalated_at: Mapped[datetime | None] = mapped_column(Instant)
    """上报督查室: from then on the inspector's office sees it (办法第十三条（一）)."""
    rework_count: Mapped[int] = mapped_column(default=0, server_default="0")
    second_rounds: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it went into 二次办理 (办法第十三条（四）)."""
    accepted_returns: Mapped[int] = mapped_column(default=0, server_default="0")
    is_dispatch_decided: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A meeting or a written decision names the unit of a contested ticket (办法第十三条（二）)."""
    decline_kind: Mapped[DeclineKind | None] = mapped_column(TermCode(DeclineKind))
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """拟派: the lead, co-units and grade a call-taker proposed, for the office to confirm."""
    missing_details: Mapped[str] = mapped_column(LongText, default="", server_default="")
    callback_due_at: Mapped[datetime | None] = mapped_column(Instant)
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    """The earlier ticket a caller with new facts comes back about (办法第九条（四）)."""
    policy_version: Mapped[int] = mapped_column(default=0)
    calendar_version: Mapped[int] = mapped_column(default=0)
    items: Mapped[list[Item]] = relationship(back_populates="ticket", order_by="Item.position")
    requester: Mapped[Requester | None] = relationship(back_populates="ticket")


class Requester(Base):
    """诉求人: personal data apart from the ticket, so that loading a ticket loads none of it (办法第十九条)."""

    __tablename__ = "requesters"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), unique=True)
    ticket: Mapped[Ticket] = relationship(back_populates="requester")
    name: Mapped[str] = mapped_column(Line(40), default="")
    phone: Mapped[str] = mapped_column(Line(40), default="")
    phone_hash: Mapped[str | None] = mapped_column(String(64), index=True)


class Item(Base):
    """事项: each of a ticket's matters is answered apart (办法第十二条（一）)."""

    __tablename__ = "items"
    __table_args__ = (UniqueConstraint("ticket_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    ticket: Mapped[Ticket] = relationship(back_populates="items")
    position: Mapped[int]
    text: Mapped[str] = mapped_column(LongText)


class Voice(Base):
    """重复诉求: one more call about a ticket under way, with nothing new in it (办法第九条（四）)."""

    __tablename__ = "voices"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    heard_at: Mapped[datetime] = mapped_column(Instant)
    heard_by: Mapped[str] = mapped_column(Line(40))
    phone_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    note: Mapped[str] = mapped_column(LongText, default="")
    merged_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    """并件: the ticket of its own that this call had been, until it was merged into this one."""


class Draft(Base):
    """草稿: what a person has typed and not yet saved, so that a broken connection loses nothing."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "desk", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    desk: Mapped[str] = mapped_column(String(60))
    form_key: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class CityImport(Base):
    """市平台导入: one file taken in, with what became of each of its rows."""

    __tablename__ = "city_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(Line(200))
    sha256: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime] = mapped_column(Instant)
    imported_by: Mapped[str] = mapped_column(Line(40))
    rows: Mapped[int]
    added: Mapped[int]
    existing: Mapped[int]
    refused: Mapped[int]
    report: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class ColumnMapping(Base):
    """列对应: which column of an export is which field, kept for the next file with the same headers."""

    __tablename__ = "column_mappings"

    id: Mapped[int] = mapped_column(primary_key=True)
    headers_hash: Mapped[str] = mapped_column(String(64), unique=True)
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by: Mapped[str] = mapped_column(Line(40))
