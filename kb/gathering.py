"""归并: which of many short accounts tell of one matter — by words, weighed by rarity, and the places named."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

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

SUPPORT = 0.8
"""Who is not like the centre itself must be nearly as much like all who are, on average."""

MOST_LINKS = 12
"""How many neighbours of an account are remembered: the nearest, enough to hold a group together."""

BEYOND_NAME = 0.05
"""What two accounts share beside the one name that both begin with: neighbours may have different troubles."""

MOSTLY = 0.6
"""A shared run that is so much of the shorter title is no mere name: it is the matter itself."""

JOINED = 0.4
"""From which likeness on of two whole groups they are one: what is told often is told in many ways."""

MOST_WORDS = 3
"""How many runs of characters name a matter."""

_PLACE_TAIL = re.compile(
    r"^(?:小区|家园|花园|公寓|村(?![民委])|[镇乡厂]|街(?!道)|路(?![灯面口边牌况障]))"
)

Floats = npt.NDArray[np.float64]


class _Row(NamedTuple):
    """Numbers with a weight each: the pairs of an account, or the accounts that hold a pair."""

    numbers: npt.NDArray[np.int64]
    weights: Floats


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
    links = _links(sheet)
    found = [
        Gathered(
            tuple(ordered[place].id for place in sorted(group)),
            ordered[centre].id,
            _telling(ordered, group, centre),
        )
        for group, centre in _joined(sheet, list(_groups(sheet, links)), links)
        if len(group) >= fewest
    ]
    return sorted(found, key=lambda one: one.ids)


# --- how alike ------------------------------------------------------------------------------------


class _Sheet:
    """Accounts as weighted pairs of characters, each of length 1; and where each pair occurs."""

    def __init__(self, ordered: Sequence[Told]) -> None:
        counted = [_pairs(one) for one in ordered]
        spread = Counter(pair for pairs in counted for pair in pairs)
        idf = {
            pair: math.log1p(len(ordered) / count) for pair, count in spread.items() if count > 1
        }
        self._numbers = {pair: number for number, pair in enumerate(idf)}
        self.titles = [likeness.plain(one.title) for one in ordered]
        self._named = [likeness.places(f"{one.title} {one.words}") for one in ordered]
        self._towns = [one.town_id for one in ordered]
        self._rows: list[_Row] = []
        gathered: list[tuple[list[int], list[float]]] = [([], []) for _ in idf]
        for place, pairs in enumerate(counted):
            chosen = _weighed(pairs, idf)
            numbers = [self._numbers[pair] for pair, _ in chosen]
            weights = [weight for _, weight in chosen]
            self._rows.append(_Row(np.array(numbers, dtype=np.int64), np.array(weights)))
            for number, weight in zip(numbers, weights, strict=True):
                gathered[number][0].append(place)
                gathered[number][1].append(weight)
        self._postings = [
            _Row(np.array(where, dtype=np.int64), np.array(weights)) for where, weights in gathered
        ]

    def __len__(self) -> int:
        return len(self._rows)

    def cosine(self, place: int, whole: Floats) -> float:
        """The shared weight of an account and a sum of accounts."""
        row = self._rows[place]
        return float(row.weights @ whole[row.numbers])

    def sum_of(self, places: Collection[int]) -> Floats:
        """Several accounts together, a weight a pair."""
        rows = [self._rows[place] for place in sorted(places)]
        whole = np.zeros(len(self._numbers))
        np.add.at(
            whole,
            np.concatenate([row.numbers for row in rows]),
            np.concatenate([row.weights for row in rows]),
        )
        return whole

    def whereabouts(self, one: int, other: int) -> float:
        """What it adds that both name one place, or takes away that they lie in two towns."""
        if self._named[one] & self._named[other]:
            return SAME_PLACE
        towns = {self._towns[one], self._towns[other]} - {None}
        return OTHER_TOWN if len(towns) > 1 else 0.0

    def is_more_than_a_name(self, one: int, other: int) -> bool:
        """Whether two accounts share a matter, and not merely where it is or who is blamed."""
        first, second = self.titles[one], self.titles[other]
        run = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
        said = first[run.a : run.a + run.size]
        if run.size >= MOSTLY * min(len(first), len(second)) or _is_place_and_more(said):
            return True
        beside = self.sum_of([other])
        for at in range(run.a, run.a + run.size - 1):
            number = self._numbers.get(first[at : at + 2])
            if number is not None:
                beside[number] = 0.0
        return self.cosine(one, beside) >= BEYOND_NAME

    def earlier(self) -> Iterator[Floats]:
        """Of each account in turn, its cosine with each before it."""
        passed = [0] * len(self._postings)
        for place, row in enumerate(self._rows):
            found = np.zeros(place)
            for number, weight in zip(row.numbers.tolist(), row.weights.tolist(), strict=True):
                where, weights = self._postings[number]
                count = passed[number]
                found[where[:count]] += weight * weights[:count]
                passed[number] = count + 1
            yield found


def _is_place_and_more(run: str) -> bool:
    """府前街停水 says what happens there, 府前街 does not."""
    ends = [run.index(place) + len(place) for place in likeness.places(run)]
    return bool(ends) and len(run[max(ends) :].strip()) > 1


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


def _links(sheet: _Sheet) -> list[list[int]]:
    """Of each account, the nearest of those alike enough, both ways."""
    links: list[list[int]] = [[] for _ in range(len(sheet))]
    for place, cosines in enumerate(sheet.earlier()):
        likely = np.flatnonzero(cosines >= ALIKE - SAME_PLACE)
        nearest = likely[np.argsort(-cosines[likely], kind="stable")][:MOST_LINKS]
        for other in nearest.tolist():
            if float(cosines[other]) + sheet.whereabouts(place, other) >= ALIKE:
                links[place].append(other)
                links[other].append(place)
    return links


# --- what belongs together ------------------------------------------------------------------------


_Group = tuple[set[int], int]
"""Accounts, and the most central of them."""


def _groups(sheet: _Sheet, links: Sequence[Sequence[int]]) -> Iterator[_Group]:
    """Connected accounts, each group cut back to what is close to its centre, until nothing is left.

    Chains of neighbours, each a little like the next, would otherwise make one matter of many.
    """
    waiting = _connected(links, range(len(links)))
    while waiting:
        members = waiting.pop()
        if len(members) < 2:
            continue
        centre = _centre(sheet, members)
        close = _close(sheet, members, centre)
        yield close, centre
        waiting += _connected(links, sorted(members - close))


def _joined(
    sheet: _Sheet, groups: Sequence[_Group], links: Sequence[Sequence[int]]
) -> list[_Group]:
    """Groups that tell of one matter in different ways become one, with a new centre."""
    home = {place: number for number, (group, _) in enumerate(groups) for place in group}
    sums = [sheet.sum_of(group) for group, _ in groups]
    edges: list[set[int]] = [set() for _ in groups]
    for place, number in home.items():
        for other in {home[one] for one in links[place] if one in home} - edges[number]:
            first, second = groups[number][1], groups[other][1]
            is_like = _cosine(sums[number], sums[other]) >= JOINED
            if other != number and is_like and sheet.is_more_than_a_name(first, second):
                edges[number].add(other)
                edges[other].add(number)
    found = []
    for part in _connected([sorted(one) for one in edges], range(len(groups))):
        whole = set().union(*(groups[number][0] for number in part))
        found.append((whole, _centre(sheet, whole) if len(part) > 1 else groups[min(part)][1]))
    return found


def _cosine(one: Floats, other: Floats) -> float:
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / lengths if lengths else 0.0


def _centre(sheet: _Sheet, members: Collection[int]) -> int:
    """The account most like all the others together; of equals, the first."""
    whole = sheet.sum_of(members)
    return min(members, key=lambda place: (-round(sheet.cosine(place, whole), 5), place))


def _close(sheet: _Sheet, members: Collection[int], centre: int) -> set[int]:
    """Who is like the centre, or else like those who are; never for a name alone."""
    own = sheet.sum_of([centre])
    close = {centre} | {
        one for one in members if sheet.cosine(one, own) + sheet.whereabouts(centre, one) >= ALIKE
    }
    whole = sheet.sum_of(close)
    close |= {one for one in members if sheet.cosine(one, whole) >= SUPPORT * ALIKE * len(close)}
    return {one for one in close if one == centre or sheet.is_more_than_a_name(centre, one)}


def _connected(links: Sequence[Sequence[int]], places: Iterable[int]) -> list[set[int]]:
    left = set(places)
    found = []
    for start in sorted(left):
        if start not in left:
            continue
        left.discard(start)
        group, edge = {start}, [start]
        while edge:
            reached = left.intersection(links[edge.pop()])
            left -= reached
            group |= reached
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
    shared = [said[title[at : at + 2]] >= len(group) / 2 for at in range(len(title))]
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
