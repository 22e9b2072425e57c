"""第三、七条（一）: one to three handlers a unit, leaders named, accounts opened by the administrator alone."""

from __future__ import annotations

import pytest

from core.casework import sign_in, staffing
from core.errors import BadInput, NotAllowed, RuleRefused
from core.rules.terms import Role
from core.store.models import Unit
from tests.planted import HOUSING, County, nothing_written


def handler(county: County, username: str) -> staffing.NewAccount:
    return staffing.NewAccount(username, "新来的", Role.HANDLER, county.unit_id(HOUSING))


def test_art07_1_the_fourth_active_handler_is_refused(county: County) -> None:
    for username in ("zj02", "zj03"):  # beside the one the county has
        with county.work("admin") as uow:
            staffing.open_account(uow, handler(county, username))
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="已有3名在用的承办人") as refusal,
        county.work("admin") as uow,
    ):
        staffing.open_account(uow, handler(county, "zj04"))
    assert refusal.value.article == "办法第七条（一）"


def test_a_new_account_signs_in_and_must_choose_a_password(county: County) -> None:
    with county.work("admin") as uow:
        password = staffing.open_account(uow, handler(county, " ZJ02 "))
    signed = sign_in.sign_in(county.database, "zj02", password)
    assert signed.must_change_password
    assert signed.actor.unit_name == HOUSING


@pytest.mark.parametrize(
    ("username", "name", "role", "has_unit", "sentence"),
    [
        ("x", "张三", Role.CALL_TAKER, False, "账号用2到40个小写字母"),
        ("张三", "张三", Role.CALL_TAKER, False, "账号用2到40个小写字母"),
        ("taker", "张三", Role.CALL_TAKER, False, "账号taker已经有人使用"),
        ("new1", " ", Role.CALL_TAKER, False, "请填写姓名"),
        ("new1", "张三", Role.HANDLER, False, "单位承办人必须选择所属单位"),
        ("new1", "张三", Role.INSPECTOR, True, "督查室不属于承办单位"),
    ],
)
def test_a_bad_account_is_refused_by_field(
    county: County, username: str, name: str, role: Role, has_unit: bool, sentence: str
) -> None:
    unit_id = county.unit_id(HOUSING) if has_unit else None
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match=sentence),
        county.work("admin") as uow,
    ):
        staffing.open_account(uow, staffing.NewAccount(username, name, role, unit_id))


@pytest.mark.parametrize("who", ["taker", "lead", "leader", "inspector", "editor"])
def test_only_the_administrator_keeps_accounts_and_units(county: County, who: str) -> None:
    with nothing_written(county.database):
        with pytest.raises(NotAllowed), county.work(who) as uow:
            staffing.open_account(uow, handler(county, "zj02"))
        with pytest.raises(NotAllowed), county.work(who) as uow:
            staffing.set_unit(uow, 1, principal="", deputy="", office="", phone="", is_active=False)


def test_art07_1_the_responsible_are_named(county: County) -> None:
    unit_id = county.unit_id(HOUSING)
    with county.work("admin") as uow:
        staffing.set_unit(
            uow, unit_id, principal="周正", deputy="吴平", office="办公室", phone="", is_active=True
        )
    with county.read("admin") as reading:
        unit = reading.session.get_one(Unit, unit_id)
    assert (unit.principal, unit.deputy, unit.office) == ("周正", "吴平", "办公室")
