"""热点一览: topics people keep, and what a set of tickets tells — since when, where, whose, how far (办法第十八条)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from core.errors import NotFound
from core.insight import masking
from core.rules.instants import local
from core.rules.terms import OFFICE_ROLES, Role, State, TopicState, Track
from core.store import access
from core.store.actor import Actor
from core.store.models import HotTopic, HotTopicTicket, Requester, Ticket, Unit
from core.store.work import Reading

ARTICLE = "办法第十八条"
KEEPERS = OFFICE_ROLES
VIEWERS = OFFICE_ROLES | {Role.INSPECTOR}

ANSWERED, WAITING = "热线直接答复", "未派发"
"""Whose a ticket is that no unit has."""

ACTIVE = frozenset({TopicState.WATCHED, TopicState.REPORTED})
DONE = frozenset({State.CLOSED, State.ARCHIVED})

RECENT_DAYS, BEFORE_DAYS = 3, 14
"""上升: the last days, held against as long before."""

RISE = 2.0
"""How many times the pace of before makes a matter one that rises."""

_CHUNK = 500
_LEAD, _TOWN = aliased(Unit), aliased(Unit)


class Voice(NamedTuple):
    """One ticket as a topic counts it; its title is covered for who looks."""

    id: int
    title: str
    day: date
    town: str
    town_id: int | None
    category_id: int | None
    unit: str
    is_done: bool
    caller: str | None
    """Stands for the number they called from; None without one."""
    days_taken: int | None
    """Natural days from registration to closing."""


class Share(NamedTuple):
    """承办单位的一行: how many of the topic's tickets, and how many of these are closed."""

    name: str
    whole: int
    done: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a set of tickets tells of its matter, duplicates counted once."""

    ids: tuple[int, ...]
    done: int
    callers: int
    first_on: date
    last_on: date
    by_day: Mapping[date, int]
    units: tuple[Share, ...]
    towns: tuple[tuple[str, int], ...]
    recent: int
    before: int

    @property
    def count(self) -> int:
        """件数."""
        return len(self.ids)

    @property
    def is_new(self) -> bool:
        """新出现: all that was said of it was said in the last days."""
        return self.recent == self.count

    @property
    def growth(self) -> float:
        """How many times the pace of the fourteen days before; of nothing before, as if it had been one."""
        return (self.recent / RECENT_DAYS) / (max(self.before, 1) / BEFORE_DAYS)

    @property
    def days(self) -> Sequence[tuple[date, int]]:
        """Every day from the first to the last, also those without any."""
        span = (self.last_on - self.first_on).days + 1
        each = (self.first_on + timedelta(days=number) for number in range(span))
        return [(day, self.by_day.get(day, 0)) for day in each]


@dataclass(frozen=True, slots=True)
class Topic:
    """热点事项 as kept; `facts` is None where none of its tickets counts any more."""

    id: int
    title: str
    state: TopicState
    note: str
    found_by: str
    found_on: date
    settled_by: str
    settled_on: date | None
    version: int
    facts: Facts | None


class Held(NamedTuple):
    """What people decided of a topic's tickets: those in it, and those taken out of it."""

    state: TopicState
    settled_on: date | None
    present: frozenset[int]
    removed: frozenset[int]


def require_viewer(reading: Reading) -> None:
    """热点 is for the office and the inspector's office. Raises NotAllowed."""
    reading.require(*sorted(VIEWERS), doing="查看热点")


def listed(reading: Reading, states: Collection[TopicState]) -> list[Topic]:
    """热点 in these states, the newest first. Raises NotAllowed."""
    require_viewer(reading)
    rows = reading.session.scalars(
        select(HotTopic)
        .where(HotTopic.state.in_(sorted(states)))
        .order_by(HotTopic.found_at.desc(), HotTopic.id.desc())
    ).all()
    present = _present(reading, [row.id for row in rows])
    told = voices(reading, {one for ids in present.values() for one in ids})
    found = [_topic(reading, row, [told[i] for i in present[row.id] if i in told]) for row in rows]
    # Whose tickets are all confidential is nothing the inspector's office hears of.
    return [one for one in found if one.facts or reading.actor.is_office]


def topic(reading: Reading, topic_id: int) -> Topic:
    """One topic. Raises NotAllowed, NotFound."""
    require_viewer(reading)
    row = reading.session.get(HotTopic, topic_id)
    told = voices(reading, _present(reading, [topic_id])[topic_id])
    if row is None or not (told or reading.actor.is_office):
        raise NotFound("没有找到这个热点。", subject=f"热点 id {topic_id}")
    return _topic(reading, row, list(told.values()))


