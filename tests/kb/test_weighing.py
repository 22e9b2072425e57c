"""Words that only carry a question count less than its matter; short entries that hold it come before long ones."""

from pathlib import Path

import numpy as np
import pytest

from kb import analyzer, search, weighing
from kb.document import Document
from kb.index import Index
from kb.weighing import ACROSS_WEIGHT, BREVITY, FUNCTION_WEIGHT, MOST_LENGTHS, PRESENCE


def opened(directory: Path, *texts: str) -> Index:
    documents = [Document(id=str(number), text=text) for number, text in enumerate(texts)]
    return Index.rebuild(directory / "index", documents, revision=1)


def found(index: Index, question: str) -> list[str]:
    answer = search.search(index, question, audiences=None, on_day=None)
    return [hit.id for hit in answer.hits]


# --- what a term counts ------------------------------------------------------------------------


def test_words_that_carry_the_question_count_less_than_its_matter() -> None:
    weighed = weighing.weigh(analyzer.query("如何办理低保"))
    assert weighed.words["如何"] == FUNCTION_WEIGHT
    assert weighed.words["低保"] == 1.0
    assert weighed.bigrams["如何"] == FUNCTION_WEIGHT
    assert weighed.bigrams["低保"] == 1.0
    assert weighed.characters["何"] == FUNCTION_WEIGHT
    assert weighed.characters["保"] == 1.0


def test_a_pair_of_characters_out_of_two_words_counts_less_than_one_of_a_word() -> None:
    weighed = weighing.weigh(analyzer.query("供暖投诉"))
    assert weighed.bigrams == {"供暖": 1.0, "暖投": ACROSS_WEIGHT, "投诉": 1.0}


def test_what_stands_twice_counts_by_the_better_place() -> None:
    weighed = weighing.weigh(analyzer.query("可以办可持续证明"))
    assert weighed.characters["可"] == 1.0


def test_letters_and_digits_count_whole() -> None:
    weighed = weighing.weigh(analyzer.query("GB9704怎么查"))
    assert {
        term: weighed.bigrams[term] for term in weighed.bigrams if term.isascii()
    } == dict.fromkeys(
        (term for term in analyzer.query("GB9704怎么查").views.bigrams if term.isascii()), 1.0
    )
    assert any(term.isascii() for term in weighed.bigrams)


@pytest.mark.parametrize("question", ["怎么办", "可以吗", "的"])
def test_a_question_of_such_words_alone_still_finds(tmp_path: Path, question: str) -> None:
    index = opened(tmp_path, f"邻居说{question}就走了", "供暖投诉", "停水通知")
    assert found(index, question)[:1] == ["0"]


@pytest.mark.parametrize("question", ["", "。", "𠮷", "a", "7"])
def test_nothing_and_next_to_nothing_can_be_weighed(question: str) -> None:
    query = analyzer.query(question)
    weighed = weighing.weigh(query)
    assert set(weighed.words) == set(query.views.words)
    assert set(weighed.bigrams) == set(query.views.bigrams)
    assert set(weighed.characters) == set(query.views.characters)


# --- what a document gains or loses -------------------------------------------------------------


def test_each_holder_gets_the_same_for_holding_a_term_at_all(tmp_path: Path) -> None:
    current = opened(tmp_path, "供暖", "供暖" + "停水" * 200, "停电").snapshot()
    alone, with_presence = current.zeros(), current.zeros()
    current.add_scores(alone, "bigrams", "供暖", 1.0)
    current.add_scores(with_presence, "bigrams", "供暖", 1.0, PRESENCE["bigrams"])
    gained = PRESENCE["bigrams"] * current.idf_of("bigrams", "供暖")
    assert with_presence - alone == pytest.approx([gained, gained, 0.0])


def test_a_short_document_gains_and_a_long_one_loses_by_what_the_question_tells(
    tmp_path: Path,
) -> None:
    current = opened(
        tmp_path, "供暖投诉", "供暖投诉" * 10, "停水通知公告", "停水" * 4000
    ).snapshot()
    lengths = np.concatenate([part.segment.view_lengths("characters") for part in current.parts])
    weighed = weighing.weigh(analyzer.query("暖"))
    scores = weighing.brevity(current, weighed, np.arange(current.count))
    expected = np.log(lengths.mean() / lengths).clip(-MOST_LENGTHS, MOST_LENGTHS)
    told = current.idf_of("characters", "暖") + weighing.VIEW_WEIGHTS["words"] * current.idf_of(
        "words", "暖"
    )
    assert scores == pytest.approx(BREVITY * told * expected)
    assert scores[3] < 0 < scores[0]


def test_who_holds_nothing_of_the_question_is_not_found_for_being_short(tmp_path: Path) -> None:
    index = opened(tmp_path, "短", "供暖投诉" + "办理流程说明" * 300, "供暖" * 200)
    assert sorted(found(index, "供暖投诉")) == ["1", "2"]
    assert all(
        hit.score >= 0 for hit in search.search(index, "供暖投诉", audiences=None, on_day=None).hits
    )


def test_an_empty_index_loses_nothing(tmp_path: Path) -> None:
    index = opened(tmp_path)
    current = index.snapshot()
    weighed = weighing.weigh(analyzer.query("供暖"))
    assert len(weighing.brevity(current, weighed, np.zeros(0, np.int64))) == 0
    assert found(index, "供暖") == []
