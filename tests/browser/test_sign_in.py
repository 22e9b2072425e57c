"""登录 in a real browser: it survives what people do to a browser, and ends when it should."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.casework import sign_in as sessions
from core.store.actor import Actor
from core.store.models import Person, SignInSession
from pages._web.claims import COOKIE
from tests.browser.driving import (
    FOOT,
    english_words,
    expect_sign_in,
    kept,
    settled,
    type_in,
)
from tests.browser.running import Server
from tests.pages.visiting import PASSWORD

pytestmark = pytest.mark.browser

USERNAMES = frozenset(
    ("taker", "office", "lead", "handler", "leader", "town", "inspector", "editor", "admin")
)
FIRST_VISITED = ("intake", "admin", "knowledge")
"""Each takes a restart; the gate before them all is one."""


def cookie_of(context: BrowserContext) -> dict[str, object]:
    return next(dict(cookie) for cookie in context.cookies() if cookie["name"] == COOKIE)


# --- it survives -----------------------------------------------------------------------------


def test_reload_new_tab_and_restart_all_stay_signed_in(
    context: BrowserContext, page: Page, server: Server
) -> None:
    kept(type_in(page, "admin", "/regulation"))

    page.reload()
    expect(page.locator(FOOT)).to_contain_text("卫管理")

    other = context.new_page()
    other.goto("/admin")
    expect(other.locator(FOOT)).to_contain_text("卫管理")

    server.restart()
    page.reload()
    expect(page.locator(FOOT)).to_contain_text("卫管理")
    expect(other.locator(FOOT)).to_contain_text("卫管理")


def test_a_deep_link_leads_there_after_signing_in(page: Page) -> None:
    type_in(page, "admin", "/admin?tab=2")
    assert page.url.endswith("/admin?tab=2")
    expect(page.get_by_role("heading", name="系统管理")).to_be_visible()


def test_an_address_of_no_page_leads_to_ones_own_desk(page: Page) -> None:
    type_in(page, "admin", "/nothing-here")
    expect(page.get_by_role("heading", name="系统管理")).to_be_visible()


def test_a_wrong_password_keeps_the_account_and_says_what_to_do(page: Page) -> None:
    page.goto("/")
    page.get_by_label("账号", exact=True).fill("admin")
    page.get_by_label("密码", exact=True).fill("wrong-password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不正确，或账号暂时不能登录。")
    expect(page.get_by_label("账号", exact=True)).to_have_value("admin")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(FOOT)).to_contain_text("卫管理")


# --- nobody gets past it ---------------------------------------------------------------------


def test_right_after_a_restart_every_address_shows_a_stranger_the_form_alone(
    context: BrowserContext, server: Server
) -> None:
    for slug in FIRST_VISITED:
        server.restart()  # Streamlit's trap is open until the first visit to the front door
        page = context.new_page()
        page.goto(f"/{slug}")
        settled(page)
        expect_sign_in(page)
        assert "襄汾县12345政务服务便民热线" in page.title()
        page.close()


@pytest.mark.parametrize(
    "path",
    [
        "/media/0f3a.csv",
        "/_stcore/upload_file/abc/def",
        "/_stcore/bidi-components/x/y.js",
        "/_stcore/allowed-message-origins",
        "/_stcore/script-health-check",
    ],
)
def test_files_and_inner_addresses_refuse_a_stranger(server: Server, path: str) -> None:
    assert server.status(path) == 401
    assert server.status(path, f"{COOKIE}=made-up") == 401


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/component/x"],
)
def test_what_nobody_needs_answers_nobody(server: Server, path: str) -> None:
    assert server.status(path) == 404
    assert server.status(path, signed_in_cookie(server)) == 404


def test_files_answer_the_signed_in_until_they_sign_out(server: Server) -> None:
    cookie = signed_in_cookie(server)
    assert server.status("/media/0f3a.csv", cookie) == 404  # allowed to ask; there is no such file
    sessions.sign_out(server.database, cookie.removeprefix(f"{COOKIE}="))
    assert server.status("/media/0f3a.csv", cookie) == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    context: BrowserContext, page: Page
) -> None:
    kept(type_in(page, "office"))
    cookie = cookie_of(context)
    assert cookie["httpOnly"] is True
    assert cookie["sameSite"] == "Strict"
    assert COOKIE not in page.evaluate("document.cookie")
    assert cookie["value"] not in page.content()


def test_other_sites_can_neither_sign_somebody_in_nor_out(server: Server) -> None:
    for path in ("/auth/session", "/auth/logout"):
        assert server.status(path, method="POST") == 403


def test_a_made_up_claim_gives_no_cookie(context: BrowserContext, page: Page) -> None:
    page.goto("/")
    status = page.evaluate(
        """() => fetch("/auth/session", {method: "POST", body: JSON.stringify({claim: "x"})})
               .then((answer) => answer.status)"""
    )
    assert status == 401
    assert COOKIE not in {cookie["name"] for cookie in context.cookies()}


# --- it ends ---------------------------------------------------------------------------------


def test_signing_out_ends_the_other_tabs_too(context: BrowserContext, page: Page) -> None:
    kept(type_in(page, "admin", "/admin"))
    other = context.new_page()
    other.goto("/admin")
    expect(other.locator(FOOT)).to_be_visible()

    page.get_by_role("button", name="退出").click()
    expect_sign_in(page)
    assert COOKIE not in {cookie["name"] for cookie in context.cookies()}

    other.get_by_role("tab", name="单位").click()
    expect_sign_in(other)
    expect(other.locator(".hl-table")).to_have_count(0)


def test_an_idle_session_ends_and_the_screen_clears_by_itself(page: Page, server: Server) -> None:
    kept(type_in(page, "taker", "/regulation"))
    with server.database.work(Actor.system()) as uow:
        uow.session.query(SignInSession).update(
            {SignInSession.last_seen_at: uow.now.replace(year=2025)}
        )
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as on coming back
    expect_sign_in(page)


def test_a_closed_account_is_out_everywhere(page: Page, server: Server) -> None:
    kept(type_in(page, "town", "/regulation"))
    with server.database.work(Actor.system()) as uow:
        person = uow.session.query(Person).filter_by(username="town").one()
        person.is_active = False
    page.reload()
    expect_sign_in(page)


# --- what it looks like ----------------------------------------------------------------------


def test_the_shell_is_chinese_and_protected(server: Server) -> None:
    status, headers, body = server.ask("/regulation")
    text = body.decode()
    assert status == 200
    assert '<html lang="zh-CN"' in text
    assert "<title>襄汾县12345政务服务便民热线</title>" in text
    assert "_stcore/agent" not in text
    assert not re.search(r"https?://", text)
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/admin", "/regulation"])
def test_no_english_on_the_screen(page: Page, path: str) -> None:
    page.goto(path)
    settled(page)
    assert english_words(page) == []
    type_in(page, "admin", None)
    assert english_words(page, allowed=USERNAMES) == []


def test_dialogs_are_chinese_too(page: Page) -> None:
    type_in(page, "office", "/regulation")
    for button in ("改密码", "快捷键"):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert english_words(page, allowed=frozenset({"Ctrl"})) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def signed_in_cookie(server: Server) -> str:
    return f"{COOKIE}={sessions.sign_in(server.database, 'admin', PASSWORD).token}"
