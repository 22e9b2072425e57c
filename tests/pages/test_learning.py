"""第十七条: the office sees what the search learned, why not where it did not, and can switch it or strike from it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.rules.terms import Role
from core.store.actor import Actor
from kb import indexing, judgements, learning
from kb.lessons import Pair
from kb.models import Correction, Judgement, SearchRecord
from kb.terms import SearchPlace
from tests.kb import written
from tests.pages import visiting
from tests.planted import County, count, nothing_written

DENIED = "这个页面不在您的工作范围内。"
SAID = ("冻得慌", "冰窖一样", "手都伸不出来")


@pytest.fixture(autouse=True)
def forgotten(county: County) -> Iterator[None]:
    """What a process learned is its own: the next test starts knowing nothing."""
    yield
    for _ in range(300):
        with county.read("editor") as reading:
            if not learning.is_running(reading):
                return
        time.sleep(0.1)


def settled(county: County) -> None:
    with county.read("editor") as reading:
        indexing.index_of(reading).settle(reading)


def taught(county: County) -> int:
    """An entry that was opened again and again after questions that share no word with it."""
    entry_id = written.publish(county, variant_questions=())
    written.publish(
        county, title="路灯不亮怎么办", standard_question="路灯坏了", variant_questions=()
    )
    with county.database.work(Actor.system()) as uow:
        uow.session.add_all(
            SearchRecord(
                asked_at=uow.now, place=SearchPlace.INTAKE, total=0, opened_entry_id=entry_id,
                question=f"屋里{SAID[n % 3]}第{n}回", opened_place=2, is_cited=True,
            )
            for n in range(40)
        )  # fmt: skip
    settled(county)
    learning.refresh(county.database)
    return entry_id


def button(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


@pytest.mark.parametrize("username", ["taker", "office", "handler", "leader", "inspector", "admin"])
def test_only_the_lead_and_the_editor_see_it(county: County, username: str) -> None:
    app = visiting.visit(county, username)
    with nothing_written(county.database):
        visiting.go(app, "learning")
    assert DENIED in visiting.texts(app)
    assert not any(str(one.key).startswith("kb_learning") for one in app.button)


def test_before_the_first_look_it_says_when_that_will_be(county: County) -> None:
    app = visiting.visit(county, "editor", "learning")
    assert not app.exception
    assert "第一次学习" in visiting.texts(app)


def test_with_few_questions_it_says_how_many_are_missing(county: County) -> None:
    written.publish(county)
    settled(county)
    learning.refresh(county.database)
    said = visiting.texts(visiting.visit(county, "lead", "learning"))
    assert "积累的问题还太少" in said
    assert "还差30个不同的问题才能试验" in said


def test_what_was_learned_is_shown_in_terms_only(county: County) -> None:
    taught(county)
    app = visiting.visit(county, "editor", "learning")
    said = visiting.texts(app)
    assert "检索正在使用学到的内容" in said
    assert re.search(r"每100个问题里，正确知识排进前3的由\d+个变100个", said)
    assert "暖气不热怎么办" in said
    assert "第7回" not in said


def test_the_switch_says_who_turned_it_and_stops_learning_at_once(county: County) -> None:
    taught(county)
    app = button(visiting.visit(county, "lead", "learning"), "kb_learning_switch")
    assert any("学习已关闭（钱主任于" in caption.value for caption in app.caption)
    with county.read("lead") as reading:
        assert not learning.is_on(reading)
    learning.refresh(county.database)
    assert "检索只按知识本身的文字排序" in visiting.texts(
        visiting.visit(county, "lead", "learning")
    )


def test_learning_anew_goes_on_in_the_background(county: County) -> None:
    app = button(visiting.visit(county, "editor", "learning"), "kb_learning_now")
    assert not app.exception


def test_what_is_left_out_can_be_brought_back(county: County) -> None:
    entry_id = taught(county)
    with county.work("editor") as uow:
        learning.exclude_entry(uow, entry_id)
        learning.exclude_pair(uow, Pair("冻得慌", "暖气"))
    said = visiting.texts(visiting.visit(county, "editor", "learning"))
    assert "冻得慌 → 暖气" in said


# --- 有用/没用 where it is read ------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_every_reader_may_say_whether_it_helped(county: County, role: Role) -> None:
    written.publish(county)
    name = {Role.CALL_TAKER: "taker", Role.OFFICE: "office", Role.OFFICE_LEAD: "lead",
            Role.HANDLER: "handler", Role.UNIT_LEADER: "leader", Role.INSPECTOR: "inspector",
            Role.KB_EDITOR: "editor"}[role]  # fmt: skip
    app = button(visiting.visit(county, name, "knowledge"), "kb_judge_yes")
    assert not app.exception
    assert "✓ 有用 1" in visiting.texts(app)
    button(app, "kb_judge_yes")
    assert count(county.database, Judgement) == 0


def test_useless_asks_why_and_the_line_becomes_a_correction(county: County) -> None:
    entry_id = written.publish(county)
    app = button(visiting.visit(county, "taker", "knowledge"), "kb_judge_no")
    why = next(one for one in app.text_input if str(one.key).startswith("kb_judge"))
    why.set_value("没有写周末办不办").run()
    button(app, "kb_why_send")
    assert count(county.database, Correction) == 1
    with county.read("taker") as reading:
        version = written.versions(reading, entry_id)[0]
        assert judgements.of(reading, entry_id, version.id).is_useful_to_me is False


# --- exclusions and the switch: nobody else, and nothing without a choice -----------------------


@pytest.mark.parametrize("username", ["lead", "editor"])
def test_what_is_struck_out_is_struck_by_who_may_and_learned_anew(
    county: County, username: str
) -> None:
    entry_id = taught(county)
    app = visiting.visit(county, username, "learning")
    with nothing_written(county.database):  # nothing is chosen yet
        assert app.button(key="kb_learning_no_entry").disabled
        assert app.button(key="kb_learning_no_pair").disabled
    button(visiting.pick(app, "kb_learning_entries", [entry_id]), "kb_learning_no_entry")
    with county.read(username) as reading:
        assert learning.excluded(reading).entry_ids == {entry_id}
