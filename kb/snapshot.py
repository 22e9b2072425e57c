"""One revision of the index in memory: its segments, their arrays, and what is alive in them."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import SegmentReader

from kb import postings
from kb.document import LISTS, VIEWS
from kb.postings import Ids, Numbers
from kb.term_cache import Spread, Term, TermCache
from kb.term_lists import Frequencies

Mask = NDArray[np.bool_]

WARM_HOLDERS, WARM_SHARE = 256, 0.8
"""Terms with so many holders are decoded ahead, while the cache is filled to this share."""

KEPT_MASKS = 64

KEPT_VALUES = 10_000
"""Values to filter by whose documents are remembered, before all are read anew."""

KEPT_COUNTS = 100_000
"""Terms whose number of holders is remembered, before all are counted anew."""

# BM25's two numbers; B and TELLING are tuned for all judged sets at once (bench/tune.py, decision 31).
K1 = 1.2
B = 0.8

TELLING = 1.25
"""How much more a rare term weighs than BM25 has it; see bench/tune.py and decision 31."""


class Segment:
    """One immutable Whoosh segment; its arrays are read once, by one thread at a time."""

    def __init__(self, reader: SegmentReader, cache: TermCache) -> None:
        self.id: str = reader.segment().segment_id()
        self.count: int = reader.doc_count_all()
        self._reader = reader
        self._cache = cache
        self._lists = postings.read_lists(reader, LISTS)
        self._lock = threading.Lock()
        self._values: dict[tuple[str, str], Ids] = {}
        self._lengths: dict[str, Numbers] = {}
        self._validity: tuple[Ids, Ids] | None = None
        self._phrases: postings.Texts | None = None
        self._ids: dict[int, str] = {}

    def holders(self, field: str, value: str) -> Ids:
        """The documents that have a value to filter by, ascending."""
        key = (field, value)
        known = self._values.get(key)
        if known is None:
            with self._lock:
                known = postings.read_postings(self._reader, field, value).ids
            if len(self._values) >= KEPT_VALUES:
                self._values.clear()
            self._values[key] = known
        return known

    def term(self, name: str, text: str) -> Term:
        """A term of one of LISTS: of a view over all zones, or of one zone."""
        key = (self.id, name, text)
        term = self._cache.get(key)
        if not isinstance(term, Term):
            term = Term(*self._lists.get(name, postings.encode(text)))
            self._cache.put(key, term)
        return term

    def spread(self, name: str, text: str) -> Frequencies:
        """How often each document holds a frequent term: any of them found without a search."""
        key = (self.id, f"{name}, spread", text)
        known = self._cache.get(key)
        if not isinstance(known, Spread):
            ids, frequencies = self._lists.get(name, postings.encode(text))
            known = Spread(np.zeros(self.count, np.float32))
            known.frequencies[ids] = frequencies
            self._cache.put(key, known)
        return known.frequencies

    def warm(self, view: str, least: int, is_stopping: Callable[[], bool]) -> None:
        """Decode what is asked most and takes longest: the terms that many documents hold."""
        for field in LISTS[view]:
            with self._lock:
                frequent = postings.frequent_terms(self._reader, field, least)
            for text in frequent:
                if is_stopping() or self._cache.is_filling(WARM_SHARE):
                    return
                self.term(view, text)

    def count_of(self, view: str, text: str) -> int:
        """How many documents hold a term, without its list."""
        return self._lists.count(view, postings.encode(text))

    def total_length(self, view: str) -> float:
        """Terms written in all zones by all documents, the deleted ones too, as ZONES count."""
        return sum(
            weight * float(self._reader.field_length(field))
            for field, weight in LISTS[view].items()
        )

    def view_lengths(self, view: str) -> Numbers:
        """The length of each document over all zones, as ZONES count."""
        lengths = self._lengths.get(view)
        if lengths is None:
            lengths = np.zeros(self.count)
            with self._lock:
                for field, weight in LISTS[view].items():
                    lengths += weight * postings.read_lengths(self._reader, field)
            self._lengths[view] = lengths
        return lengths

    def validity(self) -> tuple[Ids, Ids]:
        """First and last day of each document, as ordinals."""
        if self._validity is None:
            with self._lock:
                first = postings.read_numbers(self._reader, "valid_from")
                last = postings.read_numbers(self._reader, "valid_until")
            self._validity = first, last
        return self._validity

    def phrases(self, ids: Ids) -> list[bytes]:
        """Title and questions of each document, normalised and squeezed, a line each."""
        with self._lock:
            if self._phrases is None:
                self._phrases = postings.Texts(self._reader, "phrases")
        return self._phrases.of(ids)

    def document_id(self, number: int) -> str:
        """The id under which the document was given to the index."""
        known = self._ids.get(number)
        if known is None:
            with self._lock:
                known = self._ids[number] = str(self._reader.stored_fields(number)["id"])
        return known

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


def idf(count: int, holders: int) -> float:
    """How telling a term is: BM25's own measure raised a little, near zero for what every document holds.

    Whoosh's `log(N/(n+1)) + 1` never falls below one, so that very common characters weigh in.
    """
    return float(log(1 + (count - holders + 0.5) / (holders + 0.5)) ** TELLING)


def _bm25(rarity: float, frequencies: Numbers, norms: Numbers) -> Numbers:
    """`idf · tf·(k1+1) / (tf + k1·(1−b+b·length/average))`, in Whoosh's numbers."""
    return rarity * (frequencies * (K1 + 1) / (frequencies + norms))


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
        bases = accumulate((segment.count for segment, _ in segments), initial=0)
        self.parts = tuple(
            Part(segment, base, _alive(segment.count, deleted))
            for (segment, deleted), base in zip(segments, bases, strict=False)
        )
        self.count = sum(part.segment.count for part in self.parts)
        self.alive_count = sum(int(part.alive.sum()) for part in self.parts)
        self._averages: dict[str, float] = {}
        self._norms: dict[tuple[int, str], Numbers] = {}
        self._factors: dict[tuple[object, ...], Numbers | None] = {}
        self._shares: dict[tuple[str, str], float] = {}
        self._idfs: dict[tuple[str, str], float] = {}
        self._masks: OrderedDict[Filters, Mask] = OrderedDict()
        self._lock = threading.Lock()

    def add_scores(
        self, scores: Numbers, view: str, text: str, weight: float, presence: float = 0.0
    ) -> None:
        """Add a term's BM25F in one view, times `weight`, to the scores of all documents.

        `presence` is what its holders get besides, in idf, however often they hold it.
        """
        found = [part.segment.term(view, text) for part in self.parts]
        rarity = 0.0
        held = weight * presence * self.idf_of(view, text) if presence else 0.0
        for part, term in zip(self.parts, found, strict=True):
            if not len(term.ids):
                continue
            known = term.impact
            if known is not None and known[0] is self._token:
                impact = known[1]
            else:
                rarity = rarity or idf(self.count, sum(len(one.ids) for one in found))
                impact = self._impact(part, view, term, rarity)
            own = scores[part.base : part.base + part.segment.count]
            # No document is named twice, and `add.at` is the faster of the two spellings.
            gained = impact if weight == 1.0 else weight * impact
            np.add.at(own, term.ids, gained + held if held else gained)

    def scores_of(self, view: str, text: str, numbers: Ids) -> Numbers:
        """A frequent term's BM25F in one view for these documents, ascending, alone."""
        rarity = self.idf_of(view, text)
        found = np.zeros(len(numbers))
        ends = np.searchsorted(numbers, [part.base + part.segment.count for part in self.parts])
        start = 0
        for part, end in zip(self.parts, ends.tolist(), strict=True):
            if start < end:
                ids = numbers[start:end] - part.base
                frequencies = part.segment.spread(view, text)[ids].astype(np.float64)
                found[start:end] = _bm25(rarity, frequencies, self._norms_of(part, view)[ids])
                start = end
        return found

    def _impact(self, part: Part, view: str, term: Term, rarity: float) -> Numbers:
        norms = self._norms_of(part, view)[term.ids]
        impact = _bm25(rarity, term.frequencies.astype(np.float64), norms)
        if self._is_lasting:
            term.impact = self._token, impact
        return impact

    def _norms_of(self, part: Part, view: str) -> Numbers:
        key = (part.base, view)
        norms = self._norms.get(key)
        if norms is None:
            lengths = part.segment.view_lengths(view)
            norms = self._norms[key] = K1 * ((1 - B) + B * lengths / self._average_length(view))
        return norms

    def factors(self, field: str, weights: Mapping[str, float]) -> Numbers | None:
        """What the scores of each document are multiplied by, for the value it has in a field.

        None where no document has any of the values.
        """
        key = (field, *weights.items())
        if key not in self._factors:
            factors = np.ones(self.count)
            for part in self.parts:
                for value, weight in weights.items():
                    factors[part.base + part.segment.holders(field, value)] = weight
            self._factors[key] = factors if (factors != 1.0).any() else None
        return self._factors[key]

    def warm(self, is_stopping: Callable[[], bool]) -> None:
        """Decode the long lists before anybody waits for them; the cache keeps room for the others."""
        for part in self.parts:
            for view in VIEWS:
                part.segment.warm(view, WARM_HOLDERS, is_stopping)

    def share_of(self, view: str, text: str) -> float:
        """In what share of the documents a term stands, the deleted ones too."""
        key = (view, text)
        share = self._shares.get(key)
        if share is None:
            holders = sum(part.segment.count_of(view, text) for part in self.parts)
            if len(self._shares) >= KEPT_COUNTS:
                self._shares.clear()
            share = self._shares[key] = holders / (self.count or 1)
        return share

    def idf_of(self, view: str, text: str) -> float:
        """How telling a term is here; zero where no document holds it."""
        key = (view, text)
        known = self._idfs.get(key)
        if known is None:
            holders = round(self.share_of(view, text) * self.count)
            if len(self._idfs) >= KEPT_COUNTS:
                self._idfs.clear()
            known = self._idfs[key] = idf(self.count, holders) if holders else 0.0
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
