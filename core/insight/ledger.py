"""工单台账: a page of every ticket there is, found in time however many there are, with its totals by state.

What an index answers is answered whole. What only the tickets' own rows can answer — a word, a town — is looked
for in the newest of them, and the reader is told how far back that was and may ask for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, true

from core.insight import listing, narrowing
from core.insight.listing import Page
from core.insight.narrowing import Filter, Order
from core.rules import lifecycle
from core.rules.terms import Level, Role, State
from core.store.models import Assignment, Extension, Requester, SupervisionStep, Ticket
from core.store.work import Reading

LOOKED_THROUGH = 100_000
"""So many rows are read through while somebody waits; about a tenth of a second."""
FEW = 20_000
"""So many found by an index are read one by one, wherever they lie."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """台账的一页: its rows, totals by state, and the filter as it was applied, for 导出 to give the same."""

    page: Page
    by_state: Mapping[State, int]
    wanted: Filter

    @property
    def since(self) -> datetime | None:
        """只查到这时: tickets registered before were not looked through; None: nothing was left out."""
        return self.wanted.since

    @property
    def until(self) -> datetime | None:
        """The same for a list that begins with the oldest."""
        return self.wanted.until


def look(
    reading: Reading,
    wanted: Filter,
    *,
    number: int = 1,
    is_whole: bool = False,
    looked_through: int | None = None,
) -> Ledger:
    """One page of the ledger; with `is_whole` everything is looked through, however long it takes."""
    begun = _begun(reading, wanted)
    bounded = begun if is_whole else _bounded(reading, begun, looked_through or LOOKED_THROUGH)
    settled = narrowing.settled(reading, bounded)
    ids = listing.ids(reading, settled, number=number)
    rows = listing.rows_of(reading, ids)
    if number == 1 and len(rows) < listing.PAGE_ROWS:
        by_state = _in_order(Counter(row.state for row in rows))
    else:
        by_state = _by_state(reading, settled)
    return Ledger(Page(rows, sum(by_state.values()), number), by_state, bounded)


def _by_state(reading: Reading, wanted: Filter) -> dict[State, int]:
    """各状态的件数, in the order a ticket goes through them; together they are the total."""
    is_indexed = _is_answered(reading, wanted)
    state = Ticket.state if is_indexed else func.coalesce(Ticket.state, Ticket.state)
    condition = and_(true(), *narrowing.conditions(reading, wanted))
    counted = reading.visible_tickets().where(condition).with_only_columns(state, func.count())
    found = {State(one): count for one, count in reading.session.execute(counted.group_by(state))}
    return _in_order(found)


def _in_order(found: Mapping[State, int]) -> dict[State, int]:
    return {one: found[one] for one in State if found.get(one)}


def _begun(reading: Reading, wanted: Filter) -> Filter:
    """A number that is typed whole names one ticket; 最先到期 asks which deadline of those still open comes next."""
    words = wanted.words.split()
    if len(words) == 1 and (named := narrowing.numbered(reading, words[0])) is not None:
        wanted = replace(wanted, words="", within=select(Ticket.id).where(Ticket.id == named))
    if wanted.order is Order.DUE and not wanted.states:
        wanted = replace(wanted, states=lifecycle.OPEN_STATES)
    if wanted.order is Order.CLOSED and not (wanted.closed_from or wanted.closed_until):
        wanted = replace(wanted, states=wanted.states or _DONE)
    return wanted


_DONE = frozenset({State.CLOSED, State.ARCHIVED})


def _bounded(reading: Reading, wanted: Filter, looked_through: int) -> Filter:
    """The filter with where to begin: whole where an index answers it or leaves few, else a stretch of time."""
    if wanted.within is not None or _is_answered(reading, wanted, _IN_ORDER):
        return wanted
    for ids in _candidates(reading, wanted):
        counted = select(func.count()).select_from(ids.limit(FEW + 1).subquery())
        if (reading.session.scalar(counted) or 0) <= FEW:
            return replace(wanted, within=ids)
    if _is_answered(reading, wanted):  # so many that the newest of them lie close together
        return wanted
    edge = _edge(wanted, reading, looked_through)
    if edge is None:
        return wanted
    return (
        replace(wanted, until=edge) if wanted.order is Order.OLDEST else replace(wanted, since=edge)
    )


_IN_ORDER = (
    {"unit_ids", "registered_from", "registered_until"},
    {"category_ids", "registered_from", "registered_until"},
    {"registered_from", "registered_until"},
)
"""What each index of the tickets holds, together, that has them in the order they were registered."""
_ANSWERED = (
    {"states", "due_from", "due_until", "due_before", "is_overdue"},
    {"unit_ids", "states", "due_from", "due_until", "due_before", "is_overdue"},
    *_IN_ORDER,
)
"""What each index of the tickets holds, together."""


def _is_answered(
    reading: Reading, wanted: Filter, indexes: Sequence[AbstractSet[str]] = _ANSWERED
) -> bool:
    """Whether one index alone tells which tickets these are."""
    if not reading.actor.is_office or wanted.also is not None or wanted.within is not None:
        return False
    asked = {name for name in _NAMES if getattr(wanted, name) != getattr(_NOTHING, name)}
    return any(asked <= held for held in indexes)


_NOTHING = Filter()
_NAMES = tuple(
    name for name in Filter.__dataclass_fields__ if name not in {"order", "also", "within"}
)


def _candidates(reading: Reading, wanted: Filter) -> Iterator[Select[Any]]:
    """Ids the list lies within, each set found by one index alone."""
    yield from _of_role(reading)
    if wanted.phone_hash is not None:
        yield select(Requester.ticket_id).where(Requester.phone_hash == wanted.phone_hash)
    if wanted.was_extended:
        yield select(Extension.ticket_id)
    if rungs := wanted.levels - {Level.WARNING}:
        sent = SupervisionStep.sent_at.is_not(None)
        if rungs == wanted.levels:
            yield select(SupervisionStep.ticket_id).where(
                SupervisionStep.level.in_(sorted(rungs)), sent
            )
    for held in _ANSWERED:
        part = replace(_NOTHING, **{name: getattr(wanted, name) for name in held})
        if part != _NOTHING:
            yield select(Ticket.id).where(*narrowing.conditions(reading, part))
    if wanted.closed_from or wanted.closed_until:
        part = Filter(closed_from=wanted.closed_from, closed_until=wanted.closed_until)
        yield select(Ticket.id).where(*narrowing.conditions(reading, part))


def _of_role(reading: Reading) -> Iterator[Select[Any]]:
    """A superset of what the role sees; what it sees is decided by access alone, as ever."""
    actor = reading.actor
    if actor.is_unit:
        yield select(Assignment.ticket_id).where(Assignment.unit_id == actor.unit_id)
    elif actor.role is Role.INSPECTOR:
        yield select(SupervisionStep.ticket_id).where(
            SupervisionStep.level == Level.ESCALATION, SupervisionStep.sent_at.is_not(None)
        )
    elif actor.role is Role.CALL_TAKER:
        own = select(Ticket.id).where(Ticket.registered_by_id == actor.person_id)
        waiting = select(Ticket.id).where(Ticket.state == State.CLOSED)
        yield select(own.union_all(waiting).subquery().c.id)


def _edge(wanted: Filter, reading: Reading, looked_through: int) -> datetime | None:
    """When the last ticket of the stretch was registered; None where all of them fit into it."""
    names = {"registered_from", "registered_until"}
    names |= {"unit_ids"} if wanted.unit_ids else {"category_ids"} if wanted.category_ids else set()
    part = replace(_NOTHING, **{name: getattr(wanted, name) for name in names})
    is_oldest = wanted.order is Order.OLDEST
    ordered = Ticket.registered_at if is_oldest else Ticket.registered_at.desc()
    last_and_next = reading.session.scalars(
        select(Ticket.registered_at)
        .where(*narrowing.conditions(reading, part))
        .order_by(ordered)
        .limit(2)
        .offset(looked_through - 1)
    ).all()
    return last_and_next[0] if len(last_and_next) > 1 else None
