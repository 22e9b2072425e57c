"""受理席 in Chromium: answers follow the typing, keys finish the call, nothing typed is lost, nothing scrolls."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import delete, select

from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Draft, Item, Ticket
from kb import imports
from tests.browser.driving import english_words, settled, sign_in
from tests.browser.running import ROOT, Server
from tests.planted import count

pytestmark = pytest.mark.browser

SHEETS = ("01_低保特困临时救助.csv", "21_供水供电供气通信.csv", "25_环境与市容.csv")
KNOWLEDGE: Path = ROOT / "demo" / "knowledge"
MATTER, ANSWERS, ALOUD = "诉求内容", ".st-key-tight_intake_answers button", ".hl-aloud"


def seeded(database: Database) -> None:
    """Knowledge to answer from, as a county would import it."""
    for name in SHEETS:
        table = imports.read_table(name, (KNOWLEDGE / name).read_bytes())
        with database.work(Actor.system()) as uow:
            imports.import_rows(uow, imports.check(uow, table), is_published=True)


SEED = seeded


@pytest.fixture(autouse=True)
def _nothing_kept(server: Server) -> None:
    """No test finds what the one before it had typed."""
    with server.database.work(Actor.system()) as uow:
        uow.session.execute(delete(Draft))


def at_the_desk(page: Page, username: str = "taker") -> Page:
    """Signed in, with an empty form and the caret in it."""
    sign_in(page, username, "/intake")
    wait_until_empty(page)
    return page


def wait_until_empty(page: Page) -> None:
    """The old form has gone, the new one is empty and has the caret."""
    page.wait_for_function(
        """() => {
          const fields = document.querySelectorAll("textarea[aria-label='诉求内容']")
          return fields.length === 1 && fields[0].value === "" && document.activeElement === fields[0]
        }"""
    )
    settled(page)


def test_answers_follow_the_typing_and_keys_open_them(page: Page) -> None:
    at_the_desk(page)

    page.keyboard.type("低保", delay=40)
    expect(page.locator(ANSWERS)).to_have_count(5)
    page.keyboard.type("怎么申请", delay=40)
    expect(page.locator(ANSWERS).first).to_contain_text("最低生活保障（低保）申请")
    settled(page)
    first = page.locator(ALOUD).text_content() or ""
    page.keyboard.press("Alt+2")
    expect(page.locator(ALOUD)).not_to_have_text(first)
    settled(page)
    page.keyboard.press("Alt+1")

    expect(page.locator(ALOUD)).to_have_text(first)
    expect(page.get_by_label(MATTER)).to_be_focused()


def test_words_still_being_composed_are_not_searched(page: Page) -> None:
    at_the_desk(page)
    keyboard = page.context.new_cdp_session(page)

    for part in ("d", "di", "di'b", "di'bao"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
        page.wait_for_timeout(260)
    expect(page.locator(ANSWERS)).to_have_count(0)
    keyboard.send("Input.insertText", {"text": "低保"})

    expect(page.locator(ANSWERS)).to_have_count(5)


def test_a_shortcut_saves_the_last_word_too_and_the_caret_is_back(
    page: Page, server: Server
) -> None:
    at_the_desk(page)
    for call in range(3):
        page.keyboard.type(f"第{call}次问低保怎么申请", delay=20)
        expect(page.locator(ALOUD)).to_be_visible()
        settled(page)
        page.keyboard.type("，急", delay=0)
        page.keyboard.press("Alt+a")
        expect(page.locator(".hl-done-line")).to_contain_text("已直接答复并办结")
        wait_until_empty(page)

    with server.database.read(Actor.system()) as reading:
        bodies = reading.session.scalars(
            reading.visible_tickets().with_only_columns(Ticket.body).order_by(Ticket.id.desc())
        ).all()
    assert bodies[:3] == [f"第{call}次问低保怎么申请，急" for call in (2, 1, 0)]


def opened(page: Page) -> Locator:
    """The title of the answer in the reading pane."""
    return page.locator(".hl-answer header b")


def test_a_key_pressed_before_the_list_is_renewed_acts_on_the_new_one(
    page: Page, server: Server
) -> None:
    at_the_desk(page)
    before = count(server.database, Ticket)
    page.keyboard.type("停电了找谁报修", delay=20)
    expect(opened(page)).to_contain_text("电")
    settled(page)

    page.keyboard.press("Control+a")
    page.keyboard.insert_text("低保怎么申请")
    page.keyboard.press("Alt+a")  # the answer about electricity stands open: it closes no call

    expect(page.locator(".hl-renewed")).to_have_count(1)
    expect(opened(page)).to_contain_text("低保")
    assert count(server.database, Ticket) == before
    settled(page).keyboard.insert_text("，特困供养呢")
    page.keyboard.press("Alt+2")
    second = page.locator(ANSWERS).nth(1)
    expect(second).to_contain_text("特困")
    settled(page)
    title = (second.text_content() or "").split("\u3000")[0]
    expect(opened(page)).to_have_text(title)


def test_the_next_call_may_be_typed_while_the_last_one_is_being_saved(
    page: Page, server: Server
) -> None:
    at_the_desk(page)
    page.keyboard.type("低保怎么申请", delay=20)
    expect(page.locator(ALOUD)).to_be_visible()
    settled(page)

    page.keyboard.press("Alt+a")
    page.keyboard.type("村里停电了，没有人来修", delay=40)

    expect(page.locator(".hl-shift").last).to_contain_text("低保怎么申请")
    expect(page.get_by_label(MATTER)).to_have_value("村里停电了，没有人来修")
    expect(opened(page)).to_contain_text("电")
    with server.database.read(Actor.system()) as reading:
        body = reading.session.scalars(select(Ticket.body).order_by(Ticket.id.desc())).first()
    assert body == "低保怎么申请"


def test_items_are_typed_where_their_box_opens_and_outlive_it(page: Page, server: Server) -> None:
    at_the_desk(page)
    page.keyboard.type("古城镇惠民小区没水，物业也不说为什么", delay=20)
    expect(page.locator(ALOUD)).to_be_visible()
    settled(page)

    page.get_by_role("button", name="分事项").click()
    expect(page.get_by_label("一行一个事项")).to_be_focused()
    page.keyboard.type("恢复供水\n物业说明停水原因", delay=0)
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="事项 2")).to_be_visible()
    settled(page).keyboard.press("Alt+d")
    expect(page.get_by_text("现在派发，")).to_be_visible()
    settled(page).get_by_role("button", name="确认提交派发").press("Enter")
    expect(page.locator(".hl-done-line")).to_contain_text("已提交")
    wait_until_empty(page)  # the caret is back, though a button had it
    with server.database.read(Actor.system()) as reading:
        items = reading.session.execute(
            select(Item.text, Ticket.title)
            .join(Ticket, Ticket.id == Item.ticket_id)
            .order_by(Item.id.desc())
            .limit(2)
        ).all()
    assert {item for item, _ in items} == {"恢复供水", "物业说明停水原因"}
    assert len({title for _, title in items}) == 1


def test_what_was_typed_survives_a_reload_and_a_restart(page: Page, server: Server) -> None:
    at_the_desk(page)
    page.keyboard.type("供销社门口路灯不亮", delay=30)
    expect(page.locator(ANSWERS).first).to_be_visible()
    settled(page)

    page.reload()
    expect(page.get_by_label(MATTER)).to_have_value("供销社门口路灯不亮")
    server.restart()
    page.reload()

    expect(page.get_by_label(MATTER)).to_have_value("供销社门口路灯不亮", timeout=40_000)
    expect(page.locator(ANSWERS).first).to_be_visible()


@pytest.mark.parametrize(
    ("width", "height"), [(1366, 768), (1366, 657), (1920, 1080)], ids=lambda size: str(size)
)
def test_the_whole_desk_is_in_sight_whatever_is_on_it(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    at_the_desk(page)
    for keys, shown in (
        ("Alt+d", "主办单位"),
        ("Alt+b", "读给诉求人听"),
        ("Alt+w", "还缺什么"),
        ("Alt+q", "较早的工单"),
    ):
        if keys == "Alt+d":
            page.keyboard.type("闻到煤气味，供销社门口路灯不亮", delay=5)
            expect(page.locator(".hl-alarm")).to_contain_text("119")
        page.keyboard.press(keys)
        if keys != "Alt+q":
            expect(page.get_by_text(shown).first).to_be_visible()
        settled(page)
        assert page.evaluate(
            """() => {
              const main = document.querySelector("[data-testid=stMain]")
              const bar = document.querySelector(".st-key-intake_bar").getBoundingClientRect()
              return main.scrollHeight <= main.clientHeight && bar.bottom <= innerHeight
                && document.documentElement.scrollWidth <= innerWidth
            }"""
        )
    assert not english_words(page)


def test_what_a_caller_says_is_text(page: Page, server: Server) -> None:
    at_the_desk(page)
    before = count(server.database, Ticket)
    page.keyboard.type("<img/src=x>**低保**$x$𠮷😀", delay=5)
    expect(page.locator(ANSWERS).first).to_be_visible()
    page.keyboard.press("Alt+w")
    expect(page.get_by_role("button", name="确认待补充")).to_be_visible()
    settled(page)
    page.keyboard.press("Alt+w")

    expect(page.locator(".hl-done-line")).to_contain_text("已转待补充")
    expect(page.locator(".hl-shift").first).to_contain_text("<img/src=x>**低保**$x$𠮷😀")
    assert page.locator(".hl-shift img, .hl-answer img").count() == 0
    assert count(server.database, Ticket) == before + 1
