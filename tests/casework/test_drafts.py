"""草稿: what was typed survives a broken line and a restart, and nobody else sees it."""

from __future__ import annotations

import pytest

from core.casework import drafts
from core.errors import BadInput, NotAllowed
from core.store.actor import Actor
from core.store.models import Draft
from tests.planted import County, at, count, nothing_written

FORM = {"matter": "路灯不亮\n府前街", "town_id": 3, "items": ["修路灯", "查线路"], "secret": False}


def test_a_draft_comes_back_as_it_was_typed(county: County) -> None:
    with county.work("taker") as uow:
        drafts.save(uow, "intake", "form-1", FORM)

    with county.read("taker") as reading:
        kept = drafts.load(reading, "intake")

    assert kept is not None
    assert (kept.form_key, kept.content, kept.saved_at) == ("form-1", FORM, county.now)


def test_saving_again_keeps_one_draft_with_the_last_words(county: County) -> None:
    for words in ("路", "路灯", "路灯不亮"):
        with county.work("taker") as uow:
            drafts.save(uow, "intake", "form-1", {"matter": words})

    assert count(county.database, Draft) == 1
    with county.read("taker") as reading:
        kept = drafts.load(reading, "intake")
    assert kept is not None
    assert kept.content == {"matter": "路灯不亮"}


def test_the_latest_of_two_forms_comes_back(county: County) -> None:
    for minute, key in enumerate(("form-1", "form-2")):
        county.now = at(f"2026-09-29T10:0{minute}")
        with county.work("taker") as uow:
            drafts.save(uow, "intake", key, {"matter": key})

    with county.read("taker") as reading:
        kept = drafts.load(reading, "intake")

    assert kept is not None
    assert kept.form_key == "form-2"


def test_nobody_else_and_no_other_desk_sees_it(county: County) -> None:
    with county.work("taker") as uow:
        drafts.save(uow, "intake", "form-1", FORM)

    with county.read("taker2") as reading:
        assert drafts.load(reading, "intake") is None
    with county.read("lead") as reading:
        assert drafts.load(reading, "intake") is None
    with county.read("taker") as reading:
        assert drafts.load(reading, "handling") is None


def test_discarding_takes_one_form_or_all_of_a_desk_and_never_anothers(county: County) -> None:
    for who, key in (("taker", "form-1"), ("taker", "form-2"), ("taker2", "form-3")):
        with county.work(who) as uow:
            drafts.save(uow, "intake", key, FORM)

    with county.work("taker") as uow:
        drafts.discard(uow, "intake", "form-1")
    assert count(county.database, Draft) == 2
    with county.work("taker") as uow:
        drafts.discard(uow, "intake")
        drafts.discard(uow, "intake")
    assert count(county.database, Draft) == 1


def test_rare_characters_stay_and_what_no_database_holds_is_dropped(county: County) -> None:
    with county.work("taker") as uow:
        drafts.save(uow, "intake", "form-1", {"matter": "𠮷野家😀\x00\ud800", "items": ["a\x07b"]})

    with county.read("taker") as reading:
        kept = drafts.load(reading, "intake")

    assert kept is not None
    assert kept.content == {"matter": "𠮷野家😀", "items": ["ab"]}


def test_too_long_a_draft_is_refused_and_nothing_is_written(county: County) -> None:
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="太长"),
        county.work("taker") as uow,
    ):
        drafts.save(uow, "intake", "form-1", {"matter": "路" * drafts.LONGEST_CONTENT})


def test_the_system_has_no_drafts(county: County) -> None:
    with (
        nothing_written(county.database),
        pytest.raises(NotAllowed),
        county.database.work(Actor.system()) as uow,
    ):
        drafts.save(uow, "intake", "form-1", FORM)
    with county.database.read(Actor.system()) as reading:
        assert drafts.load(reading, "intake") is None
