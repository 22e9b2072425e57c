"""A question that rests is looked at by its meaning: told in the list, and nothing that is read moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kb import meaning, vectors
from pages._ui import rested
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


def test_a_desk_that_was_left_may_tell_its_pause_late() -> None:
    """Its state is gone by then: nothing is kept, nothing fails."""
    kept: list[bool] = []
    rested._rest("knowledge", lambda: kept.append(True))
    assert kept == []


def test_what_shares_no_word_leaves_the_question_open(county: County, model: None) -> None:
    """意思相近 alone is no answer: a 求知单 may still be sent."""
    written.publish(county, EARTHWORMS)
    vectors.follow(county.database)
    app = visiting.visit(county, "taker", "knowledge", query={"q": "地龙"})
    app.session_state["knowledge_rested_text"] = "地龙"
    app.run()
    assert "没有直接对应的知识，下面是意思相近的" in visiting.texts(app)
    assert "发出" in [one.label for one in app.button]


def test_an_answer_that_is_only_like_the_question_leaves_it_open_too(county: County) -> None:
    written.publish(county)
    app = visiting.visit(county, "taker", "knowledge", query={"q": "暖气片在哪里买"})
    assert "没有直接对应" not in visiting.texts(app)
    assert "发出" in [one.label for one in app.button]
