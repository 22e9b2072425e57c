"""第二十一条: the office drafts, the lead decides, the inspectors read; a unit finds no way to it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.rules.terms import AccountabilityState
from core.store.models import AccountabilityCase
from tests.casework import flow
from tests.casework.access.accountability import GROUND, confirmed, raised
from tests.pages import visiting
from tests.planted import HOUSING, County, nothing_written


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def state_of(county: County, case_id: int) -> AccountabilityState:
    with county.read("lead") as reading:
        case = reading.session.get(AccountabilityCase, case_id)
        assert case is not None
        return case.state


def test_the_lead_confirms_and_refers(county: County) -> None:
    case_id = raised(county)
    app = visiting.visit(county, "lead", "accountability")
    assert not app.exception
    assert GROUND in visiting.texts(app)
    with nothing_written(county.database):
        press(app, "认定")
    assert "请写明认定的意见和理由" in visiting.texts(app)
    app.text_area(key=f"case_ruling_{case_id}").set_value("情况属实，予以认定。")
    press(app, "认定")
    assert state_of(county, case_id) is AccountabilityState.CONFIRMED
    app.segmented_control(key="cases_state").set_value("confirmed").run()
    press(app, "报送县政府督查室")
    assert state_of(county, case_id) is AccountabilityState.REFERRED


def test_the_office_drafts_by_number_and_decides_nothing(county: County) -> None:
    ticket_id = flow.in_handling(county)
    app = visiting.visit(county, "office", "accountability")
    app.text_input(key="case_number").set_value(flow.seen(county, ticket_id).number).run()
    assert app.selectbox(key=f"case_unit_{ticket_id}").value == county.unit_id(HOUSING)
    app.text_area(key="case_ground").set_value(GROUND)
    press(app, "登记线索")
    assert GROUND in visiting.texts(app)
    assert not [one for one in app.button if one.label in {"认定", "不予认定"}]


def test_a_draft_without_a_ticket_is_refused_and_the_facts_stay(county: County) -> None:
    app = visiting.visit(county, "office", "accountability")
    app.text_area(key="case_ground").set_value(GROUND)
    with nothing_written(county.database):
        press(app, "登记线索")
    assert "请填写办理过的工单编号" in visiting.texts(app)
    assert app.text_area(key="case_ground").value == GROUND


def test_the_inspectors_read_and_have_no_button(county: County) -> None:
    raised(county)
    app = visiting.visit(county, "inspector", "accountability")
    assert GROUND not in visiting.texts(app)
    confirmed(county)
    app = visiting.visit(county, "inspector", "accountability")
    assert GROUND in visiting.texts(app)
    assert not [one for one in app.button if one.label in {"认定", "不予认定", "登记线索"}]
    assert not [one for one in app.button if one.label == "打开工单"]  # it was not escalated


@pytest.mark.parametrize("username", ["handler", "leader"])
def test_a_unit_finds_neither_page_nor_word_of_a_case(county: County, username: str) -> None:
    raised(county)
    app = visiting.visit(county, username, "accountability")
    said = visiting.texts(app)
    assert "这个页面不在您的工作范围内。" in said
    assert GROUND not in said
    with county.read("lead") as reading:
        ticket_id = reading.session.query(AccountabilityCase.ticket_id).scalar()
    app = visiting.visit(county, username, "ticket", query={"id": str(ticket_id)})
    assert "问责" not in visiting.texts(app)


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("office", ["线索待核 1", "已认定，待报送 1", "已报送 0", "不予认定 0", "全部 2"]),
        ("inspector", ["已认定，待报送 1", "已报送 0", "全部 1"]),
    ],
)
def test_each_list_says_how_many_it_holds_for_its_reader(
    county: County, username: str, expected: list[str]
) -> None:
    confirmed(county)
    raised(county)
    app = visiting.visit(county, username, "accountability")
    assert app.segmented_control(key="cases_state").options == expected
