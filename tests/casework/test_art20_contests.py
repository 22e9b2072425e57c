"""第二十条: a unit contests that a ticket counts against it, with evidence; the office's lead rules on it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.casework import contests
from core.errors import BadInput, NotAllowed, NotFound, RuleRefused
from core.rules.terms import ContestKind
from core.store.models import Contest, PolicyRow
from tests.casework import flow, quality_flow
from tests.planted import CIVIL_AFFAIRS, TOWN, County, nothing_written

CLAIM: dict[str, Any] = {
    "kind": ContestKind.UNREASONABLE, "ground": "诉求人要求超出政策。", "evidence": "政策文件。",
}  # fmt: skip


def claim(county: County, ticket_id: int, *, by: str = "leader", **how: Any) -> int:
    with county.work(by) as uow:
        return contests.contest(uow, ticket_id, **(CLAIM | how)).id


def rule(
    county: County, ticket_id: int, contest_id: int, *, is_granted: bool, ruling: str = "属实。"
) -> None:
    with county.work("lead") as uow:
        contests.decide_contest(
            uow, ticket_id, contest_id=contest_id, is_granted=is_granted, ruling=ruling
        )


def one(county: County) -> Contest:
    with county.read("lead") as reading:
        return reading.session.scalars(select(Contest)).one()


@pytest.mark.parametrize("is_granted", [True, False])
def test_a_contest_is_filed_and_ruled_on_by_named_people(county: County, is_granted: bool) -> None:
    ticket_id = flow.closed(county)
    rule(county, ticket_id, claim(county, ticket_id), is_granted=is_granted)
    filed = one(county)
    assert (filed.filed_by, filed.decided_by) == ("周局长", "钱主任")
    assert (filed.is_granted, filed.ruling) == (is_granted, "属实。")


@pytest.mark.parametrize(
    ("how", "sentence"),
    [({"ground": " "}, "请写明申诉的理由"), ({"evidence": ""}, "请写明申诉的证据")],
)
def test_a_contest_without_ground_or_evidence_is_refused(
    county: County, how: dict[str, str], sentence: str
) -> None:
    ticket_id = flow.closed(county)
    with nothing_written(county.database), pytest.raises(BadInput, match=sentence):
        claim(county, ticket_id, **how)


def test_one_contest_waits_at_a_time_and_a_kind_is_ruled_on_once(county: County) -> None:
    ticket_id = flow.closed(county)
    first = claim(county, ticket_id)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="等待认定"):
        claim(county, ticket_id, kind=ContestKind.APPRAISAL)
    rule(county, ticket_id, first, is_granted=False)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="已经认定过"):
        claim(county, ticket_id)
    claim(county, ticket_id, kind=ContestKind.APPRAISAL)


def test_a_ruling_stands(county: County) -> None:
    ticket_id = flow.closed(county)
    filed = claim(county, ticket_id)
    rule(county, ticket_id, filed, is_granted=True)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="已对这次申诉作出认定"):
        rule(county, ticket_id, filed, is_granted=False)


def test_a_ruling_is_written(county: County) -> None:
    ticket_id = flow.closed(county)
    filed = claim(county, ticket_id)
    with nothing_written(county.database), pytest.raises(BadInput, match="请写明认定的意见"):
        rule(county, ticket_id, filed, is_granted=True, ruling=" ")


def test_a_contest_of_another_ticket_is_not_found(county: County) -> None:
    filed = claim(county, flow.closed(county))
    other = quality_flow.contested(county)
    with nothing_written(county.database), pytest.raises(NotFound):
        rule(county, other, filed, is_granted=True)


@pytest.mark.parametrize(("by", "refusal"), [("handler", NotAllowed), ("leader2", NotFound)])
def test_only_the_leader_of_the_unit_that_led_contests(
    county: County, by: str, refusal: type[Exception]
) -> None:
    ticket_id = flow.closed(county)
    with nothing_written(county.database), pytest.raises(refusal):
        claim(county, ticket_id, by=by)


def test_a_co_units_leader_does_not_contest_for_the_lead(county: County) -> None:
    ticket_id = flow.closed(county, supports=(CIVIL_AFFAIRS, TOWN))
    with nothing_written(county.database), pytest.raises(NotAllowed, match="由主办单位进行"):
        claim(county, ticket_id, by="leader2")


def test_before_it_is_closed_there_is_nothing_to_contest(county: County) -> None:
    ticket_id = flow.signed(county)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="不能申诉"):
        claim(county, ticket_id)


def test_a_county_that_takes_no_contests_says_so(county: County) -> None:
    ticket_id = flow.closed(county)
    with county.work("admin") as uow:
        uow.session.add(
            PolicyRow(
                key="appeal_enabled", value="no", article="第二十条",
                effective_on=uow.now.date(), set_at=uow.now, set_by="卫管理",
            )
        )  # fmt: skip
    with nothing_written(county.database), pytest.raises(RuleRefused, match="不接受考核申诉"):
        claim(county, ticket_id)
