"""Finding answers: what is in force and may be read, at once after a change, with or without the index."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.rules.terms import Role
from core.store.actor import Actor
from core.store.models import Counter
from kb import entries, entry_checks, finder, indexing
from kb.finder import Found
from kb.index import Index
from kb.indexing import IndexHandle
from kb.terms import Audience, EntryKind
from tests.kb import written
from tests.kb.written import HEATING
from tests.planted import CIVIL_AFFAIRS, HOUSING, OTHER_TOWN, TOWN, County, at


def find(county: County, text: str, username: str = "taker", **options: Any) -> Found:
    with county.read(username) as reading:
        return finder.find(reading, text, **options)


def titles(found: Found) -> list[str]:
    return [hit.title for hit in found.hits]


def handle(county: County) -> IndexHandle:
    with county.read("taker") as reading:
        return indexing.index_of(reading)


@pytest.fixture
def no_index(county: County) -> Iterator[County]:
    """A county whose index is gone and cannot be made again: a file stands in its place."""
    directory = handle(county).directory
    shutil.rmtree(directory, ignore_errors=True)
    directory.parent.mkdir(parents=True, exist_ok=True)
    directory.write_bytes(b"")
    yield county
    if directory.is_file():
        directory.unlink()


# --- what is found ---------------------------------------------------------------------------------


def test_what_was_published_a_moment_ago_is_found(county: County) -> None:
    assert find(county, "暖气").hits == []
    entry_id = written.publish(county, unit=HOUSING)
    found = find(county, "暖气不热")
    (hit,) = found.hits
    assert (hit.entry_id, hit.kind, hit.title) == (entry_id, EntryKind.FAQ, "暖气不热怎么办")
    assert (hit.unit_name, hit.spoken) == (HOUSING, HEATING.spoken_answer)
    assert hit.title[slice(*hit.title_marks[0])] == "暖气不热"
    assert hit.score > 0
    assert (found.total, found.is_fallback, found.is_cut) == (1, False, False)
    with county.read("taker") as reading:
        assert entries.in_force(reading, entry_id)[1].id == hit.revision_id


def test_colloquial_questions_find_the_entry_by_its_variants(one_county: County) -> None:
    written.publish(one_county)
    written.publish(
        one_county, title="低保怎么申请", variant_questions=("吃低保要啥手续",), text="找乡镇。"
    )
    assert titles(find(one_county, "屋里冰凉咋回事"))[0] == "暖气不热怎么办"
    assert titles(find(one_county, "低保手续"))[0] == "低保怎么申请"


def test_a_revision_replaces_the_text_and_a_withdrawal_removes_it(county: County) -> None:
    entry_id = written.publish(county)
    assert titles(find(county, "阀门")) == ["暖气不热怎么办"]
    with county.work("editor") as uow:
        changed = replace(HEATING, spoken_answer="请打供热公司电话。", text="地暖也一样。")
        entries.revise(uow, entry_id, changed)
        entries.submit(uow, entry_id)
    assert titles(find(county, "阀门")) == ["暖气不热怎么办"]  # until the new one is published
    with county.work("editor") as uow:
        entries.publish(uow, entry_id)
    assert find(county, "阀门").hits == []
    assert titles(find(county, "地暖")) == ["暖气不热怎么办"]
    with county.work("editor") as uow:
        entries.withdraw(uow, entry_id, reason="过时")
    assert find(county, "地暖").total == 0


def test_only_what_is_within_its_dates_is_found(county: County) -> None:
    written.publish(county, effective_from=date(2026, 10, 1), effective_until=date(2026, 10, 8))
    for instant, total in (
        ("2026-09-30T23:00", 0),
        ("2026-10-01T00:00", 1),
        ("2026-10-08T23:59", 1),
        ("2026-10-09T00:00", 0),
    ):
        county.now = at(instant)
        found = find(county, "暖气不热")
        assert (found.total, len(found.hits)) == (total, total)


def test_drafts_are_found_by_nobody(one_county: County) -> None:
    with one_county.work("editor") as uow:
        entries.draft(uow, HEATING, kind=EntryKind.FAQ)
    for username in ("editor", "office", "taker"):
        assert find(one_county, "暖气", username).total == 0


def test_the_administrator_finds_nothing_and_everybody_else_reads_internal_texts(
    one_county: County,
) -> None:
    written.publish(one_county, audience=Audience.INTERNAL)
    for role in Role:
        with one_county.database.read(one_county.of(role)) as reading:
            found, choices = finder.find(reading, "暖气"), finder.filters(reading)
        is_reader = role is not Role.ADMIN
        assert (found.total, len(found.hits)) == (is_reader, is_reader)
        assert bool(choices.kinds) is is_reader


def test_filters_by_kind_unit_and_town(one_county: County) -> None:
    county = one_county
    written.publish(county, unit=HOUSING)
    written.publish(
        county, title="暖气补贴", kind=EntryKind.SERVICE, unit=CIVIL_AFFAIRS,
        area_id=county.unit_id(TOWN),
    )  # fmt: skip
    assert titles(find(county, "暖气", kinds=[EntryKind.SERVICE])) == ["暖气补贴"]
    assert titles(find(county, "暖气", unit_ids=[county.unit_id(HOUSING)])) == ["暖气不热怎么办"]
    assert find(county, "暖气", town_id=county.unit_id(TOWN)).total == 2
    assert titles(find(county, "暖气", town_id=county.unit_id(OTHER_TOWN))) == ["暖气不热怎么办"]
    with county.read("taker") as reading:
        choices = finder.filters(reading)
    assert choices.kinds == [(EntryKind.SERVICE, 1), (EntryKind.FAQ, 1)]
    assert {(unit.name, unit.entries) for unit in choices.units} == {
        (HOUSING, 1),
        (CIVIL_AFFAIRS, 1),
    }


def test_an_overdue_review_is_marked(one_county: County) -> None:
    written.publish(one_county)  # due Monday 2026-12-28
    one_county.now = at("2026-12-28T12:00")
    assert not find(one_county, "暖气").hits[0].is_review_overdue
    one_county.now = at("2026-12-29T00:00")
    assert find(one_county, "暖气").hits[0].is_review_overdue


def test_a_limit_cuts_the_list_but_not_the_count(one_county: County) -> None:
    for number in range(7):
        written.publish(one_county, title=f"暖气问题{number}")
    found = find(one_county, "暖气", limit=3)
    assert (len(found.hits), found.total) == (3, 7)


def test_any_text_may_be_asked_with_and_without_the_index(no_index: County) -> None:
    written.publish(no_index)
    for text in ("", "  ", "(((", "a:* AND NOT", "%", "_", "\0", "🙂" * 50, "长" * 5000):
        assert find(no_index, text).hits == []
    handle(no_index).directory.unlink()
    with no_index.read("taker") as reading:
        handle(no_index).rebuild(reading.session.get_bind().engine)
    for text in ("", "  ", "(((", "a:* AND NOT", "%", "_", "\0", "🙂" * 50, "长" * 5000):
        found = find(no_index, text)
        assert (found.hits, found.is_fallback) == ([], False)
    assert find(no_index, "长" * 5000).is_cut


# --- the index is a copy ---------------------------------------------------------------------------


def test_a_lost_index_is_made_again_by_the_next_search(one_county: County) -> None:
    written.publish(one_county)
    assert find(one_county, "暖气").total == 1
    shutil.rmtree(handle(one_county).directory)
    found = find(one_county, "暖气")
    assert (found.total, found.is_fallback) == (1, False)


def test_a_damaged_index_is_made_again(one_county: County) -> None:
    written.publish(one_county)
    assert find(one_county, "暖气").total == 1
    for file in handle(one_county).directory.rglob("*"):
        if file.is_file() and file.name != "write.lock":
            file.write_bytes(b"damaged")
    assert find(one_county, "暖气").total == 1


def test_an_index_that_is_ahead_of_a_restored_database_is_made_again(one_county: County) -> None:
    written.publish(one_county)
    assert find(one_county, "暖气").total == 1
    with one_county.database.work(Actor.system()) as uow:
        uow.session.get_one(Counter, entry_checks.COUNTER).value = 1  # as an older backup has it
    assert find(one_county, "暖气").total == 1
    with one_county.read("taker") as reading:
        assert Index.open(handle(one_county).directory).revision == 1
        assert handle(one_county).lag(reading) == 0


def test_without_an_index_the_database_answers(no_index: County) -> None:
    heating = written.publish(no_index, unit=HOUSING, area_id=no_index.unit_id(TOWN))
    written.publish(no_index, title="停水了找谁", standard_question="停水", text="找供水公司。",
                    spoken_answer="", variant_questions=(), keywords=(), kind=EntryKind.SERVICE)  # fmt: skip
    found = find(no_index, "暖气不热怎么回事")
    assert found.is_fallback
    assert (found.hits[0].entry_id, found.total) == (heating, 1)
    assert found.hits[0].title[slice(*found.hits[0].title_marks[0])].startswith("暖气不热")
    assert titles(find(no_index, "停水")) == ["停水了找谁"]
    assert find(no_index, "停水", kinds=[EntryKind.FAQ]).total == 0
    assert find(no_index, "暖气", unit_ids=[no_index.unit_id(CIVIL_AFFAIRS)]).total == 0
    assert find(no_index, "暖气", town_id=no_index.unit_id(OTHER_TOWN)).total == 0
    assert find(no_index, "暖气", "admin").total == 0
    no_index.now = at("2026-09-29T11:00")
    with no_index.read("taker") as reading:
        assert handle(no_index).lag(reading) > 0


def test_what_is_undone_never_reaches_the_index(one_county: County) -> None:
    entry_id = written.publish(one_county)
    assert find(one_county, "暖气").total == 1
    with one_county.work("editor") as uow:
        entries.withdraw(uow, entry_id, reason="反悔")
        assert finder.find(uow, "暖气").hits == []  # the index proposes, the database decides
        uow.session.rollback()
    assert find(one_county, "暖气").total == 1


def test_many_search_while_one_publishes(county: County) -> None:
    written.publish(county)
    wrong: list[object] = []

    def ask() -> None:
        try:
            for _ in range(20):
                found = find(county, "暖气不热")
                if found.is_fallback or "暖气不热怎么办" not in titles(found):
                    wrong.append(found)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(8):
        written.publish(county, title=f"暖气不热之{number}")
    for thread in threads:
        thread.join()
    assert wrong == []
    assert find(county, "暖气不热").total == 9


# --- without a question -----------------------------------------------------------------------


def test_the_latest_published_within_the_filters_comes_first(one_county: County) -> None:
    older = written.publish(one_county, title="先发布的", unit=HOUSING)
    one_county.now = at("2026-09-30T09:00")  # Wednesday
    newer = written.publish(one_county, title="后发布的")
    with one_county.read("taker") as reading:
        found = finder.newest(reading)
        assert [hit.entry_id for hit in found.hits] == [newer, older]
        assert found.total == 2
        of_unit = finder.newest(reading, unit_ids=[one_county.unit_id(HOUSING)])
        assert [hit.entry_id for hit in of_unit.hits] == [older]
    with one_county.read("admin") as reading:
        assert finder.newest(reading).total == 0


def test_one_entry_can_be_had_as_a_hit_while_it_may_be_read(one_county: County) -> None:
    entry_id = written.publish(one_county)
    with one_county.read("taker") as reading:
        hit = finder.hit_of(reading, entry_id, "暖气")
        assert hit is not None
        assert hit.title_marks == [(0, 2)]
        assert finder.hit_of(reading, 9999) is None
    with one_county.read("admin") as reading:
        assert finder.hit_of(reading, entry_id) is None
