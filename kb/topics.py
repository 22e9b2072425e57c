"""热点发现: what callers say again and again within days; proposals for people, who decide (办法第十八条)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import Engine, func, select

from core.insight import masking, topics
from core.insight.topics import ACTIVE, Facts, Held, Voice
from core.rules.periods import Period
from core.rules.terms import TopicState
from core.store import access
from core.store.actor import Actor
from core.store.models import Reply, Ticket
from core.store.work import Reading
from kb import gathering, ticket_index
from kb.gathering import Gathered, Told

SPANS_DAYS = (30, 90)
BACK_DAYS, AHEAD_DAYS = 7, 28
"""去年同期: from a week before this day last year to four weeks after."""

MOST_TICKETS = 40_000
"""The newest are looked at; more in a quarter would be ten times what the county has."""

SHARE_HELD = 1 / 3
"""A proposal of which so much is watched already is that topic going on, not a new one."""

REGROWN = 1.5
"""A dismissed matter comes back once it has grown by half."""

ANSWER_CHARACTERS = 80
_KEPT_RESULTS = 12


@dataclass(frozen=True, slots=True)
class Proposal:
    """引擎提出的热点: tickets of one matter, enough of them within days, in no topic yet."""

    words: str
    central_id: int
    central_title: str
    facts: Facts
    is_rising: bool
    dismissed_count: int = 0
    """How many it had when it was dismissed before; 0 when it never was."""

    @property
    def key(self) -> str:
        """What tells it from the others while the list is drawn anew."""
        return f"proposal-{self.facts.ids[0]}"

    @property
    def title(self) -> str:
        """What it is called until a person names it."""
        return self.words or self.central_title


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the engine has to say now; `additions` are tickets proposed for a topic people watch."""

    rising: Sequence[Proposal]
    standing: Sequence[Proposal]
    additions: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class LastYear:
    """去年同期的一个热点: when it was thickest, how it ended, so that this year is prepared (未诉先办)."""

    proposal: Proposal
    thickest: Period
    this_year_on: date
    """The same day this year as the thickest three days began."""
    median_days: float | None
    topic_title: str
    topic_note: str
    answer: str

    @property
    def key(self) -> str:
        """As of the proposal."""
        return self.proposal.key


class _Found(NamedTuple):
    groups: Sequence[Gathered]
    voices: Mapping[int, Voice]


# --- proposals ----------------------------------------------------------------------------------


def proposed(reading: Reading, days: int = SPANS_DAYS[0]) -> Proposed:
    """热点建议 of the last days, those that rise first, and of these the new ones. Raises NotAllowed."""
    topics.require_viewer(reading)
    today = reading.now.date()
    found = _gathered(reading, Period(today - timedelta(days=days - 1), today))
    kept = topics.held(reading)
    rising: list[Proposal] = []
    standing: list[Proposal] = []
    additions: dict[int, list[int]] = {}
    for group in found.groups:
        holder = _holder(group, kept)
        if holder is not None:
            free = _free(group, kept, also=kept[holder].removed)
            additions.setdefault(holder, []).extend(free)
            continue
        one = _proposal(reading, found, group, _free(group, kept), today)
        if one is not None and (one := _unless_dismissed(one, kept)) is not None:
            (rising if one.is_rising else standing).append(one)
    return Proposed(
        sorted(rising, key=_rising_first),
        sorted(standing, key=_newest_first),
        {topic_id: tuple(sorted(ids)) for topic_id, ids in additions.items() if ids},
    )


def is_hot(days: Iterable[date], *, count: int, within_days: int) -> bool:
    """Whether `count` of the days lie within as many consecutive ones (reports.md: 3 tickets in 3 days)."""
    ordered = sorted(days)
    return any(
        (ordered[at + count - 1] - ordered[at]).days < within_days
        for at in range(len(ordered) - count + 1)
    )


def _holder(group: Gathered, kept: Mapping[int, Held]) -> int | None:
    """The watched topic this group is the continuation of."""
    ids = frozenset(group.ids)
    shared = {
        topic_id: len(ids & held.present)
        for topic_id, held in kept.items()
        if held.state in ACTIVE and ids & held.present
    }
    best = max(shared, key=lambda topic_id: (shared[topic_id], -topic_id), default=None)
    if best is None:
        return None
    whole = min(len(ids), len(kept[best].present))
    return best if shared[best] >= SHARE_HELD * whole else None


def _free(
    group: Gathered, kept: Mapping[int, Held], *, also: Collection[int] = ()
) -> tuple[int, ...]:
    """Those of a group that no person has placed in a topic that is watched or settled."""
    placed = {
        ticket_id
        for held in kept.values()
        if held.state in ACTIVE or held.state is TopicState.SETTLED
        for ticket_id in held.present
    }
    return tuple(one for one in group.ids if one not in placed and one not in also)


def _proposal(
    reading: Reading, found: _Found, group: Gathered, ids: Collection[int], today: date
) -> Proposal | None:
    told = [found.voices[one] for one in ids]
    facts = topics.facts_of(told, today)
    if facts is None or not _is_hot(reading, told):
        return None
    central = group.central if group.central in set(ids) else facts.ids[0]
    fewest = reading.policy.number("hot_topic_count")
    is_rising = facts.recent >= fewest and facts.growth >= topics.RISE
    return Proposal(group.words, central, found.voices[central].title, facts, is_rising)


def _is_hot(reading: Reading, told: Iterable[Voice]) -> bool:
    return is_hot(
        (one.day for one in told),
        count=reading.policy.number("hot_topic_count"),
        within_days=reading.policy.days("hot_topic_days"),
    )


