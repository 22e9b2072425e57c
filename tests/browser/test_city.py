"""From the city's file to the register and back, as a person at the office meets it in Chromium."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from core.exchange import city, city_columns
from core.store.actor import Actor
from core.store.db import Database
from tests.browser.driving import kept, settled, sign_in
from tests.exchange import city_file

ROWS = [(f"LF{n:03}", f"第{n}条路灯不亮", *city_file.LAMP[2:]) for n in range(1, 6)]
EARLIER = [(f"LF9{n:02}", f"第9{n}条路灯不亮", *city_file.LAMP[2:]) for n in range(1, 6)]
BROKEN = ("LF006", "公交改线", "老人不便。", "昨天", "李四", "13900000000", "")


def seeded(database: Database) -> None:
    """Five tickets of an earlier import."""
    with database.work(Actor.system()) as uow:
        table = city.read_export("市平台.csv", city_file.written(*EARLIER))
        found = city.check(uow, table, city_columns.propose_mapping(table.headers))
        city.take_in(uow, found, file_name="市平台.csv", sha256="0" * 64)


SEED = seeded


def test_a_file_goes_in_is_found_opened_and_taken_away(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "市平台.csv"
    file.write_bytes(city_file.written(*ROWS, BROKEN))
    kept(sign_in(page, "lead", "/exchange"))

    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("有问题 1", exact=True)).to_be_visible()
    with page.expect_download() as taken:
        page.locator(".st-key-city_problems button").click()
    taken.value.save_as(tmp_path / "问题.xlsx")
    assert openpyxl.load_workbook(tmp_path / "问题.xlsx").active["A2"].value == (
        "受理时间：“昨天”不是时间，应写作2026-10-09 09:05。"
    )
    page.get_by_role("button", name="导入 5 件").click()
    expect(page.get_by_text("新增5件，已存在0件，未导入1件")).to_be_visible()

    page.get_by_role("link", name="工单台账").click()
    page.get_by_placeholder("编号、标题、内容或来电号码").fill("第3条")
    page.keyboard.press("Enter")
    expect(page.locator(".hl-table tbody tr")).to_have_count(1)
    page.locator(".hl-table tbody tr").click()
    expect(page.locator(".hl-ticket-head h1")).to_have_text("第3条路灯不亮")

    page.go_back()
    expect(page.get_by_placeholder("编号、标题、内容或来电号码")).to_have_value("第3条")
    expect(page.locator(".hl-table tbody tr")).to_have_count(1)
    settled(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出台账").click()
    assert taken.value.suggested_filename.startswith("工单台账_")
    taken.value.save_as(tmp_path / "台账.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "台账.xlsx").active
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["第3条路灯不亮", "1件"]


def test_a_link_shows_the_same_list_and_never_a_phone_number(page: Page) -> None:
    kept(sign_in(page, "office", "/tickets?state=待派发&words=第94条"))
    expect(page.locator(".hl-table tbody tr")).to_have_count(1)

    page.get_by_placeholder("编号、标题、内容或来电号码").fill("13812341234")
    page.keyboard.press("Enter")
    expect(page.locator(".hl-table tbody tr")).not_to_have_count(1)
    assert "1381234" not in page.url
    page.get_by_role("button", name="清除条件").click()
    expect(page.get_by_placeholder("编号、标题、内容或来电号码")).to_have_value("")
    settled(page)
    assert page.url.endswith("/tickets")
