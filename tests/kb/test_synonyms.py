"""第十七条: the county's words, kept by office and editor, followed at once, never widening what may be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.errors import BadInput, NotAllowed, NotFound, RuleRefused, Stale
from core.rules.terms import Role
from core.store.db import Database
from core.store.models import AuditRow
from kb import alternatives, analyzer, entries, finder, indexing, marking, synonyms
from kb.alternatives import Vocabulary, Wording
from kb.models import Synonym
from kb.synonyms import Words
from kb.terms import SynonymKind
from tests.kb import written
from tests.planted import County, count, nothing_written

EQUAL = Words(SynonymKind.EQUAL, ("暖气", "供热"))
SPOKEN = Words(SynonymKind.SPOKEN, ("热气片", "小暖"), ("暖气",))

NOT_KEEPERS = ("taker", "handler", "leader", "inspector", "admin")
KEEPERS = ("office", "lead", "editor")


def add(county: County, words: Words = EQUAL, username: str = "office") -> int:
    with county.work(username) as uow:
        row = synonyms.add(uow, words)
        uow.session.flush()
        return row.id


def titles(county: County, text: str, username: str = "taker") -> list[str]:
    with county.read(username) as reading:
        indexing.index_of(reading).settle(reading)
        return [hit.title for hit in finder.find(reading, text).hits]


# --- who keeps them ---------------------------------------------------------------------------


@pytest.mark.parametrize("username", KEEPERS)
def test_office_lead_and_editor_keep_the_words(county: County, username: str) -> None:
    synonym_id = add(county, username=username)
    with county.work(username) as uow:
        synonyms.change(uow, synonym_id, SPOKEN)
        synonyms.switch(uow, synonym_id, is_on=False)
        synonyms.remove(uow, synonym_id)
        synonyms.take_in(uow, "养狗=养犬")
    assert count(county.database, Synonym) == 1


@pytest.mark.parametrize("username", NOT_KEEPERS)
def test_nobody_else_does(county: County, username: str) -> None:
    synonym_id = add(county)
    attempts = (
        lambda uow: synonyms.add(uow, SPOKEN),
        lambda uow: synonyms.change(uow, synonym_id, SPOKEN),
        lambda uow: synonyms.switch(uow, synonym_id, is_on=False),
        lambda uow: synonyms.remove(uow, synonym_id),
        lambda uow: synonyms.take_in(uow, "养狗=养犬"),
        synonyms.load_common,
    )
    for attempt in attempts:
        with (
            nothing_written(county.database),
            pytest.raises(NotAllowed, match="不能"),
            county.work(username) as uow,
        ):
            attempt(uow)


def test_every_role_is_either_a_keeper_or_not() -> None:
    assert {Role.OFFICE, Role.OFFICE_LEAD, Role.KB_EDITOR} == synonyms.KEEPERS


# --- changing ---------------------------------------------------------------------------------


def test_every_change_is_in_the_audit_log(one_county: County) -> None:
    synonym_id = add(one_county)
    with one_county.work("lead") as uow:
        synonyms.change(uow, synonym_id, SPOKEN)
        synonyms.switch(uow, synonym_id, is_on=False)
        synonyms.remove(uow, synonym_id)
        synonyms.take_in(uow, "养狗=养犬")
    with one_county.read("admin") as reading:
        verbs = list(reading.session.scalars(select(AuditRow.verb).order_by(AuditRow.id)))
    assert verbs[-5:] == [
        "add_synonym", "change_synonym", "switch_synonym", "remove_synonym", "import_synonyms",
    ]  # fmt: skip


def test_what_is_in_use_is_not_removed(one_county: County) -> None:
    synonym_id = add(one_county)
    with (
        nothing_written(one_county.database),
        pytest.raises(RuleRefused, match="正在使用"),
        one_county.work("office") as uow,
    ):
        synonyms.remove(uow, synonym_id)


def test_who_read_an_older_state_changes_nothing(one_county: County) -> None:
    synonym_id = add(one_county)
    with one_county.work("lead") as uow:
        synonyms.switch(uow, synonym_id, is_on=False, seen_version=1)
    with (
        nothing_written(one_county.database),
        pytest.raises(Stale, match="钱主任"),
        one_county.work("office") as uow,
    ):
        synonyms.change(uow, synonym_id, SPOKEN, seen_version=1)


def test_what_is_gone_is_not_found(one_county: County) -> None:
    with (
        nothing_written(one_county.database),
        pytest.raises(NotFound),
        one_county.work("office") as uow,
    ):
        synonyms.switch(uow, 99, is_on=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (Words(SynonymKind.EQUAL, ("暖气",)), "至少写两个词"),
        (Words(SynonymKind.EQUAL, ("暖气", "暖　气")), "至少写两个词"),
        (Words(SynonymKind.SPOKEN, ("小暖",)), "怎么写"),
        (Words(SynonymKind.SPOKEN, (), ("暖气",)), "怎么说"),
        (Words(SynonymKind.SPOKEN, ("暖气", "小暖"), ("暖氣",)), "同一个词"),
        (Words(SynonymKind.EQUAL, ("，。", "暖气")), "没有文字"),
        (Words(SynonymKind.EQUAL, ("暖" * 21, "暖气")), "不超过20字"),
        (Words(SynonymKind.EQUAL, tuple(f"词{n}" for n in range(31))), "最多30个词"),
        (Words(SynonymKind.EQUAL, ("暖气", "供热"), (), "注" * 201), "备注"),
        (EQUAL, "已经有这一组"),
    ],
)
def test_what_is_no_group_is_refused(one_county: County, words: Words, said: str) -> None:
    add(one_county)
    with (
        nothing_written(one_county.database),
        pytest.raises(BadInput, match=said),
        one_county.work("office") as uow,
    ):
        synonyms.add(uow, words)


# --- a pasted list ----------------------------------------------------------------------------


def test_a_list_as_people_write_it(one_county: County) -> None:
    pasted = "低保=最低生活保障\n\n# 供暖\n热气、小暖→供热，供暖 # 口语\n养狗 ＝ 养犬 = 犬只\n"
    with one_county.work("editor") as uow:
        assert synonyms.take_in(uow, pasted) == 3
    with one_county.read("editor") as reading:
        kept = {group.said: (group.written, group.note) for group in synonyms.groups(reading)}
    assert kept == {
        ("低保", "最低生活保障"): ((), ""),
        ("热气", "小暖"): (("供热", "供暖"), "口语"),
        ("养狗", "养犬", "犬只"): ((), ""),
    }


def test_every_bad_line_is_told_and_nothing_is_half_imported(one_county: County) -> None:
    add(one_county)
    pasted = "养狗=养犬\n低保\n甲→乙→丙\n供热=暖气\n养犬=养狗"
    with one_county.read("office") as reading:
        found = synonyms.check(reading, pasted)
    assert found.problems == [
        (2, "同义词一组至少写两个词。"),
        (3, "一行只能有一个箭头。"),
        (4, "表里已经有这一组。"),
        (5, "与第1行重复。"),
    ]
    with (
        nothing_written(one_county.database),
        pytest.raises(BadInput, match="有4行不能导入，一组都没有导入"),
        one_county.work("office") as uow,
    ):
        synonyms.take_in(uow, pasted)


def test_the_common_words_are_sound_and_go_into_an_empty_table_only(one_county: County) -> None:
    with one_county.work("editor") as uow:
        assert synonyms.load_common(uow) >= 100
    with (
        nothing_written(one_county.database),
        pytest.raises(RuleRefused, match="已有内容"),
        one_county.work("editor") as uow,
    ):
        synonyms.load_common(uow)
    assert not synonyms.parse(synonyms.COMMON.read_text(encoding="utf-8")).problems


# --- searching --------------------------------------------------------------------------------

HEATED = "集中供热新开户"


@pytest.fixture
def heated(county: County) -> County:
    """One entry that says 供热 and never 暖气."""
    written.publish(
        county, title=HEATED, standard_question="怎么开通供热", variant_questions=(),
        spoken_answer="向供热公司申请。", text="供热管网到达的小区可以申请。", keywords=("入网",),
    )  # fmt: skip
    return county


def test_a_group_is_followed_at_once_and_no_longer_once_switched_off(heated: County) -> None:
    assert titles(heated, "暖气") == []
    synonym_id = add(heated)
    assert titles(heated, "暖气") == [HEATED]
    with heated.work("office") as uow:
        synonyms.switch(uow, synonym_id, is_on=False)
    assert titles(heated, "暖气") == []


def test_another_process_follows_at_once_too(heated: County) -> None:
    """A second engine on the same database has learned the words of before."""
    other = Database(heated.database.engine.url.render_as_string(hide_password=False))
    try:
        with other.read(heated.actor("taker")) as reading:
            assert len(synonyms.known(reading)) == 0
        add(heated)
        with other.read(heated.actor("taker")) as reading:
            assert len(synonyms.known(reading)) == 2
    finally:
        other.close()


def test_what_was_taken_back_is_not_remembered(one_county: County) -> None:
    with pytest.raises(NotFound), one_county.work("office") as uow:  # noqa: PT012
        synonyms.add(uow, EQUAL)
        assert len(synonyms.known(uow)) == 2
        synonyms.switch(uow, 99, is_on=True)
    with one_county.read("taker") as reading:
        assert len(synonyms.known(reading)) == 0


def test_the_written_words_are_marked(heated: County) -> None:
    add(heated)
    with heated.read("taker") as reading:
        hit = finder.find(reading, "暖气").hits[0]
    assert [hit.title[start:end] for start, end in hit.title_marks] == ["供热"]
    assert {hit.snippet[start:end] for start, end in hit.snippet_marks} == {"供热"}


def test_the_word_itself_comes_before_its_synonym(heated: County) -> None:
    add(heated)
    written.publish(
        heated, title="集中暖气新开户", standard_question="怎么开通暖气", variant_questions=(),
        spoken_answer="向公司申请。", text="管网到达的小区可以申请。", keywords=("入网",),
    )  # fmt: skip
    assert titles(heated, "暖气") == ["集中暖气新开户", HEATED]


def test_a_way_of_speaking_finds_what_is_written_and_not_the_other_way(one_county: County) -> None:
    written.publish(one_county, title="暖气不热", standard_question="", variant_questions=())
    add(one_county, Words(SynonymKind.SPOKEN, ("小太阳",), ("暖气",)))
    assert titles(one_county, "小太阳") == ["暖气不热"]
    with one_county.read("taker") as reading:
        assert synonyms.known(reading).meanings(analyzer.query("暖气")) == []


def test_words_never_change_what_may_be_read(one_county: County) -> None:
    """The administrator touches no knowledge; a withdrawn entry stays withdrawn."""
    entry_id = written.publish(one_county, title="供热须知", standard_question="")
    add(one_county)
    assert titles(one_county, "暖气", "admin") == []
    with one_county.work("editor") as uow:
        entries.withdraw(uow, entry_id, reason="内容过时")
    assert titles(one_county, "暖气") == []


def test_words_can_be_tried_before_they_are_kept(heated: County) -> None:
    synonym_id = add(heated, Words(SynonymKind.EQUAL, ("养狗", "养犬")))
    with heated.read("office") as reading:
        indexing.index_of(reading).settle(reading)
        tried = finder.find(reading, "暖气", vocabulary=synonyms.trial(reading, EQUAL))
        assert [hit.title for hit in tried.hits] == [HEATED]
        assert not finder.find(reading, "暖气").hits
        assert len(synonyms.trial(reading, None, without_id=synonym_id)) == 0
    assert count(heated.database, Synonym) == 1


# --- understanding questions ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        ("俺娃上户口", ["孩子"]),  # one character counts as a word of its own
        ("娃娃鱼", []),
        ("领结婚证", ["婚姻登记"]),  # the longest said word, not 证 inside it
        ("ETC怎么办", ["不停车收费"]),
        ("etcetera", []),
        ("暖氣", ["供热"]),
    ],
)
def test_where_a_word_is_said(asked: str, also: list[str]) -> None:
    vocabulary = Vocabulary(
        [
            Wording(("娃",), ("孩子",)),
            Wording(("结婚证",), ("婚姻登记",)),
            Wording(("婚证",), ("证件",)),
            Wording(("ETC",), ("不停车收费",)),
            Wording(("暖气", "供热"), ("暖气", "供热")),
        ]
    )
    meanings = vocabulary.meanings(analyzer.query(asked))
    assert [option.written for one in meanings for option in one.options] == also
    assert all(option.weight < 1 for one in meanings for option in one.options)


TEXTS = st.text(st.characters(), max_size=40)


@given(TEXTS)
def test_normalising_twice_adds_nothing(text: str) -> None:
    assert analyzer.normalise(analyzer.normalise(text)) == analyzer.normalise(text)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5), TEXTS)
def test_any_words_and_any_question(groups: list[tuple[str, str]], asked: str) -> None:
    vocabulary = Vocabulary(Wording((said,), (meant,)) for said, meant in groups)
    query = analyzer.query(asked)
    for meaning in [*vocabulary.meanings(query), *alternatives.numbers(query)]:
        assert all(option.written for option in meaning.options)


@given(TEXTS, TEXTS, st.lists(TEXTS.map(analyzer.phrase).filter(bool), max_size=4))
def test_marks_lie_within_the_text(text: str, asked: str, also: list[str]) -> None:
    end_before = 0
    for start, end in marking.marks(text, asked, also):
        assert end_before <= start < end <= len(text)
        end_before = end


@given(TEXTS)
def test_any_pasted_text_is_understood_or_told_by_line(text: str) -> None:
    found = synonyms.parse(text)
    assert all(1 <= problem.line <= len(text.splitlines()) for problem in found.problems)
