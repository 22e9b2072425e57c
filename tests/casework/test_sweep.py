"""时间的席位: what has fallen due is drafted once, however late, however often, by however many processes."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.casework import alarms, extensions, supervision, sweep
from core.casework.sweep import Swept
from core.commands import tick as command
from core.rules.terms import Action, ContactWay, Level, RequestOutcome, Role
from core.store import lease
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Extension, Instruction, Lease, Notice, PolicyRow, SupervisionStep
from tests.casework import flow
from tests.planted import HOUSING, County, at, count, nothing_written

NOTHING = Swept()


def tick_at(county: County, when: str) -> Swept:
    """Time passes until then, and looks."""
    county.now = at(when)
    return sweep.tick(county.database)


def step(county: County, ticket_id: int, level: Level) -> SupervisionStep:
    """The one step of a level."""
    with county.database.read(Actor.system()) as reading:
        return reading.session.scalars(
            select(SupervisionStep).where(
                SupervisionStep.ticket_id == ticket_id, SupervisionStep.level == level
            )
        ).one()


def notices(county: County, ticket_id: int, words: str) -> set[tuple[Role | None, int | None]]:
    """Which inboxes hold a sentence about this ticket with these words in it."""
    with county.database.read(Actor.system()) as reading:
        rows = reading.session.scalars(
            select(Notice).where(Notice.ticket_id == ticket_id, Notice.text.contains(words))
        )
        return {(notice.role, notice.unit_id) for notice in rows}


def test_art13_1_the_articles_example_minute_by_minute(county: County) -> None:
    """Due Friday 2026-10-09 18:00; 10-10 is a working Saturday."""
    ticket_id = flow.in_handling(county)

    assert tick_at(county, "2026-10-09T11:29") == NOTHING
    assert tick_at(county, "2026-10-09T11:30") == Swept(warnings=1)
    assert tick_at(county, "2026-10-09T17:59") == NOTHING
    assert tick_at(county, "2026-10-09T18:00") == Swept(reminders=1)
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    assert tick_at(county, "2026-10-10T17:59") == NOTHING
    assert tick_at(county, "2026-10-10T18:00") == Swept(orders=1)
    with county.work("lead") as uow:
        draft = supervision.proposed_text(uow, uow.seen_ticket(ticket_id), Level.ORDER)
        supervision.supervise(uow, ticket_id, text=draft)
    assert step(county, ticket_id, Level.ORDER).limit_at == at("2026-10-13T18:00")
    assert tick_at(county, "2026-10-14T07:59") == NOTHING
    assert tick_at(county, "2026-10-14T08:00") == Swept(reports=1)
    assert tick_at(county, "2026-12-01T08:00") == NOTHING


def test_a_warning_reaches_the_unit_by_itself(county: County) -> None:
    ticket_id = flow.in_handling(county)
    tick_at(county, "2026-10-09T11:30")
    warned = step(county, ticket_id, Level.WARNING)
    assert warned.sent_at == warned.drafted_at == at("2026-10-09T11:30")
    assert warned.sent_by == "系统"
    assert "将于2026年10月9日18:00到期，还剩4小时工作时间" in warned.text
    unit_id = county.unit_id(HOUSING)
    assert notices(county, ticket_id, "预警") == {
        (Role.HANDLER, unit_id),
        (Role.UNIT_LEADER, unit_id),
    }


def test_what_a_person_must_send_stays_a_draft(county: County) -> None:
    ticket_id = flow.in_handling(county)
    tick_at(county, "2026-10-10T18:00")
    for level in (Level.REMINDER, Level.ORDER):
        assert step(county, ticket_id, level).sent_at is None
    assert notices(county, ticket_id, "催办已拟好") == {(Role.OFFICE, None)}
    assert notices(county, ticket_id, "拟好督办单") == {(Role.OFFICE_LEAD, None)}


def test_a_draft_makes_nobodys_open_form_stale(county: County) -> None:
    ticket_id = flow.in_handling(county)
    before = flow.seen(county, ticket_id).version
    tick_at(county, "2026-10-10T18:00")
    assert flow.seen(county, ticket_id).version == before


def test_run_twice_nothing_is_written_the_second_time(county: County) -> None:
    flow.in_handling(county)
    tick_at(county, "2026-10-10T18:00")
    with nothing_written(county.database):
        assert sweep.tick(county.database) == NOTHING


def test_a_week_of_standstill_is_caught_up_with_each_level_once(county: County) -> None:
    ticket_id = flow.in_handling(county)
    assert tick_at(county, "2026-10-16T09:00") == Swept(warnings=1, reminders=1, orders=1)
    assert count(county.database, SupervisionStep) == 3
    # 10-10 (a working Saturday), 12, 13, 14, 15 and today, the 16th
    assert "已逾期6个工作日" in step(county, ticket_id, Level.WARNING).text
    with nothing_written(county.database):
        assert sweep.tick(county.database) == NOTHING


def test_a_clock_set_back_does_nothing_twice(county: County) -> None:
    flow.in_handling(county)
    tick_at(county, "2026-10-10T18:00")
    county.now = at("2026-10-09T11:30")
    with nothing_written(county.database):
        assert sweep.tick(county.database) == NOTHING
    assert tick_at(county, "2026-10-10T18:00") == NOTHING


def test_nothing_rings_once_the_leader_has_signed(county: County) -> None:
    flow.signed(county)
    assert tick_at(county, "2026-11-30T18:00") == NOTHING


def _asked(county: County) -> int:
    """Asked on Friday 10-09 at 15:00 for five days more."""
    ticket_id = flow.in_handling(county)
    county.now = at("2026-10-09T15:00")
    with county.work("handler") as uow:
        extensions.request_extension(
            uow, ticket_id, days=5, cause="配件需从外地调运。",
            told_at=at("2026-10-09T14:50"), told_way=ContactWay.PHONE,
        )  # fmt: skip
    return ticket_id


def _request(county: County) -> Extension:
    with county.database.read(Actor.system()) as reading:
        return reading.session.scalars(select(Extension)).one()


def test_art13_3_a_request_made_in_time_suspends_the_reminder(county: County) -> None:
    ticket_id = _asked(county)
    with county.work("leader") as uow:
        extensions.endorse_extension(uow, ticket_id)
    assert tick_at(county, "2026-10-30T18:00") == NOTHING


def test_art13_3_an_unendorsed_request_lapses_and_the_old_deadline_stands(county: County) -> None:
    """Nobody endorsed it: overdue since Friday 10-09 18:00, as if it had never been asked."""
    ticket_id = _asked(county)
    decide_due_at = _request(county).decide_due_at
    county.now = decide_due_at
    assert sweep.tick(county.database) == NOTHING  # on the last second it can still be endorsed
    county.now = decide_due_at + timedelta(seconds=1)
    swept = sweep.tick(county.database)
    assert (swept.lapsed, swept.reminders, swept.failed) == (1, 1, 0)
    assert _request(county).outcome is RequestOutcome.LAPSED
    assert flow.seen(county, ticket_id).due_at == at("2026-10-09T18:00")
    with nothing_written(county.database):
        assert sweep.tick(county.database) == NOTHING


def test_art10_5_the_reminder_for_an_instruction_comes_at_night_too(county: County) -> None:
    """Flagged Saturday 2026-10-03 21:00, a holiday: reminded at 21:30, once."""
    county.now = at("2026-10-03T21:00")
    ticket_id = flow.registered(county)
    with county.database.work(Actor.system()) as uow:
        ticket = uow.ticket(ticket_id, Action.REPORT_URGENT)
        uow.session.add(
            Instruction(
                ticket_id=ticket_id, number="呈批-1", reported_at=uow.now, reported_by="王话务",
                ground="多户居民被困。", remind_at=at("2026-10-03T21:30"),
            )
        )  # fmt: skip
        uow.move(ticket, Action.REPORT_URGENT, "呈报批示")
        alarms.reset(uow, ticket)
    assert tick_at(county, "2026-10-03T21:29") == NOTHING
    assert tick_at(county, "2026-10-03T21:30") == Swept(instructions=1)
    assert notices(county, ticket_id, "待批示提醒") == {
        (Role.OFFICE, None),
        (Role.OFFICE_LEAD, None),
    }
    assert tick_at(county, "2026-10-04T21:30") == NOTHING


def test_one_bad_ticket_stops_no_other(county: County, caplog: pytest.LogCaptureFixture) -> None:
    """Its numbers were written into the table by hand, and cannot be read."""
    bad, good = flow.in_handling(county), flow.in_handling(county)
    with county.database.work(Actor.system()) as uow:
        written = PolicyRow(
            key="warn_hours_before", value="四", article="第十三条（一）",
            effective_on=uow.now.date(), set_by="", set_at=uow.now,
        )  # fmt: skip
        uow.session.add(written)
        uow.session.flush()
        uow.ticket(bad, Action.VIEW).policy_version = written.id
    with caplog.at_level(logging.ERROR, "hotline.sweep"):
        assert tick_at(county, "2026-10-09T18:00") == Swept(warnings=1, reminders=1, failed=1)
    assert f"ticket id {bad}" in caplog.text
    assert step(county, good, Level.REMINDER).sent_at is None
    with county.database.work(Actor.system()) as uow:
        uow.ticket(bad, Action.VIEW).policy_version = written.id - 1
    assert sweep.tick(county.database) == Swept(warnings=1, reminders=1)


def test_more_than_one_batch_is_one_run(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        flow.dispatched(county)
    monkeypatch.setattr(sweep, "BATCH", 2)
    assert tick_at(county, "2026-10-09T11:30") == Swept(warnings=5)


def test_two_processes_at_once_draft_everything_once(county: County) -> None:
    for _ in range(6):
        flow.dispatched(county)
    county.now = at("2026-10-10T18:00")
    others = [Database(county.database.url, clock=county.database.clock) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        swept = list(pool.map(sweep.tick, others))
    for other in others:
        other.close()
    assert sum(one.failed for one in swept) == 0
    assert sum(one.reminders for one in swept) == 6
    assert count(county.database, SupervisionStep) == 18


def test_a_process_that_holds_the_lease_keeps_the_others_away(county: County) -> None:
    flow.dispatched(county)
    county.now = at("2026-10-09T11:30")
    assert lease.take(county.database, sweep.LEASE, "other", sweep.LEASE_LENGTH)
    with nothing_written(county.database):
        swept = sweep.tick(county.database)
    assert swept == Swept(is_elsewhere=True)
    assert "另一个进程" in command.said(swept)


def test_the_lease_of_a_process_that_died_runs_out(county: County) -> None:
    flow.dispatched(county)
    county.now = at("2026-10-09T11:30")
    lease.take(county.database, sweep.LEASE, "dead", sweep.LEASE_LENGTH)
    county.now += sweep.LEASE_LENGTH
    assert sweep.tick(county.database) == Swept(warnings=1)
    assert count(county.database, Lease) == 0  # given back


def test_a_lease_written_before_the_clock_was_set_back_holds_nobody_up(county: County) -> None:
    flow.dispatched(county)
    county.now = at("2026-12-09T11:30")
    lease.take(county.database, sweep.LEASE, "before", sweep.LEASE_LENGTH)
    assert tick_at(county, "2026-10-09T11:30") == Swept(warnings=1)


def test_a_lease_is_prolonged_and_given_back_by_its_holder_alone(county: County) -> None:
    length = sweep.LEASE_LENGTH
    assert lease.take(county.database, "job", "one", length)
    assert lease.take(county.database, "job", "one", length)
    assert not lease.take(county.database, "job", "two", length)
    lease.give_back(county.database, "job", "two")
    assert not lease.take(county.database, "job", "two", length)
    lease.give_back(county.database, "job", "one")
    assert lease.take(county.database, "job", "two", length)


def test_the_command_says_what_was_drafted() -> None:
    assert command.said(NOTHING) == "扫描完成：没有到期的事项。"
    swept = Swept(warnings=2, reminders=1, lapsed=1)
    assert command.said(swept) == "扫描完成：预警2件，拟催办1件，申请失效1件。"
