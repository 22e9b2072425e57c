"""热点: what came up several times within days, found by the engine, settled by people (办法第十八条)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.rules.terms import TopicState
from core.store.models.base import Base
from core.store.models.organisation import Unit
from core.store.models.tickets import Ticket
from core.store.types import Instant, Line, LongText, TermCode


class HotTopic(Base):
    """热点事项: taken up by a person from what the engine proposed, or gathered by hand."""

    __tablename__ = "hot_topics"
    __table_args__ = (Index(None, "state", "found_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Line(128))
    state: Mapped[TopicState] = mapped_column(TermCode(TopicState), default=TopicState.WATCHED)
    town_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    town: Mapped[Unit | None] = relationship(lazy="joined")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    note: Mapped[str] = mapped_column(LongText, default="", server_default="")
    found_at: Mapped[datetime] = mapped_column(Instant)
    found_by: Mapped[str] = mapped_column(Line(40))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by: Mapped[str | None] = mapped_column(Line(40))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("hot_topics.id"))
    version: Mapped[int] = mapped_column(default=1)


class HotTopicTicket(Base):
    """热点的一件: put in by the engine or a person; taken out again by a person (合并、拆分留痕)."""

    __tablename__ = "hot_topic_tickets"
    __table_args__ = (UniqueConstraint("topic_id", "ticket_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("hot_topics.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    ticket: Mapped[Ticket] = relationship()
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[str] = mapped_column(Line(40))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by: Mapped[str | None] = mapped_column(Line(40))
