"""第十三条（六）: a seeded random sample of what was closed; the same seed draws the same tickets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.casework import inspection, intake
from core.errors import BadInput, NotAllowed, NotFound, RuleRefused
from core.rules.terms import AccountabilityKind, DeclineKind, FindingKind
from core.store.models import AccountabilityCase, InspectionFinding, InspectionRound
from tests.casework import flow, quality_flow
from tests.planted import County, count, nothing_written

DAYS = (date(2026, 9, 29), date(2026, 9, 29))  # Tuesday
NUMBERS = [f"XF20260929-{n:04}" for n in range(1, 201)]


def lines(county: County, round_id: int) -> list[int]:
    with county.read("office") as reading:
        found = reading.session.query(InspectionFinding).filter_by(round_id=round_id)
        return sorted(line.ticket_id for line in found)


def draw(county: County, *, by: str = "office", **how: Any) -> InspectionRound:
    with county.work(by) as uow:
        return inspection.draw(
            uow, **({"from_on": DAYS[0], "until_on": DAYS[1], "seed": "九月"} | how)
        )


# --- the sample -----------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_tickets_whatever_the_order() -> None:
    drawn = inspection.sample(NUMBERS, "2026年10月", 10)
    assert len(drawn) == 20
    assert inspection.sample(reversed(NUMBERS), "2026年10月", 10) == drawn
    assert inspection.sample(NUMBERS, "2026年11月", 10) != drawn
    assert inspection.sample(NUMBERS[:5], "一", 40) == ["XF20260929-0002", "XF20260929-0004"]


@given(st.sets(st.sampled_from(NUMBERS), min_size=1), st.text(), st.integers(1, 100))
def test_a_sample_is_its_share_of_what_there_is(numbers: set[str], seed: str, percent: int) -> None:
    drawn = inspection.sample(numbers, seed, percent)
    assert set(drawn) <= numbers
    assert len(drawn) == max(-(-len(numbers) * percent // 100), 1)


def test_the_share_is_the_policys_unless_another_is_given(county: County) -> None:
    tickets = [flow.closed(county) for _ in range(11)]
    drawn = draw(county)
    assert (drawn.percent, drawn.closed_tickets) == (10, 11)
    assert len(lines(county, drawn.id)) == 2  # a tenth of eleven, rounded up
    assert lines(county, draw(county, percent=100).id) == tickets


def test_both_databases_draw_these_very_tickets(county: County) -> None:
    tickets = [flow.closed(county) for _ in range(5)]
    drawn = draw(county, seed="一", percent=40)
    assert lines(county, drawn.id) == [tickets[1], tickets[3]]
    again = draw(county, by="lead", seed="一", percent=40)
    assert again.id == drawn.id  # a double click draws no second sample
    assert count(county.database, InspectionRound) == 1


def test_only_what_was_closed_in_the_period_is_drawn(county: County) -> None:
    closed = flow.closed(county)
    flow.signed(county)
    declined = flow.registered(county)
    with county.work("office") as uow:
        intake.decline(uow, declined, kind=DeclineKind.UNCLEAR, told="请补充。")
    assert lines(county, draw(county, percent=100).id) == [closed]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"from_on": date(2026, 9, 30), "until_on": date(2026, 9, 29)}, "不能晚于结束日期"),
        ({"until_on": date(2026, 9, 30)}, "不能晚于今天"),  # tomorrow, Wednesday
        ({"seed": " "}, "请填写抽取号"),
        ({"seed": "长" * 61}, "不超过60个字"),
        ({"percent": 0}, "1%到100%"),
        ({"percent": 101}, "1%到100%"),
        ({"from_on": date(2026, 8, 1), "until_on": date(2026, 8, 31)}, "没有办结的工单"),
    ],
)
def test_a_draw_that_cannot_be_is_refused(
    county: County, how: dict[str, Any], sentence: str
) -> None:
    flow.closed(county)
    with nothing_written(county.database), pytest.raises(BadInput, match=sentence):
        draw(county, **how)


@pytest.mark.parametrize("who", ["taker", "handler", "leader", "inspector", "admin"])
def test_only_the_office_draws(county: County, who: str) -> None:
    flow.closed(county)
    with nothing_written(county.database), pytest.raises(NotAllowed):
        draw(county, by=who)


# --- what was found -------------------------------------------------------------------------------


def find(
    county: County, ticket_id: int, round_id: int, finding: FindingKind, note: str = ""
) -> None:
    with county.work("office") as uow:
        inspection.inspect_closed(uow, ticket_id, round_id=round_id, finding=finding, note=note)


def test_a_finding_stands_beside_its_ticket(county: County) -> None:
    ticket_id = flow.closed(county)
    drawn = draw(county, percent=100)
    find(county, ticket_id, drawn.id, FindingKind.BADLY_KEPT, "缺现场照片。")
    with county.read("office") as reading:
        (line,) = reading.session.query(InspectionFinding).all()
    assert (line.finding, line.inspected_by) == (FindingKind.BADLY_KEPT, "赵热线")
    with nothing_written(county.database), pytest.raises(RuleRefused, match="赵热线已登记"):
        find(county, ticket_id, drawn.id, FindingKind.SOUND)


@pytest.mark.parametrize(
    ("finding", "cases"),
    [
        (FindingKind.UNTRUE, 1), (FindingKind.NOT_CONTACTED, 1),  # the unit had recorded a call
        (FindingKind.INCOMPLETE, 0), (FindingKind.BADLY_KEPT, 0), (FindingKind.SOUND, 0),
    ],
)  # fmt: skip
def test_art21_2_what_is_untrue_raises_a_case(
    county: County, finding: FindingKind, cases: int
) -> None:
    ticket_id = flow.closed(county)
    find(county, ticket_id, draw(county, percent=100).id, finding, "现场查看，电梯仍停运。")
    with county.read("office") as reading:
        found = reading.session.query(AccountabilityCase).all()
    assert [case.kind for case in found] == [AccountabilityKind.SHIRKED_OR_UNTRUE] * cases


def test_a_fault_is_written_down(county: County) -> None:
    ticket_id = flow.closed(county)
    drawn = draw(county, percent=100)
    with nothing_written(county.database), pytest.raises(BadInput, match="请写明情况"):
        find(county, ticket_id, drawn.id, FindingKind.UNTRUE)


def test_a_ticket_outside_the_sample_has_no_finding(county: County) -> None:
    flow.closed(county)
    drawn = draw(county, percent=100)
    later = flow.closed(county)
    with nothing_written(county.database), pytest.raises(NotFound, match="不在这次抽查的样本里"):
        find(county, later, drawn.id, FindingKind.SOUND)


def test_what_is_handled_again_is_not_inspected(county: County) -> None:
    ticket_id = flow.closed(county)
    drawn = draw(county, percent=100)
    quality_flow.open_second(county, ticket_id)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="不能抽查"):
        find(county, ticket_id, drawn.id, FindingKind.SOUND)
