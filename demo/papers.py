"""文件 in the demo: the last frozen month's bulletin issued, an assessment still being written."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casework import months, papers
from core.documents import kinds
from core.rules import periods
from core.store.models import FrozenMonth, IssuedPaper
from core.store.work import UnitOfWork
from demo.county import County
from kb import standing

_PICKED = 3
"""Of each part's proposed sentences."""


def play(session: Session, county: County, until: datetime) -> None:
    """In the last quarter of an hour, after the month's tickets are what they are."""
    uow = UnitOfWork(session, county.staff.leads[0], until - timedelta(minutes=15))
    month = _frozen(uow)
    bulletin = papers.draft_bulletin(uow, month)
    papers.issue(uow, bulletin.id, seen_version=_written(uow, bulletin).version)
    papers.draft_assessment(uow, month)


def _frozen(uow: UnitOfWork) -> date:
    """The latest frozen month; the month before this one, where none is."""
    latest = uow.session.scalar(
        select(FrozenMonth.month)
        .where(FrozenMonth.confirmed_at.is_not(None))
        .order_by(FrozenMonth.month.desc())
        .limit(1)
    )
    if latest is not None:
        return latest
    period = periods.before(periods.month_of(uow.now.date()))
    taken = months.prepare(uow, period.first_on, standing.of_units(uow, period))
    months.confirm(uow, period.first_on, seen_sha256=taken.sha256)
    return period.first_on


def _written(uow: UnitOfWork, paper: IssuedPaper) -> IssuedPaper:
    proposed = kinds.KINDS[paper.kind].proposed(paper.facts)
    parts = {name: "\n".join(_chosen(sentences)) for name, sentences in proposed.items()}
    return papers.save(uow, paper.id, parts, seen_version=paper.version)


def _chosen(sentences: list[str]) -> list[str]:
    """The first two and the last: of cases, two done well and one done badly."""
    return sentences if len(sentences) <= _PICKED else [*sentences[: _PICKED - 1], sentences[-1]]
