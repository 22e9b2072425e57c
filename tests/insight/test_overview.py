"""运行总览: narrowed and looked back at as asked; a figure's link opens as many tickets as it says (办法第十八条)."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest

from core.casework import handling
from core.errors import NotAllowed
from core.exchange import overview_book
from core.insight import listing, overview
from core.insight.indicators import lists
from core.insight.overview import Overview, Wanted
from core.rules import periods
from core.rules.periods import Period
from core.rules.terms import Channel, Level, RequestType, UnitKind
from core.store.models import Category
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at

SEPTEMBER = periods.month(2026, 9)


def looked(county: County, wanted: Wanted, *, by: str = "inspector") -> Overview:
    with county.read(by) as reading:
        return overview.look(reading, wanted)


def behind(county: County, wanted: Wanted, key: str, **narrowed: object) -> int:
    """How many tickets the link of a figure opens, read from its address as a browser does."""
    written = wanted.behind(key, **narrowed).written  # type: ignore[arg-type]
    named = lists.read(written)
    assert named is not None
    with county.read("lead") as reading:
        return listing.page(reading, lists.filter_of(reading, named)).total


def two_units(county: County) -> tuple[int, int]:
    """Tuesday 2026-09-29: one by phone for housing, one by letter for civil affairs; due Friday 10-09 18:00."""
    housing = flow.in_handling(county, request_type=RequestType.COMPLAINT)
    affairs = flow.dispatched(
        county, lead=CIVIL_AFFAIRS, channel=Channel.MAILBOX, request_type=RequestType.INQUIRY
    )
    county.now = at("2026-09-29T11:00")
    return housing, affairs


def test_each_choice_narrows_the_figures_and_their_lists(county: County) -> None:
    two_units(county)
    for wanted, expected in (
        (Wanted(SEPTEMBER), 2),
        (Wanted(SEPTEMBER, unit_id=county.unit_id(HOUSING)), 1),
        (Wanted(SEPTEMBER, group=UnitKind.COUNTY), 2),
        (Wanted(SEPTEMBER, group=UnitKind.TOWN), 0),
        (Wanted(SEPTEMBER, channel=Channel.MAILBOX), 1),
        (Wanted(SEPTEMBER, request_type=RequestType.COMPLAINT), 1),
        (Wanted(SEPTEMBER, category_ids=frozenset({999_999})), 0),
        (Wanted(SEPTEMBER, town_id=county.unit_id(HOUSING)), 0),
    ):
        seen = looked(county, wanted)
        assert seen.month["registered"].part == expected, wanted
        assert seen.now.open == expected, wanted
        assert behind(county, wanted, "registered") == expected, wanted
        assert behind(county, wanted, "open") == expected, wanted
        assert sum(unit.open for unit in seen.units) == expected, wanted


def test_looking_back_shows_what_was_open_and_late_then(county: County) -> None:
    """Signed on Monday 2026-10-12: on Saturday 10-10 it was late, on Thursday 10-08 it was not yet."""
    housing, _ = two_units(county)
    county.now = at("2026-10-12T09:00")
    flow.replied(county, housing)
    with county.work("leader") as uow:
        handling.sign_off(uow, housing)
    county.now = at("2026-10-20T09:00")
    now = looked(county, Wanted(SEPTEMBER))
    assert (now.now.open, now.now.late) == (1, 1)
    for day, late in (("2026-10-10", 2), ("2026-10-08", 0)):
        wanted = Wanted(SEPTEMBER, as_of=at(f"{day}T23:59:59"))
        seen = looked(county, wanted)
        assert (seen.now.open, seen.now.late) == (2, late), day
        assert behind(county, wanted, "open_late") == late, day
    before = Wanted(SEPTEMBER, as_of=at("2026-09-28T23:59:59"))
    assert looked(county, before).now.open == 0


@pytest.mark.parametrize("when", ["2026-10-01T09:00", "2026-10-10T09:00", "2026-10-14T09:00"])
def test_a_moment_ago_is_as_it_is_now(county: County, when: str) -> None:
    two_units(county)
    county.now = at(when)
    now, then = (
        looked(county, Wanted(SEPTEMBER)),
        looked(county, Wanted(SEPTEMBER, as_of=county.now - timedelta(seconds=1))),
    )
    assert now.now == then.now
    assert now.month == then.month
    assert [(one.unit.id, one.open, one.late) for one in now.units] == [
        (one.unit.id, one.open, one.late) for one in then.units
    ]
    assert now.falling_due == then.falling_due


def test_what_falls_due_opens_by_its_day(county: County) -> None:
    two_units(county)
    county.now = at("2026-10-09T09:00")
    wanted = Wanted(periods.month(2026, 10))
    seen = looked(county, wanted)
    assert dict(seen.falling_due)[county.now.date()] == 2
    day = Period(county.now.date(), county.now.date())
    assert behind(county, wanted, "open_due", period=day) == 2
    assert seen.now.by_level[Level.REMINDER] == 0


def test_places_are_crossed_with_categories_of_either_level(county: County) -> None:
    with county.read("lead") as reading:
        town = county.unit_id("新城镇")
        category = reading.session.query(Category).filter_by(level1="城乡建设").first()
    flow.registered(county, town_id=town, category_id=category.id)
    flow.registered(county)
    county.now = at("2026-09-29T11:00")
    for is_fine, name in ((False, "城乡建设"), (True, category.level2)):
        wanted = Wanted(SEPTEMBER, is_fine=is_fine)
        cells = {(cell.town, cell.category): cell for cell in looked(county, wanted).heat}
        assert cells["新城镇", name].figure.whole == 1
        assert cells["未填", "未填"].figure.whole == 1
        ids = frozenset(cells["新城镇", name].category_ids)
        assert behind(county, wanted, "registered", town_id=town, category_ids=ids) == 1


def test_the_workbook_holds_every_table(county: County) -> None:
    two_units(county)
    with county.read("inspector") as reading:
        written = overview_book.export(reading, Wanted(SEPTEMBER))
    assert written.file_name == "运行总览_2026-09.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(written.content))
    assert book.sheetnames == [
        "主要指标", "每日受理", "诉求类型", "受理渠道", "地区与分类", "单位", "到期预测",
    ]  # fmt: skip
    rows = list(book["主要指标"].values)
    assert rows[1][:2] == ("受理量", 2)
    units = {row[0]: row for row in book["单位"].values}
    assert units[HOUSING][2:4] == (1, 0)


def test_a_unit_sees_no_overview_and_takes_none(county: County) -> None:
    with county.read("handler") as reading:
        with pytest.raises(NotAllowed):
            overview.look(reading, Wanted(SEPTEMBER))
        with pytest.raises(NotAllowed):
            overview_book.export(reading, Wanted(SEPTEMBER))
