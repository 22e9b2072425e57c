"""第十七条: what earlier callers asked helps the next ones, is tried on itself first, and keeps no caller's words."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from core.casework import intake
from core.errors import NotAllowed
from core.store.models import AuditRow
from kb import answers, indexing, learning, learning_report, search, trial
from kb.document import Document
from kb.index import Index
from kb.lessons import Lesson, Lessons, Trust
from tests.kb import written
from tests.planted import County, count, nothing_written

PLACES = tuple("东西南北中前后左右上下内外大小高低新旧长短红黄蓝白黑青金木水火土")

ENTRIES = [
    Document(
        id=f"entry-{place}",
        title=f"{place}字号事项办理须知",
        text=f"{place}门窗口受理，{place}区核验。",
    )
    for place in PLACES
]
"""Thirty-two entries nobody would find by the words people really use."""

ASKED = [
    Lesson(f"{word}{place}咋弄", f"entry-{place}")
    for place in PLACES
    for word in ("俺那个", "问一下", "急着要")
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index.rebuild(tmp_path_factory.mktemp("learning") / "index", ENTRIES, revision=1)


def taught(opened: Index, lessons: list[Lesson]) -> Lessons:
    words = {one.id: learning.words_of(one) for one in ENTRIES}
    return Lessons(lessons, words, functools.partial(opened.snapshot().share_of, "words"))


def first(opened: Index, text: str, lessons: Lessons | None) -> list[str]:
    found = search.search(opened, text, audiences=None, on_day=None, lessons=lessons)
    return [hit.id for hit in found.hits]


def test_an_entry_that_answered_a_question_is_found_by_the_next_one_like_it(opened: Index) -> None:
    lessons = taught(opened, [Lesson("孩子上户口要啥手续", "entry-东")])
    assert first(opened, "娃上户口", None)[0] != "entry-东"
    assert first(opened, "娃上户口", lessons)[0] == "entry-东"


def test_a_faded_question_counts_less(opened: Index) -> None:
    lessons = taught(
        opened, [Lesson("换驾照", "entry-东", weight=0.2), Lesson("换驾照", "entry-西", weight=1.0)]
    )
    assert first(opened, "换驾照", lessons)[:2] == ["entry-西", "entry-东"]


def test_what_is_not_trusted_changes_nothing(opened: Index) -> None:
    lessons = taught(opened, ASKED)
    lessons.trust = Trust(asked=0.0, associated=0.0)
    for text in ("俺那个东咋弄", "窗口受理", "没有"):
        assert first(opened, text, lessons) == first(opened, text, None)


def test_an_entry_that_is_gone_is_not_brought_back(opened: Index, tmp_path: Path) -> None:
    fewer = Index.rebuild(tmp_path / "index", ENTRIES[1:], revision=1)
    lessons = taught(opened, [Lesson("孩子上户口", f"entry-{PLACES[0]}")])
    assert f"entry-{PLACES[0]}" not in first(fewer, "孩子上户口", lessons)


def learned(opened: Index, lessons: list[Lesson]) -> Lessons | None:
    words = {one.id: learning.words_of(one) for one in ENTRIES}
    return trial.learn(
        opened, lessons, words, functools.partial(opened.snapshot().share_of, "words")
    )


def test_learning_that_helps_hidden_questions_is_followed(opened: Index) -> None:
    questions = [
        Lesson(f"{asking}{word}", f"entry-{place}")
        for place, word in zip(
            PLACES, ("户口", "低保", "驾照", "婚证", "暖气", "电梯", "路灯", "井盖"), strict=False
        )
        for asking in ("请问咋办", "俺想问", "到哪办", "能不能办", "多少钱")
    ]
    lessons = learned(opened, questions)
    assert lessons is not None
    assert lessons.trust.asked > 0
    assert first(opened, "俺家驾照", lessons)[0] == f"entry-{PLACES[2]}"


def test_learning_that_does_not_help_is_left_out(opened: Index) -> None:
    """Every question led somewhere else: nothing can be learned for the next."""
    assert (
        learned(opened, [Lesson(f"第{n}号闲话{n * 7919}", ENTRIES[n % 32].id) for n in range(90)])
        is None
    )


def test_a_few_questions_teach_nothing_yet(opened: Index) -> None:
    assert learned(opened, ASKED[: trial.FEWEST_ASKED - 1]) is None


# --- from the county's own tickets ----------------------------------------------------------------


def answered(county: County, text: str, entry_id: int, **fields: object) -> None:
    with county.work("taker") as uow:
        ticket = intake.register(uow, intake.Registration(text, text, **fields))  # type: ignore[arg-type]
        answers.answer_directly(uow, ticket.id, entry_id=entry_id)


def settled(county: County) -> None:
    with county.read("office") as reading:
        indexing.index_of(reading).settle(reading)


def test_closed_direct_answers_teach_and_confidential_ones_do_not(one_county: County) -> None:
    entry_id = written.publish(one_county)
    other_id = written.publish(
        one_county, title="路灯不亮怎么办", standard_question="路灯不亮怎么办", variant_questions=()
    )
    for n in range(trial.FEWEST_ASKED):
        answered(one_county, f"俺炕头冻得慌，第{n}回打电话了", entry_id)
        answered(one_county, f"外头乌漆嘛黑，第{n}回打电话了", other_id)
    answered(one_county, "绝密的冷炕", other_id, is_confidential=True)
    settled(one_county)

    lessons = learning.refresh(one_county.database).lessons

    assert lessons is not None
    assert lessons.count == 2 * trial.FEWEST_ASKED
    assert "绝密" not in repr(vars(lessons))
    with one_county.read("taker") as reading:
        assert learning.known(reading) is lessons


def test_the_switch_is_the_publishers_and_stops_learning(one_county: County) -> None:
    entry_id = written.publish(one_county)
    for n in range(trial.FEWEST_ASKED):
        answered(one_county, f"俺炕头冻得慌，第{n}回打电话了", entry_id)
    settled(one_county)
    with (
        nothing_written(one_county.database),
        pytest.raises(NotAllowed),
        one_county.work("handler") as uow,
    ):
        learning.switch(uow, is_on=False)

    with one_county.work("editor") as uow:
        learning.switch(uow, is_on=False)

    assert count(one_county.database, AuditRow) > 0
    report = learning.refresh(one_county.database)
    assert not report.is_followed
    assert learning_report.why_off(report).startswith("学习已关闭")
