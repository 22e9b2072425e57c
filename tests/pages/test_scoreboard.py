"""单位考核榜 and 月度考核: overseers see the groups, a unit itself; a month is frozen by two clicks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core.casework import auditing, handling, months
from core.insight import frozen
from core.store.models import Contest, Ticket
from tests.casework import flow
from tests.pages import visiting
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at

SEPTEMBER = date(2026, 9, 1)


def lived(county: County) -> None:
    """Six tickets of September, due and signed in September, one of them late; it is October now."""
    for number in range(6):
        county.now = at("2026-09-21T10:00")  # Monday; three working days end Thursday 09-24 18:00
        ticket_id = flow.replied(county)
        county.now = at("2026-09-24T18:00" if number else "2026-09-25T09:00")
        with county.work("leader") as uow:
            handling.sign_off(uow, ticket_id)
    county.now = at("2026-10-10T09:00")


def freeze(county: County) -> None:
    """September, in its two steps."""
    with county.work("lead") as uow:
        seen = months.prepare(uow, SEPTEMBER, {}).sha256
    with county.work("lead") as uow:
        months.confirm(uow, SEPTEMBER, seen_sha256=seen)


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def test_the_board_ranks_a_group_and_opens_the_best(county: County) -> None:
    lived(county)
    app = visiting.visit(county, "inspector", "scoreboard", query={"month": "2026年9月"})
    assert not app.exception
    shown = visiting.texts(app)
    assert "单位考核榜" in shown
    assert "83.3% 5/6" in shown
    assert "县直第1名" in shown
    assert "实时数据，还没有冻结" in shown


def test_a_unit_sees_its_own_card_and_nobody_elses_name(county: County) -> None:
    lived(county)
    app = visiting.visit(county, "leader", "scoreboard", query={"month": "2026年9月"})
    assert not app.exception
    shown = visiting.texts(app)
    assert "本单位考核" in shown
    assert HOUSING in shown
    assert CIVIL_AFFAIRS not in shown
    assert "县直组参加排名1个单位，本单位第1名" in shown


def test_a_unit_without_anything_is_told_so(county: County) -> None:
    app = visiting.visit(county, "handler2", "scoreboard")
    assert not app.exception
    assert "无应办结工单" in visiting.texts(app)


def test_art20_two_clicks_freeze_a_month(county: County) -> None:
    lived(county)
    app = visiting.visit(county, "lead", "assessment")
    assert not app.exception
    assert "未评工作机制的单位" in visiting.texts(app)
    press(app, "提取数据")
    assert "数据已提取" in " ".join(toast.value for toast in app.toast)
    with county.read("lead") as reading:
        assert frozen.scores(reading, at("2026-09-01T00:00").date()) == []  # not confirmed yet
    press(app, "确认冻结")
    assert not app.exception
    assert "2026年9月已冻结" in visiting.texts(app)
    with county.read("leader") as reading:
        (own,) = frozen.of_unit(reading, county.unit_id(HOUSING))
        assert own.rank == 1
        assert {line.unit_id for line in frozen.scores(reading, own.month)} == {own.unit_id}


def test_a_running_month_says_why_it_cannot_be_frozen(county: County) -> None:
    county.now = at("2026-10-10T09:00")
    app = visiting.visit(county, "lead", "assessment", query={"month": "2026年9月"})
    assert not app.exception
    county.now = at("2026-09-29T10:00")
    app = visiting.visit(county, "lead", "assessment")
    press(app, "提取数据")
    assert not app.exception


def test_only_the_lead_finds_the_steps(county: County) -> None:
    for username in ("office", "inspector"):
        app = visiting.visit(county, username, "assessment")
        assert not app.exception
        assert "提取数据" not in {button.label for button in app.button}
        assert "由县热线办负责人提取、确认" in visiting.texts(app)


def test_a_frozen_month_says_who_froze_it_and_what_moved_since(county: County) -> None:
    lived(county)
    freeze(county)
    app = visiting.visit(county, "office", "scoreboard", query={"month": "2026年9月"})
    assert not app.exception
    assert "已冻结：钱主任2026-10-10 09:00提取，钱主任2026-10-10 09:00确认" in visiting.texts(app)
    app.segmented_control(key="board_view").set_value("live").run()
    assert "这个月已冻结，考核以冻结数据为准" in visiting.texts(app)
    app.segmented_control(key="board_view").set_value("differences").run()
    assert not app.exception
    assert "冻结以后数据没有变化。" in visiting.texts(app)


def test_a_leader_contests_a_ticket_from_the_card(county: County) -> None:
    """The one signed on Friday instead of Thursday; a handler only reads the list."""
    lived(county)
    with county.read("office") as reading:
        late = reading.session.scalars(reading.visible_tickets().order_by(Ticket.id)).first()
        assert late is not None
    with county.work("office") as uow:
        auditing.audit_reply(uow, late.id)
    freeze(county)
    app = visiting.visit(county, "leader", "scoreboard", query={"month": "2026年9月"})
    assert not app.exception
    visiting.pick(app, "against_2026-09-01", [late.id])
    app.text_area(key=f"step_contest_ground_{late.id}").set_value("地址登记有误。")
    app.text_area(key=f"step_contest_evidence_{late.id}").set_value("通话录音一份。")
    press(app, "提交申诉")
    assert not app.exception
    assert "考核申诉待认定" in visiting.texts(app)
    with county.read("lead") as reading:
        filed = reading.session.scalars(select(Contest)).one()
        assert (filed.ticket_id, filed.filed_by) == (late.id, "周局长")
    app = visiting.visit(county, "handler", "scoreboard", query={"month": "2026年9月"})
    assert late.number in visiting.texts(app)
    assert "提交申诉" not in {button.label for button in app.button}


def test_the_year_ranks_whoever_was_ranked_in_a_month(county: County) -> None:
    lived(county)
    freeze(county)
    app = visiting.visit(county, "inspector", "assessment", query={"month": "2026年9月"})
    assert "由县热线办负责人作调整" in visiting.texts(app)
    app.session_state["assessment_tab"] = "年度汇总"
    app.run()
    assert not app.exception
    shown = visiting.texts(app)
    assert "2026年汇总" in shown
    assert "各月都没有可考核的工单" in shown
    with county.read("inspector") as reading:
        ranked = {line.name: line.rank for line in frozen.year(reading, 2026) if line.rank}
    assert ranked == {HOUSING: 1}
