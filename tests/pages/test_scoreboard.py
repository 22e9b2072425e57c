"""单位考核榜 and 月度考核: overseers see the groups, a unit itself; a month is frozen by two clicks."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.casework import handling
from core.insight import frozen
from tests.casework import flow
from tests.pages import visiting
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at


def lived(county: County) -> None:
    """Six tickets of September, due and signed in September, one of them late; it is October now."""
    for number in range(6):
        county.now = at("2026-09-21T10:00")  # Monday; three working days end Thursday 09-24 18:00
        ticket_id = flow.replied(county)
        county.now = at("2026-09-24T18:00" if number else "2026-09-25T09:00")
        with county.work("leader") as uow:
            handling.sign_off(uow, ticket_id)
    county.now = at("2026-10-10T09:00")


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
