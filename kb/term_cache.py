"""Decoded terms of the index, as many as memory is given for, the longest unused given up first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.term_lists import Frequencies, ShortIds

Scores = NDArray[np.float32]
"""Seven digits: twice as many of them fit beside the processor as of the longer ones."""

CACHED_POSTINGS = 20_000_000
"""Postings kept decoded, for all segments together, ..."""

POSTINGS_PER_ENTRY = 80
"""... or so many for each entry, where that is more: what questions ask for grows with the entries."""

POSTING_BYTES = 8
"""What a cached posting takes: its document, and its frequency or its part of the score."""

Key = tuple[str, str, str]
"""The segment, the name of the list, the term."""

ENTRY_COST = 40
"""What a cached term counts beside its postings, so that absent terms are bounded too."""


class Term:
    """A term in one segment: who holds it, and how often or its BM25 part in one snapshot.

    The frequency counts all zones, each by its weight, before BM25 saturates it: that is BM25F. It
    is there until the part is known; another snapshot reads it anew. `impact` is the part with the
    token of the snapshot it holds for, replaced whole, for two snapshots may want one term at a time.
    """

    __slots__ = ("frequencies", "ids", "impact")

    def __init__(self, ids: ShortIds, frequencies: Frequencies) -> None:
        # Adding by 32-bit numbers takes two thirds of the time of 64-bit ones.
        self.ids = ids
        self.frequencies: Frequencies | None = frequencies
        self.impact: tuple[object, Scores] | None = None

    @property
    def room(self) -> int:
        """How many postings' room it takes."""
        return len(self.ids)


class Spread:
    """A frequent term in one segment: how often each document holds it, one number for each.

    Half as long a number where no frequency loses by it.
    """

    __slots__ = ("frequencies",)

    def __init__(self, count: int, ids: ShortIds, frequencies: Frequencies) -> None:
        halves = frequencies.astype(np.float16)
        kept = halves if np.array_equal(halves, frequencies) else frequencies
        self.frequencies = np.zeros(count, kept.dtype)
        self.frequencies[ids] = kept

    @property
    def room(self) -> int:
        """How many postings' room it takes."""
        return self.frequencies.nbytes // POSTING_BYTES


class Memory(NamedTuple):
    """What the decoded index takes in memory, and the most it may take, in bytes."""

    terms: int
    postings: int
    bytes: int
    limit_bytes: int


class TermCache:
    """Decoded postings, the longest unused given up first when there are too many."""

    def __init__(self, limit: int = CACHED_POSTINGS) -> None:
        self._limit = limit
        self._terms: OrderedDict[Key, Term | Spread] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def make_room(self, entries: int) -> None:
        """Set how much may be kept for so many entries."""
        self._limit = max(CACHED_POSTINGS, POSTINGS_PER_ENTRY * entries)

    def get(self, key: Key) -> Term | Spread | None:
        """The cached term, which thereby becomes the last to be given up."""
        with self._lock:
            term = self._terms.get(key)
            if term is not None:
                self._terms.move_to_end(key)
            return term

    def put(self, key: Key, term: Term | Spread) -> None:
        """Keep a term, and give up others for it."""
        with self._lock:
            if key in self._terms:
                return
            self._terms[key] = term
            self.size += term.room + ENTRY_COST
            while self.size > self._limit:
                _, dropped = self._terms.popitem(last=False)
                self.size -= dropped.room + ENTRY_COST

    def is_filling(self, share: float) -> bool:
        """Whether more than this share of what may be kept is taken."""
        return self.size > self._limit * share

    def memory(self) -> Memory:
        """How full the cache is."""
        with self._lock:
            terms, size = len(self._terms), self.size
        held = size - terms * ENTRY_COST
        return Memory(terms, held, size * POSTING_BYTES, self._limit * POSTING_BYTES)

    def forget(self, segment_ids: Collection[str]) -> None:
        """Drop what belongs to segments that no longer exist."""
        with self._lock:
            for key in [key for key in self._terms if key[0] in segment_ids]:
                self.size -= self._terms.pop(key).room + ENTRY_COST
