"""归并: which of many short accounts tell of one matter — by words, weighed by rarity, and the places named."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from core.insight import likeness

READ_CHARACTERS = 160
"""How much of an account is compared after its title: its beginning says what it is about."""

MOST_TERMS = 40
"""The most telling pairs of characters of one account; the rest says little and costs time."""

TITLE_WEIGHT = 2.0
"""A pair in the title counts as if it had been said so often."""

ALIKE = 0.30
"""From which likeness on two accounts may tell of one matter."""

SAME_PLACE, OTHER_TOWN = 0.05, -0.05
"""What a place named by both adds, and two different towns take away."""

SUPPORT = 0.5
"""Who is not close to the centre itself must be close to this share of those who are."""

BEYOND_NAME = 0.08
"""What two accounts share beside the one name that both begin with: neighbours may have different troubles."""

MOSTLY = 0.6
"""A shared run that is so much of the shorter title is no mere name: it is the matter itself."""

MOST_WORDS = 3
"""How many runs of characters name a matter."""

_PLACE_TAIL = re.compile(
    r"^(?:小区|家园|花园|公寓|村(?![民委])|[镇乡厂]|街(?!道)|路(?![灯面口边牌况障]))"
)

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Told:
    """One account: what was said, and where."""

    id: int
    title: str
    words: str
    town_id: int | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """Accounts of one matter, by id; `central` is most like all others, `words` are what most of them say."""

    ids: tuple[int, ...]
    central: int
    words: str


def gather(told: Iterable[Told], *, fewest: int = 2) -> list[Gathered]:
    """Accounts of one matter together, by their first id; those alone are left out. Order does not matter."""
    ordered = sorted(told, key=lambda one: one.id)
    sheet = _Sheet(ordered)
    near = _neighbours(ordered, sheet)
    found = [
        Gathered(
            tuple(ordered[place].id for place in sorted(group)),
            ordered[centre].id,
            _telling(ordered, group, centre),
        )
        for group, centre in _groups(near, sheet)
        if len(group) >= fewest
    ]
    return sorted(found, key=lambda one: one.ids)


# --- how alike ------------------------------------------------------------------------------------


class _Sheet:
    """Accounts as weighted pairs of characters, each of length 1; and where each pair occurs."""

    def __init__(self, ordered: Sequence[Told]) -> None:
        counted = [_pairs(one) for one in ordered]
        spread = Counter(pair for pairs in counted for pair in pairs)
        self.idf = {
            pair: math.log1p(len(ordered) / count) for pair, count in spread.items() if count > 1
        }
        self.titles = [likeness.plain(one.title) for one in ordered]
        self.rows = [_weighed(pairs, self.idf) for pairs in counted]
        gathered: dict[str, tuple[list[int], list[float]]] = {}
        for place, row in enumerate(self.rows):
            for pair, weight in row:
                where, weights = gathered.setdefault(pair, ([], []))
                where.append(place)
                weights.append(weight)
        self._postings: Mapping[str, tuple[Places, Floats]] = {
            pair: (np.array(where), np.array(weights, dtype=np.float32))
            for pair, (where, weights) in gathered.items()
        }

    def is_more_than_a_name(self, one: int, other: int) -> bool:
        """Whether two accounts share a matter, and not merely where it is or who is blamed."""
        first, second = self.titles[one], self.titles[other]
        run = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
        if run.size >= MOSTLY * min(len(first), len(second)):
            return True
        named = {first[at : at + 2] for at in range(run.a, run.a + run.size - 1)}
        weights = dict(self.rows[other])
        beside = sum(
            weight * weights.get(pair, 0.0) for pair, weight in self.rows[one] if pair not in named
        )
        return beside >= BEYOND_NAME

    def earlier(self, place: int) -> Floats:
        """The cosine of one account with each before it."""
        found = np.zeros(place, dtype=np.float32)
        for pair, weight in self.rows[place]:
            where, weights = self._postings[pair]
            count = int(np.searchsorted(where, place))
            found[where[:count]] += weight * weights[:count]
        return found


def _pairs(one: Told) -> Mapping[str, float]:
    found = dict.fromkeys(likeness.pairs(one.words[:READ_CHARACTERS]), 1.0)
    for pair in likeness.pairs(one.title):
        found[pair] = found.get(pair, 0.0) + TITLE_WEIGHT
    return found


def _weighed(pairs: Mapping[str, float], idf: Mapping[str, float]) -> list[tuple[str, float]]:
    """The most telling pairs, scaled to length 1."""
    weights = [
        (pair, (1 + math.log(times)) * idf[pair]) for pair, times in pairs.items() if pair in idf
    ]
    best = sorted(weights, key=lambda one: (-one[1], one[0]))[:MOST_TERMS]
    length = math.sqrt(sum(weight * weight for _, weight in best)) or 1.0
    return [(pair, weight / length) for pair, weight in best]


Near = Sequence[Mapping[int, float]]


def _neighbours(ordered: Sequence[Told], sheet: _Sheet) -> Near:
    """Of each account, those alike enough, with how alike."""
    near: list[dict[int, float]] = [{} for _ in ordered]
    named = [likeness.places(f"{one.title} {one.words}") for one in ordered]
    for place, one in enumerate(ordered):
        cosines = sheet.earlier(place)
        for other in np.flatnonzero(cosines >= ALIKE - SAME_PLACE).tolist():
            alike = float(cosines[other])
            if named[place] & named[other]:
                alike += SAME_PLACE
            elif one.town_id and ordered[other].town_id not in (None, one.town_id):
                alike += OTHER_TOWN
            if alike >= ALIKE:
                near[place][other] = near[other][place] = alike
    return near


# --- what belongs together ------------------------------------------------------------------------


def _groups(near: Near, sheet: _Sheet) -> Iterator[tuple[set[int], int]]:
    """Connected accounts, each group cut back to what is close to its centre, until nothing is left.

    Chains of neighbours, each a little like the next, would otherwise make one matter of many.
    """
    waiting = _connected(near, range(len(near)))
    while waiting:
        members = waiting.pop()
        if len(members) < 2:
            continue
        centre = _centre(near, members)
        close = {other for other in near[centre] if other in members} | {centre}
        close |= {
            one
            for one in members - close
            if sum(other in close for other in near[one]) >= SUPPORT * len(close)
        }
        close = {one for one in close if one == centre or sheet.is_more_than_a_name(centre, one)}
        yield close, centre
        waiting += _connected(near, sorted(members - close))


def _centre(near: Near, members: Collection[int]) -> int:
    """The account most like the others; of equals, the first."""

    def shared(place: int) -> float:
        return round(sum(alike for other, alike in near[place].items() if other in members), 5)

    return min(members, key=lambda place: (-shared(place), place))


def _connected(near: Near, places: Iterable[int]) -> list[set[int]]:
    left = set(places)
    found = []
    for start in sorted(left):
        if start not in left:
            continue
        left.discard(start)
        group, edge = {start}, [start]
        while edge:
            reached = [other for other in near[edge.pop()] if other in left]
            left.difference_update(reached)
            group.update(reached)
            edge += reached
        found.append(group)
    return found


# --- what it is called ----------------------------------------------------------------------------


def _telling(ordered: Sequence[Told], group: Collection[int], centre: int) -> str:
    """The runs of the central account's title that at least half of the others say too, the longest three."""
    said = Counter(
        pair
        for place in group
        for pair in likeness.pairs(
            f"{ordered[place].title} {ordered[place].words[:READ_CHARACTERS]}"
        )
    )
    title = likeness.plain(ordered[centre].title)
    shared = [said[title[at : at + 2]] >= len(group) * SUPPORT for at in range(len(title))]
    runs = [run for run in _runs(title, shared) if len(run) > 1]
    longest = sorted(runs, key=lambda run: (-len(run), title.index(run)))[:MOST_WORDS]
    return " ".join(sorted(dict.fromkeys(longest), key=title.index))


def _runs(title: str, shared: Sequence[bool]) -> Iterator[str]:
    """Neighbouring pairs that are shared, as one run each; the tail of a place's name is left out."""
    at = 0
    while at < len(shared):
        end = at
        while end < len(shared) and shared[end]:
            end += 1
        if end > at:
            run = title[at : end + 1]
            is_cut = at > 0 and title[at - 1].isalnum()
            yield _PLACE_TAIL.sub("", run) if is_cut else run
        at = end + 1
