"""系统管理: accounts and units, passwords reset, accounts closed; the calendar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.casework import accounts
from core.rules.terms import Role
from core.store.work import UnitOfWork
from kb import meaning
from pages._ui import admin_forms, attempt, keys, shell, table, words
from pages._ui.calendar import year

desk = shell.enter(Role.ADMIN)

ACCOUNT_COLUMNS = (
    table.Column[accounts.Account]("账号", lambda a: a.username, width=150),
    table.Column[accounts.Account]("姓名", lambda a: a.name, width=110),
    table.Column[accounts.Account](
        "角色", lambda a: "主要负责人" if a.is_principal else a.role.zh, width=130
    ),
    table.Column[accounts.Account]("单位", lambda a: a.unit or "—"),
    table.Column[accounts.Account](
        "状态", lambda a: ("在用", "done") if a.is_active else ("停用", "out"), "badge", 76
    ),
    table.Column[accounts.Account](
        "密码", lambda a: "待本人修改" if a.must_change_password else "", width=100
    ),
    table.Column[accounts.Account]("建立时间", lambda a: a.created_at, "instant", 190),
)
UNIT_COLUMNS = (
    table.Column[accounts.UnitLine]("单位", lambda u: u.name),
    table.Column[accounts.UnitLine]("类别", lambda u: u.kind.zh, width=110),
    table.Column[accounts.UnitLine]("第一责任人", lambda u: u.principal or "—", width=120),
    table.Column[accounts.UnitLine]("具体责任人", lambda u: u.deputy or "—", width=120),
    table.Column[accounts.UnitLine](
        "在用承办人", lambda u: u.handlers, "number", 100, is_summed=True
    ),
    table.Column[accounts.UnitLine](
        "状态", lambda u: ("在用", "done") if u.is_active else ("停用", "out"), "badge", 76
    ),
)


def reset(account: accounts.Account) -> None:
    """Reset and keep the new password on the screen until the next step: it is shown once."""
    password = attempt.attempt(
        desk, partial(_reset, account.id), done=f"{account.name}的密码已重置。", slot="accounts"
    )
    if password:
        st.session_state["admin_new_password"] = (account.username, password)


def _reset(person_id: int, uow: UnitOfWork) -> str:
    return accounts.reset_password(uow, person_id)


def switch(account: accounts.Account) -> None:
    """Close or reopen the account."""
    st.session_state.pop("admin_new_password", None)
    change = accounts.deactivate if account.is_active else accounts.activate
    done = f"{account.name}的账号已{'停用' if account.is_active else '启用'}。"
    attempt.attempt(desk, lambda uow: change(uow, account.id), done=done, slot="accounts")


def _ask_new() -> None:
    st.session_state["admin_ask_new"] = True


def account_tab() -> None:
    """Accounts, and what can be done with the one selected."""
    with desk.database.read(desk.actor) as reading:
        people, now = accounts.list_accounts(reading), reading.now
    with st.container(horizontal=True, key="admin_tools"):
        place = st.container(horizontal=True)
    chosen = table.table(
        ACCOUNT_COLUMNS,
        people,
        key="accounts",
        empty="还没有账号。",
        select="one",
        now=now,
        height=480,
        excel="账号",
    )
    account = next((person for person in people if person.id in chosen), None)
    with place:
        name = account.name if account else "所选账号"
        verb = "启用" if account and not account.is_active else "停用"
        st.button(
            f"重置{name}的密码", disabled=account is None, shortcut=keys.FIRST, type="primary",
            on_click=partial(reset, account) if account else None, key="admin_reset",
        )  # fmt: skip
        st.button(
            f"{verb}{name}", disabled=account is None, shortcut=keys.SECOND, key="admin_switch",
            on_click=partial(switch, account) if account else None,
        )  # fmt: skip
        admin_forms.principal(desk, account)
        st.button("新建账号", shortcut=keys.NEW, key="admin_new", on_click=_ask_new)
    if st.session_state.pop("admin_ask_new", False):
        admin_forms.new_account(desk)
    attempt.outcome("accounts")
    fresh = st.session_state.get("admin_new_password")
    if fresh:
        words.notice(
            f"账号 {fresh[0]} 的新密码是 {fresh[1]}，只显示这一次，请当面交给本人。", "soon"
        )


def unit_tab() -> None:
    """Units, with how many handlers each has (办法第七条（一）: 1-3)."""
    with desk.database.read(desk.actor) as reading:
        units = accounts.list_units(reading)
    chosen = table.table(
        UNIT_COLUMNS,
        units,
        key="units",
        empty="还没有单位。",
        height=480,
        select="one",
        excel="单位",
    )
    line = next((one for one in units if one.id in chosen), None)
    label = f"修改{line.name}的资料" if line else "在上面选一个单位，修改资料"
    if st.button(label, disabled=line is None, key="admin_unit") and line:
        admin_forms.unit(desk, line)


TABS: tuple[Callable[[], None], ...] = (
    account_tab,
    unit_tab,
    partial(year.show, desk),
)

words.heading("系统管理", f"账号、单位与工作日历　{meaning.standing()}")
for tab, body in zip(
    st.tabs(["账号", "单位", "工作日历"], key="admin_tab", on_change="rerun"),
    TABS,
    strict=True,
):
    if tab.open:
        with tab:
            body()
