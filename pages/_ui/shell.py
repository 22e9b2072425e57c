"""The shell around every page: who is there, the menu, the page they asked for; and the guard each page begins with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.casework import sign_in
from core.rules import deadlines
from core.rules.terms import Role
from core.store import db
from core.store.actor import Actor
from core.store.work import Reading
from pages._ui import account, attempt, download, menu, privacy_view, registry, session, words
from pages._ui.desk import Entered, routed
from pages._web.html import TITLE

_HOME, _LAST = "home", "shell_last_page"


def enter(*roles: Role) -> Entered:
    """The guard: every page's first statement. Gives the person and the store, or shows why not and stops.

    Streamlit can be made to run a page's file alone; then nobody has been let in, and nothing is shown.
    """
    desk = routed.get()
    if desk is None:
        words.empty("请从首页进入。", "这个页面不能单独打开。")
        st.stop()
    if roles and desk.actor.role not in roles:
        _denied(desk)
        st.stop()
    return desk


def open_ticket(ticket_id: int) -> None:
    """Go to a ticket's page, in this tab."""
    st.switch_page(registry.TICKET, query_params={"id": str(ticket_id)})


def main() -> None:
    """One run of the script: ask who is there, then show the page or the form to sign in."""
    st.set_page_config(page_title=TITLE, layout="wide", initial_sidebar_state="expanded")
    database = db.open_database()
    session.keep()
    actor = None if session.is_leaving() else session.current(database)
    token = session.token()
    if actor is None or token is None:
        _everywhere(partial(account.sign_in_form, database)).run()
        return
    session.settle(actor)
    desk = Entered("", actor, database, token)
    if sign_in.must_change_password(database, actor):
        _everywhere(partial(account.first_change, desk)).run()
        return
    _run_page(desk)


def _run_page(desk: Entered) -> None:
    with desk.database.read(desk.actor) as reading:
        page = _navigation(desk, reading)
        banner = _banner(reading)
    desk.slug = page.url_path
    if st.session_state.get(_LAST) != desk.slug:
        st.session_state[_LAST] = desk.slug
        attempt.clear_outcomes()
        privacy_view.cover()
    with st.container(key="shell_banner", gap=None):
        for text, tone in banner:
            words.notice(text, tone)
    account.foot(desk)
    attempt.show_toasts()
    token = routed.set(desk)
    try:
        page.run()
        download.start()
    finally:
        routed.reset(token)


def _everywhere(show: Callable[[], None]) -> StreamlitPage:
    """One thing under every address, without a menu, so that the address survives it."""
    pages = [_page(show, "登录", _HOME, is_default=True)]
    pages += [_page(show, "登录", desk.slug) for desk in registry.DESKS]
    return st.navigation(pages, position="hidden")


def _navigation(desk: Entered, reading: Reading) -> StreamlitPage:
    """All addresses for everybody: one's own pages in the menu, a calm word under the others."""
    role = reading.actor.role
    home = registry.home_of(role)
    sections: dict[str, list[StreamlitPage]] = {
        "": [_page(partial(_go_home, home), TITLE, _HOME, is_default=True)]
    }
    for entry in registry.DESKS:
        if role not in entry.roles:
            sections[""].append(_page(partial(_denied, desk), "无权访问", entry.slug))
        elif not entry.is_in_menu:
            sections[""].append(
                st.Page(entry.file, title=entry.title, url_path=entry.slug, visibility="hidden")
            )
        else:
            sections.setdefault(entry.group, []).append(_menu_entry(entry, reading))
    page = st.navigation(sections, position="sidebar", expanded=True)
    current = registry.find(page.url_path)
    if current is not None:
        st.set_page_config(page_title=f"{current.title} · {TITLE}")
    return page


def _menu_entry(entry: registry.Desk, reading: Reading) -> StreamlitPage:
    waiting = menu.waiting(reading, entry.slug)
    title = f"{entry.title} :gray-badge[{waiting}]" if waiting else entry.title
    return st.Page(entry.file, title=title, url_path=entry.slug)


def _page(
    show: Callable[[], None], title: str, slug: str, *, is_default: bool = False
) -> StreamlitPage:
    return st.Page(show, title=title, url_path=slug, default=is_default, visibility="hidden")


def _go_home(home: registry.Desk) -> None:
    st.switch_page(home.file, query_params={})


def _denied(desk: Entered) -> None:
    """无权访问: what it is, and where one's own work is."""
    actor: Actor = desk.actor
    home = registry.home_of(actor.role)
    with st.container(key="denied"):
        words.empty(
            "这个页面不在您的工作范围内。",
            f"您以{actor.role.zh}的身份登录。如果工作需要，请联系系统管理员调整角色。",
        )
        st.page_link(home.file, label=f"回到{home.title}")


def _banner(reading: Reading) -> list[tuple[str, words.Tone]]:
    """What stands above every page: the demo county, and for 县热线办 the end of the 办法 (办法第二十三条)."""
    lines: list[tuple[str, words.Tone]] = []
    if reading.fact("demo"):
        lines.append(("演示数据（内容以本县公布为准）", "plain"))
    expiry = deadlines.regulation_life(reading.policy, reading.now.date()).banner_zh
    if expiry and reading.actor.is_office:
        lines.append((expiry, "soon"))
    return lines
