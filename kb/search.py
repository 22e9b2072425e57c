"""Ask the index: a question in, ids and a count out, nothing of what the filters hide."""

import time
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import numpy as np

from kb import alternatives, analyzer, meaning, ranking, sounds
from kb.alternatives import Vocabulary
from kb.index import Index, IndexBroken
from kb.lessons import Lessons
from kb.meaning import Sense
from kb.ranking import Ranking
from kb.snapshot import Filters, Mask, Snapshot


class Hit(NamedTuple):
    """A document found, by its id; scores compare within one answer only."""

    id: str
    score: float


class Results(NamedTuple):
    """The best hits, how many documents match, and whether the question was cut at its length.

    `is_near` tells that nothing shares a word with the question: these are the nearest by
    single characters, or by meaning alone. `also` are the words looked for that the question itself does not hold, and
    `by_meaning` the hits that share none with it: 意思相近.
    """

    hits: list[Hit]
    total: int
    took_ms: float
    is_cut: bool
    is_near: bool
    also: tuple[str, ...] = ()
    by_meaning: frozenset[str] = frozenset()


def search(
    index: Index,
    text: str,
    *,
    limit: int = 10,
    kinds: Collection[str] | None = None,
    unit_ids: Collection[str] | None = None,
    areas: Collection[str] | None = None,
    categories: Collection[str] | None = None,
    audiences: Collection[str] | None,
    on_day: date | None,
    is_typing: bool = False,
    lessons: Lessons | None = None,
    vocabulary: Vocabulary | None = None,
    sense: Sense | None = None,
) -> Results:
    """查找: the entries that answer `text` best among those the filters let through.

    None filters nothing, an empty collection lets nothing through. `audiences` and `on_day` have no
    default, for a caller must not forget who asks and when. A category is a path joined by 「/」
    and takes in all below it. Any text may be asked. With `sense` what the question means counts
    beside its words, and the filters hold for it too. Raises IndexBroken.
    """
    began = time.perf_counter()
    query = analyzer.query(text)
    filters = Filters(
        _frozen(kinds), _frozen(unit_ids), _frozen(areas), _frozen(categories),
        _frozen(audiences), on_day,
    )  # fmt: skip
    snapshot = index.snapshot()
    try:
        mask = snapshot.mask(filters)
        meanings = [
            *alternatives.numbers(query),
            *(vocabulary.meanings(query) if vocabulary else ()),
            *sounds.meanings(snapshot, query, is_typing=is_typing),
        ]
        found = ranking.rank(
            snapshot, query, mask, snapshot.count if sense else max(limit, 0),
            is_typing=is_typing, lessons=lessons, meanings=meanings,
        )  # fmt: skip
        alone: set[int] = set()
        if sense is not None:
            found, alone = _with_meaning(snapshot, mask, found, sense, max(limit, 0))
        hits = [Hit(snapshot.document_id(number), score) for number, score in found.best]
        by_meaning = frozenset(snapshot.document_id(number) for number in alone)
    except Exception as error:
        # A damaged block shows itself only when read, and in a dozen kinds of exception.
        raise IndexBroken(repr(error)) from error
    took_ms = (time.perf_counter() - began) * 1000
    also = dict.fromkeys(option.written for one in meanings for option in one.options)
    return Results(hits, found.total, took_ms, query.is_cut, found.is_near, tuple(also), by_meaning)


def _with_meaning(
    snapshot: Snapshot, mask: Mask, lexical: Ranking, sense: Sense, limit: int
) -> tuple[Ranking, set[int]]:
    """The best by words and the best by meaning in one order, and who is there by meaning alone.

    Only what the mask lets through is a candidate, so nothing hidden moves or counts.
    """
    by_words = dict(lexical.best)
    candidates = [number for number, _ in lexical.best[: meaning.LEXICAL_DEPTH]]
    close: dict[int, float] = {}
    places = {id_: place for place, id_ in enumerate(sense.ids)}
    for number in candidates:
        place = places.get(snapshot.document_id(number))
        if place is not None:
            close[number] = float(sense.closeness[place])
    left = meaning.MEANING_DEPTH
    for place in np.argsort(-sense.closeness, kind="stable").tolist():
        for number in snapshot.numbers_of(sense.ids[place]):
            if mask[number]:
                close[number] = float(sense.closeness[place])
                left -= 1
        if left <= 0:
            break
    compared = {number: by_words[number] for number in {*candidates, *close} & by_words.keys()}
    best = meaning.blend(compared, close)[:limit]
    alone = {number for number, _ in best} - by_words.keys()
    is_near = lexical.is_near or not lexical.best
    return Ranking(best, lexical.total + len(alone), is_near), alone


def _frozen(values: Collection[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)
