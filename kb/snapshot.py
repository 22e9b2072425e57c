"""One revision of the index in memory: its segments, their arrays, and what is alive in them."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import SegmentReader

from kb import postings
from kb.postings import Ids, Numbers, Postings

Mask = NDArray[np.bool_]

CACHED_POSTINGS = 6_000_000
"""Postings kept decoded, for all segments together; about 28 bytes each."""

ENTRY_COST = 16
"""What a cached term counts beside its postings, so that absent terms are bounded too."""

KEPT_MASKS = 64

# BM25's two numbers as Whoosh has them; tuning them brought nothing worth having.
K1 = 1.2
B = 0.75


class CachedTerm:
    """A term's postings in one segment, and their BM25 part for one average length."""

    __slots__ = ("average", "postings", "saturation")

    def __init__(self, found: Postings) -> None:
        self.postings = found
        self.average = 0.0
        self.saturation: Numbers | None = None


class TermCache:
    """Decoded postings, the longest unused given up first when there are too many."""

    def __init__(self, limit: int = CACHED_POSTINGS) -> None:
        self._limit = limit
        self._terms: OrderedDict[tuple[str, str, str], CachedTerm] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def get(self, key: tuple[str, str, str]) -> CachedTerm | None:
        """The cached term, which thereby becomes the last to be given up."""
        with self._lock:
            term = self._terms.get(key)
            if term is not None:
                self._terms.move_to_end(key)
            return term

    def put(self, key: tuple[str, str, str], term: CachedTerm) -> None:
        """Keep a term, and give up others for it."""
        with self._lock:
            if key in self._terms:
                return
            self._terms[key] = term
            self.size += len(term.postings.ids) + ENTRY_COST
            while self.size > self._limit:
                _, dropped = self._terms.popitem(last=False)
                self.size -= len(dropped.postings.ids) + ENTRY_COST

    def forget(self, segment_ids: Collection[str]) -> None:
        """Drop what belongs to segments that no longer exist."""
        with self._lock:
            for key in [key for key in self._terms if key[0] in segment_ids]:
                self.size -= len(self._terms.pop(key).postings.ids) + ENTRY_COST


class Segment:
    """One immutable Whoosh segment; its arrays are read once, by one thread at a time."""

    def __init__(self, reader: SegmentReader, cache: TermCache) -> None:
        self.id: str = reader.segment().segment_id()
        self.count: int = reader.doc_count_all()
        self._reader = reader
        self._cache = cache
        self._lock = threading.Lock()
        self._norms: dict[str, tuple[float, Numbers]] = {}
        self._lengths: dict[str, Numbers] = {}
        self._validity: tuple[Ids, Ids] | None = None

    def term(self, field: str, text: str) -> CachedTerm:
        """A term's postings, from the cache or decoded now."""
        key = (self.id, field, text)
        term = self._cache.get(key)
        if term is None:
            with self._lock:
                term = CachedTerm(postings.read_postings(self._reader, field, text))
            self._cache.put(key, term)
        return term

    def total_length(self, field: str) -> int:
        """Terms written in a field by all documents, the deleted ones too."""
        return int(self._reader.field_length(field))

    def saturation(self, field: str, term: CachedTerm, average: float) -> Numbers:
        """BM25 without idf: `tf·(k1+1) / (tf + k1·(1−b+b·length/average))`, in Whoosh's numbers."""
        known = term.saturation
        if known is None or term.average != average:
            frequencies = term.postings.frequencies.astype(np.float64)
            norms = self._norm(field, average)[term.postings.ids]
            known = frequencies * (K1 + 1) / (frequencies + norms)
            term.saturation, term.average = known, average
        return known

    def _norm(self, field: str, average: float) -> Numbers:
        computed_for, norms = self._norms.get(field, (0.0, None))
        if norms is None or computed_for != average:
            norms = K1 * ((1 - B) + B * self._field_lengths(field) / average)
            self._norms[field] = average, norms
        return norms

    def _field_lengths(self, field: str) -> Numbers:
        lengths = self._lengths.get(field)
        if lengths is None:
            with self._lock:
                lengths = postings.read_lengths(self._reader, field)
            self._lengths[field] = lengths
        return lengths

    def validity(self) -> tuple[Ids, Ids]:
        """First and last day of each document, as ordinals."""
        if self._validity is None:
            with self._lock:
                first = postings.read_numbers(self._reader, "valid_from")
                last = postings.read_numbers(self._reader, "valid_until")
            self._validity = first, last
        return self._validity

    def phrases(self, ids: Ids) -> list[list[bytes]]:
        """Title and questions of each document, normalised and squeezed."""
        with self._lock:
            column = self._reader.column_reader("phrases")
            return [bytes(column[id_]).split(b"\n") for id_ in ids.tolist()]

    def document_id(self, number: int) -> str:
        """The id under which the document was given to the index."""
        with self._lock:
            return str(self._reader.stored_fields(number)["id"])

    def terms_with_prefix(self, field: str, prefix: str, limit: int) -> list[str]:
        """Terms that a half-typed one may become."""
        with self._lock:
            return postings.terms_with_prefix(self._reader, field, prefix, limit)


