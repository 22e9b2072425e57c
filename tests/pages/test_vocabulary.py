"""The words desk: the usual words by one button, a new group by keyboard, tried on a question, pasted lists."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from kb import indexing, synonyms
from kb.models import Synonym
from kb.synonyms import Words
from kb.terms import SynonymKind
from tests.kb import written
from tests.pages import visiting
from tests.planted import County, count


def field(app: AppTest, start: str):  # type: ignore[no-untyped-def]
    """The field whose key begins so: a form's key ends in what is drawn anew each time."""
    return next(one for one in app.text_input if (one.key or "").startswith(start))


def kept(county: County, words: Words) -> int:
    with county.work("office") as uow:
        row = synonyms.add(uow, words)
        uow.session.flush()
        return row.id


@pytest.mark.parametrize("username", ["office", "lead", "editor"])
def test_an_empty_table_offers_the_usual_words(county: County, username: str) -> None:
    app = visiting.visit(county, username, "vocabulary")
    assert "还没有同义词。" in visiting.texts(app)
    app.button(key="syn_common_load").click().run()
    assert not app.exception
    assert count(county.database, Synonym) >= 100
    assert "共 " in visiting.texts(app)


def test_a_group_is_written_tried_and_kept(county: County) -> None:
    written.publish(
        county, title="集中供热新开户", standard_question="怎么开通供热", variant_questions=(),
        spoken_answer="向供热公司申请。", text="供热管网到达的小区可以申请。", keywords=("入网",),
    )  # fmt: skip
    with county.read("office") as reading:
        indexing.index_of(reading).settle(reading)
    app = visiting.visit(county, "office", "vocabulary")
    field(app, "said_").set_value("小太阳、小暖").run()
    field(app, "written_").set_value("供热").run()
    app.text_input(key="syn_try").set_value("小太阳").run()
    assert "加上新写的这组" in visiting.texts(app)
    assert "没有直接对应的知识" in visiting.texts(app)
    assert count(county.database, Synonym) == 0
    app.button(key="syn_save_new").click().run()
    with county.read("office") as reading:
        (group,) = synonyms.groups(reading)
    assert (group.kind, group.said, group.written) == (
        SynonymKind.SPOKEN, ("小太阳", "小暖"), ("供热",),
    )  # fmt: skip
    assert field(app, "said_").value == ""


def test_what_is_refused_stays_in_the_fields(county: County) -> None:
    app = visiting.visit(county, "office", "vocabulary")
    field(app, "said_").set_value("暖气").run()
    app.button(key="syn_save_new").click().run()
    assert "同义词一组至少写两个词。" in visiting.texts(app)
    assert field(app, "said_").value == "暖气"
    assert count(county.database, Synonym) == 0


def test_the_found_group_is_switched_off_and_removed(county: County) -> None:
    kept(county, Words(SynonymKind.EQUAL, ("暖气", "供热")))
    kept(county, Words(SynonymKind.EQUAL, ("养狗", "养犬")))
    app = visiting.visit(county, "editor", "vocabulary")
    app.text_input(key="syn_find").set_value("养犬").run()
    app.button(key="syn_switch").click().run()
    with county.read("editor") as reading:
        assert [group.is_active for group in synonyms.groups(reading, "养狗")] == [False]
    app.button(key="syn_remove").click().run()
    assert count(county.database, Synonym) == 1


def test_a_bad_pasted_list_is_told_by_line(county: County) -> None:
    with county.read("office") as reading:
        found = synonyms.check(reading, "养狗=养犬\n低保")
    assert [problem.line for problem in found.problems] == [2]
    app = visiting.visit(county, "office", "vocabulary")
    assert [tab.label for tab in app.tabs] == ["词表", "粘贴导入"]
