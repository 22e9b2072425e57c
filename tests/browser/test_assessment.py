"""第六条（三）、第二十条: from a figure to its tickets, from the board to the freeze by two leads, to the bulletin."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import BrowserContext, Page, expect

from core import clock
from core.casework import auditing, dispatching, handling, intake
from core.rules import periods
from core.rules.periods import Period
from core.rules.terms import ContactWay, Grade, Role
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import FrozenMonth, IssuedPaper, Person, Unit
from tests.browser.driving import english_words, settled, sign_in
from tests.browser.running import Server
from tests.planted import HOUSING

TICKETS = 5
"""As few as a unit needs to be ranked."""


def last_month() -> Period:
    return periods.before(periods.month_of(clock.now().date()))


def seeded(database: Database) -> None:
    """Five tickets of last month, answered within the hour; a second lead with the same password."""
    began = last_month().starts_at + timedelta(days=2, hours=10)
    for number in range(TICKETS):
        database.clock = lambda at=began + timedelta(days=number): at
        answered(database, number)
    database.clock = clock.now
    with database.work(Actor.system()) as uow:
        lead = uow.session.query(Person).filter_by(username="lead").one()
        uow.session.add(
            Person(
                username="lead2", name="尤主任", role=Role.OFFICE_LEAD, created_at=uow.now,
                password_hash=lead.password_hash,
            )
        )  # fmt: skip


def answered(database: Database, number: int) -> None:
    """One ticket from the call to its closing."""
    with database.work(Actor.system()) as uow:
        unit = uow.session.query(Unit).filter_by(name=HOUSING).one()
        people = {
            person.role: Actor(person.id, person.name, person.role, unit.id, unit.name)
            for person in uow.session.query(Person).filter_by(unit_id=unit.id)
        }
        made = intake.Registration(f"month-{number}", f"{number + 1}号楼电梯坏了一周，没人管。")
        ticket_id = intake.register(uow, made).id
        dispatching.dispatch(uow, ticket_id, dispatching.Order(unit.id, Grade.SIMPLE))
    with database.work(people[Role.HANDLER]) as uow:
        handling.acknowledge(uow, ticket_id)
        handling.contact(uow, ticket_id, way=ContactWay.PHONE, note="已通话。")
        handling.reply(uow, ticket_id, text="电梯已修复。", item_answers={})
    with database.work(people[Role.UNIT_LEADER]) as uow:
        handling.sign_off(uow, ticket_id)
    with database.work(Actor.system()) as uow:
        auditing.audit_reply(uow, ticket_id)


SEED = seeded


def test_art20_a_month_goes_from_its_figures_to_the_bulletin(
    page: Page, context: BrowserContext, server: Server
) -> None:
    month = last_month()
    sign_in(page, "lead", f"/overview?month={month.zh}")
    figure = page.locator(".hl-tile a", has_text=f"{TICKETS}").first
    with context.expect_page() as opened:
        figure.click()
    expect(opened.value.locator(".hl-table tbody tr")).to_have_count(TICKETS)
    opened.value.close()

    page.goto(f"/scoreboard?month={month.zh}")
    settled(page)
    expect(page.get_by_text("还没有冻结，随办理情况变化")).to_be_visible()
    expect(page.locator(".hl-table tbody tr").first).to_contain_text(HOUSING)

    page.goto("/assessment")
    settled(page)
    page.get_by_role("button", name="提取数据").click()
    expect(page.get_by_text("最好由另一位负责人核对、确认")).to_be_visible()

    context.clear_cookies()
    sign_in(page, "lead2", "/assessment")
    page.get_by_role("button", name="确认冻结").click()
    expect(page.get_by_text(f"{month.zh}已冻结：钱主任")).to_be_visible()
    assert english_words(page, allowed=frozenset({"Ctrl", "Excel"})) == []
    with server.database.read(Actor.system()) as reading:
        assert reading.session.query(FrozenMonth).one().confirmed_by == "尤主任"

    page.goto("/papers")
    settled(page)
    page.get_by_role("button", name="起草", exact=True).click()
    page.get_by_role("button", name="起草运行情况通报").click()
    expect(page.get_by_text("待填写：")).to_be_visible()
    settled(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载", exact=True).click()
    assert taken.value.suggested_filename.endswith(".docx")

    part = page.locator("[class*='st-key-live_saved_'] textarea").first
    part.click()
    page.keyboard.type("各单位办理及时。")
    expect(page.locator(".hl-paper")).to_contain_text("各单位办理及时。")
    assert written(server).startswith("各单位办理及时。")
    page.keyboard.type("下月继续。")  # the caret has stayed where it was
    expect(part).to_have_value("各单位办理及时。下月继续。")
    expect(page.locator(".hl-paper")).to_contain_text("下月继续。")


def written(server: Server) -> str:
    """What is stored of the draft's text."""
    with server.database.read(Actor.system()) as reading:
        parts: dict[str, str] = reading.session.query(IssuedPaper).one().parts
    return "".join(parts.values())
