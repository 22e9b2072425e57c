"""Whoosh 2.7.4's postings as NumPy arrays, written and read whole; nobody else knows its insides.

Whoosh spends its time in one Python call for each posting. Here a term's postings are gathered in
arrays, handed to Whoosh's own block writer, and decoded back into arrays once.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import (
    LENGTHS_COLUMN,
    W3Codec,
    W3FieldWriter,
    W3PostingsWriter,
    W3TermInfo,
)
from whoosh.matching import ListMatcher
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.numeric import byte_to_length
from whoosh.writing import SegmentWriter

from kb import term_lists
from kb.term_lists import Frequencies, TermLists, Written

Ids = NDArray[np.int64]
Numbers = NDArray[np.float64]

BLOCK_LENGTH = 4096
"""Postings in a block: whole lists are read here, so Whoosh's 128 would only cost calls."""

SHORT_BLOCK = 16
"""Blocks of at most so many postings are stored as they are: zlib would make them longer."""

_LENGTHS = np.array([byte_to_length(code) for code in range(256)], dtype=np.float64)


class Postings(NamedTuple):
    """The documents of one segment that hold a term, ascending, and how often."""

    ids: Ids
    frequencies: Frequencies


NOTHING = Postings(np.empty(0, np.int64), np.empty(0, np.float32))


def encode(term: str) -> bytes:
    """A term as the dictionary spells it; even a lone surrogate in a filter only finds nothing."""
    return term.encode("utf-8", "surrogatepass")


# --- reading ---------------------------------------------------------------------------------


def read_postings(reader: SegmentReader, field: str, term: str) -> Postings:
    """All postings of a term in one segment. Not safe for two threads on one reader at a time."""
    if field not in reader._terms.indexed_field_names():
        return NOTHING
    try:
        matcher = reader._terms.matcher(field, encode(term), reader.schema[field].format)
    except TermNotFound:
        return NOTHING
    if isinstance(matcher, ListMatcher):
        ids = np.array(list(matcher.all_ids()), dtype=np.int64)
        return Postings(ids, np.ones(len(ids), np.float32))
    ids_of_blocks: list[Ids] = []
    frequencies_of_blocks: list[Frequencies] = []
    while True:
        matcher._read_data()
        steps, weights, _ = matcher._data
        ids_of_blocks.append(np.cumsum(np.array(steps, dtype=np.int64)))
        # One number stands for a block in which all weights are equal, None for all ones.
        frequencies = np.empty(len(steps), np.float32)
        frequencies[:] = 1.0 if weights is None else weights
        frequencies_of_blocks.append(frequencies)
        if matcher._lastblock:
            break
        matcher._next_block()
    return Postings(np.concatenate(ids_of_blocks), np.concatenate(frequencies_of_blocks))


def read_lists(reader: SegmentReader, names: Iterable[str]) -> TermLists:
    """The lists written with a segment."""
    files = reader.storage().a
    name = reader.segment().make_filename(term_lists.EXTENSION)
    if files._source is None:
        return TermLists(files.open_file(name)._buf, names)
    # Whoosh's own `open_file` would copy all of it.
    offset, length = files.range(name)
    return TermLists(memoryview(files._source)[offset : offset + length], names)


def read_lengths(reader: SegmentReader, field: str) -> Numbers:
    """The length of a field in each document, rounded to one byte as Whoosh's scoring sees it."""
    lengths = np.zeros(reader.doc_count_all(), dtype=np.float64)
    name = f"_{field}_len"
    if reader._perdoc.has_column(name):
        column = reader._perdoc.column_reader(name, LENGTHS_COLUMN)
        codes = np.frombuffer(bytes(column._dbfile.get(0, column._count)), dtype=np.uint8)
        lengths[: len(codes)] = _LENGTHS[codes]
    return lengths


def terms_with_prefix(reader: SegmentReader, field: str, prefix: str, limit: int) -> list[str]:
    """The first terms of a field that go on from `prefix`, itself left out."""
    found: list[str] = []
    if field not in reader._terms.indexed_field_names():
        return found
    for name, term in reader._terms.terms_from(field, encode(prefix)):
        text = term.decode()
        if name != field or not text.startswith(prefix) or len(found) == limit:
            break
        if text != prefix:
            found.append(text)
    return found


def frequent_terms(reader: SegmentReader, field: str, least: int) -> list[str]:
    """The terms of a field that at least so many documents hold, the most frequent first."""
    if field not in reader._terms.indexed_field_names():
        return []
    counted = []
    for (name, term), found in reader._terms.items_from(field, b""):
        if name != field:
            break
        counted.append((int(found.doc_frequency()), term))
    frequent = sorted(((count, term) for count, term in counted if count >= least), reverse=True)
    return [term.decode() for _, term in frequent]


def read_numbers(reader: SegmentReader, field: str) -> Ids:
    """A numeric column as one array."""
    if not reader.has_column(field):
        return np.zeros(reader.doc_count_all(), dtype=np.int64)
    return np.array(reader.column_reader(field).load(), dtype=np.int64)


class Texts:
    """A column of bytes, quicker to read for many documents than Whoosh's own reader of it."""

    def __init__(self, reader: SegmentReader, field: str) -> None:
        column = reader.column_reader(field, translate=False)
        self._lengths = column._lengths
        self._starts = [column._basepos + offset for offset in column._offsets]
        self._bytes: memoryview = memoryview(column._dbfile._buf)

    def of(self, ids: Ids) -> list[bytes]:
        """What stands there for each of these documents."""
        held, starts, lengths = self._bytes, self._starts, self._lengths
        return [bytes(held[(start := starts[id_]) : start + lengths[id_]]) for id_ in ids.tolist()]


