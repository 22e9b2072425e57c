"""What earlier questions teach: the entry that answered one is likelier to answer the next like it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from kb import analyzer
from kb.analyzer import Query
from kb.document import VIEWS
from kb.terms import LessonSource

ASKED_WEIGHTS = {"words": 0.225, "bigrams": 0.45, "characters": 0.225}
"""How much an earlier question counts beside the entry's own text, view by view."""

ASSOCIATION_WEIGHT = 0.8
ASSOCIATIONS_KEPT = 60
"""For each word of a question, how many words of the answers it led to are remembered."""

ASSOCIATIONS_USED = 80
"""How many of them one question brings in, the strongest first."""

SHOWN_EACH = 3
"""So many of the words one word brings in are shown."""

RAREST = 1e-6
"""The share of a word that no entry holds any more."""

_K1, _B = 1.2, 0.4
_FEWEST = 2.0
"""Fewer questions than this have not shown that two words belong together."""

_DOUBT = 2.0
"""Questions imagined beside the real ones that led elsewhere, so that two are not yet certainty."""


class Lesson(NamedTuple):
    """One question and the entry that answered it; `weight` fades with time and never exceeds 1."""

    question: str
    entry_id: str
    weight: float = 1.0
    source: LessonSource = LessonSource.ANSWERED


class Trust(NamedTuple):
    """How far each aid is followed, from 0 to 1; found by trial on the lessons themselves."""

    asked: float = 1.0
    associated: float = 1.0


class Pair(NamedTuple):
    """词语关联: a word callers use, and a word of the entries that answered them."""

    asked: str
    written: str


class Association(NamedTuple):
    """One learned association and how strong it is; comparable among themselves only."""

    pair: Pair
    gain: float


class Lessons:
    """Earlier questions as two aids to ranking; it holds terms and ids only, no question as it was asked."""

    def __init__(
        self,
        lessons: Iterable[Lesson],
        words_of: Mapping[str, Iterable[str]],
        share_of: Callable[[str], float],
        without: Collection[Pair] = (),
    ) -> None:
        """Learn. `words_of` gives the distinct words of the text of each entry the lessons name,

        `share_of` in what share of all entries a word stands; `without`: pairs not to be learned.
        """
        kept = [
            (analyzer.query(lesson.question), lesson)
            for lesson in lessons
            if lesson.entry_id in words_of
        ]
        self.trust = Trust()
        self.count = len(kept)
        self.questions = Counter(lesson.entry_id for _, lesson in kept)
        """For each entry, how many earlier questions led to it."""
        self._asked = _asked_before(kept)
        self._associated = _associations(kept, words_of, share_of, frozenset(without))

    def asked(self, query: Query) -> dict[str, float]:
        """Entry ids that earlier questions like this one led to, with what that adds to their score."""
        found: dict[str, float] = defaultdict(float)
        if not self.trust.asked:
            return found
        for view, terms in zip(VIEWS, query.views, strict=True):
            known = self._asked[view]
            for term in terms:
                for entry_id, score in known.get(term, ()):
                    found[entry_id] += self.trust.asked * ASKED_WEIGHTS[view] * score
        return found

    def associated(self, query: Query) -> list[tuple[str, float]]:
        """Words that the answers to such questions used, though the question did not, with their weight."""
        gains: Counter[str] = Counter()
        if not self.trust.associated:
            return []
        for word in query.views.words:
            for other, gain in self._associated.get(word, ()):
                gains[other] += gain  # type: ignore[assignment]
        share = self.trust.associated * ASSOCIATION_WEIGHT / max(len(query.views.words), 1)
        return [(word, share * gain) for word, gain in gains.most_common(ASSOCIATIONS_USED)]

    def strongest(self, limit: int) -> list[Association]:
        """The strongest associations between two different words; of each word asked, SHOWN_EACH."""
        found = []
        for word, others in self._associated.items():
            telling = [one for one in others if one[0] != word and _is_telling(one[0])]
            if _is_telling(word):
                found += [
                    Association(Pair(word, other), gain) for other, gain in telling[:SHOWN_EACH]
                ]
        found.sort(key=lambda one: (-one.gain, one.pair))
        return found[:limit]


def _is_telling(word: str) -> bool:
    return len(word) > 1 and not word.isascii()


_Kept = list[tuple[Query, Lesson]]


def _asked_before(kept: _Kept) -> dict[str, dict[str, list[tuple[str, float]]]]:
    """BM25 of each entry's earlier questions, as if they were one field of it."""
    by_view: dict[str, dict[str, list[tuple[str, float]]]] = {}
    for place, view in enumerate(VIEWS):
        asked: dict[str, Counter[str]] = defaultdict(Counter)
        for query, lesson in kept:
            for term, count in query.views[place].items():
                asked[lesson.entry_id][term] += count * lesson.weight  # type: ignore[assignment]
        by_view[view] = _scored(asked)
    return by_view


def _scored(asked: Mapping[str, Counter[str]]) -> dict[str, list[tuple[str, float]]]:
    lengths = {entry_id: sum(counts.values()) for entry_id, counts in asked.items()}
    average = (sum(lengths.values()) / len(lengths)) if lengths else 1.0
    holders = Counter(term for counts in asked.values() for term in counts)
    scored: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for entry_id, counts in asked.items():
        norm = _K1 * (1 - _B + _B * lengths[entry_id] / (average or 1.0))
        for term, count in counts.items():
            rare = math.log(1 + (len(asked) - holders[term] + 0.5) / (holders[term] + 0.5))
            scored[term].append((entry_id, rare * count * (_K1 + 1) / (count + norm)))
    return dict(scored)


def _associations(
    kept: _Kept,
    words_of: Mapping[str, Iterable[str]],
    share_of: Callable[[str], float],
    without: frozenset[Pair],
) -> dict[str, list[tuple[str, float]]]:
    """For a word of questions, the words of their answers that stand there more than elsewhere."""
    led: dict[str, Counter[str]] = defaultdict(Counter)
    for query, lesson in kept:
        for word in query.views.words:
            led[word][lesson.entry_id] += lesson.weight  # type: ignore[assignment]
    shares = {word: share_of(word) for word in {w for words in words_of.values() for w in words}}
    found = {}
    for word, entries in led.items():
        # Entries first: a county asks the same few entries again and again.
        together: dict[str, float] = defaultdict(float)
        for entry_id, weight in entries.items():
            for other in words_of[entry_id]:
                together[other] += weight
        for pair in without:
            if pair.asked == word:
                together.pop(pair.written, None)
        found[word] = _strongest(together, sum(entries.values()), shares)
    return found


def _strongest(
    counts: Mapping[str, float], asked: float, shares: Mapping[str, float]
) -> list[tuple[str, float]]:
    gains = []
    for other, count in counts.items():
        if count >= _FEWEST:
            share = count / (asked + _DOUBT)
            gain = share * math.log(share / (shares[other] or RAREST))
            if gain > 0:
                gains.append((other, gain))
    gains.sort(key=lambda pair: (-pair[1], pair[0]))
    return gains[:ASSOCIATIONS_KEPT]
