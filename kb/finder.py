"""Find what answers a caller: the index proposes ids, the database supplies the text in force now (办法第十七条)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from core.store.models import Unit
from core.store.work import Reading
from kb import (
    analyzer,
    indexing,
    learning,
    lifecycle,
    marking,
    meaning,
    readable,
    search,
    shelves,
    synonyms,
    vectors,
)
from kb.alternatives import Vocabulary
from kb.index import IndexBroken
from kb.marking import Mark
from kb.meaning import Sense
from kb.models import Entry, Revision
from kb.terms import Audience, EntryKind

SNIPPET_LENGTH = 90
SENSE_SECONDS = 0.3
"""How long a finished question waits for its meaning; the words have answered already."""

_FEWEST_HAN = 2
"""A question of fewer has no meaning to look for."""

_FALLBACK_TERMS = 12
_FALLBACK_ROWS = 300
_COMPARED = (
    *(Revision.title, Revision.standard_question, Revision.variant_questions),
    *(Revision.keywords, Revision.spoken_answer, Revision.text),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer as a list shows it; marks are (start, end) in the title or the snippet."""

    entry_id: int
    revision_id: int
    kind: EntryKind
    title: str
    unit_name: str
    audience: Audience
    spoken: str
    snippet: str
    title_marks: list[Mark]
    snippet_marks: list[Mark]
    score: float
    is_review_overdue: bool
    effective_until: date | None
    is_by_meaning: bool = False
    """意思相近: it shares no word with the question."""


@dataclass(frozen=True, slots=True)
class Found:
    """查找结果. `is_near`: nothing shares a word, these come nearest; `is_cut`: the question was long.

    `is_fallback`: the index is being rebuilt and the database answered, by plain comparison.
    `also`: words looked for that the question does not hold, to be marked like its own.
    """

    hits: list[Hit]
    total: int
    took_ms: float
    is_cut: bool
    is_near: bool
    is_fallback: bool
    also: tuple[str, ...] = ()


class UnitChoice(NamedTuple):
    """A unit that has something to be found, by id (None: the county's office itself)."""

    unit_id: int | None
    name: str
    entries: int


class Choices(NamedTuple):
    """筛选项: kinds and units with how many entries each, counting only what the person may read."""

    kinds: list[tuple[EntryKind, int]]
    units: list[UnitChoice]


def find(
    reading: Reading,
    text: str,
    *,
    kinds: Collection[EntryKind] = (),
    unit_ids: Collection[int] = (),
    town_id: int | None = None,
    limit: int = 20,
    is_typing: bool = False,
    is_finished: bool = False,
    vocabulary: Vocabulary | None = None,
) -> Found:
    """查找知识: what may be read and is in force today, best first; empty filters filter nothing.

    With a town, what holds for other towns only is left out. Any text may be asked. The index is
    caught up first, so what was published a moment ago is found. `is_finished`: the question
    stands, its meaning may be computed and waited for a moment. `vocabulary` stands in for the
    county's words, to try some that are not kept yet.
    """
    began = time.perf_counter()
    audiences = lifecycle.audiences_of(reading.actor.role)
    if not audiences or not text.strip():
        return Found([], 0, _since(began), False, False, False)
    words = synonyms.known(reading) if vocabulary is None else vocabulary
    try:
        proposed = search.search(
            indexing.index_of(reading).current(reading),
            text,
            limit=limit,
            kinds=[kind.value for kind in kinds] or None,
            unit_ids=[str(unit_id) for unit_id in unit_ids] or None,
            areas=None if town_id is None else ["", str(town_id)],
            audiences=[audience.value for audience in audiences],
            on_day=reading.now.date(),
            is_typing=is_typing,
            lessons=learning.known(reading),
            vocabulary=words,
            sense=_sense(reading, text) if is_finished else None,
        )
    except IndexBroken:
        meanings = words.meanings(analyzer.query(text))
        also = tuple(option.written for one in meanings for option in one.options)
        hits, total = _compare(reading, text, also, kinds, unit_ids, town_id, limit)
        is_cut = analyzer.query(text).is_cut
        return Found(hits, total, _since(began), is_cut, False, True, also)
    scores = {int(hit.id): hit.score for hit in proposed.hits}
    hits = [
        replace(hit, is_by_meaning=str(hit.entry_id) in proposed.by_meaning)
        for hit in _shown(reading, text, scores, proposed.also)
    ]
    total = proposed.total - (len(scores) - len(hits))
    return Found(
        hits, total, _since(began), proposed.is_cut, proposed.is_near, False, proposed.also
    )


