"""知识缺口: questions of callers nothing answered, or nothing was read for, gathered by likeness (办法第十七条)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, or_, select

from core.errors import NotAllowed, NotFound
from core.rules.terms import OFFICE_ROLES, Role
from core.store.actor import Actor
from core.store.work import Reading, UnitOfWork
from kb import analyzer, entries, finder, grouping, lifecycle, suggest
from kb.entry_checks import UNWRITTEN
from kb.entry_text import EntryText
from kb.finder import Hit
from kb.models import Entry, SearchRecord
from kb.terms import EntryKind

SPANS_DAYS = (30, 90)
DESK = OFFICE_ROLES | {Role.KB_EDITOR}
"""Who sees all gaps, and says what is none."""
VIEWERS = lifecycle.WRITERS

ALIKE = 0.42
MOST_GROUPS = 200
"""The most asked come first; the others wait until these are worked off."""
MOST_FOR_A_UNIT = 80
"""Of how many gaps it is asked whose they are, for a unit's list."""
_MOST_RECORDS = 20_000
_TITLE_CHARACTERS = 60
_MOST_VARIANTS, _QUESTION_CHARACTERS = 10, 100
_GATHERED_FOR, _MANY_RECORDS = timedelta(minutes=5), 2_000
_ANSWERED: WeakKeyDictionary[Engine, dict[str, tuple[tuple[date, int], bool]]] = WeakKeyDictionary()
_KEPT_FOR, _MOST_KEPT = timedelta(hours=1), 2_000
_LIKELY: WeakKeyDictionary[Engine, dict[str, tuple[datetime, Likely | None]]] = WeakKeyDictionary()
_ANSWERS = 0.6
"""An entry whose title or question is so like the group's question answers it now."""


class Likely(NamedTuple):
    """The unit likely to know, with why."""

    unit_id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """一个知识缺口: one question in all its wordings, the most asked first."""

    question: str
    wordings: tuple[str, ...]
    times: int
    people: int
    last_asked_at: datetime
    is_unread: bool
    """Something was found every time and nobody opened it; False: at least once nothing was."""
    record_ids: tuple[int, ...]

    @property
    def key(self) -> str:
        """What tells it from the others while the list is drawn anew."""
        return f"gap-{self.record_ids[0]}"


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is known about a gap today: the nearest entry, and who is likely to know."""

    nearest: Hit | None
    is_answered: bool
    """已可查到: the nearest entry answers it now."""
    likely: Likely | None


def listed(reading: Reading, days: int = SPANS_DAYS[0], *, dismissed: bool = False) -> list[Gap]:
    """知识缺口 of the last days, the most asked first; a unit sees those likely its own.

    With `dismissed`, what somebody said is no gap, to be taken back. Questions a 求知单 took up are
    not among them.
    """
    if reading.actor.role not in VIEWERS or (dismissed and reading.actor.is_unit):
        return []
    gaps = _kept(reading, days, dismissed=dismissed)
    if not reading.actor.is_unit:
        return gaps
    own = reading.actor.unit_id
    looked_at = gaps[:MOST_FOR_A_UNIT]
    return [
        gap
        for gap in looked_at
        if (who := _remembered(reading, gap.question)) and who.unit_id == own
    ]


def prospect(reading: Reading, gap: Gap) -> Prospect:
    """Search again today: what comes nearest now, whether it answers, and who is likely to know."""
    found = finder.find(reading, gap.question, limit=1)
    hit = found.hits[0] if found.hits else None
    answered = hit is not None and not found.is_near and _answers(hit, gap)
    return Prospect(hit, answered, likely(reading, gap.question))


def likely(reading: Reading, question: str) -> Likely | None:
    """可能了解情况的单位 and why, as the dispatch desk would propose it."""
    first = next(iter(suggest.for_matter(reading, question).units), None)
    return Likely(first.unit_id, first.name, first.reason) if first else None


def is_answered(reading: Reading, gap: Gap) -> bool:
    """已可查到: one search, for a list that tells it without opening each; kept until an entry changes."""
    revision = reading.session.scalar(select(func.max(Entry.changed_revision))) or 0
    since = (reading.now.date(), revision)
    known = _ANSWERED.setdefault(reading.session.get_bind().engine, {})
    kept = known.get(gap.question)
    if kept is not None and kept[0] == since:
        return kept[1]
    if len(known) >= _MOST_KEPT:
        known.clear()
    found = finder.find(reading, gap.question, limit=1)
    answered = bool(found.hits) and not found.is_near and _answers(found.hits[0], gap)
    known[gap.question] = (since, answered)
    return answered


def as_text(gap: Gap) -> EntryText:
    """What a draft begins with: the question, its wordings as 相似问题, the answer still to write."""
    return EntryText(
        title=gap.question[:_TITLE_CHARACTERS],
        standard_question=gap.question[:_QUESTION_CHARACTERS],
        variant_questions=tuple(
            dict.fromkeys(one for one in gap.wordings if len(one) <= _QUESTION_CHARACTERS)
        )[:_MOST_VARIANTS],
        text=UNWRITTEN,
        source="知识缺口",
    )


def draft(uow: UnitOfWork, gap: Gap, *, unit_id: int | None) -> Entry:
    """起草知识: the question as an entry in draft; a unit writes for itself. Raises NotAllowed, BadInput.

    The gap stays until the entry is published and answers it.
    """
    return entries.draft(uow, as_text(gap), kind=EntryKind.FAQ, unit_id=unit_id)


def _remembered(reading: Reading, question: str) -> Likely | None:
    """`likely`, looked up once an hour in this process: a unit's list asks it of every gap."""
    known = _LIKELY.setdefault(reading.session.get_bind().engine, {})
    kept = known.get(question)
    if kept is not None and abs(reading.now - kept[0]) < _KEPT_FOR:
        return kept[1]
    if len(known) >= _MOST_KEPT:
        known.clear()
    found = likely(reading, question)
    known[question] = (reading.now, found)
    return found


