"""相似工单: what may be the same matter, how the like was handled, and never what is not the person's to see."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from core.casework import auditing, handling
from core.errors import NotFound
from core.insight.duplicates import Matter
from core.rules.terms import ContactWay
from kb import alike, ticket_index
from kb.alike import Kin
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, OTHER_TOWN, TOWN, County

HEATING = "安康小区暖气不热，屋里只有十三度，老人冻得睡不着。"
LIKE = "安康小区五号楼暖气不热，屋里只有十四度。"
ANSWER = "经入户测温，系阀门堵塞，已清洗恢复供暖，诉求人电话13812345678表示满意。"


def kin(county: County, ticket_id: int, by: str = "office") -> Kin:
    with county.read(by) as reading:
        ticket_index.handle(reading).settle(reading)
        return alike.of_ticket(reading, ticket_id)


def ids(found: Kin) -> tuple[list[int], list[int]]:
    return [one.row.id for one in found.under_way], [one.row.id for one in found.handled]


def handled(county: County, *, lead: str = HOUSING, **fields: object) -> int:
    """A ticket that a unit has answered and the office has closed."""
    ticket_id = flow.dispatched(county, lead=lead, **fields)  # type: ignore[arg-type]
    close(county, ticket_id, lead=lead)
    return ticket_id


def close(county: County, ticket_id: int, *, lead: str) -> None:
    """From the dispatch through the audit, by people of the unit."""
    unit_id = county.unit_id(lead)
    handler = replace(county.actor("handler"), unit_id=unit_id, unit_name=lead)
    leader = replace(county.actor("leader"), unit_id=unit_id, unit_name=lead)
    with county.database.work(handler) as uow:
        handling.acknowledge(uow, ticket_id)
    with county.database.work(handler) as uow:
        handling.contact(uow, ticket_id, way=ContactWay.PHONE, note="已与诉求人通话。")
    with county.database.work(handler) as uow:
        handling.reply(uow, ticket_id, text=ANSWER, item_answers={})
    with county.database.work(leader) as uow:
        handling.sign_off(uow, ticket_id)
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)


def test_the_open_and_the_handled_apart_with_why_and_how(county: County) -> None:
    before = handled(county, body=LIKE)
    beside = flow.registered(county, body=LIKE)
    flow.registered(county, body="路灯坏了三盏，晚上看不见路。")
    asked = flow.registered(county, body=HEATING)
    found = kin(county, asked)
    assert ids(found) == ([beside], [before])
    assert found.under_way[0].reasons[0] == "同一地点"
    assert found.under_way[0].answer == ""
    assert found.handled[0].answer.startswith("经入户测温，系阀门堵塞")
    assert "13812345678" not in found.handled[0].answer
    assert "138****5678" in found.handled[0].answer


def test_a_ticket_is_not_like_itself_and_nothing_is_made_up(one_county: County) -> None:
    asked = flow.registered(one_county, body=HEATING)
    flow.registered(one_county, body="路灯坏了三盏。")
    assert ids(kin(one_county, asked)) == ([], [])


def test_a_unit_sees_its_own_alone(county: County) -> None:
    """办法第十九条: another unit's ticket is neither shown nor counted."""
    own = flow.dispatched(county, body=HEATING)
    others = [
        flow.dispatched(county, body=LIKE, lead=CIVIL_AFFAIRS),
        handled(county, body=LIKE, lead=CIVIL_AFFAIRS),
        flow.registered(county, body=LIKE),
    ]
    assert ids(kin(county, own, by="handler")) == ([], [])
    assert ids(kin(county, own, by="leader")) == ([], [])
    under_way, handled_before = ids(kin(county, own))
    assert sorted([*under_way, *handled_before]) == sorted(others)
    mine = handled(county, body=LIKE)
    assert ids(kin(county, own, by="handler")) == ([], [mine])


def test_somebody_elses_ticket_has_no_kin_for_a_unit(one_county: County) -> None:
    ticket_id = flow.dispatched(one_county, body=HEATING, lead=CIVIL_AFFAIRS)
    with one_county.read("handler") as reading, pytest.raises(NotFound):
        alike.of_ticket(reading, ticket_id)


def test_confidential_ones_show_to_the_office_and_the_unit_that_has_them(
    one_county: County,
) -> None:
    secret = flow.dispatched(one_county, body=LIKE, is_confidential=True)
    asked = flow.registered(one_county, body=HEATING, by="taker2")
    assert ids(kin(one_county, asked)) == ([secret], [])
    assert ids(kin(one_county, asked, by="taker2")) == ([], [])


def test_while_the_index_is_being_made_nothing_is_shown_and_it_is_said(
    one_county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = flow.registered(one_county, body=HEATING)
    kin(one_county, asked)
    with one_county.read("office") as reading:
        handle = ticket_index.handle(reading)
        shutil.rmtree(handle.directory)
        handle.directory.write_bytes(b"")  # no index can be made where a file stands
        monkeypatch.setattr("kb.indexing.FIRST_WAIT_SECONDS", 0.0)
        assert alike.of_ticket(reading, asked) == Kin(is_known=False)
    handle.directory.unlink()


# --- while a call is typed -----------------------------------------------------------------------


def earlier(county: County, matter: Matter, by: str = "taker2") -> list[int]:
    with county.read(by) as reading:
        ticket_index.handle(reading).settle(reading)
        return [one.ticket_id for one in alike.earlier(reading, matter, limit=3)]


def test_the_same_matter_is_found_in_whatever_town_and_category_it_was_filed(
    county: County,
) -> None:
    ticket_id = flow.registered(
        county,
        body=HEATING,
        town_id=county.unit_id(OTHER_TOWN),
        category_id=county.category_id("0306"),
    )
    matter = Matter(
        "安康小区暖气不热", town_id=county.unit_id(TOWN), category_ids=[county.category_id("0906")]
    )
    assert earlier(county, matter) == [ticket_id]


def test_the_same_phone_still_counts(one_county: County) -> None:
    ticket_id = flow.registered(one_county, body="路灯坏了", requester_phone="13812345678")
    assert earlier(one_county, Matter("楼上漏水", "13812345678")) == [ticket_id]


def test_confidential_tickets_never_show_to_another_call_taker(one_county: County) -> None:
    flow.registered(one_county, body=HEATING, is_confidential=True)
    assert earlier(one_county, Matter("安康小区暖气不热")) == []
    assert len(earlier(one_county, Matter("安康小区暖气不热"), by="office")) == 1
