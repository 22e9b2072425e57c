"""第十七条: whoever approves a version sees what it changes, by field and by word."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import comparing, entry_text
from kb.comparing import Piece
from kb.entry_text import EntryText
from kb.models import Revision
from kb.terms import Audience

_ALPHABET = st.sampled_from("暖气不热，请先看阀门。供热公司24小时ＡB\n臺é 𠮷0357-")


def version(**changes: object) -> Revision:
    text = EntryText(title="暖气不热怎么办", fee="不收费", **changes)  # type: ignore[arg-type]
    return Revision(number=1, **entry_text.columns(text))


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("请拨打3622345。", "请拨打3629999。", "请拨打[-3622345-][+3629999+]。"),
        ("材料：身份证。", "材料：身份证、户口簿。", "材料：身份证[+、户口簿+]。"),
        ("先申请后缴费。", "先申请。", "先申请[-后缴费-]。"),
        ("", "不收费", "[+不收费+]"),
    ],
    ids=range(4),
)  # fmt: skip
def test_words_are_marked_as_wholes(before: str, after: str, marked: str) -> None:
    signs = {"kept": "{}", "deleted": "[-{}-]", "inserted": "[+{}+]"}
    said = "".join(
        signs[one.change].format(one.text) for one in comparing.difference(before, after)
    )
    assert said == marked


@settings(max_examples=200, deadline=None)
@given(st.text(_ALPHABET, max_size=60), st.text(_ALPHABET, max_size=60))
def test_no_character_is_lost_on_either_side(before: str, after: str) -> None:
    pieces = comparing.difference(before, after)
    assert "".join(one.text for one in pieces if one.change != "inserted") == before
    assert "".join(one.text for one in pieces if one.change != "deleted") == after
    assert all(one.text for one in pieces)


@given(st.text(_ALPHABET, max_size=60))
def test_a_text_differs_from_itself_in_nothing(text: str) -> None:
    assert comparing.difference(text, text) == ([Piece("kept", text)] if text else [])


def test_only_what_differs_is_listed_and_the_rest_is_named() -> None:
    found = comparing.compare(
        version(phone="3622345"), version(phone="3629999", keywords=("供热",))
    )
    assert [one.name for one in found.changed] == ["联系电话", "关键词"]
    assert found.unchanged == ("标题", "收费标准", "适用地区", "可见范围")
    phone = found.changed[0]
    assert phone.before == (Piece("deleted", "3622345"),)
    assert phone.after == (Piece("inserted", "3629999"),)


def test_days_and_audience_are_said_as_they_are_read() -> None:
    found = comparing.compare(
        version(), version(audience=Audience.PUBLIC, effective_until=date(2027, 3, 15))
    )
    assert {one.name: (one.older, one.newer) for one in found.changed} == {
        "可见范围": ("内部", "可对外"), "失效日期": ("", "2027-03-15"),
    }  # fmt: skip


def test_every_field_that_may_be_changed_is_compared() -> None:
    fields = {"category" if f == "category_id" else "area" if f == "area_id" else f
              for f in EntryText.__dataclass_fields__}  # fmt: skip
    assert set(comparing.NAMES) == fields


def test_the_longest_texts_are_compared_whole() -> None:
    before = "".join(f"第{n}条　供暖期内居室温度应不低于{n}℃，由供热公司负责。" for n in range(700))
    after = before.replace("700℃", "701℃").replace("第350条", "第三百五十条")[:20_000]
    pieces = comparing.difference(before[:20_000], after)
    assert "".join(one.text for one in pieces if one.change != "deleted") == after
    assert "".join(one.text for one in pieces if one.change != "inserted") == before[:20_000]