def dismiss(uow: UnitOfWork, record_ids: Collection[int]) -> int:
    """不作缺口: nothing needs to be written; gives how many questions it concerns. May be taken back."""
    rows = _rows(uow, record_ids)
    for row in rows:
        row.dismissed_at, row.dismissed_by = uow.now, uow.actor.name

    uow.audit(
        "dismiss_gap", f"检索记录 id {rows[0].id}", question=rows[0].question, count=len(rows)
    )
    return len(rows)


def restore(uow: UnitOfWork, record_ids: Collection[int]) -> int:
    """恢复缺口: what was dismissed stands on the list again."""
    rows = _rows(uow, record_ids)
    for row in rows:
        row.dismissed_at = row.dismissed_by = None

    uow.audit(
        "restore_gap", f"检索记录 id {rows[0].id}", question=rows[0].question, count=len(rows)
    )
    return len(rows)


def link(uow: UnitOfWork, record_ids: Collection[int], request_id: int) -> None:
    """The questions a 求知单 took up, all wordings of them."""
    for row in _rows(uow, record_ids):
        row.request_id = request_id


def _rows(uow: UnitOfWork, record_ids: Collection[int]) -> Sequence[SearchRecord]:
    _require(uow.actor)
    rows = uow.session.scalars(
        select(SearchRecord).where(SearchRecord.id.in_(record_ids)).order_by(SearchRecord.id)
    ).all()
    if not rows:
        raise NotFound("没有找到这个知识缺口。", next_step="请从列表中打开。")
    return rows


def _require(actor: Actor) -> None:
    if actor.role not in DESK:
        raise NotAllowed(
            "知识缺口由热线办、知识库管理员处理。",
            article=lifecycle.ARTICLE,
            subject="处理知识缺口",
        )


class _Wording(NamedTuple):
    question: str
    ids: list[int]
    people: set[int]
    last_asked_at: datetime
    has_found_nothing: bool


