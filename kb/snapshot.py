"""One revision of the index in memory: its segments, their arrays, and what is alive in them."""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.postings import Ids, Numbers
from kb.segment import Segment
from kb.term_cache import Scores, Term
from kb.term_lists import Frequencies

Mask = NDArray[np.bool_]

KEPT_MASKS = 64

KEPT_OCCURRENCES = 100_000
"""Terms of which it is remembered where they stand, before all are counted anew."""

# BM25's two numbers; B and TELLING are tuned for all judged sets at once (bench/tune.py, decision 31).
K1 = 1.2
B = 0.8

TELLING = 1.25
"""How much more a rare term weighs than BM25 has it; see bench/tune.py and decision 31."""


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


class Occurrence(NamedTuple):
    """Where a term stands in a snapshot: the share of documents, how telling that makes it, which parts.

    Deleted documents count as well. `idf` is zero where no document holds the term.
    """

    share: float
    idf: float
    parts: tuple[int, ...]


def idf(count: int, holders: int) -> float:
    """How telling a term is: BM25's own measure raised a little, near zero for what every document holds.

    Whoosh's `log(N/(n+1)) + 1` never falls below one, so that very common characters weigh in.
    """
    return float(log(1 + (count - holders + 0.5) / (holders + 0.5)) ** TELLING)


def _bm25(rarity: float, frequencies: Frequencies, norms: Numbers) -> Scores:
    """`idf · tf·(k1+1) / (tf + k1·(1−b+b·length/average))`, in Whoosh's numbers; seven digits are kept."""
    raw = frequencies.astype(np.float64)
    return (rarity * (raw * (K1 + 1) / (raw + norms))).astype(np.float32)


