"""What is asked most is ready before anybody waits, and ready again after a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import entries, indexing, pruning, search, warming
from kb.document import Document
from kb.entry_text import EntryText
from kb.index import Index
from kb.term_cache import Spread, Term
from kb.terms import EntryKind
from tests.planted import County


def test_long_lists_are_decoded_ahead_and_leave_room_for_the_others(tmp_path: Path) -> None:
    documents = (Document(id=str(id_), text="水费" if id_ % 2 else "电费") for id_ in range(600))
    opened = Index.rebuild(tmp_path / "index", documents, revision=1)
    before = opened.memory().terms

    warming.warm(opened.snapshot(), lambda: False)
    warmed = opened.memory()

    assert before == 0
    # 费 as a character, 水 and 电 and their bigrams and words: each held by 300 or more.
    assert warmed.terms >= 5
    assert warmed.bytes < warmed.limit_bytes
    warming.warm(opened.snapshot(), lambda: True)
    assert opened.memory() == warmed


def test_they_are_scored_too_and_the_answers_stay_the_same(tmp_path: Path) -> None:
    documents = [Document(id=str(id_), text="水费" * (id_ % 9 + 1)) for id_ in range(600)]
    index = Index.rebuild(tmp_path / "index", documents, revision=1)
    cold = search.search(index, "水费", audiences=None, on_day=None).hits
    opened = Index.open(tmp_path / "index")
    warming.warm(opened.snapshot(), lambda: False)
    (part,) = opened.snapshot().parts

    assert part.segment.term("bigrams", "水费").impact is not None
    assert search.search(opened, "水费", audiences=None, on_day=None).hits == cold


def test_what_is_left_for_the_end_is_spread(tmp_path: Path) -> None:
    documents = [Document(id=str(id_), text="水费电"[id_ % 3]) for id_ in range(5000)]
    opened = Index.rebuild(tmp_path / "index", documents, revision=1)
    assert pruning.is_left_for_the_end(opened.snapshot(), "characters", "水")
    warming.warm(opened.snapshot(), lambda: False)
    kept = {key[1:]: type(value) for key, value in opened._cache._terms.items()}
    assert kept["characters, spread", "水"] is Spread
    assert ("characters", "水") not in kept
    assert kept["words", "水"] is Term


@pytest.mark.parametrize("is_changed", [False, True])
def test_once_for_each_revision(county: County, is_changed: bool) -> None:
    """The server looks every half minute; only a publication makes it work again."""
    publish(county, "暖气不热怎么办")
    assert looks(county) > 0
    if is_changed:
        publish(county, "暖气费怎么交")
    assert (looks(county) > 0) is is_changed


def publish(county: County, title: str) -> None:
    with county.work("lead") as uow:
        for number in range(warming.LEAST_HOLDERS):
            text = EntryText(title=f"{title}{number}", spoken_answer="您好。", text="看阀门。")
            entry = entries.draft(uow, text, kind=EntryKind.FAQ)
            entries.submit(uow, entry.id)
            entries.publish(uow, entry.id)


def looks(county: County) -> int:
    """How often it was asked whether to go on: once for each term."""
    asked: list[bool] = []

    def is_stopping() -> bool:
        asked.append(True)
        return False

    with county.read("lead") as reading:
        index = indexing.index_of(reading)
        index.settle(reading)
        index.warm(reading, is_stopping)
    return len(asked)
