"""怎样被查到: while an entry is written, in which place each question would find it, were it published now."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import select
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import NO_MERGE

from core.store.models import Category, Unit
from core.store.work import Reading
from kb import analyzer, document, entry_text, indexing, learning, lifecycle, search, synonyms
from kb.entry_text import EntryText
from kb.index import Index
from kb.models import Entry, Revision
from kb.postings import ArrayWriter
from kb.segment import Segment
from kb.snapshot import Snapshot
from kb.term_cache import TermCache
from kb.terms import EntryKind, EntryState

LOOKED_AT = 50
"""Further down nobody scrolls while somebody is on the phone."""

MOST_QUESTIONS = 20
MOST_ABOVE = 3
_NEW_ID = "draft"


@dataclass(frozen=True, slots=True)
class Above:
    """An entry that stands before the draft."""

    entry_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Place:
    """One question and the draft's place among its answers, from 1; None: not among the first 50.

    `absent` are the question's words that neither title, questions nor keywords of the draft hold.
    """

    question: str
    place: int | None
    total: int
    above: list[Above]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The entry as it is being written; `entry_id` None while it is new."""

    text: EntryText
    kind: EntryKind
    unit_id: int | None
    entry_id: int | None = None


def places(reading: Reading, draft: Draft, questions: Sequence[str]) -> list[Place]:
    """试搜: ask each question of the knowledge base as it would be with this draft published.

    The draft is one more segment beside the index's own, the version it would replace counts as
    deleted, and the same search ranks them: place and order are those after publication, up to what
    Whoosh forgets of older versions when it merges segments. The index itself is not touched.
    An entry that begins to hold later is asked on its first day. Raises IndexBroken.
    """
    asked = [one for one in dict.fromkeys(map(str.strip, questions)) if one][:MOST_QUESTIONS]
    if not asked:
        return []
    index = _beside(indexing.index_of(reading).current(reading).snapshot(), reading, draft)
    own_id = _id(draft)
    start = draft.text.effective_from
    on_day = max(start, reading.now.date()) if start else reading.now.date()
    lessons, vocabulary = learning.known(reading), synonyms.known(reading)
    found = []
    for question in asked:
        proposed = search.search(
            index, question, limit=LOOKED_AT, on_day=on_day, lessons=lessons, vocabulary=vocabulary,
            audiences=[one.value for one in lifecycle.audiences_of(reading.actor.role)],
        )  # fmt: skip
        ids = [hit.id for hit in proposed.hits]
        place = ids.index(own_id) + 1 if own_id in ids else None
        before = ids[: place - 1] if place else ids
        found.append((question, place, proposed.total, before[:MOST_ABOVE]))
    titles = _titles(reading, {int(id_) for _, _, _, before in found for id_ in before})
    return [
        Place(question, place, total,
              [Above(int(id_), titles.get(int(id_), "")) for id_ in before],
              absent(draft.text, question))
        for question, place, total, before in found
    ]  # fmt: skip


def absent(text: EntryText, question: str) -> tuple[str, ...]:
    """The question's words of two characters or more that would have to be added to be found by them."""
    held = analyzer.normalise(
        "\n".join((text.title, text.standard_question, *text.variant_questions, *text.keywords))
    )
    words = analyzer.query(question).views.words
    return tuple(word for word in words if len(word) > 1 and word not in held)


class _Beside(Index):
    """An index that is never on disk: one snapshot, as if it had been published."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(Path())
        self._only = snapshot

    def snapshot(self) -> Snapshot:
        """The one there is."""
        return self._only


def _beside(snapshot: Snapshot, reading: Reading, draft: Draft) -> _Beside:
    """The snapshot with the draft as a segment of its own, and without what it replaces."""
    replaced = set(snapshot.numbers_of(_id(draft))) if draft.entry_id is not None else set()
    segments = []
    for part in snapshot.parts:
        gone = set(np.flatnonzero(~part.alive).tolist())
        inside = range(part.base, part.base + part.segment.count)
        gone |= {number - part.base for number in replaced if number in inside}
        segments.append((part.segment, gone))
    written = _segment_of(_document(reading, draft))
    # The average length moves with every draft: kept with the terms, it would have each search by
    # others computed anew.
    return _Beside(Snapshot(snapshot.revision, [*segments, (written, ())], is_lasting=False))


class _Memory(RamStorage):  # type: ignore[misc]
    """Files in memory, those written on the way too."""

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """Storage of its own: Whoosh would put it on disk under one name, and the first to end takes it from all."""
        del name
        return RamStorage()


def _segment_of(written: document.Document) -> Segment:
    """One document as Whoosh writes it, in memory: its lengths are rounded as they will be."""
    storage = _Memory()
    writer = ArrayWriter(FileIndex.create(storage, document.SCHEMA), document.LISTS)
    try:
        writer.add_document(**document.to_fields(written))
        writer.commit(NO_MERGE)
    except BaseException:
        with suppress(Exception):
            writer.cancel()
        raise
    toc = FileIndex(storage, document.SCHEMA)._read_toc()
    return Segment(SegmentReader(storage, document.SCHEMA, toc.segments[0]), TermCache())


def _document(reading: Reading, draft: Draft) -> document.Document:
    """The draft as the index would take it."""
    text = entry_text.tidy(draft.text)
    session = reading.session
    with session.no_autoflush:
        entry = Entry(id=0, kind=draft.kind, title=text.title, state=EntryState.DRAFT,
                      unit_id=draft.unit_id)  # fmt: skip
        revision = Revision(**entry_text.columns(text))
        if draft.unit_id is not None:
            entry.unit = session.get(Unit, draft.unit_id)
        if text.category_id is not None:
            revision.category = session.get(Category, text.category_id)
        made = indexing.document_of(entry, revision)
    return replace(made, id=_id(draft))


def _id(draft: Draft) -> str:
    return _NEW_ID if draft.entry_id is None else str(draft.entry_id)


def _titles(reading: Reading, entry_ids: set[int]) -> dict[int, str]:
    rows = select(Entry.id, Entry.title).where(Entry.id.in_(entry_ids))
    return {one.id: one.title for one in reading.session.execute(rows)}
