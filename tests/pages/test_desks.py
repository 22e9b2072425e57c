"""派发审核席、承办席、工单详情: each desk shows its own lists, takes its own steps, says its own articles."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.casework import auditing, handling, intake
from core.rules.terms import ReturnKind, State
from tests.casework import flow
from tests.pages import visiting
from tests.planted import HOUSING, TOWN, County, nothing_written

REASON = "经核实该小区位于襄陵镇辖区，不属于我单位职责范围，建议转派。"


def press(app: AppTest, label: str) -> AppTest:
    """Press the button of this name."""
    button = next(one for one in app.button if one.label == label)
    return button.click().run()


def field(app: AppTest, name: str, ticket_id: int) -> str:
    return f"step_{name}_{ticket_id}"


def refusals(app: AppTest) -> str:
    return "\n".join(
        block.proto.body for block in app.get("html") if "hl-refusal" in block.proto.body
    )


def test_an_empty_day_says_so_on_every_desk(county: County) -> None:
    assert "没有待派发的工单。" in visiting.texts(visiting.visit(county, "office", "dispatching"))
    assert "没有待办的工单。" in visiting.texts(visiting.visit(county, "handler", "handling"))
    assert "没有待审签的答复。" in visiting.texts(visiting.visit(county, "leader", "handling"))


def test_the_office_dispatches_what_waits_longest(county: County) -> None:
    first = flow.registered(county, town_id=county.unit_id(TOWN))
    flow.registered(county, body="公交站牌倒了。")
    app = visiting.visit(county, "office", "dispatching")
    assert not app.exception
    app.selectbox(key=field(app, "category", first)).set_value(county.category_id("0306")).run()
    text = visiting.texts(app)
    assert f"派发规则：物业管理 → {HOUSING}主办，{TOWN}协办" in text
    assert "5个工作日" not in refusals(app)
    press(app, "派发")
    ticket = flow.seen(county, first)
    assert ticket.state is State.DISPATCHED
    assert ticket.lead_unit_id == county.unit_id(HOUSING)
    assert ticket.category_id == county.category_id("0306")


def test_a_dispatch_without_a_unit_is_refused_beside_the_form_and_keeps_the_words(
    county: County,
) -> None:
    ticket_id = flow.registered(county, body="咨询一件说不清的事。")
    app = visiting.visit(county, "office", "dispatching")
    app.selectbox(key=field(app, "lead", ticket_id)).set_value(None).run()
    app.text_input(key=field(app, "instructions", ticket_id)).set_value("请尽快").run()
    with nothing_written(county.database):
        press(app, "派发")
    assert "请选择承办单位。" in refusals(app)
    assert app.text_input(key=field(app, "instructions", ticket_id)).value == "请尽快"


def test_the_office_rules_on_a_return_reading_the_reason_first(county: County) -> None:
    ticket_id = flow.dispatched(county)
    with county.work("handler") as uow:
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_AREA, reason=REASON)
    app = visiting.visit(county, "office", "dispatching")
    assert REASON in visiting.texts(app)
    with nothing_written(county.database):
        press(app, "同意退单")
    assert "请写明审核意见。" in refusals(app)
    app.text_area(key=field(app, "ruling", ticket_id)).set_value("属实，改派。")
    press(app, "同意退单")
    assert flow.state_of(county, ticket_id) is State.AWAITING_DISPATCH


def test_the_audit_shows_the_reply_and_the_fault_is_named(county: County) -> None:
    ticket_id = flow.signed(county)
    app = visiting.visit(county, "office", "dispatching")
    assert "电梯已修复，恢复运行。" in visiting.texts(app)
    with nothing_written(county.database):
        press(app, "退回重办")
    assert "请写明退回重办的意见。" in refusals(app)
    press(app, "审核通过并办结")
    assert flow.state_of(county, ticket_id) is State.CLOSED


def test_a_handler_works_a_ticket_down_the_desk(county: County) -> None:
    ticket_id = flow.dispatched(county, items=("电梯停运", "楼道灯不亮"))
    app = press(visiting.visit(county, "handler", "handling"), "签收")
    assert flow.state_of(county, ticket_id) is State.HANDLING
    app.text_area(key=field(app, "contact_note", ticket_id)).set_value("已约定上门。")
    press(app, "登记联系")  # the requester first, then the answer
    app.text_area(key=field(app, "reply", ticket_id)).set_value("均已修好。")
    with nothing_written(county.database):
        press(app, "提交审签")
    assert "第1项未答复：电梯停运" in refusals(app)
    assert app.text_area(key=field(app, "reply", ticket_id)).value == "均已修好。"
    with county.read("handler") as reading:
        items = [item.id for item in reading.seen_ticket(ticket_id).items]
    for item_id in items:
        app.text_area(key=field(app, f"item_{item_id}", ticket_id)).set_value("已解决。")
    press(app, "提交审签")
    assert flow.state_of(county, ticket_id) is State.AWAITING_SIGN_OFF


def test_a_leader_reads_then_signs_or_sends_back(county: County) -> None:
    ticket_id = flow.replied(county)
    app = visiting.visit(county, "leader", "handling")
    assert "电梯已修复，恢复运行。" in visiting.texts(app)
    app.text_area(key=field(app, "recall", ticket_id)).set_value("请写明修复时间。")
    press(app, "退回承办人修改")
    assert flow.state_of(county, ticket_id) is State.HANDLING
    flow.replied(county, ticket_id)
    press(visiting.visit(county, "leader", "handling"), "同意，审签报送")
    assert flow.state_of(county, ticket_id) is State.AWAITING_AUDIT


def test_a_ticket_that_moved_on_is_explained_and_the_words_stay(county: County) -> None:
    ticket_id = flow.signed(county)
    app = visiting.visit(county, "office", "dispatching")
    app.text_area(key=field(app, "note", ticket_id)).set_value("我认为不实。").run()
    with county.work("lead") as uow:
        auditing.audit_reply(uow, ticket_id)
    with nothing_written(county.database):
        press(app, "退回重办")
    assert "已由钱主任于10:00审核通过" in refusals(app)
    assert "您刚才填写的内容" in visiting.texts(app)
    assert "我认为不实。" in visiting.texts(app)


def test_another_list_leaves_a_refusal_behind(county: County) -> None:
    returned = flow.asked_back(county)
    flow.registered(county, title="公交站牌倒了")
    app = visiting.visit(county, "office", "dispatching")
    app.get("button_group")[0].set_value("returns").run()
    with nothing_written(county.database):
        press(app, "同意退单")
    assert "请写明审核意见。" in refusals(app)
    app.get("button_group")[0].set_value("dispatch").run()
    assert not app.exception
    assert "请写明审核意见。" not in refusals(app)
    assert "公交站牌倒了" in visiting.texts(app)
    assert flow.seen(county, returned).state is State.RETURN_REQUESTED


def test_who_handles_a_ticket_reads_that_the_caller_called_again(county: County) -> None:
    ticket_id = flow.dispatched(county)
    with county.work("taker2") as uow:
        intake.add_voice(uow, ticket_id, phone="", note="还在烧，问到底管不管")
    text = visiting.texts(visiting.visit(county, "handler", "handling"))
    assert "又来电" in text
    assert "李话务：还在烧，问到底管不管" in text


@pytest.mark.parametrize("username", ["office", "handler", "leader", "taker"])
def test_the_tickets_page_says_what_is_possible_by_which_article(
    county: County, username: str
) -> None:
    ticket_id = flow.in_handling(county)
    app = visiting.visit(county, username, "ticket", query={"id": str(ticket_id)})
    text = visiting.texts(app)
    assert not app.exception
    assert "现在能做" in text
    assert "办理过程" in text
    assert "群众等待时限" in text
    assert "办法第十条（二）" in text


@pytest.mark.parametrize("asked", ["", "0", "-1", "abc", "999999", "9" * 40, "１"])
def test_a_link_to_no_ticket_is_answered_calmly(county: County, asked: str) -> None:
    app = visiting.visit(county, "office", "ticket", query={"id": asked})
    assert not app.exception
    assert "没有找到这张工单。" in refusals(app)


def test_a_contact_is_revealed_for_a_reason_only(county: County) -> None:
    ticket_id = flow.in_handling(county, requester_phone="13812341234", requester_name="张三丰")
    app = visiting.visit(county, "handler", "ticket", query={"id": str(ticket_id)})
    assert "13812341234" not in visiting.texts(app)
    press(app, "查看并记录")
    assert "请写明查看联系方式的原因。" in refusals(app)
    app.text_input(key=f"reveal_reason_{ticket_id}").set_value("上门前联系")
    press(app, "查看并记录")
    assert "13812341234" in visiting.texts(app)


def test_several_closed_tickets_are_archived_at_once(county: County) -> None:
    ids = [flow.closed(county) for _ in range(3)]
    app = visiting.visit(county, "office", "dispatching", query={"queue": "archive"})
    assert "在左边勾选要归档的工单" in visiting.texts(app)
    assert {flow.state_of(county, one) for one in ids} == {State.CLOSED}
