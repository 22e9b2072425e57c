"""工单台账: found, filtered, opened, taken away; a link shows the same list and never a phone number."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.store.models import AuditRow
from tests.casework import flow
from tests.pages import visiting
from tests.planted import CIVIL_AFFAIRS, OTHER_TOWN, TOWN, County, at


@pytest.fixture
def filled(county: County) -> County:
    """Three tickets: one with a unit, late by Monday; one urgent; one more of another call-taker."""
    flow.dispatched(county, title="电梯坏了", requester_phone="13812341234")
    flow.registered(county, title="煤气味", is_urgent=True, town_id=county.unit_id(TOWN))
    flow.registered(
        county, by="taker2", title="路灯不亮", town_id=county.unit_id(OTHER_TOWN),
        category_id=county.category_id("0306"),
    )  # fmt: skip
    county.now = at("2026-09-29T11:00")
    return county


def titles(app: AppTest) -> list[str]:
    assert not app.exception
    shown = visiting.lists(app).values()
    return [row["cells"][1]["t"] for rows in shown for row in rows]


def listed(county: County, username: str = "lead", **query: str) -> list[str]:
    return titles(visiting.visit(county, username, "tickets", query=query))


def test_everybody_sees_their_own(filled: County) -> None:
    assert listed(filled) == ["路灯不亮", "煤气味", "电梯坏了"]
    assert listed(filled, "taker") == ["煤气味", "电梯坏了"]
    assert listed(filled, "handler") == ["电梯坏了"]
    assert listed(filled, "handler2") == []
    assert "还没有工单。" in visiting.texts(visiting.visit(filled, "handler2", "tickets"))


def test_a_call_taker_who_finds_nothing_is_told_where_another_ones_ticket_stands(
    filled: County,
) -> None:
    page = visiting.visit(filled, "taker", "tickets", query={"words": "路灯"})
    assert "别人登记、还没办结的工单不在这里：在受理席输入来电号码" in visiting.texts(page)
    page = visiting.visit(filled, "office", "tickets", query={"words": "没有这样的词"})
    assert "别人登记" not in visiting.texts(page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"state": "待派发"}, ["路灯不亮", "煤气味"]),
        ({"unit": "县住房和城乡建设管理局"}, ["电梯坏了"]),
        ({"unit": CIVIL_AFFAIRS}, []),
        ({"town": TOWN}, ["煤气味"]),
        ({"track": "交办件"}, ["电梯坏了"]),
        ({"only": "紧急"}, ["煤气味"]),
        ({"words": "煤气"}, ["煤气味"]),
        ({"words": "路灯 电梯"}, ["路灯不亮"]),
        ({"words": "%"}, []),
        ({"registered": ["2026-09-28", "2026-09-28"]}, []),
        ({"order": "最早登记"}, ["电梯坏了", "煤气味", "路灯不亮"]),
        ({"state": "没有这个状态"}, ["路灯不亮", "煤气味", "电梯坏了"]),
    ],
    ids=str,
)
def test_a_link_shows_the_same_list(
    filled: County, query: dict[str, Any], expected: list[str]
) -> None:
    assert listed(filled, **query) == expected


def test_late_tickets_alone(filled: County) -> None:
    """Due Friday 9 October, 18:00."""
    filled.now = at("2026-10-09T18:00")
    assert listed(filled, only="逾期") == []
    filled.now = at("2026-10-09T18:00:01")
    assert listed(filled, only="逾期") == ["电梯坏了"]


def test_words_go_into_the_address_a_phone_number_does_not(filled: County) -> None:
    app = visiting.visit(filled, "office", "tickets")
    app.text_input(key="tickets_typed").set_value("路灯").run()
    assert titles(app) == ["路灯不亮"]
    assert app.query_params.get("words") in ("路灯", ["路灯"])

    app.text_input(key="tickets_typed").set_value("13812341234").run()
    assert titles(app) == ["电梯坏了"]
    assert "words" not in app.query_params
    assert "13812341234" not in visiting.texts(app)


def test_clearing_brings_everything_back(filled: County) -> None:
    app = visiting.visit(filled, "lead", "tickets", query={"state": "待派发", "words": "路灯"})
    assert titles(app) == ["路灯不亮"]
    app.button(key="tickets_clear").click().run()
    assert titles(app) == ["路灯不亮", "煤气味", "电梯坏了"]


def test_what_was_chosen_is_still_chosen_on_coming_back(filled: County) -> None:
    app = visiting.visit(filled, "lead", "tickets")
    app.selectbox(key="state").select_index(
        list(app.selectbox(key="state").options).index("待派发")
    )
    assert titles(app.run()) == ["路灯不亮", "煤气味"]
    visiting.go(app, "regulation")
    assert titles(visiting.go(app, "tickets")) == ["路灯不亮", "煤气味"]


def test_the_list_on_screen_is_what_is_taken_away(filled: County) -> None:
    app = visiting.visit(filled, "lead", "tickets", query={"only": "紧急"})
    app.button(key="tickets_export").click().run()
    assert not app.exception
    assert app.session_state["download_offered"].startswith("/download/")
    with filled.read("lead") as reading:
        row = reading.session.query(AuditRow).filter_by(verb="ticket_export").one()
    assert row.details == {"rows": 1}


def test_an_empty_list_is_not_taken_away(filled: County) -> None:
    app = visiting.visit(filled, "handler2", "tickets")
    app.button(key="tickets_export").click().run()
    assert "列表里没有工单，没有导出。" in visiting.texts(app)
    assert "download_offered" not in app.session_state
