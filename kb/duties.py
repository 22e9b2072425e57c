"""待办: what the knowledge base waits for from this person, and why (办法第七条（三）、第十七条)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, union_all

from core.rules import deadlines, wording
from core.rules.instants import SHANGHAI
from core.rules.terms import Role
from core.store.models import Unit
from core.store.work import Reading
from kb import corrections, lifecycle
from kb.models import Correction, Entry, KnowledgeRequest, Revision
from kb.shelves import OFFICE_ITSELF, SOON_DAYS
from kb.terms import EntryState, RequestState

MOST_OF_A_KIND = 100
"""A list to be worked off; whoever has more of one kind sees the rest when these are done."""


class DutyKind(StrEnum):
    """What is to be done, in the order it is shown: what others wait for first."""

    CORRECTION = "处理纠错"
    REQUEST = "答复求知单"
    REVIEW = "单位审核"
    PUBLISH = "审核发布"
    RETURNED = "修改后再送审"
    VERIFY = "核实"
    OVERDUE = "复核（逾期）"
    DUE_SOON = "复核"
    EXPIRING = "更新（即将失效）"


_LATER = frozenset({DutyKind.DUE_SOON, DutyKind.EXPIRING})
"""Told beforehand, and so not counted: nothing is due yet."""

_ARTICLES = {
    DutyKind.OVERDUE: lifecycle.KEEPING_ARTICLE,
    DutyKind.DUE_SOON: lifecycle.KEEPING_ARTICLE,
    DutyKind.EXPIRING: lifecycle.KEEPING_ARTICLE,
    DutyKind.VERIFY: lifecycle.KEEPING_ARTICLE,
    DutyKind.CORRECTION: lifecycle.KEEPING_ARTICLE,
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. `entry_id` is None for a request nobody has written an entry for."""

    kind: DutyKind
    entry_id: int | None
    title: str
    unit_name: str
    why: str
    is_late: bool
    request_id: int | None = None
    correction_id: int | None = None

    @property
    def key(self) -> str:
        """What tells it from the others: an entry may wait for several things."""
        return f"{self.kind.name}-{self.correction_id or self.request_id or self.entry_id}"

    @property
    def article(self) -> str:
        """依据."""
        return _ARTICLES.get(self.kind, lifecycle.ARTICLE)


def mine(reading: Reading) -> list[Duty]:
    """待办 of this person, what others wait for first; at most MOST_OF_A_KIND of a kind."""
    if reading.actor.role not in lifecycle.WRITERS:
        return []
    duties = [*_corrections(reading), *_requests(reading), *_entries(reading)]
    return sorted(duties, key=lambda duty: [*DutyKind].index(duty.kind))


def count(reading: Reading) -> int:
    """How many things are due: those told beforehand are not counted. One query."""
    if reading.actor.role not in lifecycle.WRITERS:
        return 0
    found: list[Select[int]] = [
        _joined(condition, kind).with_only_columns(func.count().label("held"))
        for kind, condition in _conditions(reading).items()
        if kind not in _LATER
    ]
    found += [
        select(func.count().label("held")).where(corrections.is_due_from(reading)),
        select(func.count().label("held")).where(_open_request(reading)),
    ]
    together = union_all(*found).subquery()
    return int(reading.session.scalar(select(func.sum(together.c.held))) or 0)


def _conditions(reading: Reading) -> dict[DutyKind, ColumnElement[bool]]:
    """What an entry and its newest version are like when they wait for this person."""
    actor, today = reading.actor, reading.now.date()
    own = Entry.unit_id == actor.unit_id if actor.is_unit else Entry.unit_id.is_(None)
    soon, is_in_force = today + timedelta(days=SOON_DAYS), Entry.in_force_number.is_not(None)
    kinds = {
        DutyKind.RETURNED: and_(
            own, Entry.state == EntryState.DRAFT, Revision.rejected_at.is_not(None)
        ),
        DutyKind.VERIFY: and_(own, Entry.state == EntryState.TO_VERIFY),
        DutyKind.OVERDUE: and_(own, is_in_force, Entry.review_due_on < today),
        DutyKind.DUE_SOON: and_(own, is_in_force, Entry.review_due_on.between(today, soon)),
        DutyKind.EXPIRING: and_(own, Revision.effective_until.between(today, soon)),
    }
    if actor.role is Role.UNIT_LEADER:
        kinds[DutyKind.REVIEW] = and_(own, Entry.state == EntryState.AWAITING_REVIEW)
    if lifecycle.may_publish(actor):
        kinds[DutyKind.PUBLISH] = Entry.state == EntryState.AWAITING_PUBLICATION
    return kinds


