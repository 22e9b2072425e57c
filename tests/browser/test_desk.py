"""The list, the administrator's desk and the page itself in Chromium: one click, the arrow keys, old browsers."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.driving import FOOT, english_words, kept, settled, sign_in
from tests.browser.running import Server

pytestmark = pytest.mark.browser

SELECTED = ".hl-table tbody tr.hl-selected"

# What Chromium 103 and 109 lack of the things Streamlit 1.67 uses; its syntax they understand.
AS_IN_CHROMIUM_103 = """
  delete Array.prototype.toSorted; delete Array.prototype.toReversed; delete Array.prototype.with
  delete Array.prototype.toSpliced; delete Promise.withResolvers; delete Object.groupBy
  delete Map.groupBy; delete URL.canParse; delete Array.fromAsync
  const Native = RegExp
  window.RegExp = new Proxy(Native, {
    construct(target, [pattern, flags], self) {
      if (String(flags ?? "").includes("v")) throw new SyntaxError("Invalid flags")
      return Reflect.construct(target, [pattern, flags], self === window.RegExp ? target : self)
    },
    apply(target, self, [pattern, flags]) {
      if (String(flags ?? "").includes("v")) throw new SyntaxError("Invalid flags")
      return target(pattern, flags)
    },
  })
"""


def test_one_click_selects_a_row_and_the_desk_follows(page: Page) -> None:
    sign_in(page, "admin", "/admin")
    page.get_by_role("row", name="town").click()
    expect(page.locator(SELECTED)).to_contain_text("冯新城")
    expect(page.get_by_role("button", name="停用冯新城")).to_be_enabled()


def test_the_arrow_keys_move_and_the_selection_follows_once_they_rest(page: Page) -> None:
    sign_in(page, "admin", "/admin")
    page.get_by_role("grid").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.locator(SELECTED)).to_contain_text("office")
    expect(page.get_by_role("button", name="停用赵热线")).to_be_enabled()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="停用卫管理")).to_be_enabled()


def test_a_click_on_a_heading_sorts_and_keeps_the_selection(page: Page) -> None:
    sign_in(page, "admin", "/admin")
    page.get_by_role("row", name="town").click()
    first = page.locator(".hl-table tbody tr").first
    page.get_by_role("columnheader", name="账号").click()
    expect(first).to_contain_text("admin")
    page.get_by_role("columnheader", name="账号").click()
    expect(first).to_contain_text("town")
    expect(page.locator(SELECTED)).to_contain_text("冯新城")


def test_rows_are_thirty_pixels_and_the_menu_is_narrow(page: Page) -> None:
    sign_in(page, "admin", "/admin")
    row = page.locator(".hl-table tbody tr").first.bounding_box()
    side = page.get_by_test_id("stSidebar").bounding_box()
    assert row is not None
    assert side is not None
    assert row["height"] == pytest.approx(30, abs=1)
    assert side["width"] == pytest.approx(184, abs=1)


def test_the_administrator_resets_closes_and_reopens(page: Page) -> None:
    sign_in(page, "admin", "/admin")
    page.get_by_role("row", name="handler2").click()
    expect(page.get_by_role("button", name="重置吴民政的密码")).to_be_enabled()
    page.keyboard.press("Alt+1")
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    page.get_by_role("button", name="停用吴民政").click()
    expect(page.get_by_role("row", name="handler2")).to_contain_text("停用")
    expect(page.get_by_text("只显示这一次")).to_have_count(0)
    page.get_by_role("button", name="启用吴民政").click()
    expect(page.get_by_role("row", name="handler2")).to_contain_text("在用")


def test_ones_own_account_stays_with_the_reason_beside_the_list(page: Page) -> None:
    sign_in(page, "admin", "/admin")
    page.get_by_role("row", name="卫管理").click()
    page.get_by_role("button", name="停用卫管理").click()
    expect(page.get_by_role("alert")).to_contain_text("不能停用自己的账号。")
    expect(page.locator(FOOT)).to_be_visible()


def test_a_lost_server_is_announced_in_chinese_and_comes_back_by_itself(
    page: Page, server: Server
) -> None:
    kept(sign_in(page, "office", "/regulation"))
    server.stop()
    try:
        expect(page.get_by_role("dialog")).to_be_visible(timeout=30_000)
        assert english_words(page) == []
    finally:
        server.start()
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=30_000)
    expect(page.locator(FOOT)).to_contain_text("赵热线")


def test_a_browser_of_2022_signs_in_and_works(context: BrowserContext, server: Server) -> None:
    context.add_init_script(AS_IN_CHROMIUM_103)
    page = context.new_page()
    sign_in(page, "admin", "/admin")
    page.get_by_role("row", name="town").click()
    expect(page.get_by_role("button", name="停用冯新城")).to_be_enabled()


def test_scripts_travel_compressed_and_stay_for_a_year(page: Page, server: Server) -> None:
    page.goto("/")
    settled(page)
    script = page.locator("script[type=module]").first.get_attribute("src")
    assert script is not None
    path = "/" + script.removeprefix("./")
    _, headers, plain = server.ask(path)
    assert "content-encoding" not in headers
    packed = page.request.get(path)
    assert packed.headers["content-encoding"] == "gzip"
    assert "immutable" in packed.headers["cache-control"]
    assert packed.body() == plain
    assert len(gzip.compress(plain)) < len(plain) / 3
    assert server.status("/static/js/../index.html") == 400
