"""One immutable Whoosh segment in memory: its lists, lengths and values, each read once."""

import threading
from collections.abc import Iterator

import numpy as np
from whoosh.reading import SegmentReader

from kb import postings
from kb.document import LISTS
from kb.postings import Ids, Numbers
from kb.term_cache import Spread, Term, TermCache
from kb.term_lists import Frequencies

WARM_SHARE = 0.8
"""What is decoded ahead fills the cache to this share at most."""

KEPT_VALUES = 10_000
"""Values to filter by whose documents are remembered, before all are read anew."""


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

    def frequencies(self, name: str, text: str) -> Frequencies:
        """How often each holder of a term holds it, read anew."""
        return self._lists.get(name, postings.encode(text)).frequencies

    def spread(self, name: str, text: str) -> Frequencies:
        """How often each document holds a frequent term: any of them found without a search."""
        key = (self.id, f"{name}, spread", text)
        known = self._cache.get(key)
        if not isinstance(known, Spread):
            known = Spread(self.count, *self._lists.get(name, postings.encode(text)))
            self._cache.put(key, known)
        return known.frequencies

    def frequent(self, view: str, least: int) -> Iterator[str]:
        """The terms that at least so many documents hold in one zone, zone by zone, the most frequent first."""
        for field in LISTS[view]:
            with self._lock:
                found = postings.frequent_terms(self._reader, field, least)
            yield from found

    def is_filling(self) -> bool:
        """Whether what is kept decoded leaves room only for what will be asked."""
        return self._cache.is_filling(WARM_SHARE)

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
