"""Every term's list over all zones is what its zones' own postings add up to."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb import term_lists
from kb.postings import PostingTable
from kb.term_lists import TermLists

ZONES = {
    "words": {"title_words": 1.25, "text_words": 1.0},
    "characters": {"title_characters": 1.25, "text_characters": 1.0},
    "title_characters": {"title_characters": 1.0},
}
FIELDS = ("title_words", "text_words", "title_characters", "text_characters", "unit_id")
TERMS = ("供暖", "低保", "供", "暖", "𠮷", "\ud800", "")

POSTINGS = st.lists(
    st.tuples(
        st.integers(0, 40), st.sampled_from(FIELDS), st.sampled_from(TERMS), st.integers(1, 300)
    ),
    unique_by=lambda one: one[:3],
)


def lists_of(postings: list[tuple[int, str, str, int]]) -> TermLists:
    table = PostingTable()
    for document, field, term, count in sorted(postings):
        table.add((field, term.encode("utf-8", "surrogatepass"), document, float(count), b""))
    # As in a segment, where the file begins anywhere.
    content = b"".join([b"abc", *term_lists.encoded(table.written(), ZONES)])
    return TermLists(memoryview(content)[3:], ZONES)


@given(POSTINGS)
def test_zones_are_added_up_each_by_its_weight(postings: list[tuple[int, str, str, int]]) -> None:
    expected: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for document, field, term, count in postings:
        for name, weights in ZONES.items():
            if field in weights:
                expected[name, term][document] += weights[field] * count

    lists = lists_of(postings)

    for name in ZONES:
        for term in TERMS:
            key = term.encode("utf-8", "surrogatepass")
            ids, frequencies = lists.get(name, key)
            assert (
                dict(zip(ids.tolist(), frequencies.tolist(), strict=True)) == expected[name, term]
            )
            assert ids.tolist() == sorted(expected[name, term])
            assert lists.count(name, key) == len(expected[name, term])


def test_what_is_given_out_is_as_fast_to_add_as_any_array() -> None:
    ids, frequencies = lists_of([(3, "text_words", "供暖", 2), (9, "title_words", "供暖", 1)]).get(
        "words", "供暖".encode()
    )
    assert (ids.tolist(), frequencies.tolist()) == ([3, 9], [2.0, 1.25])
    assert (ids.dtype, frequencies.dtype) == (np.int32, np.float32)
    assert ids.flags.aligned
    assert frequencies.flags.aligned
