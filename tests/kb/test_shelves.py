"""Lists of the knowledge desk: each sees what it keeps, and what is overdue for review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.casework import intake
from kb import answers, duties, entries, shelves
from kb.duties import DutyKind
from kb.shelves import Shelf, Wanted
from kb.terms import EntryState
from tests.kb import written
from tests.kb.written import HEATING, draft
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


def test_reviews_are_one_list_the_longest_overdue_first_page_by_page(one_county: County) -> None:
    first = written.publish(one_county, unit=HOUSING)  # Tuesday 2026-09-29, due Monday 2026-12-28
    one_county.now = at("2026-10-09T10:00")
    second = written.publish(one_county, title="路灯不亮", unit=HOUSING)  # due 2027-01-07
    third = written.publish(one_county, title="低保申请", unit=CIVIL_AFFAIRS)
    one_county.now = at("2026-12-29T08:00")
    with one_county.read("editor") as reading:
        pages = [shelves.reviews(reading, number=number, size=2) for number in (1, 2)]
    assert [page.total for page in pages] == [3, 3]
    assert [[line.entry_id for line in page.lines] for page in pages] == [[first, second], [third]]
    with one_county.read("handler") as reading:
        assert shelves.reviews(reading).total == 2


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


@pytest.mark.parametrize(
    ("until", "is_expiring"),
    [
        (date(2026, 9, 28), False),  # yesterday: expired
        (date(2026, 9, 29), True),  # today is its last day
        (date(2026, 10, 29), True),  # in thirty days
        (date(2026, 10, 30), False),
        (None, False),
    ],
)
def test_what_expires_within_a_month_is_told(
    one_county: County, until: date | None, is_expiring: bool
) -> None:
    written.publish(one_county, effective_until=until)
    with one_county.read("office") as reading:
        assert [line.is_expiring for line in shelves.kept(reading)] == [is_expiring]


def test_what_expires_is_told_of_the_version_that_answers(one_county: County) -> None:
    entry_id = written.publish(one_county, unit=HOUSING, effective_until=date(2026, 9, 30))
    with one_county.work("handler") as uow:
        entries.revise(uow, entry_id, replace(HEATING, effective_until=date(2027, 9, 30)))

    def held(shelf: Shelf) -> int:
        with one_county.read("handler") as reading:
            return shelves.counts(reading, Wanted())[shelf]

    assert held(Shelf.EXPIRING) == held(Shelf.DRAFT) == 1
    with one_county.read("handler") as reading:
        assert [duty.kind for duty in duties.mine(reading)] == [DutyKind.EXPIRING]
    one_county.now = at("2026-10-01T08:00")  # Thursday, the day after its last
    assert (held(Shelf.EXPIRING), held(Shelf.EXPIRED), held(Shelf.DRAFT)) == (0, 1, 1)
    with one_county.read("handler") as reading:
        line = shelves.line(reading, entry_id)
        assert (line.state, line.is_in_force) == (EntryState.DRAFT, False)
        assert duties.mine(reading) == []


def test_a_review_within_a_month_is_told_before_it_is_overdue(one_county: County) -> None:
    written.publish(one_county)  # due Monday 2026-12-28
    for today, soon, overdue in (
        ("2026-11-27T08:00", False, False),
        ("2026-11-28T08:00", True, False),
        ("2026-12-28T18:00", True, False),
        ("2026-12-29T08:00", False, True),
    ):
        one_county.now = at(today)
        with one_county.read("editor") as reading:
            (line,) = shelves.kept(reading)
            assert (line.is_review_soon, line.is_review_overdue) == (soon, overdue)


def test_right_after_a_change_is_published_who_cited_the_old_text_is_on_the_keepers_desks(
    county: County,
) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    with county.work("taker") as uow:
        ticket_id = intake.register(uow, intake.Registration("form-1", "家里暖气不热，怎么办？")).id
    with county.work("taker") as uow:
        answers.answer_directly(uow, ticket_id, entry_id=entry_id)

    def reminded(username: str) -> tuple[list[tuple[int, int, int | None]], int]:
        with county.read(username) as reading:
            found = shelves.citation_reminders(reading)
            said = [(one.ticket.id, one.cited_number, one.in_force_number) for one in found]
            return said, shelves.count_reminders(reading)

    assert reminded("office") == ([], 0)
    with county.work("editor") as uow:
        entries.revise(uow, entry_id, replace(HEATING, spoken_answer="请先放气。"))
        entries.publish_at_once(uow, entry_id)
    assert reminded("office") == reminded("lead") == ([(ticket_id, 1, 2)], 1)
    for username in ("handler2", "taker", "inspector", "admin"):
        assert reminded(username) == ([], 0)
    with county.work("editor") as uow:
        entries.withdraw(uow, entry_id, reason="旧口径")
    assert reminded("office") == ([(ticket_id, 1, None)], 1)