def _joined(condition: ColumnElement[bool], kind: DutyKind) -> Select[int]:
    """Entries with the version the duty is about: what expires is in force, all else waits for the newest."""
    number = Entry.in_force_number if kind is DutyKind.EXPIRING else Entry.latest_number
    version = and_(Revision.entry_id == Entry.id, Revision.number == number)
    return select(Entry.id).join(Revision, version).where(condition)


def _entries(reading: Reading) -> Iterator[Duty]:
    columns = (
        *(Entry.id, Revision.title, Unit.name.label("unit_name"), Entry.review_due_on, Entry.doubt),
        *(Revision.effective_until, Revision.rejected_by, Revision.rejection_reason),
        *(Revision.written_by, Revision.reviewed_by, Revision.reviewed_at, Revision.submitted_at),
    )
    for kind, condition in _conditions(reading).items():
        rows = (
            _joined(condition, kind)
            .outerjoin(Unit, Unit.id == Entry.unit_id)
            .with_only_columns(*columns)
            .order_by(Entry.review_due_on, Entry.id)
            .limit(MOST_OF_A_KIND)
        )
        for row in reading.session.execute(rows):
            yield Duty(
                kind, row.id, row.title, row.unit_name or OFFICE_ITSELF,
                _why(reading, kind, row), is_late=kind is DutyKind.OVERDUE,
            )  # fmt: skip


def _why(reading: Reading, kind: DutyKind, row: Any) -> str:
    """One sentence: what happened, and what is asked."""
    today = reading.now.date()
    if kind is DutyKind.RETURNED:
        return f"{row.rejected_by}驳回：{row.rejection_reason}"
    if kind is DutyKind.VERIFY:
        return f"已暂停答复来电：{row.doubt}"
    if kind is DutyKind.REVIEW:
        return f"{row.written_by}{_day(row.submitted_at, today)}送审，等您审核。"
    if kind is DutyKind.PUBLISH:
        who = row.reviewed_by
        return f"{who}已审核，等您发布。" if who else f"{row.written_by}已送审，等您发布。"
    if kind is DutyKind.EXPIRING:
        return f"{wording.bare_day(row.effective_until, today.year)}后失效，不再答复来电。"
    due: date = row.review_due_on
    if kind is DutyKind.OVERDUE:
        return f"应于{wording.bare_day(due, today.year)}前复核，已逾期{(today - due).days}天。"
    return f"{wording.bare_day(due, today.year)}前复核，还有{(due - today).days}天。"


def _corrections(reading: Reading) -> Iterator[Duty]:
    rows = (
        select(Correction, Entry.title, Unit.name)
        .join(Entry, Entry.id == Correction.entry_id)
        .outerjoin(Unit, Unit.id == Correction.unit_id)
        .where(corrections.is_due_from(reading))
        .order_by(Correction.due_at, Correction.id)
        .limit(MOST_OF_A_KIND)
    )
    for one, title, unit_name in reading.session.execute(rows):
        is_late = deadlines.is_late(reading.now, one.due_at)
        why = f"{one.raised_by}：{one.what}（{_until(reading, one.due_at, is_late=is_late)}）"
        yield Duty(
            DutyKind.CORRECTION, one.entry_id, title, unit_name or OFFICE_ITSELF, why, is_late,
            correction_id=one.id,
        )  # fmt: skip


def _open_request(reading: Reading) -> ColumnElement[bool]:
    actor = reading.actor
    asked = (
        KnowledgeRequest.unit_id == actor.unit_id
        if actor.is_unit
        else KnowledgeRequest.unit_id.is_(None)
    )
    return and_(KnowledgeRequest.state == RequestState.WAITING, asked)


def _requests(reading: Reading) -> Iterator[Duty]:
    rows = (
        select(KnowledgeRequest)
        .where(_open_request(reading))
        .order_by(KnowledgeRequest.due_at, KnowledgeRequest.id)
        .limit(MOST_OF_A_KIND)
    )
    for one in reading.session.scalars(rows):
        is_late = deadlines.is_late(reading.now, one.due_at)
        yield Duty(
            DutyKind.REQUEST, one.entry_id, one.question,
            one.unit.name if one.unit else OFFICE_ITSELF,
            f"{one.asked_by}问的，知识库里没有答案（{_until(reading, one.due_at, is_late=is_late)}）",
            is_late, request_id=one.id,
        )  # fmt: skip


def _until(reading: Reading, due_at: datetime, *, is_late: bool) -> str:
    said = wording.instant(due_at, reading.now.year)
    return f"应于{said}前答复，已超时" if is_late else f"{said}前答复"


def _day(instant: datetime, today: date) -> str:
    return wording.bare_day(instant.astimezone(SHANGHAI).date(), today.year)
