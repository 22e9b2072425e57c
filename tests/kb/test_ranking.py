"""Scores are Whoosh's own BM25F to the digits that are kept; exact phrases come first."""

import random
from collections.abc import Iterator
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import Or, Term
from whoosh.scoring import BM25F

from kb import analyzer, document, search, snapshot, term_cache
from kb.document import Document
from kb.index import Index
from kb.term_cache import TermCache

SEVEN_DIGITS = 1e-6
"""Scores keep seven digits; of sums the last may differ."""

LETTERS = "供暖低保养犬物业停水电费办理申请小区城管噪音扰民的不了"


class TellingBM25F(BM25F):  # type: ignore[misc]
    """Whoosh's BM25F with the measure of how telling a term is that we use."""

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        whole = searcher.get_parent()
        return snapshot.idf(whole.doc_count_all(), whole.doc_frequency(fieldname, text))


def sentences(count: int) -> Iterator[str]:
    chance = random.Random(2016)
    for _ in range(count):
        # None so long that its opening counts besides: Whoosh is asked for one field.
        length = chance.choice([1, 3, 12, 60, document.LONG_TEXT])
        yield "".join(chance.choices(LETTERS, k=length))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 documents in several segments, a tenth of them deleted."""
    directory = tmp_path_factory.mktemp("ranking") / "index"
    documents = [Document(id=str(id_), text=text) for id_, text in enumerate(sentences(400))]
    opened = Index.rebuild(directory, documents[:200], revision=1)
    opened.apply(documents[200:350], ["7", "8", "150"], revision=2)
    opened.apply(documents[350:], [str(id_) for id_ in range(0, 60, 2)], revision=3)
    assert len(opened.snapshot().parts) > 1
    return directory


def whoosh_scores(
    directory: Path, field: str, terms: list[str], weighting: BM25F
) -> dict[str, float]:
    (generation,) = [path for path in directory.iterdir() if path.is_dir()]
    index = FileIndex(FileStorage(str(generation)), document.SCHEMA)
    with index.searcher(weighting=weighting) as searcher:
        query = Or([Term(field, term) for term in terms])
        return {hit["id"]: hit.score for hit in searcher.search(query, limit=None)}


def our_scores(directory: Path, view: str, terms: list[str]) -> dict[str, float]:
    current = Index.open(directory).snapshot()
    scores = current.zeros()
    for term in terms:
        current.add_scores(scores, view, term, 1.0)
    alive = current.mask(snapshot.Filters())
    return {current.document_id(n): scores[n] for n in np.flatnonzero((scores > 0) & alive)}


@pytest.mark.parametrize("view", document.VIEWS)
@pytest.mark.parametrize(
    "asked", ["供", "供暖低保", "养犬的物业不办理停水电费申请", "小区噪音扰民" * 9]
)
def test_scores_equal_whooshs_own_bm25f(directory: Path, view: str, asked: str) -> None:
    terms = sorted(getattr(analyzer.views(asked), view))

    ours = our_scores(directory, view, terms)
    whooshs = whoosh_scores(
        directory, f"text_{view}", terms, TellingBM25F(B=snapshot.B, K1=snapshot.K1)
    )

    assert ours.keys() == whooshs.keys()
    assert ours or view == "bigrams"
    for id_, score in ours.items():
        assert score == pytest.approx(whooshs[id_], rel=SEVEN_DIGITS)


@pytest.mark.parametrize("term", list(LETTERS))
def test_with_whooshs_idf_they_equal_unchanged_bm25f(directory: Path, term: str) -> None:
    current = Index.open(directory).snapshot()
    holders = sum(len(part.segment.term("characters", term).ids) for part in current.parts)
    factor = (log(current.count / (holders + 1)) + 1) / snapshot.idf(current.count, holders)

    ours = our_scores(directory, "characters", [term])
    whooshs = whoosh_scores(
        directory, "text_characters", [term], BM25F(B=snapshot.B, K1=snapshot.K1)
    )

    assert {id_: score * factor for id_, score in ours.items()} == pytest.approx(
        whooshs, rel=SEVEN_DIGITS
    )


def test_long_lists_span_several_blocks(tmp_path: Path) -> None:
    """Above 4,096 postings a list is written in several blocks."""
    directory = tmp_path / "index"
    chance = random.Random(5)
    Index.rebuild(
        directory,
        (Document(id=str(id_), text="水" * chance.randint(1, 9)) for id_ in range(9000)),
        revision=1,
    )

    ours = our_scores(directory, "characters", ["水"])

    assert len(ours) == 9000
    assert ours == pytest.approx(
        whoosh_scores(
            directory, "text_characters", ["水"], TellingBM25F(B=snapshot.B, K1=snapshot.K1)
        ),
        rel=SEVEN_DIGITS,
    )


def test_a_title_counts_more_than_the_text(tmp_path: Path) -> None:
    opened = Index.rebuild(
        tmp_path / "index",
        [
            Document(id="text", title="通知", text="关于供热"),
            Document(id="title", title="供热", text="关于通知"),
            *(Document(id=str(n), title="其他", text="其他") for n in range(20)),
        ],
        revision=1,
    )

    answer = search.search(opened, "关于供热的通知吗", audiences=None, on_day=None)
    hits = search.search(opened, "热供 供热费", audiences=None, on_day=None).hits

    assert {hit.id for hit in answer.hits} == {"text", "title"}
    assert [hit.id for hit in hits] == ["title", "text"]


@pytest.mark.parametrize(
    ("length", "expected"), [(document.LONG_TEXT, "first"), (document.LONG_TEXT + 1, "begins")]
)
def test_what_a_long_text_begins_with_counts_more(
    tmp_path: Path, length: int, expected: str
) -> None:
    """In a short text it is all the same; documents that equal each other keep their order."""
    others = "办理流程说明" * 100
    opened = Index.rebuild(
        tmp_path / "index",
        [
            Document(id="first", text=others[: length - 4] + "供热投诉"),
            Document(id="begins", text="供热投诉" + others[: length - 4]),
            *(Document(id=str(n), text=others[:length]) for n in range(20)),
        ],
        revision=1,
    )
    hits = search.search(opened, "供热投诉", audiences=None, on_day=None).hits
    assert hits[0].id == expected


def test_the_exact_question_comes_first_then_titles_that_hold_it(tmp_path: Path) -> None:
    opened = Index.rebuild(
        tmp_path / "index",
        [
            Document(id="often", title="申请", text="低保怎么申请，低保怎么申请。" * 30),
            Document(id="longer", title="农村低保怎么申请、找谁办理以及需要哪些材料的说明"),
            Document(id="asked", title="最低生活保障", questions=("低保，怎么申请？",)),
            *(Document(id=str(n), text="其他事项") for n in range(20)),
        ],
        revision=1,
    )

    hits = search.search(opened, "低保 怎么申请", audiences=None, on_day=None).hits

    assert [hit.id for hit in hits] == ["asked", "longer", "often"]


def test_equal_scores_keep_one_order(tmp_path: Path) -> None:
    documents = [Document(id=str(id_), text="同样的话") for id_ in range(50)]
    opened = Index.rebuild(tmp_path / "index", documents, revision=1)

    first = search.search(opened, "同样", limit=5, audiences=None, on_day=None).hits
    more = search.search(opened, "同样", limit=50, audiences=None, on_day=None).hits

    assert len(more) == 50
    assert len(first) == 5


def test_the_cache_stays_within_its_bound(directory: Path) -> None:
    cache = TermCache(limit=500)
    opened = Index.open(directory)
    opened._cache = cache
    for part in opened.snapshot().parts:
        part.segment._cache = cache
    asked = [first + second for first in LETTERS for second in LETTERS]

    bounded = [search.search(opened, text, audiences=None, on_day=None).hits for text in asked]

    assert cache.size <= 500
    fresh = Index.open(directory)
    assert bounded == [search.search(fresh, t, audiences=None, on_day=None).hits for t in asked]


def test_more_entries_are_given_more_room(directory: Path) -> None:
    cache = TermCache(limit=500)
    cache.make_room(5_000)
    few = cache.memory().limit_bytes
    cache.make_room(500_000)
    assert few == term_cache.CACHED_POSTINGS * term_cache.POSTING_BYTES
    assert cache.memory().limit_bytes == 500_000 * term_cache.POSTINGS_PER_ENTRY * 8


def test_a_term_scored_for_one_snapshot_is_scored_anew_for_the_next(directory: Path) -> None:
    """Frequencies are given up once their part of the score is known."""
    segments = Index.open(directory).snapshot().parts
    kept = [(part.segment, np.flatnonzero(~part.alive).tolist()) for part in segments]
    first, second = snapshot.Snapshot(1, kept), snapshot.Snapshot(2, kept[:-1])
    scored = []
    for one in (first, second, first):
        scored.append(one.zeros())
        one.add_scores(scored[-1], "characters", "供", 1.0)
    alone = snapshot.Snapshot(3, kept[:-1])
    expected = alone.zeros()
    alone.add_scores(expected, "characters", "供", 1.0)

    assert (scored[0] == scored[2]).all()
    assert (scored[1] == expected).all()
    assert (scored[0][: second.count] != scored[1]).any()


@pytest.mark.parametrize(
    ("frequencies", "kind"), [([1.0, 2.25, 40.5], np.float16), ([1.0, 2.3, 5000.25], np.float32)]
)
def test_spread_frequencies_are_halved_only_where_nothing_is_lost(
    frequencies: list[float], kind: type[np.floating[Any]]
) -> None:
    ids = np.array([1, 4, 5], np.int32)
    spread = term_cache.Spread(7, ids, np.array(frequencies, np.float32)).frequencies
    assert spread.dtype == kind
    assert spread[ids].tolist() == np.array(frequencies, np.float32).tolist()
    assert spread.sum() == pytest.approx(sum(frequencies))


def test_the_memory_of_the_index_is_told_and_stays_below_its_limit(directory: Path) -> None:
    opened = Index.open(directory)
    assert opened.memory().postings == 0

    search.search(opened, "小区噪音扰民", audiences=None, on_day=None)

    told = opened.memory()
    assert told.terms > 0
    assert 0 < told.postings * term_cache.POSTING_BYTES < told.bytes < told.limit_bytes
