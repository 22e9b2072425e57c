"""Frequent characters, counted only for the documents that may still come among the best (MaxScore).

Half of what a long question would add up are characters that every third document holds, and that
tell little. Nobody gains more from them than their idf allows: whoever lies further behind needs no
adding up. The best and their scores are the same as if all had been added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from kb.postings import Ids
from kb.snapshot import K1, Snapshot
from kb.term_cache import Scores

VIEW = "characters"

FREQUENT_SHARE = 0.2
"""A character in a larger share of the documents is left for the end."""

LEAST_DOCUMENTS = 4096
"""With fewer documents there is nothing to save."""

EACH_TIME = 8
"""So many characters are counted before those left behind are given up."""

_ROUNDING = 1e-5


class Split(NamedTuple):
    """The characters of a question: those added to all documents at once, and those left for the end."""

    rare: list[str]
    frequent: list[str]


class Field(NamedTuple):
    """The documents still in the field, ascending, and their scores."""

    numbers: Ids
    scores: Scores


def split(snapshot: Snapshot, characters: Sequence[str], limit: int) -> Split:
    """What to leave for the end; nothing where all documents are wanted anyway."""
    if limit * 8 > snapshot.count:
        return Split(list(characters), [])
    frequent = [one for one in characters if is_left_for_the_end(snapshot, VIEW, one)]
    rare = [one for one in characters if one not in frequent]
    return Split(rare, sorted(frequent, key=lambda one: snapshot.share_of(VIEW, one)))


def is_left_for_the_end(snapshot: Snapshot, view: str, text: str) -> bool:
    """Whether so many documents hold a term that only those in the field are asked for it."""
    if view != VIEW or snapshot.count < LEAST_DOCUMENTS:
        return False
    return snapshot.share_of(view, text) > FREQUENT_SHARE


def add_frequent(
    snapshot: Snapshot,
    field: Field,
    frequent: Mapping[str, float],
    *,
    limit: int,
    factors: Scores | None,
    kept: Ids,
) -> Field:
    """Add `frequent` to the scores of all who may be among the best `limit`, and drop the others.

    Each of `frequent` counts by its weight, `factors` multiply what each document gets, `kept` are
    document numbers that stay whatever they have: for another reason they may rise above all.
    """
    if not frequent:
        return field
    numbers, scores = field
    most = float(factors.max()) if factors is not None and len(factors) else 1.0
    gains = [
        weight * most * snapshot.idf_of(VIEW, one) * (K1 + 1) for one, weight in frequent.items()
    ]
    ahead = float(sum(gains))
    for first in range(0, len(frequent), EACH_TIME):
        numbers, scores = _in_reach(numbers, scores, max(limit, 1), ahead, kept)
        for one, weight in islice(frequent.items(), first, first + EACH_TIME):
            gained = weight * snapshot.scores_of(VIEW, one, numbers)
            scores += gained if factors is None else gained * factors[numbers]
        ahead -= sum(gains[first : first + EACH_TIME])
    return Field(numbers, scores)


def _in_reach(
    numbers: Ids, scores: Scores, limit: int, ahead: float, kept: Ids
) -> tuple[Ids, Scores]:
    """Those who could still overtake the last that is wanted, if they alone gained from here on."""
    if len(numbers) <= limit:
        return numbers, scores.copy()
    least = float(np.partition(scores, -limit)[-limit])
    is_in = scores >= least - abs(least) * _ROUNDING - ahead
    if len(kept):
        places = np.minimum(np.searchsorted(numbers, kept), len(numbers) - 1)
        is_in[places[numbers[places] == kept]] = True
    chosen = np.flatnonzero(is_in)
    return numbers[chosen], scores[chosen]