def _kept(reading: Reading, days: int, *, dismissed: bool) -> list[Gap]:
    """Gathered anew whenever something changed; of very many questions, new ones wait some minutes.

    What is dismissed or asked of a unit leaves the list at once all the same.
    """
    counts = select(
        func.count(SearchRecord.id),
        func.count(SearchRecord.dismissed_at),
        func.count(SearchRecord.request_id),
    )
    total, *settled = reading.session.execute(counts).one()
    known = _GATHERED.setdefault(reading.session.get_bind().engine, {})
    kept = known.get((days, dismissed))
    if kept is not None and settled == kept.settled:
        age = reading.now - kept.at
        is_young = timedelta(0) <= age < _GATHERED_FOR
        if is_young and (total == kept.total or total > _MANY_RECORDS):
            return list(kept.gaps)
    gaps = _gathered(reading, days, dismissed=dismissed)
    known[days, dismissed] = _Kept(reading.now, total, settled, gaps)
    return list(gaps)


def _gathered(reading: Reading, days: int, *, dismissed: bool) -> list[Gap]:
    wordings = _wordings(reading, days, dismissed=dismissed)
    asked = [(one.question, len(one.ids)) for one in wordings]
    gaps = [_gap([wordings[place] for place in places]) for places in grouping.groups(asked, ALIKE)]
    gaps.sort(key=lambda gap: (-gap.times, -gap.last_asked_at.timestamp(), gap.question))
    return gaps[:MOST_GROUPS]


class _Kept(NamedTuple):
    """A gathering of this process, and what it was made of."""

    at: datetime
    total: int
    settled: list[int]
    gaps: list[Gap]


_GATHERED: WeakKeyDictionary[Engine, dict[tuple[int, bool], _Kept]] = WeakKeyDictionary()


def _wordings(reading: Reading, days: int, *, dismissed: bool) -> list[_Wording]:
    """Unanswered questions, those of one normal form together."""
    since = reading.now - timedelta(days=days)
    is_dismissed = SearchRecord.dismissed_at.is_not(None)
    rows = (
        select(
            SearchRecord.id, SearchRecord.question, SearchRecord.person_id,
            SearchRecord.asked_at, SearchRecord.total,
        )
        .where(
            SearchRecord.asked_at >= since,
            SearchRecord.request_id.is_(None),
            is_dismissed if dismissed else SearchRecord.dismissed_at.is_(None),
            or_(SearchRecord.total == 0, SearchRecord.opened_entry_id.is_(None)),
            SearchRecord.is_cited.is_(False),
            func.length(SearchRecord.question) > 1,
        )
        .order_by(SearchRecord.asked_at.desc(), SearchRecord.id.desc())
        .limit(_MOST_RECORDS)
    )  # fmt: skip
    together: dict[str, list[Any]] = defaultdict(list)
    for row in reading.session.execute(rows):
        together[analyzer.normalise(row.question)].append(row)
    return [
        _Wording(
            ones[0][1], [one[0] for one in ones], {one[2] for one in ones if one[2]},
            ones[0][3], any(one[4] == 0 for one in ones),
        )
        for ones in together.values()
    ]  # fmt: skip


def _gap(wordings: list[_Wording]) -> Gap:
    people: set[int] = set().union(*(one.people for one in wordings))
    ids = [id_ for one in wordings for id_ in one.ids]
    return Gap(
        question=wordings[0].question,
        wordings=tuple(one.question for one in wordings[1:]),
        times=len(ids),
        people=len(people),
        last_asked_at=max(one.last_asked_at for one in wordings),
        is_unread=not any(one.has_found_nothing for one in wordings),
        record_ids=tuple(ids),
    )


def _answers(hit: Hit, gap: Gap) -> bool:
    likest = grouping.nearest(hit.title, [gap.question, *gap.wordings])
    return likest is not None and likest.share >= _ANSWERS
