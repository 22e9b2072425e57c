"""工单台账 taken away: what its reader may see and no more, masked, logged (办法第十四、十九条)."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from core.errors import BadInput, NotAllowed
from core.exchange import sheets, ticket_list
from core.exchange.sheets import Written
from core.insight import ticket_search
from core.insight.listing import Filter
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.models import AuditRow
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, County, nothing_written

EVERYTHING = Filter()


def exported(county: County, who: Actor, wanted: Filter = EVERYTHING) -> Written:
    return sheets.handed_out(
        county.database, who, lambda reading: ticket_list.export_list(reading, wanted)
    )


def numbers(written: Written) -> list[Any]:
    page = openpyxl.load_workbook(io.BytesIO(written.content)).active
    return [row[0].value for row in page.iter_rows(min_row=2)]


def test_each_sees_their_own_list(county: County) -> None:
    housing = flow.seen(county, flow.dispatched(county)).number
    civil = flow.seen(county, flow.dispatched(county, lead=CIVIL_AFFAIRS)).number

    assert numbers(exported(county, county.actor("lead"))) == [civil, housing, "合计"]
    assert numbers(exported(county, county.actor("handler"))) == [housing, "合计"]
    with nothing_written(county.database), pytest.raises(BadInput, match="列表里没有工单"):
        exported(county, county.actor("taker2"))


def test_the_sheet_is_masked_and_its_taking_logged(county: County) -> None:
    flow.registered(
        county, title="请回电13812341234", requester_name="张三丰", requester_phone="13812341234"
    )
    written = exported(county, county.actor("taker"))
    assert written.file_name == "工单台账_2026-09.xlsx"
    content = str(
        list(openpyxl.load_workbook(io.BytesIO(written.content)).active.iter_rows(values_only=True))
    )
    assert "138****1234" in content
    assert "13812341234" not in content
    assert "张三丰" not in content
    with county.read("office") as reading:
        row = reading.session.query(AuditRow).filter_by(verb="ticket_export").one()
    assert (row.person_name, row.details) == ("王话务", {"rows": 1})


@pytest.mark.parametrize("role", [Role.ADMIN, Role.KB_EDITOR])
def test_who_has_no_tickets_takes_none_away(county: County, role: Role) -> None:
    flow.registered(county)
    with nothing_written(county.database), pytest.raises(NotAllowed):
        exported(county, county.of(role))


# --- what somebody types ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["13812341234", "138 1234 1234", "+8613812341234", "１３８１２３４１２３４", "0357-3622345"],
)
def test_what_reads_as_a_phone_number(typed: str) -> None:
    assert ticket_search.is_phone(typed)


@pytest.mark.parametrize(
    "typed", ["", "路灯", "XF20260929-0001", "LF2026092900012", "188006", "0306"]
)
def test_what_does_not(typed: str) -> None:
    assert not ticket_search.is_phone(typed)


def found(county: County, by: str, typed: str) -> list[str]:
    with county.read(by) as reading:
        wanted = ticket_search.narrowed(reading, EVERYTHING, typed)
        return [row.title for row in ticket_search.listing.page(reading, wanted).rows]


def test_the_callers_number_finds_their_tickets_for_those_who_take_calls(county: County) -> None:
    flow.dispatched(county, title="电梯坏了", requester_phone="13812341234")
    for by in ("taker", "office", "lead"):
        assert found(county, by, "138-1234-1234") == ["电梯坏了"]
    assert found(county, "handler", "13812341234") == []


def test_a_city_number_that_looks_like_a_phone_number_is_found_as_a_number(county: County) -> None:
    flow.registered(county, by="office", title="路灯不亮", city_number="13812341234")
    assert found(county, "office", "13812341234") == ["路灯不亮"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "';--", "100%", "a_b", '"', "*", "[", "%%"])
def test_signs_of_the_database_mean_themselves(county: County, typed: str) -> None:
    flow.registered(county, title="普通工单", body="没有符号")
    flow.registered(county, title="特别工单", body=f"内容里有{typed}这样的字")
    assert found(county, "office", typed) == ["特别工单"]