class Snapshot:
    """All segments of one revision; documents are numbered through them. Safe for many threads."""

    def __init__(
        self,
        revision: int,
        segments: Sequence[tuple[Segment, Collection[int]]],
        *,
        is_lasting: bool = True,
    ) -> None:
        """`is_lasting`: whether its numbers are kept with the terms, which snapshots share."""
        self.revision = revision
        self._is_lasting = is_lasting
        self._token = object()
        bases = list(accumulate((segment.count for segment, _ in segments), initial=0))
        self.parts = tuple(
            Part(segment, base, _alive(segment.count, deleted))
            for (segment, deleted), base in zip(segments, bases, strict=False)
        )
        self._bases = bases[: len(self.parts)]
        self.count = sum(part.segment.count for part in self.parts)
        self.alive_count = sum(int(part.alive.sum()) for part in self.parts)
        self._averages: dict[str, float] = {}
        self._norms: dict[tuple[int, str], Numbers] = {}
        self._factors: dict[tuple[object, ...], Scores | None] = {}
        self._lengths: dict[tuple[str, float], Scores] = {}
        self._occurrences: dict[tuple[str, str], Occurrence] = {}
        self._masks: OrderedDict[Filters, Mask] = OrderedDict()
        self._lock = threading.Lock()

    def zeros(self) -> Scores:
        """A score for every document, to be added to."""
        return np.zeros(self.count, np.float32)

    def add_scores(
        self, scores: Scores, view: str, text: str, weight: float, presence: float = 0.0
    ) -> None:
        """Add a term's BM25F in one view, times `weight`, to the scores of all documents.

        `presence` is what its holders get besides, in idf, however often they hold it.
        """
        known = self.occurrence(view, text)
        held = weight * presence * known.idf
        for place in known.parts:
            part = self.parts[place]
            term = part.segment.term(view, text)
            impact = self._impact(part, view, text, term, known.idf)
            own = scores[part.base : part.base + part.segment.count]
            # No document is named twice, and `add.at` is the faster of the two spellings.
            gained = impact if weight == 1.0 else impact * np.float32(weight)
            np.add.at(own, term.ids, gained + np.float32(held) if held else gained)

    def scores_of(self, view: str, text: str, numbers: Ids) -> Scores:
        """A frequent term's BM25F in one view for these documents, ascending, alone."""
        known = self.occurrence(view, text)
        found = np.zeros(len(numbers), np.float32)
        for place in known.parts:
            part = self.parts[place]
            first, end = numbers.searchsorted((part.base, part.base + part.segment.count)).tolist()
            if first == end:
                continue
            ids = numbers[first:end] - part.base
            frequencies = part.segment.spread(view, text)[ids]
            found[first:end] = _bm25(known.idf, frequencies, self._norms_of(part, view)[ids])
        return found

    def prepare(self, view: str, text: str) -> None:
        """Have a term's part of the score at hand before it is asked for."""
        known = self.occurrence(view, text)
        for place in known.parts:
            part = self.parts[place]
            self._impact(part, view, text, part.segment.term(view, text), known.idf)

    def _impact(self, part: Part, view: str, text: str, term: Term, rarity: float) -> Scores:
        kept = term.impact
        if kept is not None and kept[0] is self._token:
            return kept[1]
        frequencies = term.frequencies
        if frequencies is None:
            frequencies = part.segment.frequencies(view, text)
        norms = self._norms_of(part, view)[term.ids]
        impact = _bm25(rarity, frequencies, norms)
        if self._is_lasting:
            term.impact = self._token, impact
            term.frequencies = None
        return impact

    def _norms_of(self, part: Part, view: str) -> Numbers:
        key = (part.base, view)
        norms = self._norms.get(key)
        if norms is None:
            lengths = part.segment.view_lengths(view)
            norms = self._norms[key] = K1 * ((1 - B) + B * lengths / self._average_length(view))
        return norms

    def factors(self, field: str, weights: Mapping[str, float]) -> Scores | None:
        """What the scores of each document are multiplied by, for the value it has in a field.

        None where no document has any of the values.
        """
        key = (field, *weights.items())
        if key not in self._factors:
            factors = np.ones(self.count, np.float32)
            for part in self.parts:
                for value, weight in weights.items():
                    factors[part.base + part.segment.holders(field, value)] = weight
            self._factors[key] = factors if (factors != 1.0).any() else None
        return self._factors[key]

    def occurrence(self, name: str, text: str) -> Occurrence:
        """Where a term of one of LISTS stands; known after the first time."""
        key = (name, text)
        known = self._occurrences.get(key)
        if known is None:
            counts = [part.segment.count_of(name, text) for part in self.parts]
            holders = sum(counts)
            known = Occurrence(
                holders / (self.count or 1),
                idf(self.count, holders) if holders else 0.0,
                tuple(place for place, count in enumerate(counts) if count),
            )
            if len(self._occurrences) >= KEPT_OCCURRENCES:
                self._occurrences.clear()
            self._occurrences[key] = known
        return known

    def share_of(self, view: str, text: str) -> float:
        """In what share of the documents a term stands, the deleted ones too."""
        return self.occurrence(view, text).share

    def idf_of(self, view: str, text: str) -> float:
        """How telling a term is here; zero where no document holds it."""
        return self.occurrence(view, text).idf

    def lengths(self, view: str, most: float) -> Scores:
        """How many times e the average length each document has, at most `most` either way."""
        key = (view, most)
        known = self._lengths.get(key)
        if known is None:
            whole = [np.maximum(part.segment.view_lengths(view), 1.0) for part in self.parts]
            lengths = np.concatenate(whole or [np.ones(1)])
            known = np.clip(np.log(lengths / lengths.mean()), -most, most).astype(np.float32)
            self._lengths[key] = known
        return known

    def _average_length(self, view: str) -> float:
        average = self._averages.get(view)
        if average is None:
            total = sum(part.segment.total_length(view) for part in self.parts)
            average = self._averages[view] = total / self.count or 1.0
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
        return self.parts[bisect_right(self._bases, number) - 1]

    def document_id(self, number: int) -> str:
        """The id of a document by its number."""
        part = self.part_of(number)
        return part.segment.document_id(number - part.base)

    def numbers_of(self, document_id: str) -> list[int]:
        """The living document with this id: one number, or none."""
        return [
            part.base + id_
            for part in self.parts
            for id_ in part.segment.holders("id", document_id).tolist()
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
                having[part.segment.holders(field, value)] = True
            mask &= having
    if filters.on_day is not None:
        first, last = part.segment.validity()
        day = filters.on_day.toordinal()
        mask &= (first <= day) & (day <= last)
    return mask
