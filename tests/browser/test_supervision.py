"""第十三条（一）: the office chases what is late, the inspectors wait for a report, in a real browser."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from core import clock
from core.casework import dispatching, intake, sweep
from core.casework.intake import Registration
from core.rules.terms import Grade
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Person, SupervisionStep, Unit
from tests.browser.driving import english_words, settled, sign_in
from tests.browser.running import Server
from tests.planted import HOUSING


def seeded(database: Database) -> None:
    """One ticket dispatched three weeks ago, which nobody has answered; time has looked at it."""
    now = clock.now()
    database.clock = lambda: now - timedelta(days=21)
    with database.read(Actor.system()) as reading:
        unit_id = reading.session.scalar(select(Unit.id).where(Unit.name == HOUSING)) or 0
        office = reading.session.scalars(select(Person).where(Person.username == "office")).one()
    actor = Actor(office.id, office.name, office.role)
    with database.work(actor) as uow:
        ticket_id = intake.register(uow, Registration("late", "小区电梯坏了一周，没人管。")).id
    with database.work(actor) as uow:
        dispatching.dispatch(uow, ticket_id, dispatching.Order(unit_id, Grade.SIMPLE))
    database.clock = lambda: now
    sweep.tick(database)


SEED = seeded


def test_the_office_reads_the_draft_and_reminds_with_one_key(page: Page, server: Server) -> None:
    sign_in(page, "office", "/supervision")
    main = page.get_by_test_id("stMain")
    expect(main.get_by_role("radio", name="逾期 1", exact=True)).to_be_visible()
    expect(main.get_by_text("小区电梯坏了一周").first).to_be_visible()
    page.keyboard.press("Alt+1")
    expect(page.get_by_text("已催办。").first).to_be_visible()
    settled(page)
    assert english_words(page, allowed=frozenset({"Ctrl"})) == []
    with server.database.read(Actor.system()) as reading:
        sent = reading.session.scalars(
            select(SupervisionStep.sent_by).where(SupervisionStep.level == "reminder")
        ).all()
    assert sent == ["赵热线"]


def test_a_list_with_nothing_in_it_says_so(page: Page) -> None:
    sign_in(page, "office", "/supervision?list=contested")
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("没有").first).to_be_visible()


def test_the_inspectors_desk_is_calm_while_nothing_was_reported(page: Page) -> None:
    sign_in(page, "inspector", "/escalated")
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("待签收 0")).to_be_visible()
    assert english_words(page, allowed=frozenset({"Ctrl"})) == []
