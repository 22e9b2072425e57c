"""回访席 by keyboard: four questions, one key to the second handling, as the office meets it in Chromium."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from core.casework import auditing, dispatching, handling, intake
from core.rules.terms import ContactWay, Grade, Role
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Person, Unit
from tests.browser.driving import kept, settled, sign_in
from tests.planted import HOUSING

PHONE = "13812341234"


def seeded(database: Database) -> None:
    """One ticket that HOUSING has handled and the office has closed."""
    with database.work(Actor.system()) as uow:
        unit = uow.session.query(Unit).filter_by(name=HOUSING).one()
        people = {
            person.role: Actor(person.id, person.name, person.role, unit.id, unit.name)
            for person in uow.session.query(Person).filter_by(unit_id=unit.id)
        }
        made = intake.Registration(
            form_key="follow-up", body="小区电梯坏了一周，物业没人管。", requester_phone=PHONE,
            requester_name="张三丰",
        )  # fmt: skip
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


def test_a_dissatisfied_requester_goes_back_to_the_unit_by_keyboard(page: Page) -> None:
    kept(sign_in(page, "office", "/follow_up"))
    expect(page.get_by_text("待回访 1")).to_be_visible()
    expect(page.get_by_text(PHONE)).to_have_count(0)
    page.keyboard.press("Alt+4")
    expect(page.get_by_text(PHONE)).to_be_visible()
    settled(page)

    for question, down in (("1.", 0), ("2.", 1), ("3.", 3), ("4.", 1)):
        group = page.locator("[data-testid=stRadio]", has_text=question)
        group.locator("input").first.focus()
        page.keyboard.press("Space")
        settled(page)
        for _ in range(down):
            page.keyboard.press("ArrowRight")
            settled(page)
    page.keyboard.press("Alt+2")
    expect(page.get_by_text("没有待回访的工单。")).to_be_visible()

    page.get_by_role("link", name="工单台账").click()
    row = page.locator(".hl-table tbody tr")
    expect(row).to_contain_text("二次")
    row.click()
    expect(
        page.get_by_text("单位已联系，未解决，办理结果不满意，工作态度满意").first
    ).to_be_visible()
