"""Marks stand where the original text answers the question, whatever normalising made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import analyzer, marking

CHARACTERS = st.one_of(
    st.sampled_from("供暖低保养犬登记证怎么办，。\n 4aＡｶﾞ\u200b\u0301𠮷①㎡"), st.characters()
)
TEXTS = st.text(CHARACTERS, max_size=120)
QUERIES = st.text(CHARACTERS, max_size=12)


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("城区供暖费标准", "供暖", ["供暖"]),
        ("城区供\u200b暖费标准", "供暖", ["供\u200b暖"]),
        ("ＡＢＣ小区停水", "abc", ["ＡＢＣ"]),
        ("abcd小区", "abc", []),
        ("住4号楼和14号楼", "4号楼", ["4号楼", "号楼"]),
        ("低保办低保", "低保怎么办", ["低保", "低保"]),
        ("水费", "水", ["水"]),
        ("水费和供水", "供水", ["供水"]),
        ("①楼", "1", ["①"]),
        ("𠮷祥里", "𠮷祥", ["𠮷祥"]),
        ("cafe\u0301营业", "CAFÉ", ["cafe\u0301"]),
        ("供暖", "", []),
        ("", "供暖", []),
    ],
)
def test_marks(text: str, query: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in marking.marks(text, query)] == marked


@given(TEXTS, QUERIES)
def test_marks_are_apart_in_order_and_inside(text: str, query: str) -> None:
    found = marking.marks(text, query)

    edges = [edge for mark in found for edge in mark]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)


@given(TEXTS, QUERIES)
def test_what_is_marked_belongs_to_the_question(text: str, query: str) -> None:
    asked = set(analyzer.query(query).views.characters)

    for start, end in marking.marks(text, query):
        assert asked & set(analyzer.characters(analyzer.normalise(text[start:end])))


@given(TEXTS, st.sampled_from(["供暖", "低保", "养犬登记证", "𠮷暖"]), TEXTS)
def test_a_word_that_stands_there_is_marked(before: str, word: str, after: str) -> None:
    text = f"{before}，{word}，{after}"
    start = len(before) + 1

    found = marking.marks(text, word)

    assert any(first <= start and start + len(word) <= last for first, last in found)


@given(TEXTS, QUERIES, st.integers(0, 60))
def test_a_snippet_keeps_to_its_length_and_marks_the_same_words(
    text: str, query: str, length: int
) -> None:
    passage, found = marking.snippet(text, query, length)

    assert len(passage) <= length
    whole = [marking._one_line(text)[start:end] for start, end in marking.marks(text, query)]
    for start, end in found:
        assert 0 <= start < end <= len(passage)
        assert any(passage[start:end] in mark for mark in whole)
    assert "\n" not in passage


@given(st.text("甲乙丙。", max_size=200), st.text("丁戊己。", max_size=200))
def test_a_snippet_shows_the_only_place_that_answers(before: str, after: str) -> None:
    passage, found = marking.snippet(f"{before}养犬登记{after}", "养犬登记", 30)

    assert [passage[start:end] for start, end in found] == ["养犬登记"]


def test_the_densest_passage_wins_and_begins_with_its_sentence() -> None:
    text = "第一条 养犬。" + "本条无关。" * 30 + "办理养犬登记证须带身份证。" + "其余无关。" * 30

    passage, found = marking.snippet(text, "养犬登记证怎么办理", 40)

    assert passage.startswith("…本条无关。")
    assert passage.endswith("…")
    assert [passage[start:end] for start, end in found] == ["办理养犬登记证"]


def test_a_short_text_is_its_own_snippet() -> None:
    assert marking.snippet("供暖\n期", "供暖", 10) == ("供暖 期", [(0, 2)])
