"""Whether learning helps here: earlier questions are hidden in turn and asked again; what harms is left out."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kb import search
from kb.alternatives import Vocabulary
from kb.index import Index
from kb.lessons import Lesson, Lessons, Pair, Trust
from kb.terms import LearningVerdict, LessonSource

FOLDS = 3
MOST_ASKED = 150
"""So many hidden questions tell enough, and take seconds."""

FEWEST_ASKED = 30
"""With fewer, chance speaks louder than use: nothing is learned yet."""

LEAST_GAIN = 0.01
"""Learning must lift the mean nDCG@10 of hidden questions by this, or it stays off."""

TRUSTS = (Trust(1.0, 1.0), Trust(1.0, 0.0), Trust(0.0, 1.0))
DEPTH = 10
TOP = 3
"""Who is on the phone looks at so many answers."""

_NO_HARM = 1e-9
"""Only what rounding does is forgiven."""


class Quality(NamedTuple):
    """How hidden questions were answered: mean nDCG@10, and the share answered within the first TOP."""

    ndcg: float
    top: float


class Check(NamedTuple):
    """试验结果 of one source: what its hidden questions found without it, and with it."""

    source: LessonSource
    questions: int
    asked: int
    """How many of them were hidden and asked again; 0 where they were too few."""
    before: Quality | None
    after: Quality | None
    verdict: LearningVerdict


class Outcome(NamedTuple):
    """What is followed (None: nothing), and how each source came out, the most trusted first."""

    lessons: Lessons | None
    checks: tuple[Check, ...]


def learn(
    index: Index,
    taught: Sequence[Lesson],
    words_of: Mapping[str, Iterable[str]],
    share_of: Callable[[str], float],
) -> Lessons | None:
    """The lessons that helped in the trial; None where none did. Raises IndexBroken."""
    return tried(index, taught, words_of, share_of).lessons


def tried(
    index: Index,
    taught: Sequence[Lesson],
    words_of: Mapping[str, Iterable[str]],
    share_of: Callable[[str], float],
    without: Collection[Pair] = (),
    vocabulary: Vocabulary | None = None,
) -> Outcome:
    """Take in one source after the other, the most trusted first, each only where it helped.

    A later source must lift its own hidden questions and leave those of the earlier ones as good as
    they were: stray clicks never spoil what direct answers taught. `vocabulary`: the county's words, with which
    callers search anyway. Raises IndexBroken.
    """
    kept: list[Lesson] = []
    trust: Trust | None = None
    checks = []
    for source in LessonSource:
        more = [lesson for lesson in taught if lesson.source is source]
        found = _Trial(index, words_of, share_of, without, vocabulary, kept, trust, more)
        check, better = found.check(source)
        checks.append(check)
        if better is not None:
            kept, trust = kept + more, better
    if trust is None:
        return Outcome(None, tuple(checks))
    lessons = Lessons(kept, words_of, share_of, without)
    lessons.trust = trust
    return Outcome(lessons, tuple(checks))


@dataclass
class _Tally:
    """Weighted sums over the questions asked."""

    weight: float = 0.0
    ndcg: float = 0.0
    top: float = 0.0
    asked: int = 0

    def add(self, gain: float, is_top: bool, weight: float) -> None:
        self.weight += weight
        self.ndcg += weight * gain
        self.top += weight * is_top
        self.asked += 1

    @property
    def quality(self) -> Quality:
        return Quality(self.ndcg / self.weight, self.top / self.weight)


@dataclass
class _Trial:
    """One source beside what is followed already."""

    index: Index
    words_of: Mapping[str, Iterable[str]]
    share_of: Callable[[str], float]
    without: Collection[Pair]
    vocabulary: Vocabulary | None
    kept: list[Lesson]
    trust: Trust | None
    more: list[Lesson]
    _own: dict[Trust | None, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    _others: dict[Trust | None, _Tally] = field(default_factory=lambda: defaultdict(_Tally))

    def check(self, source: LessonSource) -> tuple[Check, Trust | None]:
        """How it came out, and how far everything is followed from now on where it helped."""
        own, others = _answers(self.more), _answers(self.kept)
        if len(own) < FEWEST_ASKED:
            return Check(source, len(own), 0, None, None, LearningVerdict.TOO_FEW), None
        for fold in range(FOLDS):
            self._ask(_fold(own, fold), _fold(others, fold))
        before = self._own[None].quality
        harmless = [trust for trust in TRUSTS if self._is_harmless(trust)]
        best = max(harmless or TRUSTS, key=lambda trust: self._own[trust].quality.ndcg)
        after = self._own[best].quality
        is_better = after.ndcg >= before.ndcg + LEAST_GAIN
        verdict = (
            LearningVerdict.NO_GAIN if not is_better
            else LearningVerdict.HELPS if harmless
            else LearningVerdict.HARMS
        )  # fmt: skip
        asked = self._own[None].asked
        check = Check(source, len(own), asked, before, after, verdict)
        return check, best if verdict is LearningVerdict.HELPS else None

    def _ask(self, own: _Answers, others: _Answers) -> None:
        """Hide these questions, learn from the rest, ask them with and without this source."""
        hidden = own.keys() | others.keys()
        before = self._learned(self.kept, hidden) if self.trust is not None else None
        if before is not None and self.trust is not None:
            before.trust = self.trust
        after = self._learned([*self.kept, *self.more], hidden)
        for answers, tallies in ((own, self._own), (others, self._others)):
            for question in list(answers)[: MOST_ASKED // FOLDS]:
                self._tell(tallies[None], question, answers[question], before)
                for trust in TRUSTS:
                    after.trust = trust
                    self._tell(tallies[trust], question, answers[question], after)

    def _learned(self, lessons: Iterable[Lesson], hidden: Collection[str]) -> Lessons:
        rest = [lesson for lesson in lessons if lesson.question not in hidden]
        return Lessons(rest, self.words_of, self.share_of, self.without)

    def _tell(
        self, tally: _Tally, question: str, wanted: Mapping[str, float], lessons: Lessons | None
    ) -> None:
        found = search.search(
            self.index, question, limit=DEPTH, audiences=None, on_day=None, lessons=lessons,
            vocabulary=self.vocabulary,
        )  # fmt: skip
        ids = [hit.id for hit in found.hits]
        gain = sum(1 / math.log2(place + 2) for place, id_ in enumerate(ids) if id_ in wanted)
        best = sum(1 / math.log2(place + 2) for place in range(min(len(wanted), DEPTH)))
        tally.add(gain / best, not wanted.keys().isdisjoint(ids[:TOP]), max(wanted.values()))

    def _is_harmless(self, trust: Trust) -> bool:
        if None not in self._others:
            return True
        before, after = self._others[None].quality, self._others[trust].quality
        return after.ndcg >= before.ndcg - _NO_HARM


_Answers = dict[str, dict[str, float]]


def _answers(lessons: Iterable[Lesson]) -> _Answers:
    """For each question, the entries it led to with their weights, in an order that is the same every time."""
    found: _Answers = defaultdict(dict)
    for lesson in lessons:
        led = found[lesson.question]
        led[lesson.entry_id] = max(led.get(lesson.entry_id, 0.0), lesson.weight)
    return {question: found[question] for question in sorted(found, key=_shuffled)}


def _fold(answers: _Answers, fold: int) -> _Answers:
    return {question: answers[question] for question in list(answers)[fold::FOLDS]}


def _shuffled(question: str) -> str:
    """An order that has nothing to do with the questions, and is the same every time."""
    return hashlib.sha256(question.encode()).hexdigest()
