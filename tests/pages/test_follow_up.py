"""回访席, 抽查 and 不满意件: the four questions, one click to the second handling, samples, contests."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.rules.terms import FindingKind, Phase, Satisfaction, State
from core.store.models import Event, FollowUp, InspectionFinding, InspectionRound
from tests.casework import flow, quality_flow
from tests.exchange.test_dissatisfied import LAMP, written
from tests.pages import visiting
from tests.planted import County, at, count, nothing_written

PHONE = "13812341234"


def press(app: AppTest, label: str) -> AppTest:
    """Press the button of this name."""
    return next(one for one in app.button if one.label == label).click().run()


def refusals(app: AppTest) -> str:
    return "\n".join(
        block.proto.body for block in app.get("html") if "hl-refusal" in block.proto.body
    )


def answer(app: AppTest, ticket_id: int, **answers: Any) -> AppTest:
    """Choose answers to some of the four questions."""
    for name, value in answers.items():
        app.radio(key=f"step_{name}_{ticket_id}").set_value(value)
    return app.run()


def closed(county: County, **fields: Any) -> int:
    return flow.closed(county, requester_phone=PHONE, requester_name="张三丰", **fields)


UNHAPPY = {
    "was_contacted": True, "is_solved": False,
    "result_rating": Satisfaction.DISSATISFIED, "attitude_rating": Satisfaction.SATISFIED,
}  # fmt: skip


def test_an_empty_day_says_so(county: County) -> None:
    said = visiting.texts(visiting.visit(county, "taker", "follow_up"))
    assert "没有待回访的工单。" in said
    assert "待转二次办理" not in said
    assert "没有待认定的申诉" not in said


@pytest.mark.parametrize("username", ["handler", "leader", "inspector", "editor", "admin"])
def test_the_desk_is_the_hotlines(county: County, username: str) -> None:
    closed(county)
    for slug in ("follow_up", "inspection"):
        said = visiting.texts(visiting.visit(county, username, slug))
        assert "这个页面不在您的工作范围内。" in said


def test_another_call_taker_calls_back_and_the_number_is_written_down(county: County) -> None:
    ticket_id = closed(county)
    app = visiting.visit(county, "taker2", "follow_up")
    assert not app.exception
    assert PHONE not in visiting.texts(app)
    app.button(key=f"call_{ticket_id}").click().run()
    assert PHONE in visiting.texts(app)
    with county.read("lead") as reading:
        assert (
            reading.session.query(Event).filter(Event.summary.contains("回访诉求人")).count() == 1
        )

    with nothing_written(county.database):
        press(app, "登记回访")
    assert "还没有选“是否联系”。" in refusals(app)
    answer(
        app, ticket_id, **(UNHAPPY | {"is_solved": True, "result_rating": Satisfaction.SATISFIED})
    )
    press(app, "登记回访")
    assert not app.exception
    assert count(county.database, FollowUp) == 1
    assert "没有待回访的工单。" in visiting.texts(app)
    assert PHONE not in visiting.texts(visiting.go(app, "follow_up"))


def test_nobody_answered_and_it_stays_on_the_list(county: County) -> None:
    ticket_id = closed(county)
    app = visiting.visit(county, "taker", "follow_up")
    answer(app, ticket_id, is_reached=False)
    assert not [one for one in app.radio if one.label.startswith("1.")]
    press(app, "登记回访")
    said = visiting.texts(app)
    assert "未接通1次" in said
    assert "没有联系上" in said


def test_a_call_taker_leaves_the_second_handling_to_the_office(county: County) -> None:
    ticket_id = closed(county)
    app = visiting.visit(county, "taker", "follow_up")
    answer(app, ticket_id, **UNHAPPY)
    assert "由热线办转二次办理" in visiting.texts(app)
    assert "登记并转二次办理" not in visiting.texts(app)
    press(app, "登记回访")
    assert flow.state_of(county, ticket_id) is State.CLOSED

    app = visiting.visit(county, "office", "follow_up", query={"queue": "second"})
    assert app.text_area(key=f"step_second_reason_{ticket_id}").value == (
        "县回访，诉求人反映问题未解决"
    )
    press(app, "转二次办理")
    ticket = flow.seen(county, ticket_id)
    assert (ticket.state, ticket.phase) == (State.HANDLING, Phase.SECOND)


def test_the_office_opens_it_in_one_click(county: County) -> None:
    ticket_id = closed(county)
    app = visiting.visit(county, "office", "follow_up")
    answer(app, ticket_id, **UNHAPPY)
    press(app, "登记并转二次办理")
    assert flow.seen(county, ticket_id).phase is Phase.SECOND
    assert count(county.database, FollowUp) == 1


def test_with_no_round_left_the_desk_offers_none(county: County) -> None:
    ticket_id = quality_flow.used_up(county)
    app = visiting.visit(county, "office", "follow_up")
    answer(app, ticket_id, **UNHAPPY)
    said = visiting.texts(app)
    assert "由热线办负责人作终结认定" in said
    assert "登记并转二次办理" not in said
    press(app, "登记回访")
    assert count(county.database, FollowUp) == 1


def test_after_the_last_round_the_lead_decides(county: County) -> None:
    ticket_id = quality_flow.used_up(county)
    quality_flow.call_back(county, ticket_id, **quality_flow.DISSATISFIED)
    app = visiting.visit(county, "lead", "follow_up", query={"queue": "second"})
    app.text_area(key=f"step_final_ground_{ticket_id}").set_value("已依法两次处理到位。")
    press(app, "终结认定")
    said = visiting.texts(visiting.visit(county, "lead", "ticket", query={"id": str(ticket_id)}))
    assert "已依法依规办理到位：已依法两次处理到位。" in said


def test_the_office_draws_a_sample_and_writes_down_what_it_found(county: County) -> None:
    ticket_id = closed(county)
    app = visiting.visit(county, "office", "inspection")
    assert "还没有抽取过样本。" in visiting.texts(app)
    app.number_input(key="sampling_percent").set_value(100)
    app.text_input(key="sampling_seed").set_value("九月").run()
    app.button(key="sampling_do").click().run()
    assert not app.exception
    assert count(county.database, InspectionRound) == 1
    assert "样本1件，已查0件；抽取号“九月”" in visiting.texts(app)
    app.selectbox(key=f"step_finding_{ticket_id}").set_value(FindingKind.INCOMPLETE)
    with nothing_written(county.database):
        press(app, "登记抽查结论")
    assert "抽查不合格的，请写明情况。" in refusals(app)
    app.text_area(key=f"step_finding_note_{ticket_id}").set_value("没有写修复时间。")
    press(app, "登记抽查结论")
    assert not app.exception
    assert "已查1件" in visiting.texts(app)
    with county.read("office") as reading:
        (line,) = reading.session.query(InspectionFinding).all()
    assert line.finding is FindingKind.INCOMPLETE


def test_a_leader_contests_and_the_lead_rules(county: County) -> None:
    ticket_id = closed(county)
    app = visiting.visit(county, "leader", "ticket", query={"id": str(ticket_id)})
    app.text_area(key=f"step_contest_ground_{ticket_id}").set_value("停电由检修造成。")
    with nothing_written(county.database):
        press(app, "提交申诉")
    assert "请写明申诉的证据" in refusals(app)
    app.text_area(key=f"step_contest_evidence_{ticket_id}").set_value("停电公告。")
    press(app, "提交申诉")
    assert "等待县热线办负责人认定" in visiting.texts(app)

    app = visiting.visit(county, "lead", "follow_up", query={"queue": "contests"})
    assert "停电公告。" in visiting.texts(app)
    app.text_area(key=f"step_contest_ruling_{ticket_id}").set_value("公告属实。")
    press(app, "登记认定")
    said = visiting.texts(visiting.visit(county, "leader", "ticket", query={"id": str(ticket_id)}))
    assert "成立，不计入考核" in said


def test_the_citys_list_is_checked_then_taken_in(county: County) -> None:
    ticket_id = flow.closed(county, city_number="LF001")
    county.now = at("2026-10-09T16:00")  # Friday
    app = visiting.visit(county, "office", "exchange")
    app.session_state["exchange_tab"] = "不满意件"
    app.run()
    assert "选择市平台下发的不满意件清单。" in visiting.texts(app)
    app.file_uploader[0].set_value(("不满意.csv", written(LAMP, ("LF9", *LAMP[1:])), "text/csv"))
    with nothing_written(county.database):
        app.run()
    said = visiting.texts(app)
    assert "没有这个市平台编号的工单" in said
    press(app, "导入 1 件")
    assert not app.exception
    assert "刚才导入的结果" in visiting.texts(app)
    assert flow.seen(county, ticket_id).phase is Phase.SECOND
