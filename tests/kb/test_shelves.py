"""Lists of the knowledge desk: each sees what it keeps, and what is overdue for review."""

from __future__ import annotations

from kb import shelves
from kb.terms import EntryState
from tests.kb import written
from tests.kb.written import draft
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at


def test_a_review_is_overdue_on_the_day_after_it_was_due(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)  # due Monday 2026-12-28
    for today, overdue in (("2026-12-28T18:00", []), ("2026-12-29T08:00", [entry_id])):
        county.now = at(today)
        for username in ("handler", "leader", "office", "lead", "editor"):
            with county.read(username) as reading:
                assert [line.entry_id for line in shelves.overdue_reviews(reading)] == overdue
        for username in ("handler2", "town", "taker", "inspector", "admin"):
            with county.read(username) as reading:
                assert shelves.overdue_reviews(reading) == []


def test_a_desk_lists_what_it_keeps(one_county: County) -> None:
    heating = written.publish(one_county, unit=HOUSING)
    relief = written.publish(one_county, title="低保100%怎么办_", unit=CIVIL_AFFAIRS)
    own = draft(one_county, "office", title="热线办自己的")
    with one_county.read("office") as reading:
        assert [line.entry_id for line in shelves.kept(reading)] == [own, relief, heating]
        assert [line.entry_id for line in shelves.kept(reading, title="0%怎")] == [relief]
        assert shelves.kept(reading, title="%暖") == []
        assert [line.unit_name for line in shelves.kept(reading, states=[EntryState.DRAFT])] == [
            "县热线办"
        ]
    with one_county.read("handler") as reading:
        assert [line.entry_id for line in shelves.kept(reading)] == [heating]
    with one_county.read("taker") as reading:
        assert shelves.kept(reading) == []
