"""公文: drafted on screen, then issued under a number and the same for ever (办法第六、十八、二十条)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.rules.terms import PaperKind
from core.store.models.base import Base
from core.store.types import Instant, Line, LongText, TermCode


class IssuedPaper(Base):
    """文件: its facts are taken when it is drafted, its text parts edited, its bytes kept when it is issued."""

    __tablename__ = "issued_papers"
    __table_args__ = (Index(None, "kind", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(TermCode(PaperKind))
    title: Mapped[str] = mapped_column(Line(128))
    month: Mapped[date | None]
    """The first day of the month it tells of; of a year's paper, 1 January."""
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("hot_topics.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The figures and tables as taken; of a frozen month, out of the frozen figures."""
    parts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The text parts by name, as last saved."""
    version: Mapped[int] = mapped_column(default=1)
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    drafted_by: Mapped[str] = mapped_column(Line(40))
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by: Mapped[str] = mapped_column(Line(40))
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    """文号, given when it is issued."""
    issued_at: Mapped[datetime | None] = mapped_column(Instant)
    issued_by: Mapped[str | None] = mapped_column(Line(40))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The .docx as issued."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    discarded_at: Mapped[datetime | None] = mapped_column(Instant)
    """A draft that was given up."""
    discard_reason: Mapped[str] = mapped_column(LongText, default="", server_default="")
