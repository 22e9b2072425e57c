"""The administrator's two dialogs: a new account, and a unit's particulars."""

from __future__ import annotations

import streamlit as st

from core.casework import accounts, staffing
from core.insight import directory
from core.rules.terms import UNIT_ROLES, Role
from pages._ui import attempt
from pages._ui.desk import Entered


@st.dialog("新建账号")
def new_account(desk: Entered) -> None:
    """Account, name, role and unit; the first password is shown once, on the page behind."""
    with desk.database.read(desk.actor) as reading:
        names = {unit.id: unit.name for unit in directory.units(reading)}
    st.text_input(
        "账号", key="new_username", max_chars=40, placeholder="小写字母和数字，例如 zhujian02"
    )
    st.text_input("姓名", key="new_name", max_chars=40)
    roles: list[Role] = list(Role)
    role = st.selectbox("角色", roles, format_func=lambda one: one.zh, key="new_role")
    if role in UNIT_ROLES:
        st.selectbox(
            "所属单位", names, format_func=names.__getitem__, index=None, key="new_unit",
            placeholder="请选择单位",
        )  # fmt: skip
    if role is Role.OFFICE:
        st.checkbox("授权发布知识条目", key="new_may_publish")
    attempt.outcome("new_account")
    if st.button("建立", type="primary", key="new_account_save"):
        _save(desk)


def _save(desk: Entered) -> None:
    typed = st.session_state
    wanted = staffing.NewAccount(
        username=typed.get("new_username", ""),
        name=typed.get("new_name", ""),
        role=typed["new_role"],
        unit_id=typed.get("new_unit"),
        may_publish=bool(typed.get("new_may_publish")),
    )
    password = attempt.attempt(
        desk,
        lambda uow: staffing.open_account(uow, wanted),
        done=f"{wanted.name.strip()}的账号已建立。",
        slot="new_account",
    )
    if password:
        typed["admin_new_password"] = (wanted.username.strip().lower(), password)
        st.rerun()
    st.rerun(scope="fragment")


def principal(desk: Entered, account: accounts.Account | None) -> None:
    """设为主要负责人: for the leader selected; whoever is one already can be released (办法第十二条（二）)."""
    if account is None or account.role is not Role.UNIT_LEADER:
        return
    label = "取消主要负责人" if account.is_principal else "设为主要负责人"
    st.button(
        label, key="admin_principal", help="依据：办法第七条（一）、第十二条（二）",
        on_click=_set_principal, args=(desk, account),
    )  # fmt: skip


def _set_principal(desk: Entered, account: accounts.Account) -> None:
    becomes = not account.is_principal
    attempt.attempt(
        desk,
        lambda uow: staffing.set_principal(uow, account.id, is_principal=becomes),
        done=f"{account.name}{'已设为主要负责人。' if becomes else '不再是主要负责人。'}",
        slot="accounts",
    )


@st.dialog("单位资料")
def unit(desk: Entered, line: accounts.UnitLine) -> None:
    """Who is responsible (办法第七条（一）), and whether tickets may be dispatched there (办法第三条)."""
    st.text_input("主要负责人（第一责任人）", value=line.principal, key=f"unit_principal_{line.id}")
    st.text_input("分管领导（具体责任人）", value=line.deputy, key=f"unit_deputy_{line.id}")
    st.text_input("具体处办机构", value=line.office, key=f"unit_office_{line.id}")
    st.text_input("联系电话", value=line.phone, key=f"unit_phone_{line.id}")
    st.checkbox("在用，可以派发工单", value=line.is_active, key=f"unit_active_{line.id}")
    attempt.outcome("unit")
    if st.button("保存", type="primary", key="unit_save"):
        typed = {
            name: st.session_state[f"unit_{name}_{line.id}"]
            for name in ("principal", "deputy", "office", "phone", "active")
        }
        is_active = typed.pop("active")
        saved = attempt.attempt(
            desk,
            lambda uow: staffing.set_unit(uow, line.id, is_active=is_active, **typed),
            done=f"{line.name}的资料已保存。",
            slot="unit",
        )
        st.rerun() if saved else st.rerun(scope="fragment")
