"""Ask the index: a question in, ids and a count out, nothing of what the filters hide."""

import time
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from kb import alternatives, analyzer, ranking, sounds
from kb.alternatives import Vocabulary
from kb.index import Index, IndexBroken
from kb.lessons import Lessons
from kb.snapshot import Filters


class Hit(NamedTuple):
    """A document found, by its id; scores compare within one answer only."""

    id: str
    score: float


class Results(NamedTuple):
    """The best hits, how many documents match, and whether the question was cut at its length.

    `is_near` tells that nothing shares a word with the question: these are the nearest by
    single characters. `also` are the words looked for that the question itself does not hold.
    """

    hits: list[Hit]
    total: int
    took_ms: float
    is_cut: bool
    is_near: bool
    also: tuple[str, ...] = ()


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
) -> Results:
    """查找: the entries that answer `text` best among those the filters let through.

    None filters nothing, an empty collection lets nothing through. `audiences` and `on_day` have no
    default, for a caller must not forget who asks and when. A category is a path joined by 「/」
    and takes in all below it. Any text may be asked. Raises IndexBroken.
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
            snapshot, query, mask, max(limit, 0),
            is_typing=is_typing, lessons=lessons, meanings=meanings,
        )  # fmt: skip
        hits = [Hit(snapshot.document_id(number), score) for number, score in found.best]
    except Exception as error:
        # A damaged block shows itself only when read, and in a dozen kinds of exception.
        raise IndexBroken(repr(error)) from error
    took_ms = (time.perf_counter() - began) * 1000
    also = dict.fromkeys(option.written for one in meanings for option in one.options)
    return Results(hits, found.total, took_ms, query.is_cut, found.is_near, tuple(also))


def _frozen(values: Collection[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)
