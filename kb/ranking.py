"""In which order the documents answer: BM25F over three views of the text, exact phrases first."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from kb import analyzer, pruning, weighing
from kb.alternatives import Meaning
from kb.analyzer import Query
from kb.document import PHRASE_ZONES, ZONES
from kb.lessons import Lessons
from kb.postings import Ids
from kb.snapshot import Mask, Part, Snapshot
from kb.term_cache import Scores
from kb.term_lists import ShortIds
from kb.weighing import VIEW_WEIGHTS, Weights

TITLE_PHRASE, EQUAL_PHRASE = 2.0, 3.0
"""How far the exact phrase lifts in a title, or being all of it, beside standing in a question."""

KIND_WEIGHTS = {"service": 1.15, "duty": 0.85, "law": 0.9}
"""Who asks in a word or two mostly wants to get something done: how to apply comes before whose duty it is."""

COMMON_SHARES = {"words": 1.0, "bigrams": 1.0, "characters": 1.0}
"""A term in a larger share of the documents than this tells little, and costs the most to count."""

HALF_TYPED_WEIGHT = 0.5
HALF_TYPED_TERMS = 16
"""How many endings of a half-typed word or number are tried while somebody types."""

ASKED_ENTRIES = 200
"""How many entries earlier questions may lift in one search."""

PHRASE_CANDIDATES = 200
"""Documents looked into for the exact phrase, the best first when more may hold it."""


class Ranking(NamedTuple):
    """The best documents by number, and how many match. `is_near`: by single characters only."""

    best: list[tuple[int, float]]
    total: int
    is_near: bool


def rank(
    snapshot: Snapshot,
    query: Query,
    mask: Mask,
    limit: int,
    *,
    is_typing: bool = False,
    lessons: Lessons | None = None,
    meanings: Sequence[Meaning] = (),
) -> Ranking:
    """The best `limit` documents within `mask`; the total counts those sharing a word or bigram.

    Only when no document does, those sharing single characters are offered instead. `lessons` are
    what earlier questions taught; the words they associate wait until the question is finished.
    `meanings` are what else its pieces may mean: synonyms, numbers, words that sound so.
    """
    weighed = weighing.weigh(query)
    scores = snapshot.zeros()
    _add_view(snapshot, scores, "words", _telling(snapshot, "words", weighed.words))
    _add_view(snapshot, scores, "bigrams", _telling(snapshot, "bigrams", weighed.bigrams))
    if is_typing:
        _add_half_typed(snapshot, scores, query)
    for meaning in meanings:
        _add_meaning(snapshot, scores, meaning)
    if lessons is not None:
        _add_asked(snapshot, scores, lessons.asked(query))
    matching = (scores > 0) & mask
    is_near = not matching.any()
    characters = weighed.characters
    if is_near:
        rare, frequent = pruning.Split(list(characters), [])
    else:
        telling = _telling(snapshot, "characters", characters)
        rare, frequent = pruning.split(snapshot, list(telling), limit)
    _add_view(snapshot, scores, "characters", {one: characters[one] for one in rare})
    if is_near:
        matching = (scores > 0) & mask
    if lessons is not None and not is_typing:
        for word, weight in lessons.associated(query):
            snapshot.add_scores(scores, "words", word, weight)
    numbers = np.flatnonzero(matching)
    if not len(numbers):
        return Ranking([], 0, False)
    reached = scores[numbers] + weighing.brevity(snapshot, weighed, numbers)
    factors = snapshot.factors("kind", KIND_WEIGHTS)
    if factors is not None:
        reached *= factors[numbers]
    phrases = _phrase_candidates(snapshot, query)
    field = pruning.add_frequent(
        snapshot, pruning.Field(numbers, reached),
        {one: VIEW_WEIGHTS["characters"] * characters[one] for one in frequent},
        limit=limit, factors=factors, kept=phrases,
    )  # fmt: skip
    _raise_phrases(snapshot, query, field, phrases)
    return Ranking(_best(*field, limit), len(numbers), is_near)


def _telling(snapshot: Snapshot, view: str, weights: Weights) -> Weights:
    """The terms that are not too common to tell documents apart."""
    most = COMMON_SHARES[view]
    if most >= 1.0:
        return weights
    return {
        term: weight for term, weight in weights.items() if snapshot.share_of(view, term) <= most
    }


def _add_view(snapshot: Snapshot, scores: Scores, view: str, weights: Weights) -> None:
    presence = weighing.PRESENCE.get(view, 0.0)
    for term, weight in weights.items():
        snapshot.add_scores(scores, view, term, VIEW_WEIGHTS[view] * weight, presence)


def _add_meaning(snapshot: Snapshot, scores: Scores, meaning: Meaning) -> None:
    """Raise an entry to what the best other wording gives it, where its own wording gave less."""
    said = analyzer.views(meaning.said)
    own, best = snapshot.zeros(), snapshot.zeros()
    _add_view(snapshot, own, "words", _whole(said.words))
    _add_view(snapshot, own, "bigrams", _whole(said.bigrams))
    for written, weight in meaning.options:
        views = analyzer.views(written)
        # A single character has no bigram; its view is the characters.
        view, pairs = (
            ("bigrams", views.bigrams) if views.bigrams else ("characters", views.characters)
        )
        other = snapshot.zeros()
        _add_view(snapshot, other, "words", _whole(term for term in views.words if len(term) > 1))
        _add_view(snapshot, other, view, _whole(pairs))
        # Long wordings have many terms: they count no more than the few characters that were said.
        shorter = min(1.0, len(meaning.said) / len(written)) if meaning.said else 1.0
        holders = _holding_everywhere(snapshot, view, list(pairs))
        best[holders] = np.maximum(best[holders], weight * shorter * other[holders])
    scores += np.maximum(best - own, 0.0)


def _whole(terms: Iterable[str]) -> Weights:
    return dict.fromkeys(terms, 1.0)


def _holding_everywhere(snapshot: Snapshot, view: str, terms: list[str]) -> Ids:
    """The documents that hold all these terms, each in whatever part of them."""
    found = []
    for part in snapshot.parts:
        ids = part.segment.term(view, terms[0]).ids
        for term in terms[1:]:
            ids = np.intersect1d(ids, part.segment.term(view, term).ids, assume_unique=True)
        found.append(part.base + ids)
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _add_asked(snapshot: Snapshot, scores: Scores, asked: dict[str, float]) -> None:
    """What earlier questions add to the entries that answered them; the most alike are enough."""
    best = sorted(asked, key=asked.__getitem__, reverse=True)[:ASKED_ENTRIES]
    for entry_id in best:
        for number in snapshot.numbers_of(entry_id):
            scores[number] += asked[entry_id]


def _add_half_typed(snapshot: Snapshot, scores: Scores, query: Query) -> None:
    """Also try what the last run of letters or digits may become; Han need no completing."""
    last = analyzer.words(query.text)[-1:]
    if not last or last[0].end != len(query.text) or not last[0].text.isascii():
        return
    prefix = last[0].text
    endings = {
        term
        for part in snapshot.parts
        for zone in ZONES
        for term in part.segment.terms_with_prefix(f"{zone}_words", prefix, HALF_TYPED_TERMS)
    }
    for term in sorted(endings)[:HALF_TYPED_TERMS]:
        snapshot.add_scores(scores, "words", term, HALF_TYPED_WEIGHT)


def _best(numbers: Ids, scores: Scores, limit: int) -> list[tuple[int, float]]:
    if len(numbers) > limit:
        # Few reach the score of the last that is wanted; who merely equals it is sorted out below.
        least = np.partition(scores, -limit)[-limit] if limit else np.inf
        chosen = np.flatnonzero(scores >= least)
        numbers, scores = numbers[chosen], scores[chosen]
    order = np.lexsort((numbers, -scores))[:limit]
    return list(zip(numbers[order].tolist(), np.maximum(scores[order], 0.0).tolist(), strict=True))


# --- exact phrases -----------------------------------------------------------------------------


def _raise_phrases(snapshot: Snapshot, query: Query, field: pruning.Field, candidates: Ids) -> None:
    """Lift above all others whose title or question holds the query, and higher who is the query.

    Among themselves they keep their order.
    """
    numbers, scores = field
    wanted = query.phrase.encode()
    places = np.minimum(np.searchsorted(numbers, candidates), len(numbers) - 1)
    places = places[numbers[places] == candidates]
    if not wanted or not len(places):
        return
    if len(places) > PHRASE_CANDIDATES:
        best = np.argpartition(-scores[places], PHRASE_CANDIDATES - 1)
        places = np.sort(places[best[:PHRASE_CANDIDATES]])
    top = float(scores.max() - min(scores.min(), 0.0))
    for part in snapshot.parts:
        inside = numbers[places]
        mine = places[(inside >= part.base) & (inside < part.base + part.segment.count)]
        if not len(mine):
            continue
        phrases = part.segment.phrases(numbers[mine] - part.base)
        for place, text in zip(mine.tolist(), phrases, strict=True):
            if wanted in text:
                scores[place] += top * _phrase_weight(wanted, text.split(b"\n"))


def _phrase_weight(wanted: bytes, texts: Sequence[bytes]) -> float:
    if wanted in texts:
        return EQUAL_PHRASE
    # The title comes first: what the entry is about, not only asked in it.
    return TITLE_PHRASE if wanted in texts[0] else 1.0


def _phrase_candidates(snapshot: Snapshot, query: Query) -> Ids:
    """The documents whose title or questions hold all characters."""
    characters = list(query.views.characters)
    if not characters:
        return np.zeros(0, np.int64)
    holding = []
    for field in PHRASE_ZONES:
        standing = [snapshot.occurrence(field, character).parts for character in characters]
        for place in set(standing[0]).intersection(*standing[1:]):
            part = snapshot.parts[place]
            ids = _holding_all(part, field, characters)
            if len(ids):
                holding.append(part.base + ids.astype(np.int64))
    if len(holding) == 1:
        return holding[0]
    return np.unique(np.concatenate(holding)) if holding else np.zeros(0, np.int64)


def _holding_all(part: Part, field: str, characters: list[str]) -> ShortIds:
    lists = [part.segment.term(field, character).ids for character in characters]
    lists.sort(key=len)
    ids = lists[0]
    for others in lists[1:]:
        if not len(ids):
            break
        places = np.minimum(np.searchsorted(others, ids), len(others) - 1)
        ids = ids[others[places] == ids]
    return ids
