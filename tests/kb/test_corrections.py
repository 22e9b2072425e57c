"""第十七条: who reads an entry may say what is wrong with it, who keeps it answers within a working day."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BadInput, HotlineError, NotAllowed, NotFound, RuleRefused
from core.rules.terms import Role
from core.store.models import AuditRow, Notice
from kb import corrections, duties, entries
from kb.duties import DutyKind
from kb.models import Correction
from kb.terms import Audience, CorrectionOutcome, EntryState, Step
from tests.kb import written
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at, count, nothing_written

WRONG = "供热公司的电话换了"


def raised(
    county: County, entry_id: int, what: str = WRONG, *, by: str = "taker", number: int = 1
) -> int:
    """The id of a correction of one version."""
    with county.read("editor") as reading:
        revision_id = next(
            one.id for one in written.versions(reading, entry_id) if one.number == number
        )
    with county.work(by) as uow:
        return corrections.raise_correction(uow, entry_id, revision_id, what).id


def correction(county: County, correction_id: int) -> Correction:
    with county.read("editor") as reading:
        return reading.session.get_one(Correction, correction_id)


# --- raising it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raised_at", "due_at"),
    [
        ("2026-09-29T10:00", "2026-09-30T18:00"),  # Tuesday: Wednesday
        ("2026-09-30T17:59", "2026-10-08T18:00"),  # before the National Day holidays
        ("2026-10-09T23:10", "2026-10-10T18:00"),  # Friday night: the make-up Saturday
        ("2026-10-03T09:00", "2026-10-08T18:00"),  # within the holidays
    ],
)
def test_it_is_due_at_the_close_of_the_next_working_day(
    one_county: County, raised_at: str, due_at: str
) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    one_county.now = at(raised_at)
    found = correction(one_county, raised(one_county, entry_id))
    assert (found.raised_at, found.due_at) == (at(raised_at), at(due_at))
    assert (found.raised_by, found.unit_id) == ("王话务", one_county.unit_id(HOUSING))


@pytest.mark.parametrize(
    "username", ["taker", "office", "inspector", "handler2", "handler", "lead"]
)
def test_every_reader_may_raise_one(one_county: County, username: str) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    assert correction(one_county, raised(one_county, entry_id, by=username)).what == WRONG


def test_the_keepers_are_told(one_county: County) -> None:
    raised(one_county, written.publish(one_county, unit=HOUSING))
    housing = one_county.unit_id(HOUSING)
    with one_county.read("editor") as reading:
        told = reading.session.query(Notice).all()
    assert {(one.role, one.unit_id) for one in told} == {
        (Role.HANDLER, housing), (Role.UNIT_LEADER, housing),
    }  # fmt: skip
    assert all(WRONG in one.text for one in told)


def test_of_the_offices_own_entry_the_office_and_the_editor_are_told(one_county: County) -> None:
    raised(one_county, written.publish(one_county))
    with one_county.read("editor") as reading:
        told = {(one.role, one.unit_id) for one in reading.session.query(Notice)}
    assert told == {(Role.OFFICE, None), (Role.KB_EDITOR, None)}


@pytest.mark.parametrize("what", ["", "  \n ", "字" * 501])
def test_without_a_word_or_with_too_many_it_is_refused(one_county: County, what: str) -> None:
    entry_id = written.publish(one_county)
    with nothing_written(one_county.database), pytest.raises(BadInput):
        raised(one_county, entry_id, what)


def test_several_stand_together_but_not_the_same_words_twice(county: County) -> None:
    entry_id = written.publish(county)
    raised(county, entry_id)
    raised(county, entry_id, "收费标准变了")
    raised(county, entry_id, by="taker2")  # another person may say the same
    with nothing_written(county.database), pytest.raises(BadInput, match="已经提出过"):
        raised(county, entry_id)
    with county.read("taker") as reading:
        assert corrections.open_of(reading, [entry_id]) == {
            entry_id: [WRONG, "收费标准变了", WRONG]
        }


def test_the_administrator_reads_no_entry_and_corrects_none(one_county: County) -> None:
    entry_id = written.publish(one_county)
    raised(one_county, entry_id)
    with nothing_written(one_county.database), pytest.raises(NotFound):
        raised(one_county, entry_id, by="admin")
    with one_county.read("admin") as reading:
        assert corrections.open_of(reading, [entry_id]) == {}
        assert corrections.waiting(reading) == []


def test_of_a_draft_only_its_keepers_know(one_county: County) -> None:
    entry_id = written.draft(one_county)
    for username in ("taker", "handler2", "inspector"):
        with nothing_written(one_county.database), pytest.raises(NotFound):
            raised(one_county, entry_id, by=username)


def test_a_version_of_another_entry_is_not_its_version(one_county: County) -> None:
    first, second = written.publish(one_county), written.publish(one_county, title="停暖时间")
    with one_county.read("editor") as reading:
        other = written.versions(reading, second)[0].id
    with (
        nothing_written(one_county.database),
        pytest.raises(NotFound),
        one_county.work("taker") as uow,
    ):
        corrections.raise_correction(uow, first, other, WRONG)


def test_what_is_withdrawn_needs_no_correction(one_county: County) -> None:
    entry_id = written.publish(one_county)
    with one_county.work("editor") as uow:
        entries.withdraw(uow, entry_id, reason="旧口径")
    with nothing_written(one_county.database), pytest.raises(RuleRefused):
        raised(one_county, entry_id)


# --- the keepers' list ----------------------------------------------------------------------------


def test_it_waits_on_the_desk_of_whoever_keeps_the_entry(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    own = written.publish(county, title="热线什么时候有人")
    first = raised(county, entry_id)
    second = raised(county, own, "周末也有人")

    def seen(username: str) -> list[tuple[int, bool]]:
        with county.read(username) as reading:
            return [(one.id, one.is_mine_to_answer) for one in corrections.waiting(reading)]

    assert seen("handler") == seen("leader") == [(first, True)]
    assert seen("handler2") == seen("taker") == seen("inspector") == []
    assert seen("office") == [(first, False), (second, True)]
    assert seen("lead") == seen("editor") == [(first, True), (second, True)]
    owed = (
        ("handler", 1, 1),
        ("office", 1, 1),
        ("lead", 1, 2),
        ("editor", 1, 2),
        ("handler2", 0, 0),
    )
    for moment in (0, 1):  # what a unit lets pass its time waits for the lead and the editor too
        for username, *numbers in owed:
            with county.read(username) as reading:
                assert corrections.count_waiting(reading) == numbers[moment]
                waits = [d for d in duties.mine(reading) if d.kind is DutyKind.CORRECTION]
                assert len(waits) == duties.count(reading) == numbers[moment]
        county.now = at("2026-09-30T18:00:01")  # a second after the working day it had


def test_from_the_second_after_it_was_due_it_is_overdue_on_the_offices_list(
    one_county: County,
) -> None:
    raised(one_county, written.publish(one_county, unit=HOUSING))
    for moment, number in (("2026-09-30T18:00:00", 0), ("2026-09-30T18:00:01", 1)):
        one_county.now = at(moment)
        for username in ("office", "editor", "handler"):
            with one_county.read(username) as reading:
                assert len(corrections.overdue(reading)) == number


def test_it_follows_the_entry_to_its_new_keeper(one_county: County) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    first = raised(one_county, entry_id)
    second = raised(one_county, entry_id, "收费标准变了")
    with one_county.work("handler") as uow:
        corrections.refuse(uow, first, reason="电话没有换。")
    with one_county.work("editor") as uow:
        entries.hand_over(uow, entry_id, unit_id=one_county.unit_id(CIVIL_AFFAIRS))
    with one_county.read("handler2") as reading:
        assert [one.id for one in corrections.waiting(reading)] == [second]
    with one_county.read("handler") as reading:
        assert corrections.waiting(reading) == []
    # Who answered in time, or late, stays with the unit that answered.
    assert correction(one_county, first).unit_id == one_county.unit_id(HOUSING)


# --- the answer -----------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["handler", "leader", "lead", "editor"])
def test_the_keeper_answers_and_who_raised_it_sees_it_once(
    one_county: County, username: str
) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    first = raised(one_county, entry_id)
    one_county.now = at("2026-09-29T15:00")
    with one_county.work(username) as uow:
        corrections.refuse(uow, first, reason="号码没有变，夜间转值班。")
    found = correction(one_county, first)
    assert found.outcome is CorrectionOutcome.REFUSED
    assert found.answered_at == one_county.now
    with one_county.read("taker") as reading:
        assert [one.answer for one in corrections.unseen_answers(reading)] == [
            "号码没有变，夜间转值班。"
        ]
        assert corrections.open_of(reading, [entry_id]) == {}
        told = reading.session.query(Notice).filter_by(person_id=reading.actor.person_id).one()
    assert "不采纳" in told.text
    with (
        nothing_written(one_county.database),
        pytest.raises(NotFound),
        one_county.work("taker2") as uow,
    ):
        corrections.mark_seen(uow, first)
    with one_county.work("taker") as uow:
        corrections.mark_seen(uow, first)
    with one_county.read("taker") as reading:
        assert corrections.unseen_answers(reading) == []
    with one_county.read("handler") as reading:
        assert [one.id for one in corrections.answered(reading)] == [first]


def answer(county: County, username: str, correction_id: int, **how: Any) -> None:
    with county.work(username) as uow:
        corrections.accept(uow, correction_id, **how)


@pytest.mark.parametrize(
    ("username", "refusal"),
    [
        ("office", NotAllowed), ("taker", NotFound), ("inspector", NotFound), ("admin", NotFound),
        ("handler2", NotFound), ("leader2", NotFound),
    ],
)  # fmt: skip
def test_nobody_else_answers_for_a_unit(
    one_county: County, username: str, refusal: type[HotlineError]
) -> None:
    first = raised(one_county, written.publish(one_county, unit=HOUSING))
    with nothing_written(one_county.database), pytest.raises(refusal):
        answer(one_county, username, first)
    with (
        nothing_written(one_county.database),
        pytest.raises(refusal),
        one_county.work(username) as uow,
    ):
        corrections.refuse(uow, first, reason="没有错。")


def test_the_office_answers_for_its_own(one_county: County) -> None:
    first = raised(one_county, written.publish(one_county))
    answer(one_county, "office", first, answer="谢谢，已核对。")
    assert correction(one_county, first).outcome is CorrectionOutcome.ACCEPTED


@pytest.mark.parametrize("reason", ["", " \n", "字" * 501])
def test_refusing_needs_a_reason(one_county: County, reason: str) -> None:
    first = raised(one_county, written.publish(one_county))
    with (
        nothing_written(one_county.database),
        pytest.raises(BadInput),
        one_county.work("office") as uow,
    ):
        corrections.refuse(uow, first, reason=reason)


def test_it_is_answered_once(county: County) -> None:
    first = raised(county, written.publish(county, unit=HOUSING))
    answer(county, "handler", first)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="已经答复"):
        answer(county, "leader", first)


def test_accepted_it_may_begin_a_new_version_while_the_old_one_answers(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    first, second = raised(county, entry_id), raised(county, entry_id, "收费标准变了")
    answer(county, "handler", first, remedy=Step.REVISE)
    entry = written.entry(county, entry_id)
    assert (entry.state, entry.latest_number, entry.in_force_number) == (EntryState.DRAFT, 2, 1)
    assert correction(county, first).answered_number == 2
    with county.read("handler") as reading:
        note = written.versions(reading, entry_id)[0].change_note
    assert note == f"王话务纠错：{WRONG}"
    answer(county, "handler", second, remedy=Step.REVISE)  # the version on its way takes it up
    assert correction(county, second).answered_number == 2
    assert written.entry(county, entry_id).latest_number == 2


def test_accepted_it_may_put_the_entry_in_doubt(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    answer(county, "handler", raised(county, entry_id), remedy=Step.DOUBT)
    entry = written.entry(county, entry_id)
    assert (entry.state, entry.in_force_number) == (EntryState.TO_VERIFY, None)
    assert WRONG in entry.doubt


def test_withdrawing_stays_with_those_who_publish(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    first = raised(county, entry_id)
    for username in ("handler", "leader"):
        with nothing_written(county.database), pytest.raises(NotAllowed):
            answer(county, username, first, remedy=Step.WITHDRAW)
    answer(county, "editor", first, remedy=Step.WITHDRAW)
    assert written.entry(county, entry_id).state is EntryState.WITHDRAWN


def test_any_other_step_is_no_remedy(one_county: County) -> None:
    first = raised(one_county, written.publish(one_county))
    with nothing_written(one_county.database), pytest.raises(BadInput):
        answer(one_county, "lead", first, remedy=Step.PUBLISH)


def test_what_was_said_and_answered_stands_in_the_audit_log(one_county: County) -> None:
    before = count(one_county.database, AuditRow)
    entry_id = written.publish(one_county, audience=Audience.INTERNAL)
    first = raised(one_county, entry_id)
    answer(one_county, "office", first)
    with one_county.read("lead") as reading:
        rows = reading.session.query(AuditRow).order_by(AuditRow.id).all()[before:]
    verbs = [row.verb for row in rows]
    assert verbs[-2:] == ["raise_correction", "answer_correction"]
