"""第十七条: five kinds from every unit; what is missing is told, and what callers ask about in vain."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from core.errors import NotAllowed
from kb import coverage
from kb.coverage import UnitCoverage
from kb.terms import EntryKind
from tests.casework import flow
from tests.kb import written
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at


def of(county: County, username: str, unit: str) -> UnitCoverage:
    with county.read(username) as reading:
        return next(line for line in coverage.of_units(reading) if line.name == unit)


def test_missing_kinds_are_named(county: County) -> None:
    written.publish(county, unit=HOUSING)
    written.publish(county, kind=EntryKind.DUTY, title="职能", unit=HOUSING)
    written.draft(county, title="草稿不算")
    line = of(county, "office", HOUSING)
    assert dict(line.in_force) == {EntryKind.FAQ: 1, EntryKind.DUTY: 1}
    assert line.missing_text == "法律法规、服务事项、群众关注"
    assert of(county, "office", CIVIL_AFFAIRS).missing == tuple(EntryKind)


def test_overdue_and_expired_are_counted_apart(county: County) -> None:
    ending = replace(written.HEATING, effective_until=at("2026-12-01T00:00").date())
    written.publish(county, ending, unit=HOUSING)
    county.now = at("2026-12-02T08:00")
    line = of(county, "lead", HOUSING)
    assert (line.total, line.overdue, line.expired) == (0, 0, 1)
    county.now = at("2026-12-29T08:00")
    assert of(county, "lead", HOUSING).overdue == 1


def test_a_unit_sees_itself_and_the_office_all(county: County) -> None:
    for username in ("handler", "leader"):
        with county.read(username) as reading:
            assert [line.name for line in coverage.of_units(reading)] == [HOUSING]
    for username in ("office", "lead", "editor"):
        with county.read(username) as reading:
            assert len(coverage.of_units(reading)) > 40


@pytest.mark.parametrize("username", ["taker", "inspector", "admin"])
def test_others_are_refused(one_county: County, username: str) -> None:
    with one_county.read(username) as reading:
        with pytest.raises(NotAllowed):
            coverage.of_units(reading)
        with pytest.raises(NotAllowed):
            coverage.export(reading)


def test_what_tickets_are_about_without_an_entry_is_told_until_one_is_published(
    county: County,
) -> None:
    flow.dispatched(county, category_id=county.category_id("0306"))
    gaps = of(county, "office", HOUSING).gaps
    assert [gap.tickets for gap in gaps] == [1]
    assert [gap.tickets for gap in of(county, "handler", HOUSING).gaps] == [1]
    written.publish(county, category_id=gaps[0].category_id)
    assert of(county, "office", HOUSING).gaps == ()


def test_the_table_is_exported(one_county: County) -> None:
    written.publish(one_county, unit=HOUSING)
    with one_county.read("office") as reading:
        made = coverage.export(reading)
    assert made.file_name == "知识覆盖_2026-09-29.xlsx"
    page = openpyxl.load_workbook(io.BytesIO(made.content)).active
    assert page is not None
    rows = list(page.values)
    (housing,) = (row for row in rows if row[0] == HOUSING)
    assert housing[1:6] == (0, 0, 0, 0, 1)
