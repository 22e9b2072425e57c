"""The second reading is itself held to the examples of the rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.planted import at
from tests.year import almanac, oracle
from tests.year.oracle import Happening, Step, Tick

DISPATCHED = Happening(
    1, at("2026-09-29T10:00"), "dispatch", "dispatched", "派发，3个工作日，到期", {}
)
"""Tuesday before the National Day holidays: three working days end on Friday 10-09 18:00."""


def test_2026_has_248_working_days() -> None:
    first = date(2026, 1, 1)

    assert sum(almanac.works(first + timedelta(days=n)) for n in range(365)) == 248


def test_terms_of_the_rules() -> None:
    """Grade 3 and 5 over the holidays and make-up days."""
    assert almanac.due(at("2026-09-29T10:00"), 3) == at("2026-10-09T18:00")
    assert almanac.due(at("2026-09-30T17:50"), 5) == at("2026-10-13T18:00")
    assert almanac.due(at("2026-02-13T09:00"), 3) == at("2026-02-25T18:00")
    assert almanac.due(at("2026-02-14T09:00"), 5) == at("2026-02-28T18:00")


def test_four_working_hours_before_six_is_half_past_eleven() -> None:
    assert almanac.hours_before(at("2026-10-09T18:00"), 4) == at("2026-10-09T11:30")


def test_every_level_has_its_instant() -> None:
    """Due Friday 10-09 18:00: 11:30, 18:00, make-up Saturday 18:00, then Wednesday 10-14 08:00."""
    sent = Happening(2, at("2026-10-10T18:05"), "supervise", "dispatched", "发督办单", {})
    before = [Tick(1, 1, when) for when in _quarters("2026-10-09T08:00", "2026-10-10T18:00")]
    after = [Tick(2, 2, when) for when in _quarters("2026-10-10T18:15", "2026-10-14T09:00")]

    ledger = oracle.judge([DISPATCHED, sent], [*before, *after])

    due = at("2026-10-09T18:00")
    assert ledger.limit_at == at("2026-10-13T18:00")
    assert ledger.steps == [
        Step(1, due, "warning", at("2026-10-09T11:30")),
        Step(1, due, "reminder", at("2026-10-09T18:00")),
        Step(1, due, "order", at("2026-10-10T18:00")),
        Step(1, due, "escalation", at("2026-10-14T08:00")),
    ]


def test_a_request_in_time_suspends_and_its_refusal_dates_back() -> None:
    """Asked on Friday 15:00, refused on the make-up Saturday: 催办 comes then, not before."""
    asked = Happening(
        2, at("2026-10-09T11:00"), "request_extension", "handling", "申请延期", {"days": 5}
    )
    refused = Happening(3, at("2026-10-10T10:00"), "refuse_extension", "handling", "不予延期", {})
    suspended = [Tick(2, 2, when) for when in _quarters("2026-10-09T11:00", "2026-10-10T09:45")]
    later = [Tick(3, 3, at("2026-10-10T10:01"))]

    ledger = oracle.judge([DISPATCHED, asked, refused], [*suspended, *later])

    assert [(step.level, step.drafted_at) for step in ledger.steps] == [
        ("warning", at("2026-10-10T10:01")),
        ("reminder", at("2026-10-10T10:01")),
    ]


def test_an_extension_counts_from_the_deadline() -> None:
    """Due 10-13 18:00 and five days more: 10-20 18:00; ten more: 11-03 18:00."""
    sent = Happening(1, at("2026-09-30T17:50"), "dispatch", "handling", "5个工作日", {})
    five = Happening(2, at("2026-10-13T15:00"), "request_extension", "handling", "", {"days": 5})
    granted = Happening(3, at("2026-10-13T16:00"), "grant_extension", "handling", "", {})
    ten = Happening(4, at("2026-10-20T15:00"), "request_extension", "handling", "", {"days": 10})
    again = Happening(5, at("2026-10-20T16:00"), "grant_extension", "handling", "", {})

    ledger = oracle.judge([sent, five, granted, ten, again], [])

    assert ledger.dues == [
        at("2026-10-13T18:00"),
        at("2026-10-20T18:00"),
        at("2026-11-03T18:00"),
    ]
    assert ledger.extension_days == 15


def _quarters(first: str, last: str) -> list[datetime]:
    begin, end = at(first), at(last)
    count = int((end - begin) / timedelta(minutes=15)) + 1
    return [begin + n * timedelta(minutes=15) for n in range(count)]
