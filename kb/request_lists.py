"""求知单 as lists show them: what waits, what was answered, what the asker has not seen yet (办法第十七条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from core.rules import deadlines
from core.rules.terms import OFFICE_ROLES, Role
from core.store.actor import Actor
from core.store.work import Reading
from kb import grouping
from kb.entry_text import EntryText
from kb.models import Entry, KnowledgeRequest, SearchRecord
from kb.shelves import OFFICE_ITSELF
from kb.terms import RequestState

ASKERS = OFFICE_ROLES | {Role.CALL_TAKER, Role.KB_EDITOR}
OVERSEERS = OFFICE_ROLES | {Role.KB_EDITOR}
"""Who sees every request."""

ALIKE = 0.5
"""From this likeness on an open request is offered to be joined."""
_MOST_OPEN = 500
_TITLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class RequestLine:
    """一张求知单 as the lists show it; `state` tells 已入库 as soon as its entry is in force."""

    id: int
    question: str
    detail: str
    state: RequestState
    unit_id: int | None
    unit_name: str
    asked_at: datetime
    asked_by: str
    due_at: datetime
    is_overdue: bool
    is_mine_to_answer: bool
    answer: str
    answered_at: datetime | None
    answered_by: str
    entry_id: int | None
    entry_title: str
    """Of the entry it led to, once that is in force."""
    reason: str
    version: int


def waiting(reading: Reading) -> list[RequestLine]:
    """待答复 of this person's unit, or of all for the office, the first due first."""
    rows = visible(reading.actor).where(KnowledgeRequest.state == RequestState.WAITING)
    return _lines(reading, rows.order_by(KnowledgeRequest.due_at, KnowledgeRequest.id))


def done(reading: Reading, *, limit: int = 100) -> list[RequestLine]:
    """已答复、已入库、已关闭, the latest first."""
    rows = visible(reading.actor).where(KnowledgeRequest.state != RequestState.WAITING)
    return _lines(reading, rows.order_by(KnowledgeRequest.answered_at.desc()).limit(limit))


def count_waiting(reading: Reading) -> int:
    """How many wait for this person's own answer, for the tab."""
    rows = select(func.count(KnowledgeRequest.id)).where(
        KnowledgeRequest.state == RequestState.WAITING, _is_answered_by(reading.actor)
    )
    return reading.session.scalar(rows) or 0


def unseen_answers(reading: Reading) -> list[RequestLine]:
    """您的求知单有答复: this person's own, answered or closed, not yet acknowledged."""
    rows = select(KnowledgeRequest).where(_is_unseen(reading.actor))
    return _lines(reading, rows.order_by(KnowledgeRequest.id))


def count_unseen(reading: Reading) -> int:
    """How many answers this person has not acknowledged, for the menu."""
    rows = select(func.count(KnowledgeRequest.id)).where(_is_unseen(reading.actor))
    return reading.session.scalar(rows) or 0


def mine(reading: Reading, *, limit: int = 20) -> list[RequestLine]:
    """我的求知单: what this person asked or joined, what waits first, then the latest."""
    joined = select(SearchRecord.request_id).where(
        SearchRecord.person_id == reading.actor.person_id, SearchRecord.request_id.is_not(None)
    )
    rows = select(KnowledgeRequest).where(
        or_(
            KnowledgeRequest.asked_by_id == reading.actor.person_id,
            KnowledgeRequest.id.in_(joined),
        )
    )
    found = _lines(reading, rows.order_by(KnowledgeRequest.id.desc()).limit(limit))
    return sorted(found, key=lambda one: one.state is not RequestState.WAITING)


def alike(reading: Reading, question: str) -> RequestLine | None:
    """An open request that asks the same, to be joined instead of a second one."""
    if reading.actor.role not in ASKERS:
        return None
    rows = (
        select(KnowledgeRequest)
        .where(KnowledgeRequest.state == RequestState.WAITING)
        .order_by(KnowledgeRequest.id.desc())
        .limit(_MOST_OPEN)
    )
    found = _lines(reading, rows)
    likest = grouping.nearest(question, [one.question for one in found])
    return found[likest.place] if likest is not None and likest.share >= ALIKE else None


def as_text(line: RequestLine) -> EntryText:
    """写成知识: the question as title and 标准问题, the answer as 口语答复 and 正文."""
    spoken = line.answer if len(line.answer) <= 300 else ""
    return EntryText(
        title=line.question[:_TITLE_CHARACTERS],
        standard_question=line.question,
        spoken_answer=spoken,
        text=line.answer,
        source=f"求知单，{line.answered_by}答复" if line.answered_by else "求知单",
    )


def may_answer(actor: Actor, unit_id: int | None) -> bool:
    """The unit asked; what the office itself is asked, the office and the editor."""
    if actor.is_unit:
        return unit_id is not None and actor.unit_id == unit_id
    return actor.role in OVERSEERS and unit_id is None


def visible(actor: Actor) -> Select[KnowledgeRequest]:
    """All for the office and the editor; the unit's own; and one's own questions for a call-taker."""
    mine = KnowledgeRequest.asked_by_id == actor.person_id
    if actor.is_unit:
        return select(KnowledgeRequest).where(_is_answered_by(actor))
    seen = true() if actor.role in OVERSEERS else mine if actor.role in ASKERS else false()
    return select(KnowledgeRequest).where(seen)


def _is_unseen(actor: Actor) -> ColumnElement[bool]:
    return and_(
        KnowledgeRequest.asked_by_id == actor.person_id,
        KnowledgeRequest.state != RequestState.WAITING,
        KnowledgeRequest.seen_at.is_(None),
    )


def _is_answered_by(actor: Actor) -> ColumnElement[bool]:
    """The same rule as may_answer, as a condition."""
    if actor.is_unit:
        return KnowledgeRequest.unit_id == actor.unit_id if actor.unit_id else false()
    return KnowledgeRequest.unit_id.is_(None) if actor.role in OVERSEERS else false()


def _lines(reading: Reading, rows: Select[KnowledgeRequest]) -> list[RequestLine]:
    found = list(reading.session.scalars(rows))
    ids = {one.entry_id for one in found if one.entry_id is not None}
    in_force = select(Entry.id, Entry.title).where(
        Entry.id.in_(ids), Entry.in_force_number.is_not(None)
    )
    titles = {row[0]: row[1] for row in reading.session.execute(in_force)} if ids else {}
    return [_line(reading, one, titles.get(one.entry_id or 0, "")) for one in found]


def _line(reading: Reading, one: KnowledgeRequest, entry_title: str) -> RequestLine:
    is_open = one.state is RequestState.WAITING
    is_kept = one.state is RequestState.ANSWERED and bool(entry_title)
    return RequestLine(
        id=one.id,
        question=one.question,
        detail=one.detail,
        state=RequestState.IN_KNOWLEDGE if is_kept else one.state,
        unit_id=one.unit_id,
        unit_name=one.unit.name if one.unit else OFFICE_ITSELF,
        asked_at=one.asked_at,
        asked_by=one.asked_by,
        due_at=one.due_at,
        is_overdue=is_open and deadlines.is_late(reading.now, one.due_at),
        is_mine_to_answer=is_open and may_answer(reading.actor, one.unit_id),
        answer=one.answer,
        answered_at=one.answered_at,
        answered_by=one.answered_by or "",
        entry_id=one.entry_id,
        entry_title=entry_title,
        reason=one.reason,
        version=one.version,
    )
