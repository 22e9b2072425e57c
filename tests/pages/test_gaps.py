"""知识缺口 and 求知单 on the screens: gathered, asked, answered, seen."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from kb import gaps, records, requests
from kb.models import Entry, KnowledgeRequest
from kb.records import Asked
from kb.terms import EntryState, SearchPlace
from tests.casework import flow
from tests.kb import written
from tests.pages import visiting
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, count


def press(app: AppTest, label: str) -> AppTest:
    app = next(one for one in app.button if one.label.startswith(label)).click().run()
    assert not app.exception
    return app


@pytest.fixture
def gap(county: County) -> None:
    one = Asked(SearchPlace.KNOWLEDGE, "老旧小区加装电梯补贴", 0, county.now)
    records.try_to_keep(county.database, county.actor("taker"), one)


@pytest.mark.usefixtures("gap")
def test_a_gap_is_asked_of_a_unit_with_one_click(county: County) -> None:
    app = visiting.visit(county, "office", "gaps")
    assert not app.exception
    assert "老旧小区加装电梯补贴" in visiting.texts(app)
    press(app, "发求知单")
    assert count(county.database, KnowledgeRequest) == 1


def test_an_empty_list_is_calm(county: County) -> None:
    app = visiting.visit(county, "editor", "gaps")
    assert not app.exception


def test_the_answer_is_shown_to_who_asked(county: County) -> None:
    with county.work("taker") as uow:
        asked = requests.ask(uow, question="加装电梯有补贴吗", unit_id=county.unit_id(HOUSING))
    with county.work("handler") as uow:
        requests.answer(uow, asked, answer="每部补贴十万元。")
    app = visiting.visit(county, "taker", "knowledge")
    assert "您的求知单有答复" in visiting.texts(app)
    app = press(app, "知道了")
    assert "您的求知单有答复" not in visiting.texts(app)


def test_the_unit_answers_on_its_desk(county: County) -> None:
    with county.work("taker") as uow:
        requests.ask(uow, question="加装电梯有补贴吗", unit_id=county.unit_id(HOUSING))
    app = visiting.visit(county, "handler", "knowledge_edit")
    assert not app.exception
    area = next(one for one in app.text_area if one.label == "答复")
    press(area.set_value("每部补贴十万元。").run(), "答复")
    with county.read("office") as reading:
        assert reading.session.query(KnowledgeRequest).one().answer == "每部补贴十万元。"


def test_an_entry_there_is_answers_and_is_opened_by_who_asked_and_who_joined(
    county: County,
) -> None:
    entry_id = written.publish(county, title="加装电梯补贴", unit=HOUSING)
    with county.work("taker") as uow:
        asked = requests.ask(uow, question="加装电梯有补贴吗", unit_id=county.unit_id(HOUSING))
    with county.work("taker2") as uow:
        requests.join(uow, asked)
    app = visiting.visit(county, "handler", "knowledge_edit")
    choice = next(one for one in app.selectbox if one.label == "或者选已有的知识作答")
    press(choice.set_value(entry_id).run(), "答复")
    for username in ("taker", "taker2"):
        app = visiting.visit(county, username, "knowledge")
        said = visiting.texts(app)
        assert "已入库" in said
        assert "见知识《加装电梯补贴》" in said
        assert ("您的求知单有答复" in said) == (username == "taker")
        app = press(app, "打开知识")
        assert app.session_state["knowledge_picked"] == entry_id


@pytest.mark.usefixtures("gap")
def test_another_unit_may_be_asked(county: County) -> None:
    app = visiting.visit(county, "office", "gaps")
    next(one for one in app.selectbox if one.label == "单位").set_value(
        county.unit_id(CIVIL_AFFAIRS)
    ).run()
    press(app, "发求知单")
    with county.read("office") as reading:
        asked = reading.session.query(KnowledgeRequest).one()
        assert asked.unit_id == county.unit_id(CIVIL_AFFAIRS)
        assert asked.question == "老旧小区加装电梯补贴"


@pytest.mark.usefixtures("gap")
def test_a_draft_begins_with_the_question(county: County) -> None:
    app = visiting.visit(county, "editor", "gaps")
    press(app, "起草知识")
    with county.read("office") as reading:
        entry = reading.session.query(Entry).one()
        assert (entry.title, entry.state) == ("老旧小区加装电梯补贴", EntryState.DRAFT)


@pytest.mark.usefixtures("gap")
def test_no_gap_and_a_gap_again(county: County) -> None:
    app = press(visiting.visit(county, "editor", "gaps"), "不作缺口")
    assert "没有知识缺口" in visiting.texts(app)
    app.segmented_control[0].set_value("不作缺口").run()
    press(app, "恢复为缺口")
    with county.read("office") as reading:
        assert len(gaps.listed(reading)) == 1


def test_a_closed_ticket_is_settled_with_one_click(county: County) -> None:
    ticket_id = flow.closed(county)
    app = visiting.visit(county, "office", "ticket", query={"id": str(ticket_id)})
    app = press(app, "沉淀为知识")
    assert "已沉淀为知识" in visiting.texts(app)
    with county.read("office") as reading:
        assert reading.session.query(Entry).one().settled_from_id == ticket_id


def test_a_call_taker_sees_her_own_requests(county: County) -> None:
    with county.work("taker") as uow:
        requests.ask(uow, question="加装电梯有补贴吗", unit_id=county.unit_id(HOUSING))
    app = visiting.visit(county, "taker", "knowledge")
    assert "加装电梯有补贴吗" in visiting.texts(app)
    assert HOUSING in visiting.texts(app)
