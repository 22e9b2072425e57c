"""What people call about: matters for the units, questions with a plain answer, calls to be declined."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from core.rules.terms import DeclineKind, RequestType
from demo import tables, wording
from demo.places import Place

ITEM_MARK = "／"

_ALL_YEAR = dict.fromkeys(range(1, 13), 1.0)
# How much likelier than usual a matter is in a month; a month that is not named has almost none.
SEASONS: Mapping[str, Mapping[int, float]] = {
    "全年": _ALL_YEAR,
    "供暖": {10: 0.4, 11: 4.0, 12: 3.2, 1: 3.4, 2: 2.2, 3: 1.0},
    "秋": {9: 2.5, 10: 5.0, 11: 1.6},
    "夏": {5: 1.0, 6: 3.0, 7: 4.0, 8: 3.6, 9: 1.0},
    "汛期": {6: 1.5, 7: 4.0, 8: 4.0, 9: 1.5},
    "三夏": {5: 2.0, 6: 5.0, 7: 0.8},
    "春灌": {2: 0.8, 3: 4.0, 4: 4.0, 5: 1.0},
    "年前": {11: 0.9, 12: 3.0, 1: 5.0, 2: 2.4},
    "医保": {9: 2.6, 10: 3.2, 11: 3.0, 12: 2.4, 1: 0.8},
    "开学": {2: 1.2, 3: 1.0, 6: 1.5, 7: 2.0, 8: 4.2, 9: 3.0},
    "清明": {3: 2.5, 4: 3.5},
    "雨雪": {11: 1.0, 12: 2.4, 1: 3.0, 2: 2.2},
}
_OUT_OF_SEASON = 0.03


def season_factor(season: str, day: date) -> float:
    """How the season weighs on a day, about 1 over the whole year."""
    return SEASONS[season].get(day.month, _OUT_OF_SEASON)


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter a unit handles: how it is told, what is wanted, and what the unit does about it."""

    category: str
    request_type: RequestType
    weight: float
    season: str
    place_kind: str
    title: str
    body: str
    wishes: Sequence[str]
    doings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer on a stated document (办法第十条（一）)."""

    category: str
    weight: float
    season: str
    title: str
    body: str
    basis: str
    answer: str


@dataclass(frozen=True, slots=True)
class Unacceptable:
    """A call of one of the six kinds that are not accepted, with what the caller is told (办法第九条)."""

    kind: DeclineKind
    category: str
    title: str
    body: str
    told: str


@dataclass(frozen=True, slots=True)
class Told:
    """A matter as one caller told it."""

    title: str
    body: str
    wishes: tuple[str, ...]


@cache
def matters() -> tuple[Matter, ...]:
    """Every matter of the tables."""
    types = {kind.zh: kind for kind in RequestType}
    return tuple(
        Matter(
            category=row["分类"],
            request_type=types[row["类型"]],
            weight=float(row["比重"]),
            season=row["季节"],
            place_kind=row["地点"],
            title=row["标题"],
            body=row["正文"],
            wishes=row["诉求"].split(ITEM_MARK),
            doings=row["办理"].split(ITEM_MARK),
        )
        for row in tables.matter_rows()
    )


@cache
def questions() -> tuple[Question, ...]:
    """Questions that a document answers where the knowledge base has no entry yet."""
    return tuple(
        Question(
            row["分类"], float(row["比重"]), row["季节"], row["标题"], row["正文"],
            row["依据"], row["答复"],
        )
        for row in tables.rows("direct")
    )  # fmt: skip


@cache
def unacceptable() -> tuple[Unacceptable, ...]:
    """Calls that are not accepted."""
    return tuple(
        Unacceptable(DeclineKind(row["情形"]), row["分类"], row["标题"], row["正文"], row["告知"])
        for row in tables.rows("declines")
    )


def matter_of(day: date, rng: random.Random) -> Matter:
    """A matter as the season brings it."""
    found = matters()
    weights = [m.weight * season_factor(m.season, day) for m in found]
    return rng.choices(found, weights)[0]


def question_of(day: date, rng: random.Random) -> Question:
    """A question as the season brings it."""
    found = questions()
    weights = [q.weight * season_factor(q.season, day) for q in found]
    return rng.choices(found, weights)[0]


def tell(matter: Matter, place: Place, opening: str, rng: random.Random) -> Told:
    """The matter in one caller's words, with the wishes that become its items."""
    slots = place.slots
    wishes = tuple(wording.fill(wish, rng, slots) for wish in matter.wishes)
    body = wording.fill(matter.body, rng, slots)
    return Told(
        title=wording.fill(matter.title, rng, slots),
        body=f"{opening}{body}希望{'，'.join(wishes)}。",
        wishes=wishes if len(wishes) > 1 else (),
    )


def doings(matter: Matter, place: Place, on: date, later_on: date, rng: random.Random) -> list[str]:
    """办理情况, one for each wish; days in it stand as the unit would write them."""
    slots = place.slots | {
        "replied_day": f"{on.month}月{on.day}日",
        "later_day": f"{later_on.month}月{later_on.day}日",
    }
    return [wording.fill(text, rng, slots) for text in matter.doings]
