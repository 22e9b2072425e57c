"""第十条（四）、第十二条（二）、第十三条（三） on the desks: days left, the new date, who decides, what was decided."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from core.casework import handling
from core.insight import limits
from core.rules.terms import Channel, ContactWay, Grade, RequestOutcome, State
from core.store.models import Person
from tests.casework import flow
from tests.casework import limits_flow as limit
from tests.pages import visiting
from tests.pages.test_desks import field, press, refusals
from tests.planted import County, nothing_written


def choose(app: AppTest, ticket_id: int, action: str, version: int) -> AppTest:
    """Open another form of the ticket's steps."""
    groups = app.get("button_group")
    steps = next(one for one in groups if one.key == f"choose_{ticket_id}_{version}")
    return steps.set_value(action).run()


def version(county: County, ticket_id: int) -> int:
    return flow.seen(county, ticket_id).version


def test_the_form_counts_the_days_left_and_names_date_and_approver(county: County) -> None:
    ticket_id = flow.in_handling(county)  # due Friday 10-09 18:00
    app = visiting.visit(county, "handler", "handling")
    choose(app, ticket_id, "request_extension", version(county, ticket_id))
    app.number_input(key=field(app, "ext_days", ticket_id)).set_value(6).run()
    text = visiting.texts(app)
    assert "已用0　本次6　剩余9（累计不超过15个工作日）" in text
    assert "10月17日" not in text
    assert "批准后10月16日（周五）18:00到期；单位领导同意后，由热线办负责人审批。" in text
    app.text_area(key=field(app, "ext_cause", ticket_id)).set_value("配件未到。")
    with nothing_written(county.database):
        press(app, "提交延期申请")
    assert "告知来电人" in refusals(app)
    way = next(g for g in app.get("button_group") if g.key == field(app, "ext_way", ticket_id))
    way.set_value(ContactWay.PHONE).run()
    press(app, "提交延期申请")
    assert limit.last_extension(county, ticket_id).days == 6


def test_agreed_by_the_leader_granted_by_the_lead_and_told_on_the_page(county: County) -> None:
    ticket_id = flow.in_handling(county)
    limit.ask(county, ticket_id, 6, when="2026-09-29T11:00")
    leader = visiting.visit(county, "leader", "handling")
    assert "配件要从外地调运。" in visiting.texts(leader)
    press(leader, "同意，报热线办审批")
    office = visiting.visit(county, "office", "dispatching", query={"queue": "extensions"})
    assert "批准延期" not in visiting.texts(office)  # six days are the lead's
    lead = visiting.visit(county, "lead", "dispatching", query={"queue": "extensions"})
    press(lead, "批准延期")
    assert limit.last_extension(county, ticket_id).outcome is RequestOutcome.GRANTED
    page = visiting.visit(county, "handler", "ticket", query={"id": str(ticket_id)})
    assert "已用6　剩余9" in visiting.texts(page)


def test_a_promise_is_asked_with_its_length_and_approved(county: County) -> None:
    ticket_id = flow.in_handling(county)
    app = visiting.visit(county, "handler", "handling")
    choose(app, ticket_id, "promise", version(county, ticket_id))
    app.date_input(key=field(app, "pro_on", ticket_id)).set_value(date(2026, 11, 30)).run()
    assert "共40个工作日，11月30日（周一）18:00前再次答复" in visiting.texts(app)
    app.date_input(key=field(app, "pro_on", ticket_id)).set_value(date(2027, 3, 20)).run()
    assert "超过60个工作日" in visiting.texts(app)
    app.date_input(key=field(app, "pro_on", ticket_id)).set_value(date(2026, 11, 30)).run()
    app.text_area(key=field(app, "pro_reply", ticket_id)).set_value("已立项。")
    app.text_area(key=field(app, "pro_cause", ticket_id)).set_value("须公开招标。")
    way = next(g for g in app.get("button_group") if g.key == field(app, "pro_way", ticket_id))
    way.set_value(ContactWay.PHONE).run()
    press(app, "提交承诺申请")
    press(visiting.visit(county, "leader", "handling"), "同意，报热线办审批")
    lead = visiting.visit(county, "lead", "dispatching", query={"queue": "promises"})
    assert "已立项。" in visiting.texts(lead)
    press(lead, "批准承诺")
    assert limit.last_promise(county, ticket_id).outcome is RequestOutcome.GRANTED


def test_the_requester_comes_first_and_then_the_answer(county: County) -> None:
    ticket_id = flow.dispatched(county)
    app = press(visiting.visit(county, "handler", "handling"), "签收")
    keys = {area.key for area in app.text_area}
    assert field(app, "contact_note", ticket_id) in keys
    with county.work("handler") as uow:
        handling.contact(uow, ticket_id, way=ContactWay.PHONE, note="已通话。")
    app = visiting.visit(county, "handler", "handling")
    assert field(app, "reply", ticket_id) in {area.key for area in app.text_area}


def test_sent_back_by_the_leader_the_words_stand_in_the_form(county: County) -> None:
    ticket_id = flow.replied(county)
    with county.work("leader") as uow:
        handling.recall_reply(uow, ticket_id, reason="请写明修复时间。")
    app = visiting.visit(county, "handler", "handling")
    assert app.text_area(key=field(app, "reply", ticket_id)).value == "电梯已修复，恢复运行。"
    assert "请写明修复时间。" in visiting.texts(app)


def test_the_office_puts_the_grade_right_on_its_page(county: County) -> None:
    ticket_id = flow.dispatched(county)
    page = visiting.visit(county, "office", "ticket", query={"id": str(ticket_id)})
    choose(page, ticket_id, "change_grade", version(county, ticket_id))
    assert "调整后10月12日（周一）18:00到期。" in visiting.texts(page)
    page.text_area(key=field(page, "grade_reason", ticket_id)).set_value("涉及三栋楼。")
    press(page, "调整等级")
    assert flow.seen(county, ticket_id).grade is Grade.COMPLEX


def test_a_weighty_reply_is_agreed_and_not_signed_by_a_deputy(county: County) -> None:
    ticket_id = flow.replied(county, flow.in_handling(county, channel=Channel.LEADER))
    with county.work("admin") as uow:
        head = uow.session.query(Person).filter_by(username="handler").one()
        twin = Person(
            username="head", name="何局长", role=uow.session.query(Person)
            .filter_by(username="leader").one().role, unit_id=head.unit_id,
            password_hash=head.password_hash, created_at=uow.now, is_principal=True,
        )  # fmt: skip
        uow.session.add(twin)
    leader = visiting.visit(county, "leader", "handling")
    assert "同意，审签报送" not in visiting.texts(leader)
    press(leader, "同意，报何局长审签")
    chief = visiting.visit(county, "head", "handling")
    assert "周局长已同意。" in visiting.texts(chief)
    press(chief, "同意，审签报送")
    assert flow.state_of(county, ticket_id) is State.AWAITING_AUDIT
    with county.read("office") as reading:
        assert limits.why_weighty(reading, reading.seen_ticket(ticket_id)) == ["领导交办"]
