"""One's own account: the form to sign in, the change of password, and the way out."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.casework import accounts, sign_in
from core.errors import BadInput, HotlineError
from core.store.db import Database
from pages._ui import attempt, failures, keys, session, words
from pages._ui.desk import Entered
from pages._web.html import TITLE

_USERNAME, _PASSWORD = "sign_in_username", "sign_in_password"
_OLD, _NEW, _AGAIN = "password_old", "password_new", "password_again"
_OWN, _SIGN_IN = "own_password", "sign_in"


def sign_in_form(database: Database) -> None:
    """登录, under whatever address was asked for; the same address opens the page afterwards."""
    demo, password = accounts.demo_accounts(database)
    with st.container(key="sign_in_page"):
        words.show(
            words.Markup('<div class="hl-brand"><b>{}</b><span>{}</span></div>').format(
                TITLE, "工单办理与知识库"
            )
        )
        with st.form("sign_in", border=False):
            with st.container(key="focus_username"):
                st.text_input("账号", key=_USERNAME, autocomplete="username")
            st.text_input("密码", key=_PASSWORD, type="password", autocomplete="current-password")
            attempt.outcome(_SIGN_IN)
            st.form_submit_button(
                "登录", type="primary", width="stretch", on_click=partial(_sign_in, database)
            )
        if demo:
            _demo_table(database, demo, password)


def _sign_in(database: Database) -> None:
    _begin(database, st.session_state[_USERNAME], st.session_state[_PASSWORD])


def _begin(database: Database, username: str, password: str) -> None:
    attempt.clear_outcomes()
    try:
        if not username.strip() or not password:
            raise BadInput("请填写账号和密码。")
        session.begin(database, username, password)
    except Exception as error:
        attempt.refuse(failures.sentence(error), slot=_SIGN_IN)


def _demo_table(database: Database, demo: list[accounts.Account], password: str) -> None:
    with st.container(key="demo_accounts", gap=None):
        words.section("演示账号", f"点“进入”即可登录；密码都是 {password}")
        for account in demo:
            with st.container(horizontal=True, vertical_alignment="center", gap=None):
                words.show(
                    words.Markup(
                        '<div class="hl-demo-row"><b>{}</b><span>{}</span><i>{}</i></div>'
                    ).format(account.username, account.role.zh, account.unit or "县热线办")
                )
                st.button(
                    "进入",
                    key=f"demo_{account.username}",
                    type="tertiary",
                    on_click=partial(_begin, database, account.username, password),
                )


def foot(desk: Entered) -> None:
    """The sidebar's foot: name, role, unit, and what one does with one's own account."""
    actor = desk.actor
    with st.sidebar, st.container(key="shell_foot", gap=None):
        words.show(
            words.Markup(
                '<div class="hl-person"><b>{}</b><span>{}</span><span>{}</span></div>'
            ).format(actor.name, actor.role.zh, actor.unit_name)
        )
        with st.container(horizontal=True, gap=None):
            if st.button("改密码", key="shell_password", type="tertiary"):
                _change_dialog(desk)
            if st.button("快捷键", key="shell_keys", type="tertiary"):
                keys.show_help()
            st.button(
                "退出",
                key="shell_sign_out",
                type="tertiary",
                on_click=partial(session.end, desk.database),
            )


@st.dialog("修改密码")
def _change_dialog(desk: Entered) -> None:
    _password_form(desk)


def first_change(desk: Entered) -> None:
    """首次登录: nothing else opens until the person has a password of their own."""
    with st.container(key="sign_in_page"):
        words.show(
            words.Markup('<div class="hl-brand"><b>{}</b><span>{}</span></div>').format(
                "请先设置自己的密码",
                f"{desk.actor.name}，您现在用的是初始密码，改过之后才能开始工作。",
            )
        )
        _password_form(desk)


def _password_form(desk: Entered) -> None:
    with st.form("change_password", border=False):
        with st.container(key="focus_old_password"):
            st.text_input("原密码", key=_OLD, type="password", autocomplete="current-password")
        st.text_input(
            "新密码",
            key=_NEW,
            type="password",
            autocomplete="new-password",
            placeholder=f"{sign_in.SHORTEST_PASSWORD} 个字符以上，不必夹杂符号，好记为宜",
        )
        st.text_input("再输一次", key=_AGAIN, type="password", autocomplete="new-password")
        refusal_place = st.container(key="outcome_own_password")
        if st.form_submit_button("修改密码", type="primary"):
            refusal = _change(desk)
            if refusal is None:
                attempt.say("密码已修改，其他设备上的登录已退出。")
                st.rerun()
            with refusal_place:
                words.refusal(refusal)


def _change(desk: Entered) -> HotlineError | None:
    old, new, again = (st.session_state[key] for key in (_OLD, _NEW, _AGAIN))
    try:
        if new != again:
            raise BadInput("两次输入的新密码不一样，密码没有修改。")
        sign_in.change_password(desk.database, desk.token, old, new)
    except Exception as error:
        return failures.sentence(error)
    return None
