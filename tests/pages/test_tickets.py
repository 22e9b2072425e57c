"""工单台账: found, filtered, opened, taken away; a link shows the same list and never a phone number."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.casework import views
from core.insight import ledger
from core.store.models import AuditRow, SupervisionStep
from pages._ui import ticket_columns
from tests.casework import flow
from tests.pages import visiting
from tests.planted import CIVIL_AFFAIRS, OTHER_TOWN, TOWN, County, at, nothing_written


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
        ({"kind": "咨询"}, ["路灯不亮", "煤气味", "电梯坏了"]),
        ({"kind": "表扬"}, []),
        ({"grade": "简单（3个工作日）"}, ["电梯坏了"]),
        ({"due": ["2026-10-09", "2026-10-09"]}, ["电梯坏了"]),
        ({"closed": ["2026-09-01", "2026-10-09"]}, []),
        ({"only": "退回过"}, []),
        ({"order": "最先到期"}, ["电梯坏了", "煤气味", "路灯不亮"]),
        ({"order": "最近办结"}, []),
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


# --- columns, many at once, how far back ----------------------------------------------------------


def heads(app: AppTest) -> list[str]:
    for component in app.get("bidi_component"):
        content = json.loads(component.proto.json or "{}")
        if isinstance(content, dict) and content.get("label") == "还没有工单。":
            return [column["title"] for column in content["columns"]]
    raise AssertionError("no list on the page")


def test_each_person_keeps_their_own_columns_in_their_order(filled: County) -> None:
    app = visiting.visit(filled, "handler", "tickets")
    app.multiselect(key="columns").set_value(["截止时间", "编号"]).run()
    assert heads(app) == ["截止时间", "编号"]

    assert heads(visiting.visit(filled, "handler", "tickets")) == ["截止时间", "编号"]
    assert heads(visiting.visit(filled, "lead", "tickets")) == list(ticket_columns.USUAL)


def test_no_column_at_all_is_not_kept(filled: County) -> None:
    app = visiting.visit(filled, "handler", "tickets")
    with nothing_written(filled.database):
        app.multiselect(key="columns").set_value([]).run()
    assert heads(app) == list(ticket_columns.USUAL)


def test_totals_by_state_stand_above_the_list(filled: County) -> None:
    said = visiting.texts(visiting.visit(filled, "lead", "tickets"))
    assert "待派发 2" in said
    assert "待签收 1" in said
    assert "待派发" not in visiting.texts(visiting.visit(filled, "handler", "tickets"))


def picking(county: County, username: str, count: int) -> AppTest:
    """多选 is on and the first tickets are ticked."""
    app = visiting.visit(county, username, "tickets")
    app.toggle(key="tickets_picking").set_value(True).run()
    rows = next(iter(visiting.lists(app).values()))
    ids = "\n".join(component.proto.id for component in app.get("bidi_component"))
    [key] = re.findall(r"-(tickets_-?\d+)_list_", ids)
    return visiting.pick(app, key, [row["id"] for row in rows[:count]])


@pytest.mark.parametrize(
    ("username", "steps"),
    [
        ("lead", ["bulk_remind", "bulk_archive"]),
        ("handler", ["bulk_acknowledge"]),
        ("taker", []),
        ("inspector", []),
    ],
)
def test_each_role_has_its_own_steps_for_many(
    filled: County, username: str, steps: list[str]
) -> None:
    app = visiting.visit(filled, username, "tickets")
    app.toggle(key="tickets_picking").set_value(True).run()
    assert not app.exception
    assert [b.key for b in app.button if b.key and b.key.startswith("bulk_")] == steps


def test_many_are_reminded_one_by_one_and_refusals_told_with_their_article(filled: County) -> None:
    """Only one of the three is with a unit, and late on Monday 12 October."""
    filled.now = at("2026-10-12T09:00")
    app = picking(filled, "lead", 3)
    app.button(key="bulk_remind").click().run()
    assert not app.exception
    said = visiting.texts(app)
    assert "已催办1件，2件没有办" in said
    assert "办法第十三条（一）" in said
    with filled.read("lead") as reading:
        assert reading.session.query(SupervisionStep).count() == 1


def test_what_is_ticked_is_taken_away_alone(filled: County) -> None:
    app = picking(filled, "lead", 1)
    app.button(key="tickets_export_chosen").click().run()
    assert not app.exception
    with filled.read("lead") as reading:
        row = reading.session.query(AuditRow).filter_by(verb="ticket_export").one()
    assert (row.subject, row.details) == ("选中工单_2026-09.xlsx", {"rows": 1})


def test_a_long_ledger_says_how_far_it_looked_and_looks_through_all_when_asked(
    filled: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "LOOKED_THROUGH", 1)
    monkeypatch.setattr(ledger, "FEW", 0)
    flow.registered(filled, title="水管漏了", body="水管漏了。")
    app = visiting.visit(filled, "lead", "tickets", query={"words": "物业 坏了"})
    assert "更早的没有查" in visiting.texts(app)
    assert titles(app) == []
    app.button(key="tickets_whole").click().run()
    assert titles(app) == ["路灯不亮", "煤气味", "电梯坏了"]
    assert "没有查" not in visiting.texts(app)


def test_a_unit_keeps_lists_of_its_own_and_shares_none(filled: County) -> None:
    app = visiting.visit(filled, "handler", "tickets", query={"only": "紧急"})
    app.text_input(key="view_name").set_value("紧急的")
    app.button(key="save_view").click().run()
    assert not app.exception
    assert "view_shared" not in {box.key for box in app.checkbox}
    with filled.read("handler") as reading:
        [view] = views.of_desk(reading, "tickets")
        assert (view.name, view.query["only"], view.is_shared) == ("紧急的", ["紧急"], False)
        assert view.query["columns"] == list(ticket_columns.USUAL)
    with filled.read("lead") as reading:
        assert views.of_desk(reading, "tickets") == []
