"""试搜: the place a draft is shown in while it is written is the place it has once it is published."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from kb import analyzer, entries, finder, indexing, preview
from kb.entry_text import EntryText
from kb.preview import Draft
from kb.terms import Audience, EntryKind
from tests.kb import written
from tests.planted import HOUSING, County, at, nothing_written

QUESTIONS = (
    "暖气不热怎么办",
    "屋里冰凉",
    "供热温度多少度",
    "供热公司电话",
    "物业费",
    "取暖费退费",
    "nuanqi",
    "家里不暖和找谁",
)
OTHERS = (
    ("供热温度不达标怎么退费", "供热温度低于18℃的，可以测温后申请退费。"),
    ("供热公司报修电话", "供热公司报修电话24小时有人接听。"),
    ("物业费能不交吗", "应当按合同交物业费，再要求物业整改。"),
    ("取暖费什么时候交", "取暖费在供暖期开始前交纳。"),
    ("暖气管道漏水怎么办", "暖气管道漏水请先关阀门，再打供热公司电话。"),
)


def stock(county: County) -> None:
    for title, text in OTHERS:
        written.publish(county, title=title, standard_question=title, variant_questions=(),
                        spoken_answer="", text=text, keywords=())  # fmt: skip


def foreseen(county: County, draft: Draft) -> list[int | None]:
    with county.read("editor") as reading:
        return [one.place for one in preview.places(reading, draft, QUESTIONS)]


def found(county: County, entry_id: int) -> list[int | None]:
    with county.read("editor") as reading:
        answers = [finder.find(reading, question, limit=50).hits for question in QUESTIONS]
    places = [[hit.entry_id for hit in hits] for hits in answers]
    return [ids.index(entry_id) + 1 if entry_id in ids else None for ids in places]


def test_a_new_entry_stands_where_it_was_foreseen(county: County) -> None:
    stock(county)
    places = foreseen(county, Draft(written.HEATING, EntryKind.FAQ, county.unit_id(HOUSING)))
    entry_id = written.publish(county, unit=HOUSING)
    assert places == found(county, entry_id)
    assert places[0] == 1
    assert places[4] is None


def test_a_new_version_stands_where_it_was_foreseen(county: County) -> None:
    stock(county)
    entry_id = written.publish(county)
    better = replace(written.HEATING, keywords=("取暖费", "退费"), text="家里不暖和，找供热公司。")
    places = foreseen(county, Draft(better, EntryKind.FAQ, None, entry_id))
    with county.work("editor") as uow:
        entries.revise(uow, entry_id, better)
        entries.submit(uow, entry_id)
        entries.publish(uow, entry_id)
    assert places == found(county, entry_id)


def test_the_first_entry_of_an_empty_knowledge_base_is_foreseen_too(county: County) -> None:
    places = foreseen(county, Draft(written.HEATING, EntryKind.FAQ, None))
    assert places == found(county, written.publish(county))


def test_foreseeing_changes_neither_the_index_nor_the_answers(one_county: County) -> None:
    stock(one_county)
    with one_county.read("taker") as reading:
        before = [finder.find(reading, question) for question in QUESTIONS]
        index = indexing.index_of(reading).current(reading)
        revision = index.revision
    with nothing_written(one_county.database):
        foreseen(one_county, Draft(written.HEATING, EntryKind.FAQ, None))
    with one_county.read("taker") as reading:
        after = [finder.find(reading, question) for question in QUESTIONS]
    assert index.revision == revision
    for was, is_now in zip(before, after, strict=True):
        assert [(hit.entry_id, hit.score) for hit in was.hits] == [
            (hit.entry_id, hit.score) for hit in is_now.hits
        ]


def test_what_stands_above_and_which_words_are_missing_is_told(one_county: County) -> None:
    stock(one_county)
    text = EntryText(title="报修", text="请打电话。", audience=Audience.PUBLIC)
    with one_county.read("editor") as reading:
        (place,) = preview.places(reading, Draft(text, EntryKind.FAQ, None), ["供热公司报修电话"])
    assert place.place is not None
    assert place.place > 1
    assert place.above[0].title == "供热公司报修电话"
    assert "供热" in "".join(place.absent)
    assert "报修" not in place.absent


def test_a_text_that_holds_later_is_asked_on_its_first_day(one_county: County) -> None:
    text = replace(written.HEATING, effective_from=at("2026-11-01T00:00").date())
    with one_county.read("editor") as reading:
        (place,) = preview.places(reading, Draft(text, EntryKind.FAQ, None), ["暖气不热"])
    assert place.place == 1


@pytest.mark.parametrize("question", ["", "   ", "\n"])
def test_nothing_asked_is_nothing_answered(one_county: County, question: str) -> None:
    with one_county.read("editor") as reading:
        assert (
            preview.places(reading, Draft(written.HEATING, EntryKind.FAQ, None), [question]) == []
        )


def test_words_are_compared_as_they_are_searched() -> None:
    text = EntryText(title="ETC办理", keywords=("高速",))
    assert preview.absent(text, "ＥＴＣ在高速哪里办") == tuple(
        word for word in analyzer.query("在哪里").views.words if len(word) > 1
    )


def test_a_draft_is_ranked_in_memory_so_that_two_who_write_never_share_a_file(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(county)
    no_folder = tmp_path / "file"
    no_folder.touch()
    monkeypatch.setattr(tempfile, "tempdir", str(no_folder))
    assert foreseen(county, Draft(written.HEATING, EntryKind.FAQ, None))[0] == 1
