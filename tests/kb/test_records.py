"""第十七条、第十九条: a finished question is kept without whoever asked it, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.store.actor import Actor
from kb import records
from kb.models import SearchRecord
from kb.records import Asked
from kb.terms import SearchPlace
from tests.kb import written
from tests.planted import County, count, nothing_written


def asked(county: County, question: str = "暖气不热怎么办", **more: object) -> Asked:
    return Asked(SearchPlace.KNOWLEDGE, question, 3, county.now, **more)  # type: ignore[arg-type]


def rows(county: County) -> list[SearchRecord]:
    with county.read("office") as reading:
        return list(reading.session.query(SearchRecord))


def test_a_question_is_kept_with_what_came_of_it(county: County) -> None:
    entry_id = written.publish(county)
    with county.work("taker") as uow:
        records.keep(uow, asked(county, opened_entry_id=entry_id, opened_place=2, is_cited=True))
    (row,) = rows(county)
    assert (row.question, row.total, row.opened_place, row.is_cited) == (
        "暖气不热怎么办", 3, 2, True,
    )  # fmt: skip
    assert row.opened_entry_id == entry_id


@pytest.mark.parametrize(
    ("matter", "kept"),
    [
        ("暖气不热，电话13812341234", "暖气不热，电话138****1234"),
        ("暖气不热。我的联系电话是13812341234。怎么报修？", "暖气不热。怎么报修？"),
        ("我叫张三丰，低保怎么申请", "低保怎么申请"),
        ("户号1234567890停水", "户号*停水"),
        ("身份证142623198001011234，能不能办", "能不能办"),
        ("字" * 300, "字" * 200),
    ],
)
def test_who_asked_is_left_out(matter: str, kept: str) -> None:
    assert records.words_of(matter) == kept


@pytest.mark.parametrize(
    ("before", "after", "is_one"),
    [
        ("低保", "低保申请", True),
        ("低保申请", "低保", True),
        ("低保", "公积金", False),
        ("低保", "", False),
    ],
)
def test_a_question_being_typed_is_one(before: str, after: str, is_one: bool) -> None:
    assert records.is_continuation(before, after) is is_one


@pytest.mark.parametrize("question", ["", " ", "低", "联系电话13812341234"])
def test_what_asks_nothing_is_not_kept(one_county: County, question: str) -> None:
    with nothing_written(one_county.database), one_county.work("taker") as uow:
        records.keep(uow, asked(one_county, question))


def test_neither_the_administrator_nor_the_system_asks(one_county: County) -> None:
    for actor in (one_county.actor("admin"), Actor.system()):
        with nothing_written(one_county.database), one_county.database.work(actor) as uow:
            records.keep(uow, asked(one_county))


def test_a_failure_disturbs_no_search(one_county: County) -> None:
    with nothing_written(one_county.database):
        records.try_to_keep(
            one_county.database, one_county.actor("taker"), asked(one_county, opened_entry_id=99999)
        )


def test_old_records_are_forgotten(county: County) -> None:
    records.try_to_keep(county.database, county.actor("taker"), asked(county))
    county.now += timedelta(days=179)
    assert records.forget_old(county.database) == 0
    county.now += timedelta(days=2)
    assert records.forget_old(county.database) == 1
    assert count(county.database, SearchRecord) == 0
