"""第二十、二十三条: the regulation's numbers change in two steps, from a day on, and never for an old ticket."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.casework import policy_change
from core.errors import BadInput, HotlineError, NotAllowed, PolicyError, RuleRefused
from core.rules.terms import Grade
from core.store import rulebook
from core.store.models import AuditRow, PolicyChange, PolicyRow
from tests.casework import flow
from tests.planted import County, at, count, nothing_written

TODAY = date(2026, 9, 29)  # a Tuesday
NEXT_MONTH = date(2026, 11, 1)  # a Sunday
REASON = "县政府专题会议决定。"


def propose(
    county: County, changes: dict[str, str], *, on: date = TODAY, reason: str = REASON
) -> int:
    with county.work("lead") as uow:
        change = policy_change.propose(uow, changes=changes, effective_on=on, reason=reason)
    county.now += timedelta(minutes=2)
    return change.id


def confirm(county: County, change_id: int) -> None:
    with county.work("lead") as uow:
        policy_change.confirm(uow, change_id)


def value(county: County, key: str, day: date) -> str:
    with county.read("lead") as reading:
        return rulebook.policy(reading.session, day)[key]


def test_a_proposal_is_in_force_only_once_confirmed_and_from_its_day(county: County) -> None:
    change_id = propose(county, {"grade_simple_days": " ４ "}, on=NEXT_MONTH)
    assert value(county, "grade_simple_days", NEXT_MONTH) == "3"
    confirm(county, change_id)
    assert value(county, "grade_simple_days", NEXT_MONTH - timedelta(days=1)) == "3"
    assert value(county, "grade_simple_days", NEXT_MONTH) == "4"


def test_rows_are_added_and_none_is_changed(county: County) -> None:
    with county.read("lead") as reading:
        before = [(r.id, r.key, r.value) for r in reading.session.query(PolicyRow)]
    confirm(county, propose(county, {"rework_days": "4"}))
    with county.read("lead") as reading:
        after = [(r.id, r.key, r.value) for r in reading.session.query(PolicyRow)]
        last = reading.session.query(PolicyRow).order_by(PolicyRow.id.desc()).first()
        verbs = [row.verb for row in reading.session.query(AuditRow)]
    assert [row for row in after if row in before] == before
    assert len(after) == len(before) + 1
    assert last is not None
    assert (last.key, last.value, last.article) == ("rework_days", "4", "办法第十二条（三）")
    assert (last.set_by, last.note) == ("钱主任", REASON)
    assert verbs[-2:] == ["propose_policy", "confirm_policy"]


def test_an_old_ticket_keeps_its_numbers_and_a_new_one_has_the_new(county: County) -> None:
    """Grade 3 from Tuesday 09-29 ends Friday 10-09; with four days from now on, Saturday 10-10 (make-up)."""
    old = flow.registered(county)
    confirm(county, propose(county, {"grade_simple_days": "4"}))
    new = flow.registered(county)
    for ticket_id in (old, new):
        flow.dispatch(county, ticket_id, grade=Grade.SIMPLE)
    assert flow.seen(county, old).due_at == at("2026-10-09T18:00")
    assert flow.seen(county, new).due_at == at("2026-10-10T18:00")


def test_art20_weights_that_do_not_sum_to_100_are_refused(county: County) -> None:
    with nothing_written(county.database), pytest.raises(RuleRefused, match="合计为105"):
        propose(county, {"weight_on_time": "35"})
    change_id = propose(county, {"weight_on_time": "35", "weight_satisfaction": "30"})
    confirm(county, change_id)
    assert value(county, "weight_on_time", TODAY) == "35"


def test_the_same_click_cannot_propose_and_confirm(county: County) -> None:
    with county.work("lead") as uow:
        change_id = policy_change.propose(
            uow, changes={"rework_days": "4"}, effective_on=TODAY, reason=REASON
        ).id
    with nothing_written(county.database), pytest.raises(RuleRefused, match="分两步"):
        confirm(county, change_id)


@pytest.mark.parametrize(
    ("changes", "on", "reason", "kind", "sentence"),
    [
        ({"rework_days": "4"}, TODAY - timedelta(days=1), REASON, BadInput, "早于今天"),
        ({"rework_days": "4"}, TODAY, "  ", BadInput, "请写明理由"),
        ({"rework_days": "3"}, TODAY, REASON, BadInput, "没有改动任何数值"),
        ({}, TODAY, REASON, BadInput, "没有改动任何数值"),
        ({"rework_days": "三天"}, TODAY, REASON, PolicyError, "整数"),
        ({"no_such_key": "3"}, TODAY, REASON, PolicyError, "没有名为"),
        ({"grade_simple_days": "6"}, TODAY, REASON, RuleRefused, "不能大于"),
    ],
)
def test_a_bad_proposal_is_refused(
    county: County,
    changes: dict[str, str],
    on: date,
    reason: str,
    kind: type[HotlineError],
    sentence: str,
) -> None:
    with nothing_written(county.database), pytest.raises(kind, match=sentence):
        propose(county, changes, on=on, reason=reason)


def test_two_sound_proposals_that_contradict_each_other_do_not_both_come_in(
    county: County,
) -> None:
    first = propose(county, {"grade_simple_days": "5"})
    second = propose(county, {"grade_complex_days": "4"})
    confirm(county, first)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="不能大于"):
        confirm(county, second)


def test_a_change_may_not_break_what_is_decided_for_a_later_day(county: County) -> None:
    """From Sunday 11-01 simple tickets have five days; four for complex ones would stand below them."""
    confirm(county, propose(county, {"grade_simple_days": "5"}, on=NEXT_MONTH))
    with nothing_written(county.database), pytest.raises(RuleRefused, match="自2026年11月1日起"):
        propose(county, {"grade_complex_days": "4"})


def test_a_proposal_is_decided_once_and_not_after_its_day(county: County) -> None:
    refused, stale = propose(county, {"rework_days": "4"}), propose(county, {"rework_days": "5"})
    with county.work("lead") as uow:
        policy_change.reject(uow, refused, reason="先观察一个月。")
    with nothing_written(county.database), pytest.raises(RuleRefused, match="已由钱主任退回"):
        confirm(county, refused)
    county.now += timedelta(days=1)
    with nothing_written(county.database), pytest.raises(BadInput, match="早于今天"):
        confirm(county, stale)
    assert value(county, "rework_days", TODAY) == "3"


@pytest.mark.parametrize("who", ["office", "admin", "leader", "inspector", "taker"])
def test_only_the_lead_changes_numbers(county: County, who: str) -> None:
    with (
        nothing_written(county.database),
        pytest.raises(NotAllowed),
        county.work(who) as uow,
    ):
        policy_change.propose(uow, changes={"rework_days": "4"}, effective_on=TODAY, reason=REASON)
    assert count(county.database, PolicyChange) == 0


def test_the_preview_says_before_and_after(county: County) -> None:
    with county.read("lead") as reading:
        found = policy_change.preview(reading, {"grade_simple_days": "4"}, TODAY)
    assert [(one.name_zh, one.before_zh, one.after_zh) for one in found] == [
        ("简单件办结时限", "3个工作日", "4个工作日")
    ]
