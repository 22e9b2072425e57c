"""办法第十八条: hot topics as people keep them — every step with its audit row, every refusal without a trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from core.casework import merging, topics
from core.errors import BadInput, HotlineError, NotFound, RuleRefused, Stale
from core.insight import topics as kept
from core.insight.topics import Topic
from core.rules.terms import TopicState
from core.store.models import AuditRow, HotTopic, HotTopicTicket
from core.store.work import UnitOfWork
from tests.casework import flow
from tests.planted import County, at, count, nothing_written


@pytest.fixture
def tickets(county: County) -> list[int]:
    """Six calls about one estate's heating, on Tuesday 2026-09-29."""
    return [flow.registered(county, body=f"安康小区{n}号楼暖气不热。") for n in range(1, 7)]


@pytest.fixture
def topic_id(county: County, tickets: list[int]) -> int:
    """Four of them in a watched topic."""
    with county.work("office") as uow:
        return topics.take_up(uow, tickets[:4], title="安康小区供暖").id


def seen(county: County, topic_id: int) -> Topic:
    with county.read("lead") as reading:
        return kept.topic(reading, topic_id)


def ids_of(county: County, topic_id: int) -> tuple[int, ...]:
    facts = seen(county, topic_id).facts
    return facts.ids if facts else ()


def last_verb(county: County) -> str:
    with county.read("lead") as reading:
        return reading.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first().verb  # type: ignore[union-attr]


def refused(
    county: County, use_case: Callable[[UnitOfWork], Any], error: type[HotlineError], said: str
) -> None:
    with (
        nothing_written(county.database),
        pytest.raises(error, match=said),
        county.work("office") as uow,
    ):
        use_case(uow)


# --- taking up -------------------------------------------------------------------------------


def test_a_topic_is_watched_under_its_finders_name(county: County, topic_id: int) -> None:
    topic = seen(county, topic_id)
    assert (topic.title, topic.state, topic.found_by) == (
        "安康小区供暖",
        TopicState.WATCHED,
        "赵热线",
    )
    assert topic.facts is not None
    assert topic.facts.count == 4
    assert last_verb(county) == "take_up_topic"


def test_two_tickets_are_no_hot_topic(county: County, tickets: list[int]) -> None:
    refused(
        county, lambda uow: topics.take_up(uow, tickets[:2], title="供暖"), RuleRefused, "3件以上"
    )


def test_a_merged_duplicate_does_not_make_the_third(county: County, tickets: list[int]) -> None:
    with county.work("office") as uow:
        merging.merge(uow, tickets[2], into_id=tickets[0], reason="同一户，同一事项。")
    refused(
        county, lambda uow: topics.take_up(uow, tickets[:3], title="供暖"), RuleRefused, "只有2件"
    )


@pytest.mark.parametrize(("title", "said"), [("  ", "请写热点的名称"), ("供" * 61, "不能超过60字")])
def test_a_topic_has_a_name_of_bearable_length(
    county: County, tickets: list[int], title: str, said: str
) -> None:
    refused(county, lambda uow: topics.take_up(uow, tickets, title=title), BadInput, said)


def test_a_ticket_that_never_was_is_not_taken_up(county: County, tickets: list[int]) -> None:
    refused(
        county,
        lambda uow: topics.take_up(uow, [*tickets, 999_999], title="供暖"),
        NotFound,
        "没有找到",
    )


def test_a_ticket_is_in_one_watched_topic_at_most(
    county: County, tickets: list[int], topic_id: int
) -> None:
    for use_case in (
        lambda uow: topics.take_up(uow, tickets[3:], title="供暖"),
        lambda uow: topics.add(uow, topic_id, tickets[3:]),
        lambda uow: topics.dismiss_proposal(uow, tickets[3:], title="供暖", reason="正常。"),
    ):
        refused(county, use_case, RuleRefused, "已在热点“安康小区供暖”里")


# --- arranging -------------------------------------------------------------------------------


def test_a_new_name_stands_and_the_old_one_in_the_log(county: County, topic_id: int) -> None:
    with county.work("lead") as uow:
        topics.rename(
            uow, topic_id, title="供暖初期温度不够", note="换热站压力低。", seen_version=1
        )
    topic = seen(county, topic_id)
    assert (topic.title, topic.note, topic.version) == ("供暖初期温度不够", "换热站压力低。", 2)
    refused(
        county,
        lambda uow: topics.rename(uow, topic_id, title="供暖", note="", seen_version=1),
        Stale, "刚刚被别人修改",
    )  # fmt: skip


def test_two_topics_become_one(county: County, tickets: list[int], topic_id: int) -> None:
    more = [flow.registered(county, body=f"和顺小区{n}号楼暖气不热。") for n in range(3)]
    with county.work("office") as uow:
        other_id = topics.take_up(uow, more, title="和顺小区供暖").id
    with county.work("office") as uow:
        topics.merge(uow, other_id, into_id=topic_id)
    assert ids_of(county, topic_id) == (*tickets[:4], *more)
    with county.read("office") as reading:
        merged = reading.session.get_one(HotTopic, other_id)
        assert (merged.state, merged.merged_into_id) == (TopicState.MERGED, topic_id)
    assert last_verb(county) == "merge_topics"
    for use_case in (
        lambda uow: topics.merge(uow, other_id, into_id=topic_id),
        lambda uow: topics.rename(uow, other_id, title="供暖", note=""),
        lambda uow: topics.resume(uow, other_id),
    ):
        refused(county, use_case, RuleRefused, "已合并")
    refused(county, lambda uow: topics.merge(uow, topic_id, into_id=topic_id), BadInput, "自己")


