"""知识库检索 in Chromium: results follow the fingers, half a word of pinyin asks nothing, a link shows the same."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from core.store.actor import Actor
from core.store.db import Database
from kb import entries, entry_files
from kb.entry_text import EntryText
from kb.terms import Audience, EntryKind
from tests.browser.driving import english_words, kept, settled, sign_in

SUBSIDY = EntryText(
    title="最低生活保障申请",
    standard_question="低保怎么申请",
    variant_questions=("吃低保找谁",),
    spoken_answer="您好，向户籍所在地的乡镇申请低保。",
    text="共同生活的家庭成员人均收入低于当地低保标准的家庭可以申请。",
    materials="申请书；户口簿",
    audience=Audience.PUBLIC,
)
HEATING = EntryText(
    title="暖气不热怎么办", spoken_answer="您好，先看看阀门。", text="居室温度应不低于18℃。"
)
FEES = EntryText(
    title="暖气费怎么交", spoken_answer="您好，到供热公司交。", text="按面积计收暖气费。"
)
LONG = EntryText(title="暖气管理办法", spoken_answer="您好。", text="暖气的规定很长。\n" * 200)


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def seeded(database: Database) -> None:
    """Four entries in force."""
    with database.work(Actor.system()) as uow:
        for kind, text in (
            (EntryKind.SERVICE, SUBSIDY),
            (EntryKind.FAQ, HEATING),
            (EntryKind.FAQ, FEES),
            (EntryKind.CONCERN, LONG),
        ):
            entry = entries.draft(uow, text, kind=kind)
            entries.submit(uow, entry.id)
            entries.publish(uow, entry.id)
            if text is FEES:
                entry_files.add_file(uow, entry.id, file_name="缴费流程.pdf", content=PDF)


SEED = seeded


KEY_NAMES = frozenset({"PgDn", "dibao"})


def open_desk(page: Page, path: str = "/knowledge", username: str = "taker") -> Page:
    return kept(sign_in(page, username, path))


def field(page: Page) -> Locator:
    return page.get_by_label("查找知识")


def results(page: Page) -> Locator:
    return page.locator(".kb-hits li")


def open_title(page: Page) -> Locator:
    return page.locator(".kb-entry h1")


def test_results_follow_the_typing_with_the_words_marked(page: Page) -> None:
    open_desk(page)
    expect(field(page)).to_be_focused()
    page.keyboard.type("低保")
    expect(results(page).first.locator("mark").first).to_have_text("低保")
    expect(results(page).first.locator("b")).to_have_text("最低生活保障申请")
    expect(open_title(page)).to_have_text("最低生活保障申请")
    expect(page.locator(".kb-aloud")).to_have_text("您好，向户籍所在地的乡镇申请低保。")
    assert set(results(page).first.locator("mark").all_inner_texts()) == {"低保"}
    assert page.locator(".kb-aloud mark").count() == 0

    page.keyboard.press("Control+a")
    page.keyboard.type("暖气")
    expect(results(page)).to_have_count(3)
    assert english_words(page, allowed=KEY_NAMES) == []


def test_half_a_word_of_pinyin_asks_nothing(page: Page) -> None:
    open_desk(page)
    page.keyboard.type("暖气")
    expect(results(page)).to_have_count(3)
    settled(page)
    address = page.url
    page.keyboard.press("Control+a")
    keyboard = page.context.new_cdp_session(page)
    for typed in ("d", "di", "di'b", "di'bao"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
        page.wait_for_timeout(300)  # longer than the pause that sends
    expect(results(page)).to_have_count(3)
    assert page.url == address
    keyboard.send("Input.insertText", {"text": "低保"})
    expect(open_title(page)).to_have_text("最低生活保障申请")
    expect(field(page)).to_have_value("低保")


def test_keys_choose_while_the_caret_stays(page: Page) -> None:
    open_desk(page)
    page.keyboard.type("暖气")
    expect(results(page)).to_have_count(3)
    titles = results(page).locator("b").all_inner_texts()
    expect(open_title(page)).to_have_text(titles[0])
    page.keyboard.press("ArrowDown")
    expect(open_title(page)).to_have_text(titles[1])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(open_title(page)).to_have_text(titles[2])
    page.keyboard.press("Alt+1")
    expect(open_title(page)).to_have_text(titles[0])
    results(page).nth(1).click()
    expect(open_title(page)).to_have_text(titles[1])
    expect(field(page)).to_be_focused()
    expect(results(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.type("管理")
    expect(open_title(page)).to_have_text("暖气管理办法")  # another question, its own best answer


def test_reading_on_scrolls_the_text_and_a_new_one_begins_at_its_top(page: Page) -> None:
    open_desk(page)
    page.keyboard.type("暖气管理")
    expect(open_title(page)).to_have_text("暖气管理办法")
    settled(page)
    pane = page.locator(".st-key-kb_reading")
    pane.locator("summary").last.click()  # a long text opens where one asks for it
    field(page).click()
    page.keyboard.press("PageDown")
    page.wait_for_function("e => e.scrollTop > 100", arg=pane.element_handle())
    page.keyboard.press("ArrowDown")
    expect(open_title(page)).not_to_have_text("暖气管理办法")
    page.wait_for_function("e => e.scrollTop === 0", arg=pane.element_handle())


def test_a_link_shows_a_colleague_the_same(context: BrowserContext, page: Page) -> None:
    open_desk(page)
    page.keyboard.type("暖气")
    expect(results(page)).to_have_count(3)
    page.get_by_role("button", name=re.compile("常见问题")).click()
    expect(results(page)).to_have_count(2)
    field(page).click()
    page.keyboard.press("Alt+2")
    chosen = results(page).nth(1).locator("b").inner_text()
    expect(open_title(page)).to_have_text(chosen)
    page.wait_for_function("() => location.search.includes('entry=')")

    other = context.new_page()
    other.goto(page.url)
    expect(open_title(other)).to_have_text(chosen)
    expect(field(other)).to_have_value("暖气")
    expect(results(other)).to_have_count(2)


def test_typing_leaves_one_step_of_history(page: Page) -> None:
    open_desk(page)
    before = page.evaluate("history.length")
    for text in ("暖", "气", "不", "热"):
        page.keyboard.type(text)
        page.wait_for_timeout(300)
    page.keyboard.press("ArrowDown")
    settled(page)
    assert page.evaluate("history.length") == before


def test_the_spoken_answer_is_copied(context: BrowserContext, page: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_desk(page)
    page.keyboard.type("低保")
    expect(open_title(page)).to_have_text("最低生活保障申请")
    page.get_by_role("button", name="复制口语答复").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == SUBSIDY.spoken_answer


def test_an_answer_goes_along_to_the_call(page: Page) -> None:
    open_desk(page, "/knowledge?q=暖气&kind=常见问题")
    expect(results(page)).to_have_count(2)
    page.get_by_role("button", name=re.compile("常见问题")).click()
    field(page).fill("低保")
    expect(open_title(page)).to_have_text("最低生活保障申请")
    page.keyboard.press("Alt+a")
    page.wait_for_url("**/intake*")
    expect(page.get_by_text(SUBSIDY.spoken_answer)).to_be_visible()


def test_a_very_long_paste_is_answered_and_its_address_still_loads(page: Page) -> None:
    open_desk(page)
    field(page).fill("暖气不热🙂𠮷" * 2000)
    expect(page.get_by_text("只按开头的部分检索")).to_be_visible()
    page.wait_for_function("() => location.href.length < 12000")
    page.reload()
    expect(open_title(page)).to_have_text("暖气不热怎么办")


@pytest.mark.parametrize("size", [(1366, 640), (1920, 1080)])
def test_everything_stands_within_the_screen(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_desk(page, "/knowledge?q=暖气")
    expect(results(page)).to_have_count(3)
    settled(page)
    overflow = page.evaluate(
        """() => {
          const main = document.querySelector("[data-testid=stMain]")
          return [main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth]
        }"""
    )
    assert overflow == [0, 0]


@pytest.mark.parametrize("path", ["/knowledge", "/intake"])
def test_a_form_beside_the_answer_arrives_whole(page: Page, path: str) -> None:
    """Both desks run only their own part again when something is clicked: the file must start from there."""
    settled(open_desk(page, path))
    page.keyboard.type("暖气费怎么交")
    expect(page.get_by_role("button", name="缴费流程.pdf")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="缴费流程.pdf").click()
    assert taken.value.suggested_filename == "缴费流程.pdf"
    assert Path(taken.value.path()).read_bytes() == PDF


@pytest.mark.parametrize(
    ("part", "button", "name"),
    [
        ("清单", "导出清单", "知识库"),
        ("复核", "导出 Excel", "待复核的知识"),
        ("覆盖", "导出覆盖表", "知识覆盖"),
    ],
)
def test_the_lists_of_the_desk_are_taken_away(
    page: Page, part: str, button: str, name: str
) -> None:
    settled(open_desk(page, "/knowledge_edit", "editor"))
    page.get_by_role("tab", name=part).click()
    settled(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name=button).click()
    assert taken.value.suggested_filename.startswith(name)
    book = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes()))
    assert book.active.max_row > 1
