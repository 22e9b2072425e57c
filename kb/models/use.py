"""What use leaves behind: questions asked, judgements, corrections, and requests for knowledge (办法第十七条)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.store.models import Base, Unit
from core.store.types import Instant, Line, LongText, TermCode
from kb.models.entries import Entry
from kb.terms import CorrectionOutcome, RequestState, SearchPlace


class SearchRecord(Base):
    """一次检索: a finished question and what came of it; long digits masked, no caller, no ticket."""

    __tablename__ = "kb_searches"
    __table_args__ = (Index(None, "asked_at"), Index(None, "request_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[SearchPlace] = mapped_column(TermCode(SearchPlace))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    question: Mapped[str] = mapped_column(Line(200))
    total: Mapped[int]
    """How many entries shared a word with the question; 0: none, or only nearest by characters."""
    opened_entry_id: Mapped[int | None] = mapped_column(ForeignKey("kb_entries.id"))
    """The entry that was opened last, or read by being cited or copied."""
    opened_place: Mapped[int | None]
    """Its place in the list, from 1."""
    is_cited: Mapped[bool] = mapped_column(default=False, server_default=false())
    request_id: Mapped[int | None] = mapped_column(ForeignKey("kb_requests.id"))
    """求知单 that took this question up."""
    dismissed_at: Mapped[datetime | None] = mapped_column(Instant)
    dismissed_by: Mapped[str | None] = mapped_column(Line(40))
    """不作缺口: somebody has looked, and nothing needs to be written."""


class Judgement(Base):
    """有用/没用: what one person says of one version; said again, it is changed."""

    __tablename__ = "kb_judgements"
    __table_args__ = (UniqueConstraint("entry_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("kb_entries.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("kb_revisions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    is_useful: Mapped[bool]
    judged_at: Mapped[datetime] = mapped_column(Instant)


class Correction(Base):
    """纠错: a reader says what is wrong with a version; its keeper answers within a working day."""

    __tablename__ = "kb_corrections"
    __table_args__ = (Index(None, "entry_id"), Index(None, "outcome", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("kb_entries.id"))
    entry: Mapped[Entry] = relationship()
    revision_id: Mapped[int] = mapped_column(ForeignKey("kb_revisions.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """Who kept the entry when it was raised, and so answers; None: the county's hotline office."""
    what: Mapped[str] = mapped_column(LongText)
    raised_at: Mapped[datetime] = mapped_column(Instant)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    raised_by: Mapped[str] = mapped_column(Line(40))
    due_at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[CorrectionOutcome | None] = mapped_column(TermCode(CorrectionOutcome))
    answer: Mapped[str] = mapped_column(LongText, default="", server_default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by: Mapped[str | None] = mapped_column(Line(40))
    answered_number: Mapped[int | None]
    """The version that takes the correction up, where one was begun."""
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the person who raised it saw the answer."""


class KnowledgeRequest(Base):
    """求知单: a question no entry answers, put to the unit likely to know; the answer becomes an entry."""

    __tablename__ = "kb_requests"
    __table_args__ = (Index(None, "unit_id", "state"), Index(None, "asked_by_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Line(200))
    detail: Mapped[str] = mapped_column(LongText, default="", server_default="")
    state: Mapped[RequestState] = mapped_column(
        TermCode(RequestState), default=RequestState.WAITING
    )
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """None: the county's hotline office itself is asked."""
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    asked_at: Mapped[datetime] = mapped_column(Instant)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_by: Mapped[str] = mapped_column(Line(40))
    due_at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(LongText, default="", server_default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by: Mapped[str | None] = mapped_column(Line(40))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("kb_entries.id"))
    """The entry that was written of it, or named as the answer."""
    reason: Mapped[str] = mapped_column(LongText, default="", server_default="")
    """Why it was passed on or closed without an answer."""
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the asker saw the answer."""
    version: Mapped[int] = mapped_column(default=1)