# --- writing ---------------------------------------------------------------------------------


class PostingTable:
    """Stands in for Whoosh's sorting pool: postings in flat arrays, sorted once by term."""

    def __init__(self) -> None:
        self._terms: dict[tuple[str, bytes], int] = {}
        self._of_term = array("I")
        self._documents = array("I")
        self._weights = array("f")

    def __len__(self) -> int:
        return len(self._documents)

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Take one posting; Whoosh adds them in ascending order of documents."""
        field, term, document, weight, _ = posting
        self._of_term.append(self._terms.setdefault((field, term), len(self._terms)))
        self._documents.append(document)
        self._weights.append(weight)

    def add_term(self, field: str, term: bytes, postings: Postings) -> None:
        """Take all postings of a term out of a segment that is merged into this one."""
        number = self._terms.setdefault((field, term), len(self._terms))
        self._of_term.extend([number] * len(postings.ids))
        self._documents.frombytes(postings.ids.astype(np.uint32).tobytes())
        self._weights.frombytes(postings.frequencies.tobytes())

    def iter_postings(self) -> Iterator[tuple[str, bytes, Postings]]:
        """Each term in the order of the term file, with all its postings."""
        if not self._terms:
            return
        of_term = np.frombuffer(self._of_term, dtype=np.uint32)
        order = np.argsort(of_term, kind="stable")
        ids = np.frombuffer(self._documents, dtype=np.uint32)[order].astype(np.int64)
        weights = np.frombuffer(self._weights, dtype=np.float32)[order]
        ends = np.cumsum(np.bincount(of_term, minlength=len(self._terms)))
        for (field, term), number in sorted(self._terms.items()):
            start, end = (ends[number - 1] if number else 0), ends[number]
            yield field, term, Postings(ids[start:end], weights[start:end])

    def written(self) -> Written:
        """All of it, as the lists beside Whoosh's own take it."""
        return Written(
            self._terms,
            np.frombuffer(self._of_term, dtype=np.uint32),
            np.frombuffer(self._documents, dtype=np.uint32),
            np.frombuffer(self._weights, dtype=np.float32),
        )

    def cleanup(self) -> None:
        """Whoosh asks its pool to remove temporary files; there are none."""


class _BlockWriter(W3PostingsWriter):  # type: ignore[misc]
    def write_term(self, format_: Any, postings: Postings, level: int) -> W3TermInfo:
        """Write all postings of a term; the last block is left to Whoosh's own ending."""
        self.start_postings(format_, W3TermInfo())
        count = len(postings.ids)
        for start in range(0, count, BLOCK_LENGTH):
            ids = postings.ids[start : start + BLOCK_LENGTH]
            weights = postings.frequencies[start : start + BLOCK_LENGTH]
            self._ids = array("I", ids.astype(np.uint32).tobytes())
            self._weights = array("f", weights.astype(np.float32).tobytes())
            self._maxweight = float(weights.max())
            self._compression = level if len(ids) > SHORT_BLOCK else 0
            if start + BLOCK_LENGTH < count:
                self._write_block()
        return self.finish_postings()


class _TermWriter(W3FieldWriter):  # type: ignore[misc]
    def add_postings(
        self, schema: Any, lengths: Any, items: Iterator[tuple[str, bytes, Postings]]
    ) -> None:
        """Take whole terms from a PostingTable where Whoosh's own loop takes single postings."""
        codec = self._codec
        writer = _BlockWriter(self._postfile, BLOCK_LENGTH)
        for field, term, postings in items:
            if field != self._fieldname:
                self.start_field(field, schema[field])
            written = writer.write_term(self._format, postings, codec._compression)
            self._tindex.add(self._fieldid.to_bytes(2, "big") + term, written.to_bytes())


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own format, written from arrays. Its readers read it, ours reads it faster."""

    # Lengths within blocks only serve to skip blocks, which reading whole lists never does.
    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> _TermWriter:
        return _TermWriter(self, storage, segment)


class ArrayWriter(SegmentWriter):  # type: ignore[misc]
    """A segment writer that gathers postings in arrays, and writes a segment's TermLists with it."""

    def __init__(self, index: Any, zones: Mapping[str, Mapping[str, float]]) -> None:
        # The directory is ours alone until it is switched to, so Whoosh needs no lock.
        super().__init__(index, codec=ArrayCodec(), _lk=False)
        self.pool = PostingTable()
        self._zones = zones

    def _flush_segment(self) -> None:
        super()._flush_segment()
        # Before the files of the segment become one.
        with self.newsegment.create_file(self.storage, term_lists.EXTENSION) as file:
            for piece in term_lists.encoded(self.pool.written(), self._zones):
                file.write(piece)

    def add_postings_to_pool(self, reader: SegmentReader, startdoc: int, docmap: Any) -> None:
        """Carry a merged segment's postings over term by term; deleted documents fall out."""
        count = reader.doc_count_all()
        renumbered = np.full(count, -1, dtype=np.int64)
        if docmap is None:
            renumbered[:] = np.arange(startdoc, startdoc + count)
        else:
            renumbered[list(docmap)] = list(docmap.values())
        for field, term in reader.all_terms():
            postings = read_postings(reader, field, term.decode())
            ids = renumbered[postings.ids]
            kept = ids >= 0
            if kept.any():
                survivors = Postings(ids[kept], postings.frequencies[kept])
                self.pool.add_term(field, term, survivors)
