"""Leaving the frequent characters for the end changes neither who is best nor what anybody scores."""

from __future__ import annotations

import random

import numpy as np
import pytest

from kb import analyzer, pruning, ranking, snapshot
from kb.document import Document
from kb.index import Index
from kb.ranking import Ranking
from kb.snapshot import Snapshot

COMMON, RARE = "的是有关于在和了不", "供暖低保养犬物业停水电费噪音扰民城管小区申请办理"
KINDS = ("", "service", "law", "duty")


def text(chance: random.Random) -> str:
    """Common characters in every second document, rare ones in few."""
    few = "".join(chance.choices(RARE, k=chance.choice([0, 1, 2, 5])))
    return (
        "".join(chance.sample(COMMON, chance.randint(1, len(COMMON)))) * chance.randint(1, 3) + few
    )


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """5,000 documents in several segments, some of them deleted."""
    chance = random.Random(12345)
    documents = [
        Document(id=str(number), title=text(chance)[-4:], text=text(chance), kind=KINDS[number % 4])
        for number in range(5000)
    ]
    opened = Index.rebuild(tmp_path_factory.mktemp("pruning") / "index", documents[:4700], 1)
    opened.apply(documents[4700:4998], [str(number) for number in range(0, 900, 7)], 2)
    opened.apply(documents[4998:], [], 3)
    assert len(opened.snapshot().parts) > 1
    return opened.snapshot()


def asked(count: int) -> list[str]:
    chance = random.Random(54321)
    return ["".join(chance.choices(COMMON + RARE, k=chance.randint(1, 40))) for _ in range(count)]


def ranked(collection: Snapshot, question: str, limit: int, **filters: frozenset[str]) -> Ranking:
    mask = collection.mask(snapshot.Filters(**filters))  # type: ignore[arg-type]
    return ranking.rank(collection, analyzer.query(question), mask, limit)


@pytest.mark.parametrize("limit", [1, 10, 50])
def test_the_best_are_those_that_all_characters_together_give(
    collection: Snapshot, limit: int
) -> None:
    for question in asked(60):
        best = ranked(collection, question, limit)
        everybody = ranked(collection, question, collection.count)  # where nothing is left out

        assert best.total == everybody.total
        assert [number for number, _ in best.best] == [n for n, _ in everybody.best[:limit]]
        assert [score for _, score in best.best] == pytest.approx(
            [score for _, score in everybody.best[:limit]]
        )


def test_so_it_is_with_filters(collection: Snapshot) -> None:
    for question in asked(40):
        some = {"kinds": frozenset({"law", "duty"})}
        best = ranked(collection, question, 10, **some)
        everybody = ranked(collection, question, collection.count, **some)
        assert [number for number, _ in best.best] == [n for n, _ in everybody.best[:10]]


def test_something_is_left_for_the_end(collection: Snapshot) -> None:
    rare, frequent = pruning.split(collection, list("的是供暖"), 10)
    assert (rare, set(frequent)) == (["供", "暖"], {"的", "是"})


def test_in_a_small_collection_nothing_is(collection: Snapshot) -> None:
    assert pruning.split(collection, list("的是供暖"), collection.count).frequent == []


def test_spread_frequencies_score_as_lists_do(collection: Snapshot) -> None:
    scores = collection.zeros()
    collection.add_scores(scores, "characters", "的", 1.0)
    numbers = np.arange(0, collection.count, 3)
    assert collection.scores_of("characters", "的", numbers) == pytest.approx(scores[numbers])
