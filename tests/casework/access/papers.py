"""Who may draft, write, issue and discard official papers."""

from __future__ import annotations

from datetime import date

from core.casework import papers, topics
from core.documents import kinds
from core.store.models import IssuedPaper
from core.store.work import UnitOfWork
from tests.casework import flow
from tests.casework.access import months
from tests.casework.access.use_case import OFFICE, UseCase
from tests.planted import County

AUGUST = date(2026, 8, 1)


def drafted(county: County) -> int:
    """A bulletin of August, every part written; its id."""
    months.frozen(county)
    with county.work("office") as uow:
        paper = papers.draft_bulletin(uow, AUGUST)
        parts = {part.name: "写好了。" for part in kinds.KINDS[paper.kind].parts}
        return papers.save(uow, paper.id, parts, seen_version=1).id


def watched(county: County) -> int:
    """A hot topic of three tickets; its id."""
    tickets = [flow.registered(county) for _ in range(3)]
    with county.work("office") as uow:
        return topics.take_up(uow, tickets, title="路灯不亮").id


def _version(uow: UnitOfWork, paper_id: int) -> int:
    return uow.session.get_one(IssuedPaper, paper_id).version


CASES: dict[str, UseCase] = {
    "papers.draft_bulletin": UseCase(
        lambda uow, _: papers.draft_bulletin(uow, AUGUST), OFFICE, months.frozen
    ),
    "papers.draft_assessment": UseCase(
        lambda uow, _: papers.draft_assessment(uow, AUGUST), OFFICE, months.frozen
    ),
    "papers.draft_yearly_assessment": UseCase(
        lambda uow, _: papers.draft_yearly_assessment(uow, 2026), OFFICE, months.frozen
    ),
    "papers.draft_shirking_report": UseCase(
        lambda uow, _: papers.draft_shirking_report(uow, AUGUST), OFFICE
    ),
    "papers.draft_topic_report": UseCase(
        lambda uow, topic_id: papers.draft_topic_report(uow, topic_id), OFFICE, watched
    ),
    "papers.save": UseCase(
        lambda uow, paper_id: papers.save(
            uow, paper_id, {"cases": "改过了。"}, seen_version=_version(uow, paper_id)
        ),
        OFFICE,
        drafted,
    ),
    "papers.retake": UseCase(
        lambda uow, paper_id: papers.retake(uow, paper_id, seen_version=_version(uow, paper_id)),
        OFFICE,
        drafted,
    ),
    "papers.issue": UseCase(
        lambda uow, paper_id: papers.issue(uow, paper_id, seen_version=_version(uow, paper_id)),
        {"lead"},
        drafted,
    ),
    "papers.discard": UseCase(
        lambda uow, paper_id: papers.discard(uow, paper_id, reason="起草重复。"), OFFICE, drafted
    ),
}
PARTS: set[str] = set()
