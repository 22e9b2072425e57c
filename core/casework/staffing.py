"""人员与单位的建立: new accounts, who leads a unit, which units are open for dispatch (办法第三、七条)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, select

from core.casework import accounts, sign_in
from core.errors import BadInput, NotFound, RuleRefused
from core.rules.terms import UNIT_ROLES, Role
from core.store.models import Person, Unit
from core.store.work import UnitOfWork

_USERNAME = re.compile(r"[a-z0-9_.]{2,40}")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """新账号: what the administrator fills in."""

    username: str
    name: str
    role: Role
    unit_id: int | None = None
    may_publish: bool = False


def open_account(uow: UnitOfWork, wanted: NewAccount) -> str:
    """新建账号: gives the first password, to be handed over and changed at the first sign-in.

    Raises BadInput by field, RuleRefused for a fourth active handler (办法第七条（一）), NotAllowed.
    """
    uow.require(Role.ADMIN, doing="新建账号")
    username = wanted.username.strip().lower()
    _check(uow, wanted, username)
    if wanted.role is Role.HANDLER and wanted.unit_id is not None:
        refuse_fourth_handler(uow, wanted.unit_id)

    password = accounts.first_password()
    uow.session.add(
        Person(
            username=username,
            name=wanted.name.strip(),
            role=wanted.role,
            unit_id=wanted.unit_id,
            password_hash=sign_in.hash_password(password),
            must_change_password=True,
            may_publish=wanted.may_publish and wanted.role is Role.OFFICE,
            created_at=uow.now,
        )
    )

    uow.audit("open_account", f"账号 {username}", role=wanted.role.value)
    return password


def set_unit(
    uow: UnitOfWork,
    unit_id: int,
    *,
    principal: str,
    deputy: str,
    office: str,
    phone: str,
    is_active: bool,
) -> Unit:
    """单位资料: who is responsible, and whether tickets may be dispatched there (办法第三、七条（一）)."""
    uow.require(Role.ADMIN, doing="修改单位资料")
    unit = uow.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("没有找到这个单位。", subject=f"单位 id {unit_id}")
    for field, label, value, longest in (
        ("principal", "主要负责人", principal, 40),
        ("deputy", "分管领导", deputy, 40),
        ("office", "处办机构", office, 60),
        ("phone", "电话", phone, 40),
    ):
        if len(value.strip()) > longest:
            raise BadInput(f"{label}不能超过{longest}个字。", field=field)

    unit.principal, unit.deputy = principal.strip(), deputy.strip()
    unit.office, unit.phone, unit.is_active = office.strip(), phone.strip(), is_active

    uow.audit("set_unit", f"单位 {unit.name}", is_active=is_active)
    return unit


def set_principal(uow: UnitOfWork, person_id: int, *, is_principal: bool) -> Person:
    """主要负责人: the leader whose signature a 重件 of the unit needs; one a unit (办法第七条（一）、第十二条（二）).

    Raises RuleRefused for somebody who is no unit's leader, or where the unit has one already.
    """
    uow.require(Role.ADMIN, doing="设定主要负责人")
    person = uow.session.get(Person, person_id)
    if person is None:
        raise NotFound("没有找到这个账号。", subject=f"账号 id {person_id}")
    if person.role is not Role.UNIT_LEADER:
        raise RuleRefused("只有单位领导的账号可以设为主要负责人。", "办法第七条（一）")
    if is_principal:
        _refuse_second_principal(uow, person)

    person.is_principal = is_principal

    uow.audit("set_principal", f"账号 {person.username}", is_principal=is_principal)
    return person


def _refuse_second_principal(uow: UnitOfWork, person: Person) -> None:
    other = uow.session.scalar(
        select(Person)
        .where(
            Person.unit_id == person.unit_id,
            Person.id != person.id,
            Person.is_principal.is_(True),
            Person.is_active.is_(True),
        )
        .limit(1)
    )
    if other is not None:
        raise RuleRefused(
            f"该单位的主要负责人是{other.name}，一个单位只有一名。",
            "办法第七条（一）",
            next_step=f"请先取消{other.name}的主要负责人。",
        )


def refuse_fourth_handler(uow: UnitOfWork, unit_id: int) -> None:
    """A unit has one to three handlers (办法第七条（一）). Raises RuleRefused for one too many."""
    most = uow.policy.number("handlers_max")
    active = uow.session.scalar(
        select(func.count(Person.id)).where(
            Person.unit_id == unit_id, Person.role == Role.HANDLER, Person.is_active.is_(True)
        )
    )
    if (active or 0) >= most:
        raise RuleRefused(
            f"该单位已有{most}名在用的承办人，不能再增加。",
            "办法第七条（一）",
            next_step="请先停用一名承办人。",
        )


def _check(uow: UnitOfWork, wanted: NewAccount, username: str) -> None:
    if not _USERNAME.fullmatch(username):
        raise BadInput("账号用2到40个小写字母、数字、点或下划线。", field="username")
    if uow.session.scalar(select(Person.id).where(Person.username == username)):
        raise BadInput(f"账号{username}已经有人使用，请换一个。", field="username")
    if not 1 <= len(wanted.name.strip()) <= 40:
        raise BadInput("请填写姓名，最多40个字。", field="name")
    if wanted.role in UNIT_ROLES and wanted.unit_id is None:
        raise BadInput(f"{wanted.role.zh}必须选择所属单位。", field="unit_id")
    if wanted.role not in UNIT_ROLES and wanted.unit_id is not None:
        raise BadInput(f"{wanted.role.zh}不属于承办单位，请不要选择单位。", field="unit_id")
