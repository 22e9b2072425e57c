"""A question that rests is looked at by its meaning: told in the list, and nothing that is read moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kb import meaning, vectors
from tests.kb import pairs, written
from tests.kb.written import HEATING
from tests.pages import visiting
from tests.planted import County

EARTHWORMS = replace(
    HEATING, title="蚯蚓养殖补贴", standard_question="蚯蚓养殖补贴", variant_questions=(),
    spoken_answer="请到农业农村局申报。", text="每亩三百元。", keywords=(),
)  # fmt: skip


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOTLINE_MEANING", pairs.SETTING)
    meaning.loaded.cache_clear()
    vectors.forget()
    yield
    meaning.loaded.cache_clear()
    vectors.forget()


def test_only_the_rested_question_is_asked_by_meaning(county: County, model: None) -> None:
    written.publish(county)
    written.publish(county, EARTHWORMS)
    vectors.follow(county.database)
    app = visiting.visit(county, "taker", "knowledge", query={"q": "地龙"})
    assert "意思相近" not in visiting.texts(app)

    app.session_state["knowledge_rested_text"] = "地龙"
    app.run()

    assert "意思相近" in visiting.texts(app)
    assert "蚯蚓养殖补贴" in visiting.texts(app)


def test_an_answer_opened_by_hand_stays_open(county: County, model: None) -> None:
    opened = written.publish(county)
    written.publish(county, EARTHWORMS)
    vectors.follow(county.database)
    app = visiting.visit(county, "taker", "knowledge", query={"q": "地龙", "entry": str(opened)})

    app.session_state["knowledge_rested_text"] = "地龙"
    app.run()

    assert HEATING.text in visiting.texts(app)
    assert EARTHWORMS.text not in visiting.texts(app).replace(
        "<p data-own-words>每亩三百元。</p>", ""
    )
