"""热点 on the screen: proposed, taken up, added to, split, settled; and read by the inspector."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.casework import topics as steps
from core.insight import topics
from core.rules.terms import TopicState
from core.store.models import HotTopic, IssuedPaper
from tests.casework import flow
from tests.pages import visiting
from tests.planted import County, at, count


@pytest.fixture
def calls(county: County) -> list[int]:
    """Four calls about one estate's heating, on Tuesday 2026-09-29."""
    return [
        flow.registered(
            county, title="安康小区暖气不热", body=f"安康小区{n}号楼暖气不热，才十三度。"
        )
        for n in range(1, 5)
    ]


@pytest.fixture
def topic_id(county: County, calls: list[int]) -> int:
    """Three of them in a watched topic."""
    with county.work("office") as uow:
        return steps.take_up(uow, calls[:3], title="安康小区供暖").id


def press(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def show(app: AppTest, which: str) -> AppTest:
    picked: Any = next(one for one in app.get("button_group") if one.key == "topics_list")
    app = picked.set_value(which).run()
    assert not app.exception
    return app


def state_of(county: County, topic_id: int) -> TopicState:
    with county.read("office") as reading:
        return topics.topic(reading, topic_id).state


@pytest.mark.parametrize("who", ["office", "lead", "inspector"])
def test_an_empty_page_is_calm(county: County, who: str) -> None:
    app = visiting.visit(county, who, "topics")
    assert not app.exception
    for which in ("持续", "已关注", "去年同期"):
        show(app, which)


@pytest.mark.usefixtures("calls")
def test_a_proposal_is_taken_up_with_one_click(county: County) -> None:
    app = visiting.visit(county, "office", "topics")
    assert "安康小区暖气不热" in visiting.texts(app)
    press(app, "topic_take_up")
    assert count(county.database, HotTopic) == 1


@pytest.mark.usefixtures("calls")
def test_a_proposal_is_dismissed_only_with_a_reason(county: County) -> None:
    app = press(visiting.visit(county, "office", "topics"), "topic_dismiss_proposal")
    assert "请写明为什么不作热点" in visiting.texts(app)
    assert count(county.database, HotTopic) == 0
    app.text_area[0].set_value("正在升温，属正常。").run()
    press(app, "topic_dismiss_proposal")
    assert count(county.database, HotTopic) == 1


def test_what_came_later_is_added_by_a_person(
    county: County, calls: list[int], topic_id: int
) -> None:
    app = show(visiting.visit(county, "office", "topics"), "已关注")
    assert "又有1件像是同一事项" in visiting.texts(app)
    press(app, "topic_add")
    with county.read("office") as reading:
        facts = topics.topic(reading, topic_id).facts
    assert facts is not None
    assert facts.ids == tuple(calls)


def test_a_topic_is_settled_and_watched_again(county: County, topic_id: int) -> None:
    app = show(visiting.visit(county, "lead", "topics"), "已关注")
    app.text_area(key=f"topic_settled_{topic_id}").set_value("换热站修好。").run()
    app = press(app, "topic_settle")
    assert state_of(county, topic_id) is TopicState.SETTLED
    press(app, "topic_resume")
    assert state_of(county, topic_id) is TopicState.WATCHED


@pytest.mark.usefixtures("topic_id")
def test_a_report_is_drafted_with_one_click(county: County) -> None:
    app = show(visiting.visit(county, "office", "topics"), "已关注")
    press(app, "topic_report")
    assert count(county.database, IssuedPaper) == 1


@pytest.mark.usefixtures("topic_id")
def test_the_inspector_reads_and_changes_nothing(county: County) -> None:
    app = show(visiting.visit(county, "inspector", "topics"), "已关注")
    said = visiting.texts(app)
    assert "安康小区供暖" in said
    assert "另有3件不在您的查阅范围内" in said
    assert not [one for one in app.button if (one.key or "").startswith("topic_")]


@pytest.mark.usefixtures("topic_id")
def test_a_year_later_it_is_something_to_prepare_for(county: County) -> None:
    county.now = at("2027-09-20T10:00")
    app = show(visiting.visit(county, "office", "topics"), "去年同期")
    assert "宜先准备" in visiting.texts(app)
