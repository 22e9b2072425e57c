"""How alike questions are: cosine over words and bigrams, the rare ones telling more; groups of the like."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kb import analyzer

_TOO_COMMON = 400
"""A term that more groups than this hold brings nothing together."""


class Nearest(NamedTuple):
    """The likest of some questions, by its place, and how alike: 0 to 1."""

    place: int
    share: float


@dataclass(slots=True)
class _Group:
    vector: dict[str, float]
    members: list[int] = field(default_factory=list)


def nearest(question: str, others: Sequence[str]) -> Nearest | None:
    """The likest of `others`, the first where several are equally so; None where nothing is shared."""
    terms = [_terms(question), *map(_terms, others)]
    vectors = _vectors(terms)
    shares = [_dot(vectors[0], other) for other in vectors[1:]]
    best = max(range(len(shares)), key=lambda at: (shares[at], -at), default=None)
    return Nearest(best, shares[best]) if best is not None and shares[best] > 0 else None


def groups(questions: Sequence[tuple[str, int]], least: float) -> list[list[int]]:
    """Places of questions of one meaning together; each begins with the one asked most often.

    `questions` come with how often each was asked. Deterministic: the most asked is placed first,
    every other joins the likest group begun before it.
    """
    vectors = _vectors([_terms(question) for question, _ in questions])
    order = sorted(range(len(questions)), key=lambda at: (-questions[at][1], questions[at][0]))
    found: list[_Group] = []
    holding: dict[str, list[int]] = defaultdict(list)
    for at in order:
        vector = vectors[at]
        shares: dict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            if len(holding[term]) <= _TOO_COMMON:
                for number in holding[term]:
                    shares[number] += weight * found[number].vector[term]
        likest = max(shares, key=lambda number: (shares[number], -number), default=None)
        if likest is None or shares[likest] < least:
            likest = len(found)
            found.append(_Group(vector))
            for term in vector:
                holding[term].append(likest)
        found[likest].members.append(at)
    return [group.members for group in found]


def _terms(question: str) -> Counter[str]:
    views = analyzer.query(question).views
    terms = Counter(views.bigrams or views.characters)
    terms.update(f"{word} " for word in views.words if len(word) > 1)
    return terms


def _vectors(texts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Each text as a vector of length 1; a term that many texts hold weighs little."""
    holding = Counter(term for terms in texts for term in terms)
    idf = {term: 1 + math.log((1 + len(texts)) / (1 + held)) for term, held in holding.items()}
    return [_unit({term: count * idf[term] for term, count in one.items()}) for one in texts]


def _unit(vector: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other[term] for term, weight in one.items() if term in other)
