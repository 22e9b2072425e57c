"""One call answered at once; one ticket from the call through office, unit and leader to the archive, in Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from core.rules.terms import Action, BasisKind, State, Track
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Citation, Event, Ticket
from kb import imports
from tests.browser import driving
from tests.browser.driving import settled, sign_in
from tests.browser.running import ROOT, Server
from tests.planted import HOUSING

pytestmark = pytest.mark.browser

KNOWLEDGE = ROOT / "demo" / "knowledge"
SHEETS = ("01_低保特困临时救助.csv", "22_物业与住宅小区.csv", "90_职能职责.csv")
MATTER = "新城镇锦绣花园小区3号楼电梯坏了一周，物业没人管"


def seeded(database: Database) -> None:
    """Knowledge to answer from, as a county would import it."""
    for name in SHEETS:
        table = imports.read_table(name, (KNOWLEDGE / name).read_bytes())
        with database.work(Actor.system()) as uow:
            imports.import_rows(uow, imports.check(uow, table), is_published=True)


SEED = seeded


def tab(chromium: Browser, server: Server, username: str, path: str = "/") -> Page:
    """Another person at another computer."""
    return sign_in(driving.visitor(chromium, server).new_page(), username, path)


def latest(server: Server) -> Ticket:
    with server.database.read(Actor.system()) as reading:
        ticket = reading.session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
    assert ticket is not None
    return ticket


def do(page: Page, keys: str, said: str) -> None:
    """Press a shortcut and wait for what the page says was done."""
    settled(page)
    page.keyboard.press(keys)
    expect(page.get_by_text(said).first).to_be_visible()
    settled(page)


def test_a_known_answer_closes_the_call_with_one_action_after_typing(
    page: Page, server: Server
) -> None:
    sign_in(page, "taker")
    expect(page.get_by_label("诉求内容")).to_be_focused()
    page.keyboard.type("低保怎么申请", delay=30)
    first = page.locator(".st-key-tight_intake_answers button").first
    expect(first).to_contain_text("最低生活保障（低保）申请")
    expect(page.locator(".hl-answer")).to_contain_text("最低生活保障（低保）申请")

    do(page, "Alt+a", "已直接答复并办结")

    ticket = latest(server)
    with server.database.read(Actor.system()) as reading:
        citation = reading.session.scalars(
            select(Citation).where(Citation.ticket_id == ticket.id)
        ).one()
    assert (ticket.state, ticket.track) == (State.CLOSED, Track.DIRECT)
    assert citation.kind is BasisKind.ENTRY
    assert citation.entry_id is not None
    assert citation.revision_id is not None
    assert citation.title == "最低生活保障（低保）申请"
    expect(page.get_by_label("诉求内容")).to_have_value("")
    expect(page.get_by_label("诉求内容")).to_be_focused()


def test_a_ticket_lives_from_the_call_to_the_archive(
    page: Page, chromium: Browser, server: Server, tmp_path: Path
) -> None:
    sign_in(page, "taker")
    page.keyboard.type(MATTER, delay=10)
    expect(page.locator(".st-key-intake_right")).to_contain_text(HOUSING)
    do(page, "Alt+d", "现在派发，")  # the date and its reason, before anything is confirmed
    expect(page.get_by_text("为什么是这一天")).to_be_visible()
    do(page, "Alt+d", "已提交，等热线办派发")

    office = tab(chromium, server, "office")
    expect(office.get_by_text("王话务建议由县住房和城乡建设管理局主办")).to_be_visible()
    do(office, "Alt+1", "已派发。")
    assert latest(server).state is State.DISPATCHED

    handler = tab(chromium, server, "handler")
    do(handler, "Alt+1", "已签收。")
    handler.get_by_role("radio", name="联系诉求人").click()
    handler.get_by_label("联系情况").fill("已电话联系，约定当日上门。")
    handler.get_by_role("button", name="登记联系").click()
    expect(handler.get_by_text("已登记联系情况。")).to_be_visible()
    settled(handler)
    handler.get_by_role("radio", name="答复", exact=True).click()
    handler.get_by_label("答复内容").fill("电梯控制板已更换，恢复运行，并已告知诉求人。")
    do(handler, "Alt+1", "已提交，待领导审签。")  # the caret still among the words

    leader = tab(chromium, server, "leader")
    expect(leader.get_by_text("电梯控制板已更换").first).to_be_visible()  # read before signing
    do(leader, "Alt+1", "已审签报送热线办。")
    assert latest(server).stopped_at is not None

    settled(office).reload()
    office.get_by_role("radio", name="待审核 1").click()
    expect(office.get_by_text("电梯控制板已更换").first).to_be_visible()
    do(office, "Alt+1", "审核通过，已办结。")

    ticket = latest(server)
    assert ticket.state is State.CLOSED
    office.goto(f"/ticket?id={ticket.id}")
    settled(office)
    history = office.locator(".hl-timeline")
    with server.database.read(Actor.system()) as reading:
        events = list(reading.session.scalars(select(Event).where(Event.ticket_id == ticket.id)))
    assert [event.action for event in events] == [
        Action.REGISTER, Action.NOTE, Action.DISPATCH, Action.ACKNOWLEDGE, Action.CONTACT,
        Action.REPLY, Action.SIGN_OFF, Action.AUDIT_REPLY,
    ]  # fmt: skip
    for event in events:
        expect(history).to_contain_text(event.article)
        expect(history).to_contain_text(event.person_name)
    office.get_by_role("radio", name="归档", exact=True).click()
    settled(office)
    do(office, "Alt+1", "已归档。")
    assert latest(server).state is State.ARCHIVED


def test_a_units_person_finds_no_ticket_of_another_unit_anywhere(
    chromium: Browser, server: Server
) -> None:
    ticket = latest(server)
    page = tab(chromium, server, "handler2", f"/ticket?id={ticket.id}")
    forbidden = page.locator(".hl-refusal").inner_text()
    page.goto("/ticket?id=999999")
    missing = settled(page).locator(".hl-refusal").inner_text()
    assert forbidden == missing  # told apart by nothing
    page.goto("/handling")
    expect(settled(page).get_by_text("待办 0")).to_be_visible()
    assert "电梯" not in page.locator("body").inner_text()


def test_a_second_tab_deciding_on_a_stale_ticket_is_told_and_keeps_its_words(
    chromium: Browser, server: Server
) -> None:
    first = tab(chromium, server, "office", "/intake")
    first.keyboard.type("襄陵镇汽车站旁路灯不亮", delay=10)
    do(first, "Alt+d", "现在派发，")
    first.keyboard.press("Alt+q")
    first.keyboard.press("Alt+w")  # 待补充, so that two people have something to decide
    expect(first.get_by_text("登记后转待补充")).to_be_visible()
    do(first, "Alt+w", "已转待补充")

    here = tab(chromium, server, "office", "/dispatching?queue=details")
    there = tab(chromium, server, "lead", "/dispatching?queue=details")
    for page, words in ((here, "在汽车站东门。"), (there, "在汽车站西门。")):
        page.get_by_label("补充的内容").fill(words)
        page.get_by_label("补充的内容").press("Tab")
        settled(page)
    do(here, "Alt+1", "已补充，转待派发。")
    there.keyboard.press("Alt+1")
    expect(there.get_by_role("alert")).to_contain_text("已由赵热线于")
    expect(there.get_by_text("您刚才填写的内容")).to_be_visible()
    expect(there.get_by_text("在汽车站西门。")).to_be_visible()
