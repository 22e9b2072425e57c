"""知识缺口 and 求知单 on the screens: gathered, asked, answered, seen."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from kb import records, requests
from kb.models import KnowledgeRequest
from kb.records import Asked
from kb.terms import SearchPlace
from tests.pages import visiting
from tests.planted import HOUSING, County, count


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
    press(app, "发求知单给")
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
