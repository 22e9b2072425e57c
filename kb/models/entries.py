"""Knowledge entries and the versions of their text, on the same base as the core's tables (办法第十七条)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.store.models import Base, Category, Unit
from core.store.types import Instant, Line, LongText, TermCode
from kb.terms import Audience, EntryKind, EntryState


class Entry(Base):
    """知识条目: what stays the same while its text is revised, and which version answers calls."""

    __tablename__ = "kb_entries"
    __table_args__ = (
        Index(None, "changed_revision"),
        Index(None, "unit_id", "review_due_on"),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EntryKind] = mapped_column(TermCode(EntryKind))
    title: Mapped[str] = mapped_column(Line(128), unique=True)
    """As last published; before the first publication, as last written."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """责任单位; None: kept by the county's hotline office itself."""
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    state: Mapped[EntryState] = mapped_column(TermCode(EntryState), default=EntryState.DRAFT)
    """Of the newest version; an older one may be in force at the same time."""
    latest_number: Mapped[int] = mapped_column(default=1)
    in_force_number: Mapped[int | None]
    """The published version that answers calls within its dates; None: none does."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts every change, so that two people never overwrite each other unseen."""
    changed_revision: Mapped[int]
    """The knowledge base's own revision at the last change: search indexes catch up by it."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    review_due_on: Mapped[date | None]
    """复核到期日: untouched on the day after, it is overdue (办法第七条（三）)."""
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    """最近一次发布或复核."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[str | None] = mapped_column(Line(40))
    withdrawal_reason: Mapped[str] = mapped_column(LongText, default="", server_default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("kb_entries.id"))
    doubt: Mapped[str] = mapped_column(LongText, default="", server_default="")
    """待核实 for this reason; empty when nothing is in doubt."""
    settled_from_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    """沉淀为知识: the closed ticket its first version was written from."""


class Revision(Base):
    """版本: one version of an entry's text; written once, so a citation can pin it for ever."""

    __tablename__ = "kb_revisions"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("kb_entries.id"))
    entry: Mapped[Entry] = relationship()
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Line(128))
    standard_question: Mapped[str] = mapped_column(Line(200), default="")
    variant_questions: Mapped[str] = mapped_column(LongText, default="")
    """相似问题, one a line: searchable as it stands, by the index and by LIKE."""
    spoken_answer: Mapped[str] = mapped_column(LongText, default="")
    text: Mapped[str] = mapped_column(LongText, default="")
    conditions: Mapped[str] = mapped_column(LongText, default="")
    materials: Mapped[str] = mapped_column(LongText, default="")
    steps: Mapped[str] = mapped_column(LongText, default="")
    time_limit: Mapped[str] = mapped_column(LongText, default="")
    fee: Mapped[str] = mapped_column(LongText, default="")
    place: Mapped[str] = mapped_column(LongText, default="")
    phone: Mapped[str] = mapped_column(Line(120), default="")
    link: Mapped[str] = mapped_column(Line(500), default="")
    law_title: Mapped[str] = mapped_column(Line(128), default="")
    """法律法规 the article belongs to."""
    document_number: Mapped[str] = mapped_column(Line(80), default="")
    issuer: Mapped[str] = mapped_column(Line(80), default="")
    chapter: Mapped[str] = mapped_column(Line(120), default="")
    article: Mapped[str] = mapped_column(Line(20), default="")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    category: Mapped[Category | None] = relationship(lazy="joined")
    area_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """适用地区: a town; None: the whole county."""
    area: Mapped[Unit | None] = relationship(lazy="joined", foreign_keys=[area_id])
    keywords: Mapped[str] = mapped_column(LongText, default="")
    """关键词, one a line."""
    audience: Mapped[Audience] = mapped_column(TermCode(Audience), default=Audience.INTERNAL)
    effective_from: Mapped[date | None]
    effective_until: Mapped[date | None]
    """The last day it may be read out."""
    source: Mapped[str] = mapped_column(Line(200), default="")
    change_note: Mapped[str] = mapped_column(LongText, default="")
    written_at: Mapped[datetime] = mapped_column(Instant)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    written_by: Mapped[str] = mapped_column(Line(40))
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    submitted_by: Mapped[str | None] = mapped_column(Line(40))
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_by: Mapped[str | None] = mapped_column(Line(40))
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    published_by: Mapped[str | None] = mapped_column(Line(40))
    rejected_at: Mapped[datetime | None] = mapped_column(Instant)
    rejected_by: Mapped[str | None] = mapped_column(Line(40))
    rejection_reason: Mapped[str] = mapped_column(LongText, default="")
