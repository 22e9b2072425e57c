"""The county's worked dates, every one of them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.rules import deadlines
from core.rules.published import STANDING_HOURS
from tests.rules.county import CALENDAR, POLICY, at

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))


def test_the_calendar_of_2026_is_the_one_of_the_examples() -> None:
    written = VECTORS["calendar"]
    notice = CALENDAR.years[2026]
    off: set[date] = set()
    for span in written["holidays_2026"]:
        first, last = (date.fromisoformat(f"2026-{day}") for day in span.split("/"))
        off |= {first + timedelta(days=step) for step in range((last - first).days + 1)}

    assert set(notice.holidays) == off
    assert [f"{day:%m-%d}" for day in sorted(notice.make_up_days)] == written["makeup_2026"]
    assert [f"{a:%H:%M}-{b:%H:%M}" for a, b in STANDING_HOURS.sessions] == written["hours"]
    year = [date(2026, 1, 1) + timedelta(days=step) for step in range(365)]
    assert sum(map(CALENDAR.is_working_day, year)) == written["working_days_2026"]


@pytest.mark.parametrize("vector", VECTORS["due"], ids=lambda vector: vector["dispatched"])
def test_art10_3_due(vector: dict[str, Any]) -> None:
    deadline = deadlines.due(CALENDAR, POLICY, at(vector["dispatched"]), vector["working_days"])

    assert deadline.due_at == at(vector["due"])
    assert deadline.is_provisional is vector.get("provisional", False)


@pytest.mark.parametrize(
    "vector", VECTORS["return_window"], ids=lambda vector: vector["dispatched"]
)
def test_art7_2_return_window(vector: dict[str, Any]) -> None:
    window = deadlines.return_window(CALENDAR, POLICY, at(vector["dispatched"]), False)

    assert window.closes_at == at(vector["closes"])


def test_art13_3_extensions_one_after_the_other() -> None:
    days_used = times_used = 0
    for vector in VECTORS["extension"]:
        if vector["asked"].endswith(":01"):
            days_used = times_used = 0  # the late request belongs to another ticket
        asked = at(vector["due"]), at(vector["asked"]), vector["days"], days_used, times_used
        if "refused" in vector:
            with pytest.raises(deadlines.ExtensionRefused, match=vector["refused"]) as refusal:
                deadlines.extension(CALENDAR, POLICY, *asked)
            assert refusal.value.article == "办法第十三条（三）"
            continue
        assert deadlines.extension(CALENDAR, POLICY, *asked).due_at == at(vector["new_due"])
        days_used, times_used = days_used + vector["days"], times_used + 1


def test_art13_1_escalation() -> None:
    vector = VECTORS["escalation"]
    instants = deadlines.escalation(CALENDAR, POLICY, at(vector["due"]))

    assert instants.warn_at == at(vector["warn"])
    assert instants.remind_at == at(vector["remind"])
    assert instants.supervise_at == at(vector["supervise"])
    assert instants.supervise_limit_at == at(vector["supervise_limit"])
    assert instants.escalate_at == at(vector["escalate"])
