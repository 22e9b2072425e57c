"""What every browser test does: wait until the page has settled, sign in, read the screen."""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.casework import sign_in as sessions
from pages._web.claims import COOKIE
from tests.browser.running import Server
from tests.pages.visiting import PASSWORD

FOOT = ".st-key-shell_foot"
FORM = ".st-key-sign_in_page"
DESK = {"width": 1366, "height": 768}
CALM_MILLISECONDS = 150
PATIENCE_MILLISECONDS = 20_000
"""Two cores may be busy with the rest of the suite."""

ENGLISH = re.compile(r"[A-Za-z]{4,}")
PROPER_NAMES = frozenset({"Excel"})
"""What has no other name in Chinese offices."""

_HOTLINES: WeakKeyDictionary[BrowserContext, Server] = WeakKeyDictionary()


def visitor(browser: Browser, server: Server) -> BrowserContext:
    """A browser of its own at the hotline: tabs opened in it share cookies, as one person's do."""
    context = browser.new_context(
        base_url=server.base_url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=DESK
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    _HOTLINES[context] = server
    return context


def hotline_of(context: BrowserContext) -> Server:
    """Which hotline a browser looks at."""
    return _HOTLINES[context]


def settled(page: Page) -> Page:
    """Wait until the script has run and nothing on the page is stale, for a moment on end.

    Between the first drawing and a run asked for at once after it, the state is "notRunning" as well.
    """
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_function(
        """(moment) => {
          const isBusy = document.querySelector('[data-stale="true"]') ||
            !document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]')
          const now = performance.now()
          if (isBusy || window.calmSince === undefined) window.calmSince = now
          return !isBusy && now - window.calmSince >= moment
        }""",
        arg=CALM_MILLISECONDS,
    )
    page.evaluate("() => { delete window.calmSince }")
    return page


def sign_in(page: Page, username: str, path: str = "/") -> Page:
    """Open an address as somebody who has signed in before; the form has tests of its own."""
    token = sessions.sign_in(hotline_of(page.context).database, username, PASSWORD).token
    page.context.clear_cookies()
    page.context.add_cookies(
        [
            {
                "name": COOKIE,
                "value": token,
                "url": hotline_of(page.context).base_url,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )
    page.goto(path)
    page.wait_for_selector(FOOT)
    return settled(page)


def type_in(page: Page, username: str, path: str | None = "/", password: str = PASSWORD) -> Page:
    """Open an address (None: stay where the form is) and sign in with the keyboard alone."""
    if path is not None:
        page.goto(path)
    expect(page.get_by_label("账号", exact=True)).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_selector(FOOT)
    return settled(page)


def kept(page: Page) -> Page:
    """Wait until the browser holds the session's cookie."""
    page.wait_for_function("() => fetch('/auth/alive').then((answer) => answer.status === 204)")
    return page


def expect_sign_in(page: Page) -> None:
    """Nobody is signed in, and nothing of any page shows."""
    expect(page.locator(FORM)).to_be_visible()
    expect(page.locator(FOOT)).to_have_count(0)


def english_words(page: Page, *, allowed: frozenset[str] = frozenset()) -> list[str]:
    """English words a person can read on the screen: texts, hints, labels for the ear."""
    shown: list[str] = page.evaluate(
        """() => {
          const said = []
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const parent = node.parentElement
            if (parent.closest("script, style, noscript, [data-testid=stIconMaterial]")) continue
            if (parent.checkVisibility()) said.push(node.data)
          }
          for (const element of document.body.querySelectorAll("*")) {
            for (const name of ["placeholder", "aria-label", "title", "alt"]) {
              if (element.hasAttribute(name)) said.push(element.getAttribute(name))
            }
          }
          return said
        }"""
    )
    return sorted({w for text in shown for w in ENGLISH.findall(text)} - allowed - PROPER_NAMES)