class Filters(NamedTuple):
    """What a hit must be; None lets everything through, an empty collection nothing."""

    kinds: frozenset[str] | None = None
    unit_ids: frozenset[str] | None = None
    areas: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    audiences: frozenset[str] | None = None
    on_day: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A segment within a snapshot: where its numbers begin, and which documents are alive."""

    segment: Segment
    base: int
    alive: Mask


class Snapshot:
    """All segments of one revision; documents are numbered through them. Safe for many threads."""

    def __init__(self, revision: int, segments: Sequence[tuple[Segment, Collection[int]]]) -> None:
        self.revision = revision
        bases = accumulate((segment.count for segment, _ in segments), initial=0)
        self.parts = tuple(
            Part(segment, base, _alive(segment.count, deleted))
            for (segment, deleted), base in zip(segments, bases, strict=False)
        )
        self.count = sum(part.segment.count for part in self.parts)
        self.alive_count = sum(int(part.alive.sum()) for part in self.parts)
        self._averages: dict[str, float] = {}
        self._masks: OrderedDict[Filters, Mask] = OrderedDict()
        self._lock = threading.Lock()

    def add_scores(self, scores: Numbers, field: str, text: str, weight: float) -> None:
        """Add a term's BM25 of one field, times `weight`, to the scores of all documents."""
        found = [(part, part.segment.term(field, text)) for part in self.parts]
        holders = sum(len(term.postings.ids) for _, term in found)
        if not holders:
            return
        factor = weight * (log(self.count / (holders + 1)) + 1)
        average = self._average_length(field)
        for part, term in found:
            if len(term.postings.ids):
                own = scores[part.base : part.base + part.segment.count]
                own[term.postings.ids] += factor * part.segment.saturation(field, term, average)

    def _average_length(self, field: str) -> float:
        average = self._averages.get(field)
        if average is None:
            total = sum(part.segment.total_length(field) for part in self.parts)
            average = self._averages[field] = total / self.count or 1.0
        return average

    def mask(self, filters: Filters) -> Mask:
        """Which documents are alive and pass the filters; whatever else exists never counts."""
        with self._lock:
            known = self._masks.get(filters)
            if known is not None:
                self._masks.move_to_end(filters)
                return known
        mask = np.concatenate([_pass(part, filters) for part in self.parts] or [np.zeros(0, bool)])
        mask.flags.writeable = False
        with self._lock:
            self._masks[filters] = mask
            if len(self._masks) > KEPT_MASKS:
                self._masks.popitem(last=False)
        return mask

    def part_of(self, number: int) -> Part:
        """The part in which a document's number lies."""
        return next(part for part in reversed(self.parts) if part.base <= number)

    def document_id(self, number: int) -> str:
        """The id of a document by its number."""
        part = self.part_of(number)
        return part.segment.document_id(number - part.base)

    def numbers_of(self, document_id: str) -> list[int]:
        """The living document with this id: one number, or none."""
        return [
            part.base + id_
            for part in self.parts
            for id_ in part.segment.term("id", document_id).postings.ids.tolist()
            if part.alive[id_]
        ]


def _alive(count: int, deleted: Collection[int]) -> Mask:
    alive = np.ones(count, dtype=bool)
    alive[list(deleted)] = False
    return alive


def _pass(part: Part, filters: Filters) -> Mask:
    mask = part.alive.copy()
    wanted = {
        "kind": filters.kinds,
        "unit_id": filters.unit_ids,
        "area": filters.areas,
        "category": filters.categories,
        "audience": filters.audiences,
    }
    for field, values in wanted.items():
        if values is not None:
            having = np.zeros(part.segment.count, dtype=bool)
            for value in values:
                having[part.segment.term(field, value).postings.ids] = True
            mask &= having
    if filters.on_day is not None:
        first, last = part.segment.validity()
        day = filters.on_day.toordinal()
        mask &= (first <= day) & (day <= last)
    return mask
