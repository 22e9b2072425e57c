"""督办席 and 督查台: what is late is found, reminded, ordered, reported, received and given a result."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.casework import supervision
from tests.casework import flow
from tests.pages import visiting
from tests.planted import County, at


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def reported(county: County) -> int:
    ticket_id = flow.in_handling(county)
    county.now = at("2026-10-09T18:01")
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    county.now = at("2026-10-10T18:01")
    with county.work("lead") as uow:
        supervision.supervise(uow, ticket_id, text="请于规定时限内办结。")
    county.now = at("2026-10-14T08:01")
    with county.work("lead") as uow:
        supervision.escalate(uow, ticket_id, text="督办单到期仍未办结。")
    return ticket_id


def test_an_empty_day_says_so(county: County) -> None:
    app = visiting.visit(county, "office", "supervision")
    assert not app.exception
    assert "没有逾期的工单。" in visiting.texts(app)
    app = visiting.visit(county, "inspector", "escalated")
    assert not app.exception
    assert "这个清单里没有工单。" in visiting.texts(app)


def test_the_lead_opens_a_list_by_link_and_sends_the_drafted_order(county: County) -> None:
    ticket_id = flow.in_handling(county)
    county.now = at("2026-10-09T18:01")
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    county.now = at("2026-10-10T18:01")
    with county.work("lead") as uow:
        supervision.draft_supervision(uow, ticket_id)
    app = visiting.visit(county, "lead", "supervision", query={"list": "orders"})
    assert not app.exception
    assert app.text_area(key=f"step_order_{ticket_id}").value
    press(app, "发督办单")
    assert not app.exception
    app = visiting.visit(county, "lead", "supervision", query={"list": "ordered"})
    assert "督办限期10月13日18:00" in visiting.texts(app)


def test_the_inspector_receives_a_report_and_records_the_result(county: County) -> None:
    ticket_id = reported(county)
    app = press(visiting.visit(county, "inspector", "escalated"), "督查签收")
    assert not app.exception
    app.session_state["escalated_list"] = "inspecting"
    app.run()
    app.text_area(key=f"step_inspection_{ticket_id}").set_value("已责成三日内办结。")
    press(app, "登记督查结果")
    app.session_state["escalated_list"] = "settled"
    app.run()
    assert "已责成三日内办结。" in visiting.texts(app)
