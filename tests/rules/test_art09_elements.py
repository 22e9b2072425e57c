"""第九条（五）: a matter lacks elements; what to ask for, and when to leave the caller in peace."""

from __future__ import annotations

import pytest

from core.rules import elements, request_types
from core.rules.elements import Element
from core.rules.terms import RequestType

T = RequestType


def _missing(text: str, request_type: RequestType = T.HELP, **known: str) -> list[str]:
    found = elements.missing(text, request_type=request_type, **known)
    return [one.element.value for one in found]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("路灯不亮，希望尽快修", ["where", "when", "who"]),
        ("府前街路灯三天不亮了，希望尽快修", ["who"]),
        ("府前街路灯不亮", ["when", "want", "who"]),
        ("怡馨花园3号楼昨晚开始停水，请处理", ["who"]),
        ("楼上漏水", ["where", "when", "want", "who"]),
        ("停水", ["what"]),
    ],
)
def test_what_is_missing_is_asked_for_in_this_order(text: str, missing: list[str]) -> None:
    assert _missing(text) == missing


def test_an_empty_form_is_not_nagged() -> None:
    assert _missing("") == _missing("  \n") == []


@pytest.mark.parametrize("kind", [T.INQUIRY, T.SUGGESTION, T.PRAISE])
def test_a_question_needs_no_place_no_time_and_no_name(kind: RequestType) -> None:
    assert _missing("低保怎么申请", kind) == []


@pytest.mark.parametrize("known", [{"phone": "13800000000"}, {"name": "张三"}])
def test_a_phone_or_a_name_is_enough_and_neither_is_needed(known: dict[str, str]) -> None:
    text = "府前街路灯昨天坏了，请修一下"

    assert _missing(text, **known) == []
    found = elements.missing(text, request_type=T.HELP)
    assert [(one.element, one.is_needed) for one in found] == [(Element.WHO, False)]
    assert "不留也可以" in found[0].question_zh


def test_the_chosen_town_is_a_place() -> None:
    assert "where" not in _missing("路灯不亮", place="新城镇")


def test_only_matter_and_place_are_needed() -> None:
    found = elements.missing("楼上漏水", request_type=T.COMPLAINT)

    assert {one.element for one in found if one.is_needed} == {Element.WHERE}


def test_the_note_for_the_call_back_names_what_is_missing_and_the_questions() -> None:
    found = elements.missing("路灯不亮，希望尽快修", request_type=T.HELP, phone="1")

    note = elements.as_callback_note(found)

    assert note.startswith("缺地点、时间。")
    assert "哪个乡镇" in note
    assert elements.as_callback_note([]) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("低保怎么申请", T.INQUIRY),
        ("医保", T.INQUIRY),
        ("养老金几号发", T.INQUIRY),
        ("孩子户口咋上，刚生的", T.INQUIRY),
        ("我想问下低保，家里老人没收入", T.INQUIRY),
        ("退伍军人有啥补助", T.INQUIRY),
        ("没交养老保险到60能领钱不", T.INQUIRY),
        ("老头老太太免费体检在哪", T.INQUIRY),
        ("水费咋突然多了好几百", T.HELP),
        ("村里修路的钱去哪了", T.HELP),
        ("府前街路灯坏了好几天", T.HELP),
        ("路灯怎么还没修好", T.HELP),
        ("投诉物业乱收费", T.COMPLAINT),
        ("夜市扰民", T.COMPLAINT),
        ("举报有人偷排污水", T.TIP_OFF),
        ("建议增设红绿灯", T.SUGGESTION),
        ("表扬行政大厅的小李", T.PRAISE),
    ],
)
def test_the_type_is_guessed_from_what_is_said(text: str, kind: RequestType) -> None:
    assert request_types.guess(text) is kind
