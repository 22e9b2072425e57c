"""办法第十八条: three of a kind within three days are found, each counted once, in whatever order they come."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import pytest

from core.casework import merging
from core.casework import topics as steps
from core.errors import NotAllowed
from core.insight import topics as kept
from core.rules.terms import TopicState
from kb import gathering, topic_sheets, topics
from kb.gathering import Told
from kb.topics import Proposal
from tests.casework import flow
from tests.planted import County, at

COLD = ("安康小区暖气不热，屋里只有十三度。", "安康小区3号楼暖气不热，老人冻得睡不着。",
        "安康小区整栋暖气都不热，缴了费没人管。", "安康小区暖气不热，才十四度。",
        "安康小区5号楼暖气不热，打电话没人接。", "安康小区家里暖气不热，孩子感冒了。")  # fmt: skip
DRY = (
    "府前街停水两天了，什么时候来水？",
    "府前街又停水，没有通知。",
    "府前街停水，没有通知，做不了饭。",
)
OTHERS = (
    "居民医保怎么异地备案？",
    "村口有人烧秸秆冒烟。",
    "小学门口堵车严重。",
    "公交车几点末班？",
)


def told(bodies: Sequence[str]) -> list[Told]:
    return [Told(number, body, body) for number, body in enumerate(bodies)]


def call_in(county: County, bodies: Sequence[str], days: Sequence[str]) -> list[int]:
    found = []
    for body, day in zip(bodies, days, strict=True):
        county.now = at(f"{day}T10:00")
        found.append(flow.registered(county, body=body, title=body[:12]))
    return found


def all_of(county: County, by: str = "office", days: int = 30) -> list[Proposal]:
    with county.read(by) as reading:
        found = topics.proposed(reading, days)
    return [*found.rising, *found.standing]


# --- likeness --------------------------------------------------------------------------------


def test_two_matters_become_two_groups_and_strangers_stay_out() -> None:
    found = gathering.gather(told([*COLD, *DRY, *OTHERS]))
    assert [set(group.ids) for group in found] == [set(range(6)), {6, 7, 8}]
    assert "暖气不热" in found[0].words
    assert "停水" in found[1].words


def test_the_order_in_which_they_come_does_not_matter() -> None:
    calls = told([*COLD, *DRY, *OTHERS])
    first = gathering.gather(calls)
    for seed in range(3):
        mixed = random.Random(seed).sample(calls, len(calls))
        assert gathering.gather(mixed) == first


def test_one_estate_with_several_troubles_is_not_one_matter() -> None:
    troubles = (
        "恒大翡翠华庭孩子转学怎么调剂",
        "恒大翡翠华庭地下通道违章停车",
        "恒大翡翠华庭热水器水压太低",
    )
    assert gathering.gather(told([*troubles, *OTHERS]), fewest=3) == []


def test_nothing_and_emptiness_gather_nothing() -> None:
    assert gathering.gather([]) == []
    assert gathering.gather(told(["", "", "！"])) == []


# --- three within three days -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "is_found"),
    [
        (("2026-10-12", "2026-10-13", "2026-10-14"), True),  # Monday, Tuesday, Wednesday
        (("2026-10-12", "2026-10-12", "2026-10-12"), True),
        (("2026-10-12", "2026-10-13", "2026-10-15"), False),  # four days
        (("2026-10-31", "2026-11-01", "2026-11-02"), True),  # over the end of a month
    ],
)
def test_three_tickets_within_three_consecutive_days(
    one_county: County, days: Sequence[str], *, is_found: bool
) -> None:
    ids = call_in(one_county, COLD[:3], days)
    found = all_of(one_county)
    assert [one.facts.ids for one in found] == ([tuple(ids)] if is_found else [])


def test_is_hot_on_exact_edges() -> None:
    days = [date(2026, 10, day) for day in (1, 2, 4)]
    assert not topics.is_hot(days, count=3, within_days=3)
    assert topics.is_hot(days, count=3, within_days=4)
    assert not topics.is_hot(days[:2], count=3, within_days=3)


def test_a_merged_duplicate_counts_once(one_county: County) -> None:
    ids = call_in(one_county, COLD[:3], ["2026-10-12"] * 3)
    with one_county.work("office") as uow:
        merging.merge(uow, ids[2], into_id=ids[0], reason="同一户，同一事项。")
    assert all_of(one_county) == []


def test_confidential_tickets_are_counted_for_the_office_and_not_for_the_inspector(
    one_county: County,
) -> None:
    one_county.now = at("2026-10-12T10:00")
    for body in COLD[:3]:
        flow.registered(one_county, body=body, title=body[:12], is_confidential=True)
    assert len(all_of(one_county, "lead")) == 1
    assert all_of(one_county, "inspector") == []


@pytest.mark.parametrize("who", ["taker", "handler", "leader", "editor", "admin"])
def test_nobody_else_sees_hot_topics(one_county: County, who: str) -> None:
    with one_county.read(who) as reading:
        for look in (topics.proposed, topics.last_year, lambda r: kept.listed(r, set(TopicState))):
            with pytest.raises(NotAllowed):
                look(reading)
        with pytest.raises(NotAllowed):
            topic_sheets.export(reading, 30)


def test_what_is_new_comes_before_what_grows_and_that_before_what_stands(
    one_county: County,
) -> None:
    """As of Wednesday 2026-10-14: water since Monday, cold for weeks and more now, smoke last week."""
    smoke = ("河滩烧秸秆冒烟呛人", "河滩又烧秸秆，冒烟", "河滩有人烧秸秆冒浓烟")
    call_in(one_county, smoke, ["2026-10-01", "2026-10-02", "2026-10-02"])
    call_in(one_county, COLD[:1], ["2026-10-05"])
    call_in(one_county, COLD[1:], ["2026-10-12"] * 2 + ["2026-10-13"] * 3)
    call_in(one_county, DRY, ["2026-10-12", "2026-10-13", "2026-10-14"])
    with one_county.read("office") as reading:
        found = topics.proposed(reading)
    assert ["停水" in found.rising[0].title, "暖气" in found.rising[1].title] == [True, True]
    assert found.rising[0].facts.is_new
    assert ["秸秆" in one.title for one in found.standing] == [True]
    assert found.rising[1].facts.recent == 5
    assert found.rising[1].facts.before == 1


# --- what people decided ---------------------------------------------------------------------


def test_later_tickets_are_proposed_for_a_watched_topic_and_not_slipped_in(
    one_county: County,
) -> None:
    ids = call_in(one_county, COLD[:3], ["2026-10-12"] * 3)
    with one_county.work("office") as uow:
        topic_id = steps.take_up(uow, ids, title="安康小区供暖").id
    (late,) = call_in(one_county, COLD[3:4], ["2026-10-13"])
    with one_county.read("office") as reading:
        found = topics.proposed(reading)
        assert found.additions == {topic_id: (late,)}
        assert kept.topic(reading, topic_id).facts.ids == tuple(ids)  # type: ignore[union-attr]
    assert all_of(one_county) == []
    with one_county.work("office") as uow:
        steps.turn_away(uow, topic_id, [late])
    with one_county.read("office") as reading:
        assert topics.proposed(reading).additions == {}


def test_a_dismissed_proposal_comes_back_only_grown_by_half(one_county: County) -> None:
    ids = call_in(one_county, COLD[:4], ["2026-10-12"] * 4)
    with one_county.work("office") as uow:
        steps.dismiss_proposal(uow, ids, title="供暖", reason="正在升温，属正常。")
    assert all_of(one_county) == []
    call_in(one_county, COLD[4:5], ["2026-10-13"])
    assert all_of(one_county) == []  # five of four
    call_in(one_county, COLD[5:], ["2026-10-13"])
    (back,) = all_of(one_county)  # six of four: half as many again
    assert (back.facts.count, back.dismissed_count) == (6, 4)


def test_a_settled_matter_is_proposed_anew_only_by_new_tickets(one_county: County) -> None:
    ids = call_in(one_county, COLD[:3], ["2026-10-12"] * 3)
    with one_county.work("office") as uow:
        topic = steps.take_up(uow, ids, title="安康小区供暖")
        steps.settle(uow, topic.id, note="换热站修好。")
    late = call_in(one_county, COLD[3:5], ["2026-10-20"] * 2)
    assert all_of(one_county) == []
    late += call_in(one_county, COLD[5:], ["2026-10-21"])
    assert [one.facts.ids for one in all_of(one_county)] == [tuple(late)]


# --- last year -------------------------------------------------------------------------------


def test_last_years_heating_is_on_the_list_before_this_years_begins(one_county: County) -> None:
    """去年 Saturday 2025-11-01 to Monday 2025-11-03; asked on Tuesday 2026-10-20."""
    ids = call_in(one_county, COLD[:3], ["2025-11-01", "2025-11-02", "2025-11-03"])
    with one_county.work("office") as uow:
        topic = steps.take_up(uow, ids, title="供暖初期温度不够")
        steps.settle(uow, topic.id, note="加压后正常。")
    one_county.now = at("2026-10-20T09:00")
    with one_county.read("inspector") as reading:
        (past,) = topics.last_year(reading)
    assert past.this_year_on == date(2026, 11, 1)
    assert (past.topic_title, past.topic_note) == ("供暖初期温度不够", "加压后正常。")
    one_county.now = at("2026-12-20T09:00")
    with one_county.read("office") as reading:
        assert topics.last_year(reading) == []


def test_a_leap_day_has_a_year_before(one_county: County) -> None:
    one_county.now = at("2028-02-29T09:00")
    with one_county.read("office") as reading:
        assert topics.last_year(reading) == []


# --- exported --------------------------------------------------------------------------------


def test_the_export_has_a_line_a_topic(one_county: County) -> None:
    call_in(one_county, COLD[:3], ["2026-10-12"] * 3)
    with one_county.read("inspector") as reading:
        assert topic_sheets.export(reading, 30).rows == 1
