"""单位健康: what each unit lacks by 第七条, and the unit's own day."""

from __future__ import annotations

import pytest

from core.casework import staffing
from core.errors import NotAllowed
from core.insight import health
from core.insight.health import OwnDay
from core.rules.terms import Role
from tests.casework import flow
from tests.casework.access.accountability import uploaded
from tests.planted import HOUSING, TOWN, County, at


def faults(county: County, unit: str) -> tuple[str, ...]:
    with county.read("office") as reading:
        return next(one.faults for one in health.units(reading) if one.name == unit)


def test_a_unit_with_nothing_lacks_everything(county: County) -> None:
    with county.read("admin") as reading:
        worst = health.units(reading)[0]
    assert worst.faults == (
        "未填第一责任人", "未填具体责任人", "在用承办人0名（应为1至3名）", "没有单位领导账号", "未上传内部制度",
    )  # fmt: skip
    assert "在用承办人0名（应为1至3名）" not in faults(county, TOWN)
    assert "没有单位领导账号" in faults(county, TOWN)


def test_a_unit_that_has_all_lacks_nothing(county: County) -> None:
    uploaded(county)
    with county.work("admin") as uow:
        staffing.set_unit(
            uow, county.unit_id(HOUSING), principal="周局长", deputy="郑副局长", office="办公室",
            phone="", is_active=True,
        )  # fmt: skip
    assert faults(county, HOUSING) == ()


@pytest.mark.parametrize("username", ["handler", "leader", "taker", "inspector", "editor"])
def test_units_do_not_read_of_each_other(county: County, username: str) -> None:
    with county.read(username) as reading, pytest.raises(NotAllowed):
        health.units(reading)


def test_ones_own_unit_and_its_people(county: County) -> None:
    with county.read("handler") as reading:
        assert health.own(reading).name == HOUSING
        assert set(health.own_people(reading)) == {
            ("孙住建", Role.HANDLER),
            ("周局长", Role.UNIT_LEADER),
        }
    with county.read("office") as reading, pytest.raises(NotAllowed):
        health.own(reading)


def test_the_units_day_on_the_friday_its_tickets_end(county: County) -> None:
    """Two dispatched on Tuesday 09-29 with three working days: due Friday 10-09 18:00; one is signed for."""
    flow.in_handling(county)
    flow.replied(county)
    county.now = at("2026-10-09T10:00")
    with county.read("leader") as reading:
        assert health.own_day(reading) == OwnDay(due_today=2, overdue=0, to_sign_off=1)
    county.now = at("2026-10-09T18:00:01")
    with county.read("leader") as reading:
        assert health.own_day(reading) == OwnDay(due_today=0, overdue=2, to_sign_off=1)
    with county.read("leader2") as reading:
        assert health.own_day(reading) == OwnDay(0, 0, 0)
