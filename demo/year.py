"""When calls come in: seasons, weekdays and hours, bursts about one matter, and people who call again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from core.clock import SHANGHAI
from core.rules.workdays import WorkCalendar
from demo import matters, people, places
from demo.matters import Matter
from demo.places import Place

DAYS = 365
OPENS, CLOSES = 8, 20
LIVELY_DAYS = 12
"""The last days bring more calls, so that every desk has something on it at the end."""

_MONTHS = {1: 1.15, 2: 0.85, 3: 1.0, 4: 0.9, 5: 0.85, 6: 0.95, 7: 1.1, 8: 1.1, 9: 0.95, 10: 1.0,
           11: 1.35, 12: 1.25}  # fmt: skip
_WEEKDAYS = (1.25, 1.12, 1.05, 1.02, 1.0, 0.6, 0.52)
_HOLIDAY = 0.4
_HOURS = {8: 1.3, 9: 2.2, 10: 2.1, 11: 1.5, 12: 0.7, 13: 0.6, 14: 1.2, 15: 1.7, 16: 1.6, 17: 1.2,
          18: 0.8, 19: 0.6}  # fmt: skip
_BURST_EVERY = 260
"""One burst for so many tickets."""
JUST_NOW, WATER_CUT = 2, "停水"
"""The last burst begins so many days before the end: a hot topic that nobody has taken up yet."""


class Ending(Enum):
    """How a call is meant to go on."""

    DIRECT = "direct"
    DECLINED = "declined"
    DETAILS = "details"
    ASSIGNED = "assigned"
    CONTESTED = "contested"


_SHARES = {
    Ending.DIRECT: 0.455,
    Ending.DECLINED: 0.03,
    Ending.DETAILS: 0.025,
    Ending.ASSIGNED: 0.49,
}
_SHARES_AT_THE_END = _SHARES | {Ending.DIRECT: 0.28, Ending.DETAILS: 0.05, Ending.ASSIGNED: 0.64}


@dataclass(frozen=True, slots=True)
class Caller:
    """诉求人, invented; the phone lies in 1390000xxxx, which nobody has."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """One call: when, by whom, how it is meant to go on; a burst's calls share matter and place."""

    number: int
    at: datetime
    ending: Ending
    caller: Caller
    matter: Matter | None = None
    place: Place | None = None


def arrivals(
    tickets: int, until: datetime, calendar: WorkCalendar, towns: list[str], seed: int
) -> list[Arrival]:
    """The year's calls in the order of time, exactly `tickets` of them, all before `until`."""
    rng = random.Random(f"year {seed} {until.date()}")
    callers = _callers(tickets, rng)
    bursts = list(_bursts(tickets, until, towns, rng))[: tickets // 3]
    days = [until.date() - timedelta(days=back) for back in range(DAYS)]
    weights = [_weight(day, until, calendar, tickets) for day in days]
    plain = [
        (_instant(day, until, rng), None, None)
        for day in rng.choices(days, weights, k=tickets - len(bursts))
    ]
    found = []
    ordered = sorted([*plain, *bursts], key=lambda one: one[0])
    for number, (at, matter, place) in enumerate(ordered, start=1):
        is_late = until - at < timedelta(days=LIVELY_DAYS)
        ending = Ending.ASSIGNED if matter else _ending(is_late, rng)
        found.append(Arrival(number, at, ending, _caller(callers, rng), matter, place))
    return _with_contested(found, until)


def fullness(tickets: int) -> float:
    """How full the desks of a county of so many tickets are at the end, 1.0 for 4,000."""
    return min(1.0, max(0.12, tickets / 4000))


def _weight(day: date, until: datetime, calendar: WorkCalendar, tickets: int) -> float:
    weight = _MONTHS[day.month] * _WEEKDAYS[day.weekday()]
    if day.weekday() < 5 and not calendar.is_working_day(day):
        weight *= _HOLIDAY
    elif day.weekday() >= 5 and calendar.is_working_day(day):
        weight *= 1.5
    if until.date() - day < timedelta(days=LIVELY_DAYS):
        weight *= 1.7 if tickets >= 2000 else 5.0
    if day == until.date():
        weight *= min(max((until.hour + until.minute / 60 - OPENS) / (CLOSES - OPENS), 0.0), 1.0)
    return weight


def _instant(day: date, until: datetime, rng: random.Random) -> datetime:
    """An instant of the day by its hours, on the last day before the end."""
    latest = until - timedelta(minutes=3)
    while True:
        hour = rng.choices(list(_HOURS), list(_HOURS.values()))[0]
        at = datetime.combine(
            day, time(hour, rng.randint(0, 59), rng.randint(0, 59)), tzinfo=SHANGHAI
        )
        if at <= latest:
            return at
        if until.hour < OPENS + 1:
            day -= timedelta(days=1)


def _ending(is_late: bool, rng: random.Random) -> Ending:
    shares = _SHARES_AT_THE_END if is_late else _SHARES
    return rng.choices(list(shares), list(shares.values()))[0]


def _with_contested(found: list[Arrival], until: datetime) -> list[Arrival]:
    """Three of the last week's matters turn out to be nobody's."""
    week = [
        place
        for place, arrival in enumerate(found)
        if arrival.ending is Ending.ASSIGNED
        and arrival.matter is None
        and timedelta(days=5) < until - arrival.at < timedelta(days=9)
    ]
    for place in week[:: max(len(week) // 3, 1)][:3]:
        arrival = found[place]
        found[place] = Arrival(arrival.number, arrival.at, Ending.CONTESTED, arrival.caller)
    return found


def _callers(tickets: int, rng: random.Random) -> list[Caller]:
    numbers = rng.sample(range(10_000), min(int(tickets * 0.72) + 1, 9_000))
    return [Caller(people.caller_name(rng), f"1390000{number:04d}") for number in numbers]


def _caller(callers: list[Caller], rng: random.Random) -> Caller:
    """Most call once or twice; a few call again and again."""
    if rng.random() < 0.04:
        return Caller("", "")
    if rng.random() < 0.07:
        return callers[int(len(callers) * 0.02 * rng.random())]
    return rng.choice(callers)


def _bursts(
    tickets: int, until: datetime, towns: list[str], rng: random.Random
) -> Iterator[tuple[datetime, Matter, Place]]:
    """A few calls on one matter of one place within three days, two of them just now."""
    count = max(tickets // _BURST_EVERY, 3)
    starts = [rng.randint(12, DAYS - 10) for _ in range(count - 2)] + [5, JUST_NOW]
    for back in starts:
        first = until.date() - timedelta(days=back)
        common = [m for m in matters.matters() if m.place_kind in {"小区", "村", "路"}]
        weights = [m.weight**2 * matters.season_factor(m.season, first) for m in common]
        matter = rng.choices(common, weights)[0]
        if back == JUST_NOW:
            matter = next(m for m in common if m.title.endswith(WATER_CUT))
        place = places.pick(matter.place_kind, towns, rng)
        for _ in range(rng.randint(4, 8)):
            day = first + timedelta(days=rng.choices((0, 1, 2), (5, 3, 1))[0])
            yield _instant(min(day, until.date()), until, rng), matter, place
