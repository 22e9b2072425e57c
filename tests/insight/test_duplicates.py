"""第九条（四）: earlier tickets of the same phone or matter are shown before a new one is saved."""

from __future__ import annotations

import uuid

import pytest

from core.casework import intake
from core.casework.intake import Registration
from core.insight import duplicates, likeness
from core.insight.duplicates import Earlier, Matter
from core.rules.terms import DeclineKind, RequestType, State
from tests.planted import OTHER_TOWN, TOWN, County, at

LAMP = "府前街供销社门口的路灯不亮"
PHONE = "13835712345"


def _register(county: County, body: str, who: str = "taker", **fields: object) -> int:
    made = Registration(
        form_key=uuid.uuid4().hex,
        body=body,
        request_type=RequestType.HELP,
        **fields,  # type: ignore[arg-type]
    )
    with county.work(who) as uow:
        return intake.register(uow, made).id


def _earlier(county: County, matter: Matter, who: str = "taker") -> list[Earlier]:
    with county.read(who) as reading:
        return duplicates.earlier(reading, matter)


def test_the_third_call_about_one_lamp_shows_the_two_older_tickets_first(county: County) -> None:
    lights, town = county.category_id("0305"), county.unit_id(TOWN)
    place = {"town_id": town, "category_id": lights}
    county.now = at("2026-09-21T09:00")  # Monday
    first = _register(county, "府前街供销社门口路灯坏了，不亮", **place)
    county.now = at("2026-09-24T20:30")  # Thursday evening
    second = _register(county, "供销社门口的路灯不亮，府前街上", "taker2", **place)
    _register(county, "兴隆街路灯太亮影响休息", **place)
    _register(county, "府前街井盖松动响声大", **place)
    county.now = at("2026-09-29T10:00")  # Tuesday

    found = _earlier(county, Matter(LAMP, town_id=town, category_ids=[lights]))

    assert {one.ticket_id for one in found[:2]} == {first, second}
    assert all("同一地点" in one.reasons for one in found[:2])
    assert all(any(r.startswith("内容相似") for r in one.reasons) for one in found[:2])


def test_the_same_phone_is_found_whatever_the_matter_and_however_it_is_written(
    county: County,
) -> None:
    mine = _register(county, "自来水发黄", requester_phone="138 3571 2345")
    _register(county, "暖气不热", requester_phone="13999999999")

    found = _earlier(county, Matter("身份证怎么补办", phone="＋８６１３８３５７１２３４５"))

    assert [(one.ticket_id, one.reasons) for one in found] == [(mine, ("同一电话",))]


def test_half_a_phone_number_finds_nobody(county: County) -> None:
    _register(county, "自来水发黄", requester_phone="138357")

    assert _earlier(county, Matter("", phone="138357")) == []


def test_a_caller_heard_once_more_is_found_by_the_voice(county: County) -> None:
    lamp = _register(county, LAMP, requester_phone="13900000001")
    with county.work("taker2") as uow:
        intake.add_voice(uow, lamp, phone=PHONE, note="问进度")

    found = _earlier(county, Matter("", phone=PHONE))

    assert [(one.ticket_id, one.voices) for one in found] == [(lamp, 1)]


def test_same_phone_and_same_matter_come_before_same_phone_alone(county: County) -> None:
    water = _register(county, "自来水发黄有异味", requester_phone=PHONE)
    county.now = at("2026-09-29T10:05")
    lamp = _register(county, LAMP, requester_phone=PHONE)
    county.now = at("2026-09-29T10:10")
    _register(county, "物业费太高", requester_phone=PHONE)

    found = _earlier(county, Matter("自来水还是发黄", phone=PHONE))

    assert found[0].ticket_id == water
    assert {one.ticket_id for one in found} >= {water, lamp}


@pytest.mark.parametrize(
    ("registered", "is_found"),
    [("2026-07-01T10:00", True), ("2026-06-30T09:59", False)],
)
def test_the_window_is_ninety_days(county: County, registered: str, is_found: bool) -> None:
    county.now = at(registered)
    _register(county, LAMP, requester_phone=PHONE)
    county.now = at("2026-09-28T10:00")

    assert bool(_earlier(county, Matter("", phone=PHONE))) is is_found


def test_town_and_category_narrow_but_a_ticket_without_town_still_counts(county: County) -> None:
    lights = county.category_id("0305")
    elsewhere = _register(county, LAMP, town_id=county.unit_id(OTHER_TOWN), category_id=lights)
    nowhere = _register(county, LAMP + "了", category_id=lights)

    matter = Matter(LAMP, town_id=county.unit_id(TOWN), category_ids=[lights])
    found = [one.ticket_id for one in _earlier(county, matter)]

    assert nowhere in found
    assert elsewhere not in found


def test_another_takers_confidential_ticket_never_shows(county: County) -> None:
    secret = _register(county, LAMP, "taker2", requester_phone=PHONE, is_confidential=True)

    assert _earlier(county, Matter(LAMP, phone=PHONE)) == []
    assert [one.ticket_id for one in _earlier(county, Matter(LAMP, phone=PHONE), "taker2")] == [
        secret
    ]
    assert _earlier(county, Matter(LAMP, phone=PHONE), "office")[0].ticket_id == secret


def test_a_summary_is_masked_and_says_whether_it_can_be_opened(county: County) -> None:
    other = "路灯不亮，联系13912345678"
    _register(county, other, "taker2", requester_phone=PHONE, title=other)

    (found,) = _earlier(county, Matter("", phone=PHONE))

    assert found.title == "路灯不亮，联系139****5678"
    assert not found.is_openable
    assert _earlier(county, Matter("", phone=PHONE), "office")[0].is_openable


def test_a_finished_ticket_is_shown_as_finished(county: County) -> None:
    lamp = _register(county, LAMP, requester_phone=PHONE)
    with county.work("taker") as uow:
        intake.decline(uow, lamp, kind=DeclineKind.UNCLEAR, told="请说明地点。")

    (found,) = _earlier(county, Matter("", phone=PHONE))

    assert (found.state, found.is_open) == (State.DECLINED, False)


@pytest.mark.parametrize("words", ["", " ", "停水", "😀", "𠮷" * 50, "路灯" * 1000])
def test_any_words_may_be_asked_about(county: County, words: str) -> None:
    _register(county, LAMP)

    assert isinstance(_earlier(county, Matter(words)), list)


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("府前街路灯不亮", "府前街的路灯不亮了，希望尽快处理", True),
        ("楼上漏水没人管", "怡馨花园楼上漏水，物业没人管", True),
        ("路灯不亮", "低保怎么申请", False),
        ("希望尽快处理", "希望尽快解决", False),
        ("ＡＴＭ机吞卡", "atm机吞卡了", True),
    ],
)
def test_courtesies_do_not_make_two_matters_alike(one: str, other: str, is_alike: bool) -> None:
    assert (likeness.similarity(one, other) >= duplicates.ALIKE) is is_alike


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("我家门口府前街", "府前街路灯", True),
        ("怡馨花园3号楼", "反映怡馨花园停水", True),
        ("这条路不平", "这条路积水", False),
        ("我家门口路灯不亮", "供销社门口路灯坏了", False),
        ("附近村民反映", "周边附近村民多", False),
        ("我们村没水", "我们村路不好", False),
        ("北大街积水", "南大街积水", False),
    ],
)
def test_the_same_place(one: str, other: str, is_same: bool) -> None:
    assert likeness.is_same_place(one, other) is is_same
