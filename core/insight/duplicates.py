"""重复诉求: earlier tickets of the same phone or matter, shown before a new one is saved (办法第九条（四）)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, union

from core import text
from core.casework import intake
from core.insight import likeness, masking
from core.rules.lifecycle import OPEN_STATES
from core.rules.terms import State
from core.store import access
from core.store.models import Requester, Ticket, Unit, Voice
from core.store.work import Reading

ARTICLE = "办法第九条（四）"
MOST_CANDIDATES = 300
"""How many of the newest tickets of one kind of kinship are compared: keeps an answer within a keystroke."""

READ_CHARACTERS = 300
"""How far into an older ticket's body its words are compared."""

ASKED_CHARACTERS = 80
"""How much of a long account is compared: its beginning says what it is about."""

ALIKE, ALIKE_AT_PLACE = 0.6, 0.35
_PHONE_WEIGHT, _PLACE_WEIGHT = 0.5, 0.4


@dataclass(frozen=True, slots=True)
class Matter:
    """What the form holds so far, as far as it tells one matter from another."""

    words: str
    phone: str = ""
    town_id: int | None = None
    address: str = ""
    category_ids: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """一张较早的工单, masked: enough to tell the caller how it stands (办法第十九条)."""

    ticket_id: int
    number: str
    title: str
    state: State
    unit_name: str
    registered_at: datetime
    due_at: datetime | None
    voices: int
    reasons: tuple[str, ...]
    score: float
    is_openable: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody must still act: then one more voice belongs on it, not a new ticket."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class _Likeness:
    """Why an older ticket matches."""

    ticket_id: int
    similarity: float
    is_same_phone: bool
    is_same_place: bool

    @property
    def score(self) -> float:
        phone, place = _PHONE_WEIGHT * self.is_same_phone, _PLACE_WEIGHT * self.is_same_place
        return self.similarity + phone + place

    @property
    def is_match(self) -> bool:
        needed = ALIKE_AT_PLACE if self.is_same_place else ALIKE
        return self.is_same_phone or self.similarity >= needed

    @property
    def reasons(self) -> tuple[str, ...]:
        said = []
        if self.is_same_phone:
            said.append("同一电话")
        if self.is_same_place:
            said.append("同一地点")
        if self.similarity >= ALIKE_AT_PLACE:
            said.append(f"内容相似 {self.similarity:.0%}")
        return tuple(said)


def earlier(
    reading: Reading, matter: Matter, *, limit: int = 5, proposed: Collection[int] = ()
) -> list[Earlier]:
    """The likeliest earlier tickets, best first: the same phone's, and the same matter's from others.

    Looks back over the policy's window, through what the person may find; confidential tickets of
    others never show. Town and category narrow the comparison, so give them as soon as known.
    `proposed` are tickets that somebody else found alike: they are compared too.
    """
    since = reading.now - timedelta(days=reading.policy.days("duplicates_window_days"))
    own = _of_phone(reading, matter.phone)
    words = _asked(matter)
    likenesses = [
        _compare(words, candidate, is_same_phone=candidate[0] in own)
        for candidate in _candidates(reading, matter, own, proposed, since)
    ]
    best = sorted((one for one in likenesses if one.is_match), key=lambda one: -one.score)
    return _summaries(reading, best[:limit])


def _asked(matter: Matter) -> str:
    return f"{matter.address} {matter.words[:ASKED_CHARACTERS]}".strip()


def _of_phone(reading: Reading, phone: str) -> set[int]:
    """Tickets registered from this phone, or called about once more."""
    hashed = intake.phone_hash(reading, phone) if _is_whole(phone) else None
    if hashed is None:
        return set()
    either = union(
        select(Requester.ticket_id).where(Requester.phone_hash == hashed),
        select(Voice.ticket_id).where(Voice.phone_hash == hashed),
    )
    return set(reading.session.scalars(either))


_SHORTEST_PHONE = 7


def _is_whole(phone: str) -> bool:
    """Half a number typed so far is nobody's."""
    return len(text.phone_digits(phone)) >= _SHORTEST_PHONE


_Candidate = tuple[int, str, str, str]


def _candidates(
    reading: Reading,
    matter: Matter,
    own: Collection[int],
    proposed: Collection[int],
    since: datetime,
) -> Iterable[_Candidate]:
    found: dict[int, _Candidate] = {}
    alike = [Ticket.id.in_(proposed)] if proposed else []
    for condition in (*_kinships(matter, own), *alike):
        rows = reading.session.execute(
            reading.findable_tickets()
            .with_only_columns(
                Ticket.id,
                Ticket.title,
                Ticket.address,
                func.substr(Ticket.body, 1, READ_CHARACTERS),
            )
            .where(Ticket.registered_at >= since, condition)
            .order_by(Ticket.registered_at.desc())
            .limit(MOST_CANDIDATES)
        )
        found.update((row[0], (row[0], row[1], row[2], row[3])) for row in rows)
    return found.values()


def _kinships(matter: Matter, own: Collection[int]) -> Iterable[ColumnElement[bool]]:
    """What narrows the comparison before any text is read; the newest of each are looked at."""
    if own:
        yield Ticket.id.in_(own)
    if len(likeness.pairs(_asked(matter))) < 2:
        return
    here = or_(Ticket.town_id == matter.town_id, Ticket.town_id.is_(None))
    if matter.category_ids:
        alike = Ticket.category_id.in_(matter.category_ids)
        yield alike & here if matter.town_id else alike
    if matter.town_id:
        yield (Ticket.town_id == matter.town_id) & Ticket.state.in_(OPEN_STATES)
    if not matter.category_ids and not matter.town_id:
        yield Ticket.state.in_(OPEN_STATES)


def _compare(words: str, candidate: _Candidate, *, is_same_phone: bool) -> _Likeness:
    ticket_id, title, address, body = candidate
    told = f"{title} {address} {body}"
    return _Likeness(
        ticket_id,
        max(likeness.similarity(words, title), likeness.share_in(words, told)),
        is_same_phone,
        likeness.is_same_place(words, told),
    )


def _summaries(reading: Reading, best: Sequence[_Likeness]) -> list[Earlier]:
    ids = [one.ticket_id for one in best]
    if not ids:
        return []
    rows = reading.session.execute(
        reading.findable_tickets()
        .with_only_columns(
            Ticket.id, Ticket.number, Ticket.title, Ticket.state, Unit.name, Ticket.registered_at,
            Ticket.due_at, access.is_visible_to(reading.actor).label("is_openable"),
            Ticket.registered_by_id, Requester.name, Requester.phone,
        )
        .outerjoin(Unit, Unit.id == Ticket.lead_unit_id)
        .outerjoin(Requester, Requester.ticket_id == Ticket.id)
        .where(Ticket.id.in_(ids))
    )  # fmt: skip
    by_id = {row[0]: row for row in rows}
    counted = reading.session.execute(
        select(Voice.ticket_id, func.count())
        .where(Voice.ticket_id.in_(ids))
        .group_by(Voice.ticket_id)
    )
    voices: dict[int, int] = {row[0]: row[1] for row in counted}
    return [
        Earlier(
            ticket_id=one.ticket_id,
            number=row[1],
            title=masking.knowing(reading, row[8], row[9], row[10])(row[2]),
            state=row[3],
            unit_name=row[4] or "",
            registered_at=row[5],
            due_at=row[6],
            voices=voices.get(one.ticket_id, 0),
            reasons=one.reasons,
            score=round(one.score, 3),
            is_openable=bool(row[7]),
        )
        for one in best
        for row in (by_id[one.ticket_id],)
    ]