def _unless_dismissed(one: Proposal, kept: Mapping[int, Held]) -> Proposal | None:
    ids = frozenset(one.facts.ids)
    sizes = [
        len(held.present)
        for held in kept.values()
        if held.state is TopicState.DISMISSED and ids & held.present
    ]
    if not sizes:
        return one
    if one.facts.count < REGROWN * max(sizes):
        return None
    return Proposal(
        one.words, one.central_id, one.central_title, one.facts, one.is_rising, max(sizes)
    )


def _rising_first(one: Proposal) -> tuple[bool, float, int, int]:
    return (not one.facts.is_new, -one.facts.growth, -one.facts.count, one.facts.ids[0])


def _newest_first(one: Proposal) -> tuple[int, int, int]:
    return (-one.facts.last_on.toordinal(), -one.facts.count, one.facts.ids[0])


# --- last year ----------------------------------------------------------------------------------


def last_year(reading: Reading) -> list[LastYear]:
    """未诉先办: what was hot in these weeks last year, those still to come first. Raises NotAllowed."""
    topics.require_viewer(reading)
    today = reading.now.date()
    then = _year_before(today)
    period = Period(then - timedelta(days=BACK_DAYS), then + timedelta(days=AHEAD_DAYS))
    found = _gathered(reading, period)
    kept = topics.held(reading)
    listed = []
    for group in found.groups:
        one = _proposal(reading, found, group, group.ids, period.last_on)
        if one is not None:
            listed.append(_remembered(reading, one, found, kept))
    return sorted(listed, key=lambda one: (one.this_year_on < today, -one.proposal.facts.count))


def _remembered(
    reading: Reading, one: Proposal, found: _Found, kept: Mapping[int, Held]
) -> LastYear:
    within = reading.policy.days("hot_topic_days")
    begin = max(
        one.facts.by_day,
        key=lambda day: (
            sum(one.facts.by_day.get(day + timedelta(days=n), 0) for n in range(within)),
            -day.toordinal(),
        ),
    )
    ids = frozenset(one.facts.ids)
    holder = next((i for i, held in sorted(kept.items()) if ids & held.present), None)
    topic = topics.topic(reading, holder) if holder is not None else None
    taken = [days for i in ids if (days := found.voices[i].days_taken) is not None]
    return LastYear(
        proposal=one,
        thickest=Period(begin, begin + timedelta(days=within - 1)),
        this_year_on=_year_after(begin),
        median_days=median(taken) if taken else None,
        topic_title=topic.title if topic else "",
        topic_note=topic.note if topic else "",
        answer=_answer(reading, one.central_id),
    )


def _answer(reading: Reading, ticket_id: int) -> str:
    """What the unit told the caller, in short; nothing where the ticket is not the person's to open."""
    ticket = reading.session.scalar(reading.visible_tickets().where(Ticket.id == ticket_id))
    if ticket is None:
        return ""
    signed = (
        select(Reply.text)
        .where(
            Reply.ticket_id == ticket_id, Reply.signed_at.is_not(None), Reply.recalled_at.is_(None)
        )
        .order_by(Reply.id.desc())
    )
    told = masking.of_ticket(reading, ticket)(reading.session.scalar(signed.limit(1)) or "")
    told = " ".join(told.split())
    return told if len(told) <= ANSWER_CHARACTERS else f"{told[:ANSWER_CHARACTERS]}…"


def _year_before(day: date) -> date:
    return _in_year(day, day.year - 1)


def _year_after(day: date) -> date:
    return _in_year(day, day.year + 1)


def _in_year(day: date, year: int) -> date:
    """The same day of another year; of 29 February the day before."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=year, day=28) if is_leap_day else day.replace(year=year)


# --- gathering, kept until something happens ------------------------------------------------------

_kept: OrderedDict[tuple[Engine, Period, bool, int, int], _Found] = OrderedDict()
_lock = threading.Lock()


def _gathered(reading: Reading, period: Period) -> _Found:
    """The groups of a period's tickets; gathered anew only after an event that tells something."""
    revision = ticket_index.Tickets().revision(reading.session)
    engine = reading.session.get_bind().engine
    fewest = reading.policy.number("hot_topic_count")
    key = (engine, period, reading.actor.is_office, revision, fewest)
    with _lock:
        known = _kept.get(key)
    if known is None:
        known = _gather(reading, period, fewest)
        with _lock:
            _kept[key] = known
            while len(_kept) > _KEPT_RESULTS:
                _kept.popitem(last=False)
    return known


def _gather(reading: Reading, period: Period, fewest: int) -> _Found:
    groups = gathering.gather(_told(reading, period), fewest=fewest)
    voices = topics.voices(reading, {one for group in groups for one in group.ids})
    return _Found(groups, voices)


def _told(reading: Reading, period: Period) -> Iterable[Told]:
    rows = reading.session.execute(
        access.visible_tickets(Actor.system())
        .where(Ticket.registered_at >= period.starts_at, Ticket.registered_at < period.ends_at)
        .where(topics.is_counted(reading))
        .order_by(Ticket.registered_at.desc(), Ticket.id.desc())
        .limit(MOST_TICKETS)
        .with_only_columns(
            Ticket.id, Ticket.title, func.substr(Ticket.body, 1, gathering.READ_CHARACTERS),
            Ticket.address, Ticket.town_id,
        )
    )  # fmt: skip
    for ticket_id, title, body, address, town_id in rows:
        yield Told(ticket_id, title, f"{body} {address}", town_id)
