"""How good and how fast the search is, measured on a judged set with the product's own defaults."""

import functools
import json
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean, quantiles
from typing import NamedTuple

from kb import learning, meaning, search, trial, vectors
from kb.document import Document
from kb.index import Index
from kb.lessons import Lesson, Lessons
from kb.meaning import Model
from kb.search import Results
from kb.vectors import Store

DEPTH = 10


class ByMeaning(NamedTuple):
    """How meaning is added: where vectors are kept between runs, and of which entries there are any.

    With `candidates` only the entries that come first by words get one, so many a question: an
    order made anew of what the words found, where computing them all would take hours.
    """

    model: Model
    kept_in: Path | None = None
    candidates: int | None = None


class Evaluation(NamedTuple):
    """Quality is the mean over queries; times are of one query, asked one after another."""

    docs: int
    queries: int
    ndcg_at_10: float
    mrr_at_10: float
    recall_at_1: float
    recall_at_5: float
    recall_at_10: float
    p50_ms: float
    p95_ms: float
    index_seconds: float
    index_bytes: int


def evaluate(
    directory: Path,
    learned_from: Path | None = None,
    *,
    by_meaning: ByMeaning | None = None,
    sample: int | None = None,
) -> Evaluation:
    """Index `docs.jsonl` in a scratch directory, ask `queries.jsonl`, judge by `qrels.tsv`.

    The questions of `learned_from` are learned first, each as if a caller had asked it and the
    entries its qrels name had answered him. A document's fields are id, title, chapter and body; a
    line of qrels is query id, tab, document id. Queries without a judgement are left out; of the
    others `sample` takes so many, evenly spread.
    """
    judged = _judgements(directory / "qrels.tsv")
    questions = [
        (line["id"], line["text"])
        for line in _lines(directory / "queries.jsonl")
        if line["id"] in judged
    ]
    if not questions:
        raise ValueError(f"{directory}: no query has a judgement in qrels.tsv")
    if sample is not None and sample < len(questions):
        questions = [questions[place * len(questions) // sample] for place in range(sample)]
    with tempfile.TemporaryDirectory(prefix="kb-evaluate-") as scratch:
        began = time.perf_counter()
        index = Index.rebuild(
            Path(scratch, "index"), _documents(directory / "docs.jsonl"), revision=1
        )
        index_seconds = time.perf_counter() - began
        files = [path for path in Path(scratch).rglob("*") if path.is_file()]
        index_bytes = sum(path.stat().st_size for path in files)
        taught = lessons_of(directory, learned_from, index) if learned_from else None
        texts = [text for _, text in questions]
        if by_meaning is None:
            answers = [_by_words(index, text, taught) for text in texts]
        else:
            kept_in = by_meaning.kept_in or Path(scratch, "vectors")
            store = Store(kept_in, by_meaning.model)
            _compute(store, directory, index, texts, taught, by_meaning.candidates)
            answers = [_with_meaning(index, text, taught, store) for text in texts]
        docs = index.snapshot().alive_count
    rankings = [[hit.id for hit in answer.hits] for answer in answers]
    relevant = [judged[id_] for id_, _ in questions]
    pairs = list(zip(rankings, relevant, strict=True))
    times = [answer.took_ms for answer in answers]
    return Evaluation(
        docs=docs,
        queries=len(questions),
        ndcg_at_10=fmean(ndcg(ranking, wanted) for ranking, wanted in pairs),
        mrr_at_10=fmean(reciprocal_rank(ranking, wanted) for ranking, wanted in pairs),
        recall_at_1=fmean(recall(ranking, wanted, 1) for ranking, wanted in pairs),
        recall_at_5=fmean(recall(ranking, wanted, 5) for ranking, wanted in pairs),
        recall_at_10=fmean(recall(ranking, wanted, 10) for ranking, wanted in pairs),
        p50_ms=_percentile(times, 50),
        p95_ms=_percentile(times, 95),
        index_seconds=index_seconds,
        index_bytes=index_bytes,
    )


def _by_words(index: Index, text: str, taught: Lessons | None, limit: int = DEPTH) -> Results:
    return search.search(index, text, limit=limit, audiences=None, on_day=None, lessons=taught)


def _with_meaning(index: Index, text: str, taught: Lessons | None, store: Store) -> Results:
    """One finished question; the time its own vector takes is part of the answer's."""
    began = time.perf_counter()
    question = store.model.of_question(meaning.question_of(text))
    found = search.search(
        index, text, limit=DEPTH, audiences=None, on_day=None, lessons=taught,
        sense=store.sense(question),
    )  # fmt: skip
    return found._replace(took_ms=(time.perf_counter() - began) * 1000)


def _compute(
    store: Store,
    directory: Path,
    index: Index,
    texts: Sequence[str],
    taught: Lessons | None,
    candidates: int | None,
) -> None:
    """Bring the store to what is asked of it; what it holds from an earlier run stays."""
    documents = _documents(directory / "docs.jsonl")
    if candidates is not None:
        wanted = set(store.known().ids)
        for text in texts:
            wanted.update(hit.id for hit in _by_words(index, text, taught, candidates).hits)
        documents = (one for one in documents if one.id in wanted)
    vectors.update(store, documents, revision=1)


def lessons_of(directory: Path, pairs: Path, index: Index) -> Lessons | None:
    """The questions and answers of another directory as lessons about this one's documents."""
    judged = _judgements(pairs / "qrels.tsv")
    taught = [
        Lesson(line["text"], document_id)
        for line in _lines(pairs / "queries.jsonl")
        for document_id in sorted(judged.get(line["id"], ()))
    ]
    named = {lesson.entry_id for lesson in taught}
    documents = (one for one in _documents(directory / "docs.jsonl") if one.id in named)
    return trial.learn(
        index,
        taught,
        {one.id: learning.words_of(one) for one in documents},
        functools.partial(index.snapshot().share_of, "words"),
    )


def ndcg(ranking: Sequence[str], wanted: set[str], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain with relevance 0 or 1."""
    gain = sum(
        1 / math.log2(place + 2) for place, id_ in enumerate(ranking[:depth]) if id_ in wanted
    )
    return gain / sum(1 / math.log2(place + 2) for place in range(min(len(wanted), depth)))


def reciprocal_rank(ranking: Sequence[str], wanted: set[str], depth: int = DEPTH) -> float:
    """One over the place of the first relevant document, 0 when none is within `depth`."""
    places = (place for place, id_ in enumerate(ranking[:depth], start=1) if id_ in wanted)
    return 1 / next(places, math.inf)


def recall(ranking: Sequence[str], wanted: set[str], depth: int) -> float:
    """The share of the relevant documents among the first `depth`."""
    return len(wanted & set(ranking[:depth])) / len(wanted)


def _documents(path: Path) -> Iterator[Document]:
    for line in _lines(path):
        headings = (line["chapter"],) if line.get("chapter") else ()
        yield Document(
            id=line["id"], title=line.get("title") or "", headings=headings, text=line["body"]
        )


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _judgements(path: Path) -> dict[str, set[str]]:
    judged: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            query_id, document_id = line.split("\t")[:2]
            judged[query_id].add(document_id)
    return dict(judged)


def _percentile(times: Sequence[float], percent: int) -> float:
    if len(times) == 1:
        return times[0]
    return quantiles(times, n=100, method="inclusive")[percent - 1]
