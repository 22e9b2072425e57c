"""第十七条: dibao, db and 低bao find 低保, 低宝 does too; what was written comes before what only sounds so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import alternatives, analyzer, search, sounds
from kb.document import Document
from kb.index import Index

ENTRIES = [
    Document(id="低保", title="低保怎么申请", text="向户籍所在地的乡镇政府提出。"),
    Document(id="大病", title="大病保险报销", text="按年度累计。"),
    Document(id="医保", title="医保报销比例", text="看住院的医院等级。"),
    Document(id="公积金", title="公积金提取", text="退休、买房可以提取。"),
    Document(id="护照", title="护照补办", text="到出入境窗口。"),
    Document(id="老年", title="十五日内办结", text="一百二十元，三天。"),
    Document(id="数字", title="15日内办结", text="120元，3天。"),
    Document(id="无线", title="wifi打不开", text="重启路由器。"),
    Document(id="地堡", title="防空洞管理", text="地堡不能进入。"),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index.rebuild(tmp_path_factory.mktemp("sounds") / "index", ENTRIES, revision=1)


def found(opened: Index, text: str, *, is_typing: bool = False) -> list[str]:
    results = search.search(opened, text, audiences=None, on_day=None, is_typing=is_typing)
    return [hit.id for hit in results.hits]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("dibao", "低保"),
        ("DIBAO", "低保"),
        ("di bao", "低保"),
        ("di'bao", "低保"),
        ("ｄｉｂａｏ", "低保"),
        ("dibao shenqing", "低保"),
        ("低bao", "低保"),
        ("di保", "低保"),
        ("低b", "低保"),
        ("yibao报销", "医保"),
        ("gongjijin", "公积金"),
        ("gjj", "公积金"),
        ("gongjijintiqu", "公积金"),
        ("dibaosq", "低保"),
        ("低宝", "低保"),
        ("底保", "低保"),
        ("医宝报销", "医保"),
        ("公机金", "公积金"),
        ("护造补办", "护照"),  # 平翘舌不分
    ],
)
def test_found_by_sound(opened: Index, asked: str, first: str) -> None:
    assert found(opened, asked)[0] == first


def test_initials_find_all_words_that_begin_so(opened: Index) -> None:
    assert {"低保", "大病"} <= set(found(opened, "db"))


@pytest.mark.parametrize("typed", ["gongj", "gongjij", "gongjijint"])
def test_half_typed_letters_already_find(opened: Index, typed: str) -> None:
    assert "公积金" in found(opened, typed, is_typing=True)


def test_letters_that_entries_write_are_no_pinyin(opened: Index) -> None:
    assert found(opened, "wifi") == ["无线"]


def test_without_letters_initials_never_fire(opened: Index) -> None:
    query = analyzer.query("低保怎么申请")
    assert sounds.meanings(opened.snapshot(), query) == []


def test_a_word_that_is_written_comes_before_one_that_sounds_so(opened: Index) -> None:
    """地堡 stands in an entry: 低保 sounds the same and is not offered for it."""
    assert found(opened, "地堡")[0] == "地堡"
    for meaning in sounds.meanings(opened.snapshot(), analyzer.query("dibao")):
        assert all(option.weight < 1 for option in meaning.options)


def test_the_words_found_by_sound_are_told(opened: Index) -> None:
    results = search.search(opened, "dibao", audiences=None, on_day=None)
    assert "低保" in results.also


@pytest.mark.parametrize(
    ("word", "sound"),
    [("低保", "di bao"), ("银行", "yin hang"), ("绿化", "lv hua"), ("重庆", "chong qing")],
)
def test_how_words_sound(word: str, sound: str) -> None:
    assert " ".join(sounds.syllables(word)) == sound


def test_an_entry_published_later_is_found_by_sound_too(tmp_path: Path) -> None:
    index = Index.rebuild(tmp_path / "index", ENTRIES[1:], revision=1)
    assert "低保" not in found(index, "dibao")
    index.apply(ENTRIES[:1], [], revision=2)
    assert found(index, "dibao")[0] == "低保"


# --- digits -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        ("15日", {"十五"}),
        ("十五日", {"15"}),
        ("二十", {"20"}),
        ("一百二十元", {"120"}),
        ("两百", {"200"}),
        ("3天", {"三天"}),
        ("三天", {"3天"}),
        ("2个", {"二个", "两个"}),
        ("三公经费", set()),
        ("五险一金", set()),
        ("一百货", {"100"}),
        ("十字路口", set()),
        ("12345", set()),
        ("4G信号", set()),
        ("0.5元", set()),
        ("第三天桥", set()),
    ],
)
def test_either_script_of_a_number_means_the_other(asked: str, also: set[str]) -> None:
    meanings = alternatives.numbers(analyzer.query(asked))
    assert {option.written for one in meanings for option in one.options} == also


@pytest.mark.parametrize("asked", ["15日", "十五日", "120元", "一百二十元"])
def test_either_script_finds_both(opened: Index, asked: str) -> None:
    assert set(found(opened, asked)[:2]) == {"老年", "数字"}


# --- any text ---------------------------------------------------------------------------------

LATIN_AND_HAN = st.text("abdgijnouüzh '低保医公机金15十二三天é𠮷", max_size=40)


@settings(max_examples=150)
@given(st.one_of(LATIN_AND_HAN, st.text(st.characters(), max_size=40)), st.booleans())
def test_any_text_may_be_asked(opened: Index, text: str, is_typing: bool) -> None:
    results = search.search(opened, text, audiences=None, on_day=None, is_typing=is_typing, limit=3)
    assert len(results.hits) <= 3
    assert results.total >= len(results.hits)
