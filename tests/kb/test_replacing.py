"""第十七条: who holds the link of a withdrawn entry is led to the one that took its place."""

from __future__ import annotations

import pytest

from kb import entries, replacing
from kb.terms import Audience
from tests.kb import written
from tests.planted import HOUSING, County


def replaced_by(county: County, entry_id: int, other_id: int | None) -> None:
    with county.work("editor") as uow:
        entries.withdraw(uow, entry_id, reason="已并入", replaced_by_id=other_id)


def led_to(county: County, username: str, entry_id: int) -> str | None:
    with county.read(username) as reading:
        found = replacing.replacement(reading, entry_id)
        return found.title if found else None


def test_both_ends_tell_of_each_other_and_a_chain_is_followed(county: County) -> None:
    first = written.publish(county, title="一", unit=HOUSING)
    second = written.publish(county, title="二", unit=HOUSING)
    third = written.publish(county, title="三")
    assert led_to(county, "taker", first) is None
    replaced_by(county, first, second)
    assert led_to(county, "taker", first) == "二"
    replaced_by(county, second, third)
    assert led_to(county, "taker", first) == led_to(county, "inspector", second) == "三"
    with county.read("taker") as reading:
        assert [one.title for one in replacing.replaced(reading, third)] == ["二"]
    replaced_by(county, third, None)
    assert led_to(county, "taker", first) is None


def test_nobody_is_led_to_what_they_may_not_read(county: County) -> None:
    first = written.publish(county, audience=Audience.INTERNAL)
    second = written.publish(county, title="二", audience=Audience.INTERNAL)
    begun = written.draft(county, title="没有发布过")
    replaced_by(county, first, second)
    replaced_by(county, begun, second)
    assert led_to(county, "admin", first) is None
    assert led_to(county, "taker", begun) is None  # it was never theirs to read
    assert led_to(county, "handler", begun) == "二"
    with county.read("taker") as reading:
        assert [one.id for one in replacing.replaced(reading, second)] == [first]
        assert replacing.choices(reading, first) == {}
    with county.read("admin") as reading:
        assert replacing.replaced(reading, second) == []
    with county.read("editor") as reading:
        assert replacing.choices(reading, first) == {second: "二"}


def test_of_many_the_likest_are_offered_first_and_no_more_than_a_choice_holds(
    one_county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "MOST_CHOICES", 2)
    old = written.publish(one_county, title="暖气费怎么退", unit=HOUSING)
    written.publish(one_county, title="低保怎么申请", text="向乡镇申请")
    like = written.publish(one_county, title="暖气费退费办法")
    own = written.publish(one_county, title="路灯不亮", text="拨打报修电话", unit=HOUSING)
    with one_county.read("editor") as reading:
        assert list(replacing.choices(reading, old)) == [like, own]


def test_what_comes_back_is_replaced_no_more(county: County) -> None:
    first, second = written.publish(county, title="一"), written.publish(county, title="二")
    replaced_by(county, first, second)
    with county.work("editor") as uow:
        entries.revise(uow, first, written.HEATING)
        entries.publish_at_once(uow, first)
    assert led_to(county, "taker", first) is None
