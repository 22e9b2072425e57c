"""Normal form and the three views: nothing a citizen writes may get lost on the way to the index."""

import stat
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh.filedb.filestore import RamStorage

from kb import analyzer

TEXTS = st.text(st.characters(), max_size=60)


def words_of(text: str) -> list[str]:
    return [word.text for word in analyzer.words(analyzer.normalise(text))]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ＡＢＣ１２３", "abc123"),  # full-width
        ("供\u200b暖", "供暖"),  # zero-width space
        ("\ufeff低保", "低保"),  # byte order mark
        ("葛\U000e0100城", "葛城"),  # a variation selector chooses a glyph, not a character
        ("①②", "12"),
        ("⼀", "一"),  # Kangxi radical
        ("㎡", "m2"),
        ("Straße", "strasse"),
        ("cafe\u0301", "café"),
        ("\ud800低保\x00", " 低保 "),  # lone surrogate and NUL
        ("𠮷㛃", "𠮷㛃"),
    ],
)
def test_one_normal_form(written: str, normal: str) -> None:
    assert analyzer.normalise(written) == normal


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("4号楼没有暖气", "4"),
        ("Ａ区停水", "a"),
        ("住在𠮷祥小区", "𠮷"),
        ("张㛃反映", "㛃"),
        ("二〇二六年", "〇"),
        ("wifi打不开", "wifi"),
    ],
)
def test_no_digit_letter_or_rare_han_is_dropped(text: str, word: str) -> None:
    assert word in words_of(text)


def test_words_are_cut_in_search_mode_and_numbered_in_order() -> None:
    words = analyzer.words("供暖费4元")

    assert [word.text for word in words] == ["供暖", "供暖费", "4", "元"]
    assert [word.position for word in words] == [0, 1, 2, 3]
    assert [(word.start, word.end) for word in words] == [(0, 2), (0, 3), (3, 4), (4, 5)]


def test_bigrams_cross_words_but_not_marks_and_keep_numbers_whole() -> None:
    assert analyzer.bigrams("办低保，找2026号") == ["办低", "低保", "2026"]
    assert analyzer.bigrams("𠮷祥里") == ["𠮷祥", "祥里"]


def test_characters_are_single_han_and_whole_numbers() -> None:
    assert analyzer.characters("4号楼ab") == ["4", "号", "楼", "ab"]


def test_rust_and_python_jieba_agree() -> None:
    regulation = (files("kb") / "seed" / "regulation.txt").read_text(encoding="utf-8")
    python = analyzer.load_segmenter(is_rust_preferred=False)
    rust = analyzer.load_segmenter()

    for line in regulation.splitlines():
        for run in analyzer._IN_JIEBA.findall(line):
            assert python.cut(run) == rust.cut(run)


def test_python_jieba_keeps_its_cache_in_a_private_directory(tmp_path: Path) -> None:
    directory = tmp_path / "cache"

    analyzer.load_segmenter(directory, is_rust_preferred=False)

    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert [path.name for path in directory.iterdir()] == ["jieba.cache"]


# --- offsets ---------------------------------------------------------------------------------


@given(TEXTS)
@example("ｶﾞス")
@example("ㄱㅏ")
@example("e\u200b\u0301")
@example("İstanbul")
def test_offsets_lead_back_to_what_made_each_character(text: str) -> None:
    normal, offsets = analyzer.normalise_with_offsets(text)

    assert len(normal) == len(offsets)
    assert all(0 <= start < end <= len(text) for start, end in offsets)
    assert offsets == sorted(offsets)
    for place, (start, end) in enumerate(offsets):
        assert normal[place] in analyzer.normalise(text[start:end])


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Mn", "Mc", "Me"]), max_size=60))
@example("供\u200b暖ＡＢＣ① e\u0301")
def test_offsets_are_of_the_same_normal_form(text: str) -> None:
    assert analyzer.normalise_with_offsets(text)[0] == analyzer.normalise(text)


@given(TEXTS)
def test_normal_form_holds_nothing_invisible(text: str) -> None:
    categories = {unicodedata.category(character) for character in analyzer.normalise(text)}

    assert not categories & {"Cf", "Cc", "Cs"}
    analyzer.normalise(text).encode()


# --- queries ---------------------------------------------------------------------------------


def test_a_long_question_is_cut_and_says_so() -> None:
    assert not analyzer.query("低" * 200).is_cut
    assert analyzer.query("低" * 201).is_cut
    assert len(analyzer.query("低保" * 1000).text) == 200
    assert analyzer.query("\u200b" * 5000 + "低保").is_cut


def test_the_phrase_leaves_out_spaces_and_marks() -> None:
    assert analyzer.query(" 低保，怎么 办？").phrase == "低保怎么办"


@given(TEXTS)
def test_any_text_is_a_question(text: str) -> None:
    query = analyzer.query(text)

    assert len(query.text) <= analyzer.QUERY_LENGTH
    assert "".join(query.views.characters) == "" or query.phrase


# --- Whoosh ----------------------------------------------------------------------------------


def phrase_matches(text: str, phrase: str) -> bool:
    schema = fields.Schema(text=fields.TEXT(analyzer=analyzer.WordAnalyzer(), phrase=True))
    index = RamStorage().create_index(schema)
    with index.writer() as writer:
        writer.add_document(text=text)
    with index.searcher() as searcher:
        return len(searcher.search(query.Phrase("text", words_of(phrase)))) == 1


def test_word_positions_let_a_whoosh_phrase_match() -> None:
    text = "县城4号楼供\u200b暖费怎么交，找城区供暖站"

    assert phrase_matches(text, "4号楼供暖费")
    assert phrase_matches(text, "供暖费怎么")
    assert not phrase_matches(text, "怎么供暖费")


def test_whoosh_tokens_carry_offsets_of_the_original_text() -> None:
    text = "Ａ区供\u200b暖"
    tokens = [
        (token.text, text[token.startchar : token.endchar])
        for token in analyzer.WordAnalyzer()(text, positions=True, chars=True)
    ]

    assert tokens == [("a", "Ａ"), ("区", "区"), ("供暖", "供\u200b暖")]