def has_meaning(reading: Reading) -> bool:
    """Whether a finished question can be asked by meaning as well: a model is there, and vectors are."""
    return vectors.is_ready(reading)


def _sense(reading: Reading, text: str) -> Sense | None:
    """What the question means; letters mean nothing to the model that the sounds have not told already."""
    han = sum(map(analyzer.is_han, text))
    if han < _FEWEST_HAN or han <= sum(map(str.isascii, text)):
        return None
    store = vectors.store_of(reading)
    question = meaning.of_question(text, SENSE_SECONDS) if store else None
    return store.sense(question) if store and question is not None else None


def newest(
    reading: Reading,
    *,
    kinds: Collection[EntryKind] = (),
    unit_ids: Collection[int] = (),
    town_id: int | None = None,
    limit: int = 20,
) -> Found:
    """最近发布: what the filters let through while nothing is asked, the latest published first."""
    began = time.perf_counter()
    about = ("newest", frozenset(kinds), frozenset(unit_ids), town_id, limit)
    ids, total = readable.once(
        reading, about, lambda: _newest_ids(reading, kinds, unit_ids, town_id, limit)
    )
    hits = _shown(reading, "", dict.fromkeys(ids, 0.0))
    return Found(hits, total, _since(began), False, False, False)


def _newest_ids(
    reading: Reading,
    kinds: Collection[EntryKind],
    unit_ids: Collection[int],
    town_id: int | None,
    limit: int,
) -> tuple[list[int], int]:
    rows = _filtered(_open_entries(reading), kinds, unit_ids, town_id).with_only_columns(Entry.id)
    total = reading.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    latest = rows.order_by(Revision.published_at.desc(), Entry.id).limit(limit)
    return list(reading.session.scalars(latest)), total


def hit_of(reading: Reading, entry_id: int, text: str = "") -> Hit | None:
    """One entry as a hit of this question, found by it or not; None when it may not be read today."""
    return next(iter(_shown(reading, text, {entry_id: 0.0})), None)


def filters(reading: Reading) -> Choices:
    """筛选项 of the search page."""
    by_kind, by_unit = readable.once(reading, "filters", lambda: _counted(reading))
    named = select(Unit.id, Unit.name).where(Unit.id.in_([id_ for id_ in by_unit if id_]))
    names = {row.id: row.name for row in reading.session.execute(named)}
    units = [
        UnitChoice(id_, names.get(id_ or 0, shelves.OFFICE_ITSELF), count)
        for id_, count in by_unit.items()
    ]
    return Choices(
        [(kind, by_kind[kind]) for kind in EntryKind if kind in by_kind],
        sorted(units, key=lambda unit: (-unit.entries, unit.unit_id is not None, unit.name)),
    )


def _counted(reading: Reading) -> tuple[dict[EntryKind, int], dict[int | None, int]]:
    """How many may be read: by kind, and by unit."""
    open_now = _readable(reading).subquery()
    by_kind: Counter[EntryKind] = Counter()
    by_unit: Counter[int | None] = Counter()
    counted = select(open_now.c.kind, open_now.c.unit_id, func.count())
    for kind, unit_id, count in reading.session.execute(
        counted.group_by(open_now.c.kind, open_now.c.unit_id)
    ):
        by_kind[EntryKind(kind)] += count
        by_unit[unit_id] += count
    return dict(by_kind), dict(by_unit)


# --- from the database -----------------------------------------------------------------------------


def _is_open(reading: Reading) -> ColumnElement[bool]:
    """The condition a version meets to be read out today by this person."""
    today = reading.now.date()
    return and_(
        Revision.audience.in_(lifecycle.audiences_of(reading.actor.role)),
        or_(Revision.effective_from.is_(None), Revision.effective_from <= today),
        or_(Revision.effective_until.is_(None), Revision.effective_until >= today),
    )


