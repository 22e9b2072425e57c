"""制度、工作日历: the text with its numbers, two steps to change one, and a year's notice taken in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.casework import policy_change
from core.insight import regulation
from tests.casework import flow
from tests.casework.notices import NOTICE_2027
from tests.pages import visiting
from tests.planted import County, at, nothing_written


def open_tab(app: AppTest, key: str, name: str) -> AppTest:
    """What a click on a tab does: AppTest has no way to click one."""
    app.session_state[key] = name
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    return app.run()


def keyed(app: AppTest, kind: str, prefix: str) -> object:
    return next(one for one in app.get(kind) if one.key and one.key.startswith(prefix))


def test_the_text_stands_with_its_numbers_and_its_life(county: County) -> None:
    text = visiting.texts(visiting.visit(county, "taker", "regulation"))
    assert "2022年8月19日发布，2022年9月18日起施行，有效期至2027年9月18日" in text
    assert "第二十三条" in text
    assert "简单件办结时限" in text
    assert "数值调整" not in text


def test_the_history_says_from_which_day_each_value_is(county: County) -> None:
    app = open_tab(visiting.visit(county, "office", "regulation"), "regulation_tab", "数值沿革")
    assert not app.exception
    assert "2022年9月18日" in visiting.texts(app)


def test_the_lead_proposes_looks_and_confirms(county: County) -> None:
    app = open_tab(visiting.visit(county, "lead", "regulation"), "regulation_tab", "数值调整")
    keyed(app, "multiselect", "policy_keys_").set_value(["grade_simple_days"]).run()  # type: ignore[attr-defined]
    keyed(app, "text_input", "policy_grade_simple_days_").set_value("4")  # type: ignore[attr-defined]
    with nothing_written(county.database):
        press(app, "提出调整")
    assert "请写明理由" in visiting.texts(app)
    keyed(app, "text_input", "policy_why_").set_value("县政府专题会议决定。")  # type: ignore[attr-defined]
    press(app, "提出调整")
    text = visiting.texts(app)
    assert "有1项数值调整待确认。" in text
    assert "3个工作日 → 4个工作日" in text
    with county.read("lead") as reading:
        assert reading.policy.days("grade_simple_days") == 3
    county.now += timedelta(minutes=1)
    press(app, "核对无误，确认调整")
    assert not app.exception
    with county.read("lead") as reading:
        assert reading.policy.days("grade_simple_days") == 4
        assert not regulation.proposals(reading)


def test_what_is_decided_for_a_later_day_stands_beside_todays_value(county: County) -> None:
    with county.work("lead") as uow:
        change = policy_change.propose(
            uow, changes={"rework_days": "4"}, effective_on=at("2026-11-01T00:00").date(),
            reason="先行公布。",
        )  # fmt: skip
    county.now += timedelta(minutes=1)
    with county.work("lead") as uow:
        policy_change.confirm(uow, change.id)
    assert "2026年11月1日起" in visiting.texts(visiting.visit(county, "handler", "regulation"))


def test_a_notice_is_pasted_looked_at_and_saved(county: County) -> None:
    """Dispatched on Wednesday 2026-12-30 for three days: Thursday 01-07 by the notice."""
    ticket_id = flow.dispatched(county, when="2026-12-30T10:00")
    app = open_tab(visiting.visit(county, "admin", "admin"), "admin_tab", "工作日历")
    keyed(app, "text_area", "cal_text_").set_value(NOTICE_2027).run()  # type: ignore[attr-defined]
    assert "2027年共" in visiting.texts(app)
    with nothing_written(county.database):
        press(app, "保存放假安排")
    assert "请写明通知的文号或来源" in visiting.texts(app)
    keyed(app, "text_input", "cal_source_").set_value("国办发明电〔2026〕9号").run()  # type: ignore[attr-defined]
    press(app, "保存放假安排")
    assert not app.exception
    assert "国办发明电〔2026〕9号（2027年）" in visiting.texts(app)
    assert [toast.value for toast in app.toast] == [
        "2027年放假安排已保存，重新计算了1张暂定时限的工单，其中1张的时限有变化。"
    ]
    assert flow.seen(county, ticket_id).due_at == at("2027-01-07T18:00")


@pytest.mark.parametrize("spoilt", ["", "1月1日（周四）"])
def test_a_doubtful_notice_shows_its_doubts(county: County, spoilt: str) -> None:
    app = open_tab(visiting.visit(county, "admin", "admin"), "admin_tab", "工作日历")
    text = NOTICE_2027.replace("1月1日（周五）", spoilt) if spoilt else "元旦放假"
    keyed(app, "text_area", "cal_text_").set_value(text).run()  # type: ignore[attr-defined]
    said = visiting.texts(app)
    assert ("而2027年这一天是周五" if spoilt else "没有读到任何节日") in said
