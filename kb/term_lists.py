"""A segment's terms once more, ready to be added up: each with its holders over all zones, found by one search.

Whoosh keeps a packed list for each zone; to unpack and add them up takes longer than to score them.
So each segment holds one file more, written and hashed with the others. It has a section for every
name that lists are asked under: the keys of its terms in order, where the list of each begins, all
document numbers, all frequencies. A key is a hash of the term, unlike all others of its section.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ShortIds = NDArray[np.int32]
Frequencies = NDArray[np.float32]

EXTENSION = ".lists"

NO_IDS: ShortIds = np.empty(0, np.int32)
NO_FREQUENCIES: Frequencies = np.empty(0, np.float32)

_SALT = struct.Struct("<Q")
_COUNTS = struct.Struct("<QQ")


class Written(NamedTuple):
    """Postings as a writer gathered them: terms by number, and number, document and weight of each."""

    terms: Iterable[tuple[str, bytes]]
    of_term: NDArray[np.uint32]
    documents: NDArray[np.uint32]
    weights: Frequencies


class Holders(NamedTuple):
    """Who holds a term, ascending, and how often each holds it, each zone by its weight."""

    ids: ShortIds
    frequencies: Frequencies


class _Section(NamedTuple):
    keys: NDArray[np.uint64]
    starts: NDArray[np.uint32]
    ids_at: int
    frequencies_at: int


class TermLists:
    """The lists of one segment, read from the bytes of its file; what is given out is a copy."""

    def __init__(self, content: memoryview | bytes, names: Iterable[str]) -> None:
        self._content = content
        (self._salt,) = _SALT.unpack_from(content)
        self._sections = dict(self._read_sections(names))

    def _read_sections(self, names: Iterable[str]) -> Iterator[tuple[str, _Section]]:
        offset = _SALT.size
        for name in names:
            terms, postings = _COUNTS.unpack_from(self._content, offset)
            starts_at = offset + _COUNTS.size + 8 * terms
            ids_at = starts_at + 4 * (terms + 1)
            offset = ids_at + 8 * postings
            keys = self._read("<u8", starts_at - 8 * terms, terms)
            starts = self._read("<u4", starts_at, terms + 1)
            yield name, _Section(keys, starts, ids_at, ids_at + 4 * postings)

    def _read(self, kind: str, offset: int, count: int) -> NDArray[Any]:
        # The file lies anywhere in its segment; NumPy is slow with numbers that begin anywhere.
        return np.frombuffer(self._content, kind, count, offset).copy()

    def _range(self, section: _Section, term: bytes) -> tuple[int, int]:
        key = _key(self._salt, term)
        place = int(section.keys.searchsorted(np.uint64(key)))
        if place == len(section.keys) or int(section.keys[place]) != key:
            return 0, 0
        return int(section.starts[place]), int(section.starts[place + 1])

    @property
    def memory_bytes(self) -> int:
        """What keys and beginnings take in memory; the lists themselves stay in the file."""
        return sum(one.keys.nbytes + one.starts.nbytes for one in self._sections.values())

    def count(self, name: str, term: bytes) -> int:
        """How many documents hold a term, the deleted ones too."""
        start, end = self._range(self._sections[name], term)
        return end - start

    def get(self, name: str, term: bytes) -> Holders:
        """The holders of a term; nobody for a term that is not there."""
        section = self._sections[name]
        start, end = self._range(section, term)
        if start == end:
            return Holders(NO_IDS, NO_FREQUENCIES)
        return Holders(
            self._read("<i4", section.ids_at + 4 * start, end - start),
            self._read("<f4", section.frequencies_at + 4 * start, end - start),
        )


def encoded(written: Written, zones: Mapping[str, Mapping[str, float]]) -> Iterator[bytes]:
    """The bytes of the file; `zones` tells for each name its fields and how much each of them counts."""
    terms = list(written.terms)
    salt = _salt_without_doubles(zones, terms)
    yield _SALT.pack(salt)
    for weight_of in zones.values():
        yield from _section(written, terms, weight_of, salt)


def _section(
    written: Written,
    terms: list[tuple[str, bytes]],
    weight_of: Mapping[str, float],
    salt: int,
) -> Iterator[bytes]:
    numbers = [number for number, (field, _) in enumerate(terms) if field in weight_of]
    known: dict[bytes, int] = {}
    keys = np.fromiter(
        (known.get(term) or known.setdefault(term, _key(salt, term))
         for term in (terms[number][1] for number in numbers)),
        np.uint64, len(numbers),
    )  # fmt: skip
    sorted_keys, places = np.unique(keys, return_inverse=True)
    place_of = np.full(len(terms), -1, np.int64)
    place_of[numbers] = places
    weights = np.zeros(len(terms), np.float32)
    weights[numbers] = [weight_of[terms[number][0]] for number in numbers]

    inside = np.flatnonzero(place_of[written.of_term] >= 0)
    of_term = written.of_term[inside]
    # Term and document in one number: one sort brings the zones of a document together.
    both = (place_of[of_term] << 32) | written.documents[inside].astype(np.int64)
    order = np.argsort(both, kind="stable")
    both = both[order]
    firsts = np.flatnonzero(np.diff(both, prepend=-1))
    counted = (written.weights[inside] * weights[of_term])[order]
    frequencies = np.add.reduceat(counted, firsts) if len(firsts) else NO_FREQUENCIES
    both = both[firsts]
    lengths = np.bincount(both >> 32, minlength=len(sorted_keys))
    yield _COUNTS.pack(len(sorted_keys), len(both))
    yield sorted_keys.astype("<u8").tobytes()
    yield np.concatenate(([0], np.cumsum(lengths))).astype("<u4").tobytes()
    yield (both & 0xFFFFFFFF).astype("<i4").tobytes()
    yield frequencies.astype("<f4").tobytes()


def _salt_without_doubles(
    zones: Mapping[str, Mapping[str, float]], terms: list[tuple[str, bytes]]
) -> int:
    """The first salt under which no two terms have one key; nearly always the very first."""
    fields = {field for weight_of in zones.values() for field in weight_of}
    distinct = {term for field, term in terms if field in fields}
    salt = 0
    while len({_key(salt, term) for term in distinct}) < len(distinct):
        salt += 1
    return salt


def _key(salt: int, term: bytes) -> int:
    digest = blake2b(term, digest_size=8, salt=_SALT.pack(salt)).digest()
    return int.from_bytes(digest, "little")
