"""The county's own words: what people say and what the entries write (办法第十七条)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import true
from sqlalchemy.orm import Mapped, mapped_column

from core.store.models import Base
from core.store.types import Instant, Line, LongText, TermCode
from kb.terms import SynonymKind


class Synonym(Base):
    """同义词: one group of words, kept by the hotline office and followed by the search at once."""

    __tablename__ = "kb_synonyms"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SynonymKind] = mapped_column(TermCode(SynonymKind))
    said: Mapped[str] = mapped_column(LongText)
    """What people say, one a line; of equal words all stand here."""
    written: Mapped[str] = mapped_column(LongText, default="", server_default="")
    """What the entries write instead, one a line; empty for equal words."""
    note: Mapped[str] = mapped_column(Line(200), default="", server_default="")
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str] = mapped_column(Line(40))
    version: Mapped[int] = mapped_column(default=1)