def _readable(reading: Reading) -> Select[EntryKind, int | None]:
    in_force = and_(Revision.entry_id == Entry.id, Revision.number == Entry.in_force_number)
    return select(Entry.kind, Entry.unit_id).join(Revision, in_force).where(_is_open(reading))


def _open_entries(reading: Reading) -> Select[Entry, Revision]:
    in_force = and_(Revision.entry_id == Entry.id, Revision.number == Entry.in_force_number)
    return select(Entry, Revision).join(Revision, in_force).where(_is_open(reading))


def _filtered(
    rows: Select[Entry, Revision],
    kinds: Collection[EntryKind],
    unit_ids: Collection[int],
    town_id: int | None,
) -> Select[Entry, Revision]:
    if kinds:
        rows = rows.where(Entry.kind.in_(kinds))
    if unit_ids:
        rows = rows.where(Entry.unit_id.in_(unit_ids))
    if town_id is not None:
        rows = rows.where(or_(Revision.area_id.is_(None), Revision.area_id == town_id))
    return rows


def _shown(
    reading: Reading, text: str, scores: dict[int, float], also: Collection[str] = ()
) -> list[Hit]:
    """The proposed entries as they stand now, in the order proposed; what is gone is left out."""
    rows = reading.session.execute(_open_entries(reading).where(Entry.id.in_(scores)))
    by_id = {row.Entry.id: row for row in rows}
    return [
        _hit(reading, text, by_id[entry_id], score, also)
        for entry_id, score in scores.items()
        if entry_id in by_id
    ]


def _hit(
    reading: Reading,
    text: str,
    row: Row[Entry, Revision],
    score: float,
    also: Collection[str] = (),
) -> Hit:
    entry, revision = row.Entry, row.Revision
    body = revision.text or revision.spoken_answer
    passage = marking.snippet(body, text, SNIPPET_LENGTH, also)
    due = entry.review_due_on
    return Hit(
        entry_id=entry.id,
        revision_id=revision.id,
        kind=entry.kind,
        title=revision.title,
        unit_name=entry.unit.name if entry.unit else shelves.OFFICE_ITSELF,
        audience=revision.audience,
        spoken=revision.spoken_answer,
        snippet=passage.text,
        title_marks=marking.marks(revision.title, text, also),
        snippet_marks=passage.marks,
        score=score,
        is_review_overdue=due is not None and due < reading.now.date(),
        effective_until=revision.effective_until,
    )


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


# --- without the index -----------------------------------------------------------------------------


def _compare(
    reading: Reading,
    text: str,
    also: Collection[str],
    kinds: Collection[EntryKind],
    unit_ids: Collection[int],
    town_id: int | None,
    limit: int,
) -> tuple[list[Hit], int]:
    """查找 by LIKE: entries holding any word of the question, those holding most of it first."""
    terms = list(dict.fromkeys([*_telling_terms(text), *also]))
    if not terms:
        return [], 0
    holding = _open_entries(reading).where(or_(*(_holds(term) for term in terms)))
    rows = _filtered(holding, kinds, unit_ids, town_id)
    found = [
        (_weight(row.Revision, terms), row)
        for row in reading.session.execute(rows.order_by(Entry.id).limit(_FALLBACK_ROWS))
    ]
    found.sort(key=lambda pair: (-pair[0], pair[1].Entry.id))
    return [_hit(reading, text, row, weight, also) for weight, row in found[:limit]], len(found)


def _telling_terms(text: str) -> list[str]:
    """Words and bigrams of the question, longest first; single characters when it has no more."""
    views = analyzer.query(text).views
    longer = {term for term in (*views.words, *views.bigrams) if len(term) > 1}
    return sorted(longer or views.characters, key=lambda term: (-len(term), term))[:_FALLBACK_TERMS]


def _holds(term: str) -> ColumnElement[bool]:
    return or_(*(column.icontains(term, autoescape=True) for column in _COMPARED))


def _weight(revision: Revision, terms: list[str]) -> float:
    """How much of the question stands in the version: in title and questions it counts thrice."""
    asked = f"{revision.title}\n{revision.standard_question}\n{revision.variant_questions}"
    asked = analyzer.normalise(f"{asked}\n{revision.keywords}")
    told = analyzer.normalise(f"{revision.spoken_answer}\n{revision.text}")
    return float(sum(len(term) * (3 * (term in asked) + (term in told)) for term in terms))