def test_chosen_tickets_become_a_topic_of_their_own(
    county: County, tickets: list[int], topic_id: int
) -> None:
    with county.work("office") as uow:
        apart_id = topics.split(uow, topic_id, tickets[2:4], title="管道漏水").id
    assert ids_of(county, topic_id) == tuple(tickets[:2])
    assert ids_of(county, apart_id) == tuple(tickets[2:4])
    assert last_verb(county) == "split_topic"


def test_nothing_is_split_off_that_leaves_nothing_or_is_not_there(
    county: County, tickets: list[int], topic_id: int
) -> None:
    for chosen, error, said in (
        (tickets[:4], RuleRefused, "热点就空了"),
        (tickets[3:5], NotFound, "不在这个热点里"),
        ([], BadInput, "请先勾选"),
    ):
        refused(
            county, lambda uow, c=chosen: topics.split(uow, topic_id, c, title="漏水"), error, said
        )
        refused(county, lambda uow, c=chosen: topics.remove(uow, topic_id, c), error, said)


def test_a_ticket_taken_out_leaves_its_trace_and_may_come_back(
    county: County, tickets: list[int], topic_id: int
) -> None:
    with county.work("office") as uow:
        topics.remove(uow, topic_id, tickets[:1])
    with county.read("office") as reading:
        assert kept.held(reading)[topic_id].removed == {tickets[0]}
        row = reading.session.query(HotTopicTicket).filter_by(ticket_id=tickets[0]).one()
        assert row.removed_by == "赵热线"
    with county.work("lead") as uow:
        topics.add(uow, topic_id, tickets[:1])
    assert ids_of(county, topic_id) == tuple(tickets[:4])
    assert count(county.database, HotTopicTicket) == 4


def test_what_is_turned_away_is_remembered_and_what_is_inside_is_not_turned_away(
    county: County, tickets: list[int], topic_id: int
) -> None:
    with county.work("office") as uow:
        topics.turn_away(uow, topic_id, tickets[4:])
    assert ids_of(county, topic_id) == tuple(tickets[:4])
    assert last_verb(county) == "turn_away_tickets"
    refused(
        county,
        lambda uow: topics.turn_away(uow, topic_id, tickets[:1]),
        RuleRefused,
        "已在这个热点里",
    )


# --- ending ----------------------------------------------------------------------------------


def test_a_topic_settles_with_a_word_on_how_and_may_be_watched_again(
    county: County, topic_id: int
) -> None:
    refused(county, lambda uow: topics.settle(uow, topic_id, note=" "), BadInput, "怎样平息")
    county.now = at("2026-09-30T09:00")
    with county.work("lead") as uow:
        topics.settle(uow, topic_id, note="换热站修好。")
    topic = seen(county, topic_id)
    assert (topic.state, topic.settled_by, topic.note) == (
        TopicState.SETTLED, "钱主任", "换热站修好。",
    )  # fmt: skip
    refused(county, lambda uow: topics.settle(uow, topic_id, note="又一次"), RuleRefused, "已平息")
    with county.work("office") as uow:
        topics.resume(uow, topic_id)
    assert seen(county, topic_id).state is TopicState.WATCHED
    refused(county, lambda uow: topics.resume(uow, topic_id), RuleRefused, "不用恢复")


def test_a_topic_or_a_proposal_is_dismissed_with_a_reason(
    county: County, tickets: list[int], topic_id: int
) -> None:
    refused(county, lambda uow: topics.dismiss(uow, topic_id, reason=""), BadInput, "为什么")
    with county.work("office") as uow:
        topics.dismiss(uow, topic_id, reason="正在升温，属正常。")
    with county.work("office") as uow:
        other = topics.dismiss_proposal(uow, tickets[4:], title="供暖", reason="正常。").id
    assert {seen(county, one).state for one in (topic_id, other)} == {TopicState.DISMISSED}
    assert last_verb(county) == "dismiss_topic"


def test_a_topic_that_never_was(county: County) -> None:
    refused(county, lambda uow: topics.settle(uow, 999, note="好了"), NotFound, "没有找到这个热点")


# --- who hears of it ---------------------------------------------------------------------------


def test_the_inspector_counts_all_but_confidential_tickets(
    county: County, tickets: list[int]
) -> None:
    hidden = [
        flow.registered(county, body="举报供热公司。", is_confidential=True) for _ in range(3)
    ]
    with county.work("office") as uow:
        mixed = topics.take_up(uow, [*tickets[:2], *hidden[:1]], title="供暖").id
    with county.read("inspector") as reading:
        facts = kept.topic(reading, mixed).facts
        assert facts is not None
        assert facts.ids == tuple(tickets[:2])


def test_a_topic_of_confidential_tickets_only_is_nothing_the_inspector_hears_of(
    county: County,
) -> None:
    hidden = [
        flow.registered(county, body="举报供热公司。", is_confidential=True) for _ in range(3)
    ]
    with county.work("office") as uow:
        secret = topics.take_up(uow, hidden, title="举报").id
    with county.read("inspector") as reading:
        assert kept.listed(reading, set(TopicState)) == []
        with pytest.raises(NotFound):
            kept.topic(reading, secret)
