"""第十条（五）: what is urgent or major goes to the leaders at once, and is dispatched by what they write."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.casework import instructions, sweep
from core.errors import BadInput, HotlineError, NotAllowed
from core.rules.terms import Action, State
from core.store.models import Event, Instruction, Notice, Ticket
from tests.casework import decisions_flow, flow
from tests.planted import County, at, nothing_written


def instruction(county: County) -> Instruction:
    with county.read("office") as reading:
        return reading.session.query(Instruction).one()


def test_flagged_on_saturday_at_nine_in_the_evening_reminds_at_half_past(county: County) -> None:
    """Saturday 2026-10-03 21:00, in the holidays: natural minutes, day and night."""
    ticket_id = flow.registered(county)
    county.now = at("2026-10-03T21:00")
    with county.work("taker") as uow:
        instructions.report_urgent(uow, ticket_id, ground="燃气泄漏，波及多户。")
    assert flow.state_of(county, ticket_id) is State.AWAITING_INSTRUCTION
    assert instruction(county).remind_at == at("2026-10-03T21:30")
    with county.read("office") as reading:
        assert reading.seen_ticket(ticket_id).next_alarm_at == at("2026-10-03T21:30")
        assert reading.seen_ticket(ticket_id).is_urgent


def test_the_reminder_comes_once_and_not_before(county: County) -> None:
    ticket_id = flow.registered(county)
    county.now = at("2026-10-03T21:00")
    with county.work("taker") as uow:
        instructions.report_urgent(uow, ticket_id, ground="燃气泄漏，波及多户。")
    county.now = at("2026-10-03T21:29")
    assert sweep.tick(county.database).instructions == 0
    county.now = at("2026-10-03T21:30")
    assert sweep.tick(county.database).instructions == 1
    county.now += timedelta(hours=3)
    assert sweep.tick(county.database).instructions == 0
    with county.read("office") as reading:
        said = [n.text for n in reading.session.query(Notice) if "待批示提醒" in n.text]
    assert said
    assert all("第十条（五）" in text for text in said)


def test_the_sheet_is_numbered_by_year_and_keeps_what_was_proposed(county: County) -> None:
    decisions_flow.reported(county)
    kept = instruction(county)
    assert kept.number == "襄热呈〔2026〕1号"
    assert (kept.ground, kept.suggestion) == ("燃气泄漏，波及多户。", "先疏散。")


def test_what_the_leader_wrote_is_kept_and_the_ticket_waits_for_dispatch(county: County) -> None:
    ticket_id = decisions_flow.reported(county)
    county.now += timedelta(minutes=12)
    with county.work("office") as uow:
        instructions.instruct(
            uow, ticket_id, leader="李县长", text="请住建局立即处置。", instructed_at=county.now
        )
    assert flow.state_of(county, ticket_id) is State.AWAITING_DISPATCH
    kept = instruction(county)
    assert (kept.leader, kept.text) == ("李县长", "请住建局立即处置。")
    assert (kept.instructed_at, kept.recorded_by) == (county.now, "赵热线")
    with county.read("office") as reading:
        last = reading.session.query(Event).order_by(Event.id.desc()).first()
        assert last is not None
        assert last.action is Action.INSTRUCT
        assert last.article == "办法第十条（五）"
        assert reading.session.get_one(Ticket, ticket_id).next_alarm_at is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"leader": " "}, "leader"),
        ({"text": ""}, "text"),
        ({"instructed_at": at("2026-09-29T10:01")}, "instructed_at"),  # in a minute from now
        ({"instructed_at": at("2026-09-29T09:00")}, "instructed_at"),  # before it was reported
    ],
)
def test_an_instruction_without_leader_words_or_a_possible_time_is_refused(
    county: County, wrong: dict[str, object], field: str
) -> None:
    ticket_id = decisions_flow.reported(county)
    given = {"leader": "李县长", "text": "立即处置。", "instructed_at": county.now} | wrong
    with (
        nothing_written(county.database),
        pytest.raises(BadInput) as refusal,
        county.work("office") as uow,
    ):
        instructions.instruct(uow, ticket_id, **given)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_a_report_without_its_ground_is_refused(county: County) -> None:
    ticket_id = flow.registered(county)
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="呈报事由"),
        county.work("taker") as uow,
    ):
        instructions.report_urgent(uow, ticket_id, ground="  ")


@pytest.mark.parametrize("username", ["handler", "leader", "inspector", "taker2", "admin"])
def test_nobody_else_reports_or_instructs(county: County, username: str) -> None:
    ticket_id = decisions_flow.reported(county)
    with (
        nothing_written(county.database),
        pytest.raises(HotlineError),
        county.work(username) as uow,
    ):
        instructions.instruct(uow, ticket_id, leader="李", text="办", instructed_at=county.now)


def test_while_the_leaders_decide_nothing_is_dispatched(county: County) -> None:
    ticket_id = decisions_flow.reported(county)
    with nothing_written(county.database), pytest.raises(HotlineError):
        flow.dispatch(county, ticket_id)
    with pytest.raises(NotAllowed), county.work("taker") as uow:
        instructions.instruct(uow, ticket_id, leader="李", text="办", instructed_at=county.now)