def held(reading: Reading) -> dict[int, Held]:
    """Every topic's tickets as people left them, merged topics left out."""
    present: dict[int, set[int]] = defaultdict(set)
    removed: dict[int, set[int]] = defaultdict(set)
    rows = select(
        HotTopicTicket.topic_id, HotTopicTicket.ticket_id, HotTopicTicket.removed_at.is_(None)
    )
    for topic_id, ticket_id, is_present in reading.session.execute(rows):
        (present if is_present else removed)[topic_id].add(ticket_id)
    kept = select(HotTopic.id, HotTopic.state, HotTopic.settled_at).where(
        HotTopic.state != TopicState.MERGED
    )
    return {
        topic_id: Held(
            state,
            local(settled_at).date() if settled_at else None,
            frozenset(present[topic_id]),
            frozenset(removed[topic_id]),
        )
        for topic_id, state, settled_at in reading.session.execute(kept)
    }


def facts_of(told: Iterable[Voice], today: date) -> Facts | None:
    """What these tickets tell, seen from a day; None of none."""
    ordered = sorted(told, key=lambda one: (one.day, one.id))
    if not ordered:
        return None
    recent_from = today - timedelta(days=RECENT_DAYS - 1)
    before_from = recent_from - timedelta(days=BEFORE_DAYS)
    known = {one.caller for one in ordered if one.caller}
    return Facts(
        ids=tuple(one.id for one in ordered),
        done=sum(one.is_done for one in ordered),
        callers=len(known) + sum(one.caller is None for one in ordered),
        first_on=ordered[0].day,
        last_on=ordered[-1].day,
        by_day=Counter(one.day for one in ordered),
        units=_shares(ordered),
        towns=tuple(Counter(one.town for one in ordered if one.town).most_common()),
        recent=sum(one.day >= recent_from for one in ordered),
        before=sum(before_from <= one.day < recent_from for one in ordered),
    )


def is_counted(reading: Reading) -> ColumnElement[bool]:
    """What a topic counts: merged duplicates once, confidential tickets only for who may see them."""
    return (Ticket.state != State.MERGED) & or_(
        Ticket.is_confidential.is_(False), access.is_visible_to(reading.actor)
    )


def voices(reading: Reading, ids: Collection[int]) -> dict[int, Voice]:
    """Tickets by id as a topic counts them; those that do not count are left out. Raises NotAllowed."""
    require_viewer(reading)
    wanted = sorted(ids)
    found: dict[int, Voice] = {}
    for start in range(0, len(wanted), _CHUNK):
        part = Ticket.id.in_(wanted[start : start + _CHUNK])
        found |= {one.id: one for one in _told(reading, part)}
    return found


def _told(reading: Reading, condition: ColumnElement[bool]) -> Iterable[Voice]:
    # Overseers see every figure, though the inspector opens escalated tickets only.
    rows = reading.session.execute(
        access.visible_tickets(Actor.system())
        .outerjoin(_LEAD, _LEAD.id == Ticket.lead_unit_id)
        .outerjoin(_TOWN, _TOWN.id == Ticket.town_id)
        .outerjoin(Requester, Requester.ticket_id == Ticket.id)
        .where(condition, is_counted(reading))
        .order_by(Ticket.id)
        .with_only_columns(
            Ticket.id, Ticket.title, Ticket.registered_at, Ticket.town_id, Ticket.category_id,
            Ticket.state, Ticket.track, Ticket.closed_at, Ticket.registered_by_id, _TOWN.name.label("town"),
            _LEAD.name.label("unit"), Requester.name, Requester.phone, Requester.phone_hash,
        )
    )  # fmt: skip
    for row in rows:
        covered = masking.knowing(reading, row.registered_by_id, row.name, row.phone)
        day = local(row.registered_at).date()
        yield Voice(
            id=row.id,
            title=covered(row.title),
            day=day,
            town=row.town or "",
            town_id=row.town_id,
            category_id=row.category_id,
            unit=row.unit or (ANSWERED if row.track is Track.DIRECT else WAITING),
            is_done=row.state in DONE,
            caller=row.phone_hash,
            days_taken=(local(row.closed_at).date() - day).days if row.closed_at else None,
        )


def _shares(told: Sequence[Voice]) -> tuple[Share, ...]:
    count = Counter(one.unit for one in told)
    done = Counter(one.unit for one in told if one.is_done)
    ordered = sorted(count, key=lambda name: (-count[name], name))
    return tuple(Share(name, count[name], done[name]) for name in ordered)


def _present(reading: Reading, topic_ids: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {topic_id: [] for topic_id in topic_ids}
    rows = select(HotTopicTicket.topic_id, HotTopicTicket.ticket_id).where(
        HotTopicTicket.topic_id.in_(sorted(topic_ids)), HotTopicTicket.removed_at.is_(None)
    )
    for topic_id, ticket_id in reading.session.execute(rows):
        found[topic_id].append(ticket_id)
    return found


def _topic(reading: Reading, row: HotTopic, told: Sequence[Voice]) -> Topic:
    return Topic(
        id=row.id,
        title=row.title,
        state=row.state,
        note=row.note,
        found_by=row.found_by,
        found_on=local(row.found_at).date(),
        settled_by=row.settled_by or "",
        settled_on=local(row.settled_at).date() if row.settled_at else None,
        version=row.version,
        facts=facts_of(told, reading.now.date()),
    )
