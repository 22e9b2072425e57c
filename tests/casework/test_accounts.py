"""账号: the administrator resets, closes and reopens; nobody else does, and a unit keeps its one to three."""

from __future__ import annotations

import pytest

from core.casework import accounts, sign_in
from core.errors import BadInput, NotAllowed, NotFound, RuleRefused
from core.insight import audit_log
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.models import Person
from tests.planted import HOUSING, County, nothing_written

PASSWORD = "fen-he-gu-du"


def person_id(county: County, username: str) -> int:
    found = county.actor(username).person_id
    assert found is not None
    return found


def give_password(county: County, username: str) -> None:
    with county.database.work(Actor.system()) as uow:
        person = uow.session.get_one(Person, person_id(county, username))
        person.password_hash = sign_in.hash_password(PASSWORD)


def hire_handler(county: County, username: str, *, is_active: bool = True) -> int:
    with county.database.work(Actor.system()) as uow:
        person = Person(
            username=username,
            name=username,
            role=Role.HANDLER,
            unit_id=county.unit_id(HOUSING),
            password_hash="-",
            is_active=is_active,
            created_at=uow.now,
        )
        uow.session.add(person)
        uow.session.flush()
        return person.id


def test_a_reset_password_opens_once_and_must_be_changed(county: County) -> None:
    give_password(county, "handler")
    old = sign_in.sign_in(county.database, "handler", PASSWORD)
    with county.work("admin") as uow:
        fresh = accounts.reset_password(uow, person_id(county, "handler"))
    assert sign_in.who(county.database, old.token) is None
    with pytest.raises(sign_in.SignInRefused):
        sign_in.sign_in(county.database, "handler", PASSWORD)
    assert sign_in.sign_in(county.database, "handler", fresh).must_change_password


def test_a_closed_account_is_out_at_once_and_can_come_back(county: County) -> None:
    give_password(county, "handler")
    signed = sign_in.sign_in(county.database, "handler", PASSWORD)
    with county.work("admin") as uow:
        accounts.deactivate(uow, person_id(county, "handler"))
    assert sign_in.who(county.database, signed.token) is None
    with county.work("admin") as uow:
        accounts.activate(uow, person_id(county, "handler"))
    assert sign_in.sign_in(county.database, "handler", PASSWORD)


def test_nobody_closes_the_own_account(county: County) -> None:
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="不能停用自己的账号"),
        county.work("admin") as uow,
    ):
        accounts.deactivate(uow, person_id(county, "admin"))


def test_a_fourth_active_handler_is_refused_by_article_seven(county: County) -> None:
    hire_handler(county, "second")
    hire_handler(county, "third")
    fourth = hire_handler(county, "fourth", is_active=False)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="已有3名") as refused,
        county.work("admin") as uow,
    ):
        accounts.activate(uow, fourth)
    assert refused.value.article == "办法第七条（一）"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
@pytest.mark.parametrize("step", [accounts.reset_password, accounts.deactivate, accounts.activate])
def test_only_the_administrator_touches_accounts(county: County, role: Role, step) -> None:  # type: ignore[no-untyped-def]
    target = person_id(county, "town")
    with (
        nothing_written(county.database),
        pytest.raises(NotAllowed),
        county.database.work(county.of(role)) as uow,
    ):
        step(uow, target)


@pytest.mark.parametrize("role", Role)
def test_the_audit_log_is_read_by_three_roles(county: County, role: Role) -> None:
    with county.database.read(county.of(role)) as reading:
        if role in {Role.ADMIN, Role.OFFICE_LEAD, Role.INSPECTOR}:
            assert audit_log.page(reading, audit_log.Wanted()).lines == []
        else:
            with pytest.raises(NotAllowed):
                audit_log.page(reading, audit_log.Wanted())


def test_an_unknown_account_is_not_found(county: County) -> None:
    with (
        nothing_written(county.database),
        pytest.raises(NotFound),
        county.work("admin") as uow,
    ):
        accounts.deactivate(uow, 999_999)


def test_the_lists_name_everybody_and_count_handlers(county: County) -> None:
    hire_handler(county, "second")
    with county.read("admin") as reading:
        people = accounts.list_accounts(reading)
        units = {unit.name: unit for unit in accounts.list_units(reading)}
    assert len(people) == 13
    assert [person.role for person in people] == sorted(
        (person.role for person in people), key=list(Role).index
    )
    assert units[HOUSING].handlers == 2


def test_demo_accounts_exist_in_the_demo_county_only(county: County) -> None:
    assert accounts.demo_accounts(county.database) == ([], "")
    with county.database.work(Actor.system()) as uow:
        uow.set_fact("demo", "1")
        uow.set_fact("demo_password", PASSWORD)
    shown, password = accounts.demo_accounts(county.database)
    assert [account.role for account in shown] == list(Role)
    assert password == PASSWORD
