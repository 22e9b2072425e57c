"""A second reading of 办法第十三条: what time had to do on each ticket, from its events alone.

Nothing of core.rules is asked here, so that a mistake there cannot excuse itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.year import almanac

WARNED_HOURS, ORDER_DAYS, LIMIT_DAYS = 4, 1, 2
REWORK_DAYS = SECOND_DAYS = 3
WITH_UNIT = frozenset({"dispatched", "handling", "return_requested", "awaiting_sign_off"})
ASKS = frozenset({"request_extension", "promise"})
DECIDES = frozenset(
    {
        "grant_extension",
        "refuse_extension",
        "withdraw_extension",
        "approve_promise",
        "refuse_promise",
        "withdraw_promise",
    }
)
LEVELS = ("warning", "reminder", "order", "escalation")
WRITES = {
    "remind": "reminder",
    "draft_supervision": "order",
    "supervise": "order",
    "draft_escalation": "escalation",
    "escalate": "escalation",
}
"""What a person may write without waiting for time to draft it, once its instant has come."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as anybody may read it in the ticket's history."""

    number: int
    at: datetime
    action: str
    to_state: str
    summary: str
    details: dict[str, Any]
    is_times_own: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """One look of time at the county: after which event, and what the clock said."""

    after: int
    until: int
    at: datetime


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A step that had to be drafted, or was: the how-manieth round, for which deadline, when."""

    round: int
    due_at: datetime
    level: str
    drafted_at: datetime


@dataclass
class Ledger:
    """What the oracle has understood of one ticket so far."""

    round: int = 0
    dispatched_at: datetime | None = None
    due_at: datetime | None = None
    is_asked: bool = False
    is_promised: bool = False
    state: str = ""
    extension_days: int = 0
    asked: tuple[int, date | None] = (0, None)
    limit_at: datetime | None = None
    steps: list[Step] = field(default_factory=list)
    done: set[tuple[int, datetime, str]] = field(default_factory=set)
    dues: list[datetime] = field(default_factory=list)


def judge(events: Sequence[Happening], ticks: Sequence[Tick]) -> Ledger:
    """Go through a ticket's events in their order, and through the looks of time between them."""
    ledger = Ledger()
    starts = [tick.after for tick in ticks]
    for place, event in enumerate(events):
        _understand(ledger, event)
        following = events[place + 1].number if place + 1 < len(events) else None
        if not _is_running(ledger):
            continue
        first = bisect_left(starts, event.number)
        if first and ticks[first - 1].until >= event.number:
            first -= 1  # what time itself decided, the same look goes on with
        for tick in ticks[first:]:
            if following is not None and tick.after >= following:
                break
            _look(ledger, tick)
    return ledger


def _is_running(ledger: Ledger) -> bool:
    return ledger.state in WITH_UNIT and ledger.due_at is not None and not ledger.is_asked


def _look(ledger: Ledger, tick: Tick) -> None:
    """Every level whose instant has come and that was not drafted yet, the lowest first."""
    due = ledger.due_at
    assert due is not None
    for level in LEVELS:
        key = (ledger.round, due, level)
        if key in ledger.done:
            continue
        at = _instant(ledger, due, level)
        if at is None or tick.at < at:
            return
        ledger.done.add(key)
        ledger.steps.append(Step(ledger.round, due, level, tick.at))


def _instant(ledger: Ledger, due: datetime, level: str) -> datetime | None:
    if level == "warning":
        return almanac.hours_before(due, WARNED_HOURS)
    if level == "reminder":
        return due
    if level == "order":
        return almanac.due(due, ORDER_DAYS)
    return almanac.opening_after(ledger.limit_at.date()) if ledger.limit_at else None


def _understand(ledger: Ledger, event: Happening) -> None:
    action = event.action
    if action in {"dispatch", "convene"}:
        _open(ledger, almanac.due(event.at, _days(event)), event.at)
    elif action == "change_grade":
        assert ledger.dispatched_at is not None
        _move(ledger, almanac.due(ledger.dispatched_at, _days(event)))
    elif action in ASKS:
        _ask(ledger, event)
    elif action == "grant_extension":
        ledger.extension_days += ledger.asked[0]
        assert ledger.due_at is not None
        _move(ledger, almanac.due(ledger.due_at, ledger.asked[0]))
    elif action == "approve_promise":
        _promise(ledger, event.at)
    elif action in {"rework", "open_second_handling"}:
        _open(ledger, almanac.due(event.at, REWORK_DAYS), event.at)
    elif action in WRITES and not event.is_times_own:
        _write(ledger, event)
    if action in DECIDES or event.to_state not in WITH_UNIT:
        ledger.is_asked = False
    ledger.state = event.to_state


def _write(ledger: Ledger, event: Happening) -> None:
    """A person sends a level, or writes its draft anew; never before its instant."""
    due, level = ledger.due_at, WRITES[event.action]
    assert due is not None
    assert not ledger.is_asked, f"{event.action} while a request waits"
    opens_at = _instant(ledger, due, level)
    assert opens_at is not None, f"{event.action} out of turn"
    if level == "escalation":
        opens_at = ledger.limit_at  # a person need not wait for the next morning
    assert opens_at is not None
    assert event.at >= opens_at, f"{event.action} before {opens_at}"
    if event.action.startswith("draft") and (ledger.round, due, level) in ledger.done:
        ledger.steps = [
            one
            for one in ledger.steps
            if (one.round, one.due_at, one.level) != (ledger.round, due, level)
        ]
        ledger.done.remove((ledger.round, due, level))
    if (ledger.round, due, level) not in ledger.done:
        ledger.done.add((ledger.round, due, level))
        ledger.steps.append(Step(ledger.round, due, level, event.at))
    if event.action == "supervise":
        ledger.limit_at = almanac.due(event.at, LIMIT_DAYS)


def _open(ledger: Ledger, due_at: datetime, since: datetime) -> None:
    ledger.round += 1
    ledger.dispatched_at, ledger.is_promised = since, False
    _move(ledger, due_at)


def _move(ledger: Ledger, due_at: datetime) -> None:
    if due_at != ledger.due_at:
        ledger.limit_at = None
    ledger.due_at = due_at
    ledger.dues.append(due_at)


def _ask(ledger: Ledger, event: Happening) -> None:
    ledger.is_asked = True
    if event.action == "request_extension":
        ledger.asked = (_days(event), None)
    else:
        ledger.asked = (0, _day(event))


def _promise(ledger: Ledger, at: datetime) -> None:
    """The first promise begins a round of its own; a change of it moves that round's end."""
    promised_on = ledger.asked[1]
    assert promised_on is not None
    if ledger.is_promised:
        _move(ledger, almanac.close(promised_on))
    else:
        _open(ledger, almanac.close(promised_on), at)
        ledger.is_promised = True


def _days(event: Happening) -> int:
    """How many working days an event speaks of."""
    if "days" in event.details:
        return int(event.details["days"])
    found = re.search(r"(\d+)个工作日", event.summary)
    assert found, f"no days in {event.action}: {event.summary}"
    return int(found[1])


def _day(event: Happening) -> date:
    """Which day a promise names."""
    found = next((v for k, v in event.details.items() if k.endswith("_on")), None)
    assert found, f"no day in {event.action}: {event.details}"
    return date.fromisoformat(str(found)[:10])
