"""Whether learning helps here: earlier questions are hidden in turn and asked again; what harms is left out."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from statistics import fmean

from kb import search
from kb.index import Index
from kb.lessons import Lesson, Lessons, Trust

FOLDS = 3
MOST_ASKED = 150
"""So many hidden questions tell enough, and take seconds."""

FEWEST_ASKED = 30
"""With fewer, chance speaks louder than use: nothing is learned yet."""

LEAST_GAIN = 0.01
"""Learning must lift the mean nDCG@10 of hidden questions by this, or it stays off."""

DEGREES = (0.0, 1.0)
DEPTH = 10


def learn(
    index: Index,
    taught: Sequence[Lesson],
    words_of: Mapping[str, Iterable[str]],
    share_of: Callable[[str], float],
) -> Lessons | None:
    """All lessons, followed as far as they helped in the trial; None where they did not. Raises IndexBroken."""
    answers: dict[str, set[str]] = defaultdict(set)
    for lesson in taught:
        answers[lesson.question].add(lesson.entry_id)
    questions = sorted(answers, key=_shuffled)
    if len(questions) < FEWEST_ASKED:
        return None
    best = _best(index, taught, answers, questions, words_of, share_of)
    if best is None:
        return None
    lessons = Lessons(taught, words_of, share_of)
    lessons.trust = best
    return lessons


def _best(
    index: Index,
    taught: Sequence[Lesson],
    answers: Mapping[str, set[str]],
    questions: Sequence[str],
    words_of: Mapping[str, Iterable[str]],
    share_of: Callable[[str], float],
) -> Trust | None:
    gained: dict[Trust, list[float]] = defaultdict(list)
    for fold in range(FOLDS):
        hidden = questions[fold::FOLDS]
        rest = set(questions) - set(hidden)
        lessons = Lessons([one for one in taught if one.question in rest], words_of, share_of)
        for question in hidden[: MOST_ASKED // FOLDS]:
            for trust in map(Trust, *zip(*product(DEGREES, DEGREES), strict=True)):
                lessons.trust = trust
                gained[trust].append(_gain(index, question, answers[question], lessons))
    means = {trust: fmean(gains) for trust, gains in gained.items()}
    best = max(means, key=lambda trust: (means[trust], -trust.asked, -trust.associated))
    return best if means[best] >= means[Trust(0.0, 0.0)] + LEAST_GAIN else None


def _gain(index: Index, question: str, wanted: set[str], lessons: Lessons) -> float:
    found = search.search(
        index, question, limit=DEPTH, audiences=None, on_day=None, lessons=lessons
    )
    gain = sum(1 / math.log2(place + 2) for place, hit in enumerate(found.hits) if hit.id in wanted)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(len(wanted), DEPTH)))


def _shuffled(question: str) -> str:
    """An order that has nothing to do with the questions, and is the same every time."""
    return hashlib.sha256(question.encode()).hexdigest()
