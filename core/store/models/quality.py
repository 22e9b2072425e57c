"""What becomes of finished work: call-backs, samples, contests, accountability (办法第十三、二十、二十一条)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.rules.terms import (
    AccountabilityKind,
    AccountabilityState,
    ContestKind,
    FindingKind,
    FollowUpRound,
    FollowUpSource,
    Satisfaction,
)
from core.store.models.base import Base
from core.store.models.organisation import Unit
from core.store.types import Instant, Line, LongText, TermCode


class FollowUp(Base):
    """回访: was the requester contacted, is it solved, how are result and attitude rated (办法第十三条（四）)."""

    __tablename__ = "follow_ups"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    round: Mapped[FollowUpRound] = mapped_column(TermCode(FollowUpRound))
    source: Mapped[FollowUpSource] = mapped_column(TermCode(FollowUpSource))
    asked_at: Mapped[datetime] = mapped_column(Instant, index=True)
    is_reached: Mapped[bool]
    """False: an attempt; the questions below stay unanswered."""
    was_contacted: Mapped[bool | None]
    is_solved: Mapped[bool | None]
    result_rating: Mapped[Satisfaction | None] = mapped_column(TermCode(Satisfaction))
    attitude_rating: Mapped[Satisfaction | None] = mapped_column(TermCode(Satisfaction))
    note: Mapped[str] = mapped_column(LongText, default="", server_default="")
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(Line(40))


class InspectionRound(Base):
    """抽查: one seeded random sample of what was closed in a period; the same seed draws the same tickets."""

    __tablename__ = "inspection_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    seed: Mapped[str] = mapped_column(String(60))
    percent: Mapped[int]
    closed_tickets: Mapped[int]
    drawn_at: Mapped[datetime] = mapped_column(Instant)
    drawn_by: Mapped[str] = mapped_column(Line(40))


class InspectionFinding(Base):
    """抽查的一件 and what was found; None until somebody has looked (办法第十三条（六）)."""

    __tablename__ = "inspection_findings"
    __table_args__ = (UniqueConstraint("round_id", "ticket_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("inspection_rounds.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    finding: Mapped[FindingKind | None] = mapped_column(TermCode(FindingKind))
    note: Mapped[str] = mapped_column(LongText, default="", server_default="")
    inspected_at: Mapped[datetime | None] = mapped_column(Instant)
    inspected_by: Mapped[str | None] = mapped_column(Line(40))


class Contest(Base):
    """申诉: a unit holds that a ticket should not count against it, with evidence (办法第二十条)."""

    __tablename__ = "contests"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    unit: Mapped[Unit] = relationship(lazy="joined")
    kind: Mapped[ContestKind] = mapped_column(TermCode(ContestKind))
    ground: Mapped[str] = mapped_column(LongText)
    evidence: Mapped[str] = mapped_column(LongText)
    filed_at: Mapped[datetime] = mapped_column(Instant)
    filed_by: Mapped[str] = mapped_column(Line(40))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(Line(40))
    is_granted: Mapped[bool | None]
    ruling: Mapped[str] = mapped_column(LongText, default="", server_default="")


class AccountabilityCase(Base):
    """追责问责: raised by a rule or a person, confirmed and referred by a named person (办法第二十一条)."""

    __tablename__ = "accountability_cases"
    __table_args__ = (UniqueConstraint("ticket_id", "kind", "cause"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    unit: Mapped[Unit] = relationship(lazy="joined")
    kind: Mapped[AccountabilityKind] = mapped_column(TermCode(AccountabilityKind))
    cause: Mapped[str] = mapped_column(String(80))
    """What raised it, for example "rework:12": the same cause raises one case only."""
    ground: Mapped[str] = mapped_column(LongText)
    state: Mapped[AccountabilityState] = mapped_column(
        TermCode(AccountabilityState), default=AccountabilityState.DRAFT
    )
    raised_at: Mapped[datetime] = mapped_column(Instant)
    raised_by: Mapped[str] = mapped_column(Line(40))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(Line(40))
    ruling: Mapped[str] = mapped_column(LongText, default="", server_default="")
    referred_at: Mapped[datetime | None] = mapped_column(Instant)
    referred_by: Mapped[str | None] = mapped_column(Line(40))
    referred_to: Mapped[str] = mapped_column(Line(60), default="", server_default="")
