"""第十七条: a question nobody has written about is put to a unit, answered in time, and becomes knowledge."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.errors import BadInput, HotlineError, NotAllowed, NotFound, RuleRefused, Stale
from core.rules.terms import Role
from core.store.models import Notice
from kb import entries, records, request_lists, requests
from kb.models import KnowledgeRequest, SearchRecord
from kb.records import Asked
from kb.request_lists import RequestLine
from kb.terms import EntryKind, RequestState, SearchPlace
from tests.kb import written
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at, nothing_written

QUESTION = "老旧小区加装电梯有补贴吗"


def asked(county: County, by: str = "taker", **changes: Any) -> int:
    values: dict[str, Any] = {"question": QUESTION, "unit_id": county.unit_id(HOUSING)} | changes
    with county.work(by) as uow:
        return requests.ask(uow, **values)


def answered(county: County, request_id: int, by: str = "handler", **how: Any) -> None:
    with county.work(by) as uow:
        requests.answer(uow, request_id, **(how or {"answer": "每部电梯补贴十万元。"}))


def row(county: County, request_id: int) -> KnowledgeRequest:
    with county.read("office") as reading:
        return reading.session.get_one(KnowledgeRequest, request_id)


def line(county: County, request_id: int, by: str = "office") -> RequestLine:
    with county.read(by) as reading:
        lines = [*request_lists.waiting(reading), *request_lists.done(reading)]
        return next(one for one in lines if one.id == request_id)


@pytest.mark.parametrize(
    ("asked_at", "due_at"),
    [
        ("2026-09-29T10:00", "2026-10-09T18:00"),  # Tuesday: Wed 09-30, Thu 10-08, Fri 10-09
        ("2026-10-09T17:00", "2026-10-13T18:00"),  # Friday: the make-up Saturday, Monday, Tuesday
    ],
)
def test_it_is_due_at_the_close_of_the_third_working_day(
    one_county: County, asked_at: str, due_at: str
) -> None:
    one_county.now = at(asked_at)
    request_id = asked(one_county)
    assert row(one_county, request_id).due_at == at(due_at)
    one_county.now = at(due_at)
    assert not line(one_county, request_id).is_overdue
    one_county.now = at(due_at.replace("18:00", "18:01"))
    assert line(one_county, request_id).is_overdue


def test_the_whole_way_to_knowledge(county: County) -> None:
    request_id = asked(county)
    with county.read("handler") as reading:
        assert request_lists.count_waiting(reading) == 1
    answered(county, request_id)
    with county.read("taker") as reading:
        (told,) = request_lists.unseen_answers(reading)
        assert told.answer == "每部电梯补贴十万元。"
    with county.work("taker") as uow:
        requests.mark_seen(uow, request_id)
    with county.read("taker") as reading:
        assert request_lists.unseen_answers(reading) == []
    with county.work("handler") as uow:
        text = request_lists.as_text(told)
        entry_id = entries.draft(uow, text, kind=EntryKind.FAQ).id
        requests.take_up(uow, request_id, entry_id)
        entries.submit(uow, entry_id)
    assert line(county, request_id).state is RequestState.ANSWERED
    with county.work("leader") as uow:
        entries.approve(uow, entry_id)
    with county.work("editor") as uow:
        entries.publish(uow, entry_id)
    assert line(county, request_id).state is RequestState.IN_KNOWLEDGE


def test_an_entry_there_is_may_be_the_answer(county: County) -> None:
    request_id = asked(county)
    answered(county, request_id, entry_id=written.publish(county))
    assert line(county, request_id).state is RequestState.IN_KNOWLEDGE
    with county.read("taker") as reading:
        assert [one.entry_title for one in request_lists.mine(reading)] == ["暖气不热怎么办"]
        assert request_lists.count_unseen(reading) == 1
        told = select(Notice.text).where(Notice.person_id == reading.actor.person_id)
        (said,) = reading.session.scalars(told)
        assert said.endswith("有答复：见知识《暖气不热怎么办》。")
    with county.work("taker") as uow:
        requests.mark_seen(uow, request_id)
    with county.read("taker") as reading:
        assert request_lists.count_unseen(reading) == 0


def test_of_a_long_answer_the_message_tells_the_beginning(one_county: County) -> None:
    answered(one_county, asked(one_county), answer="补" * 300)
    with one_county.read("taker") as reading:
        told = select(Notice.text).where(Notice.person_id == reading.actor.person_id)
        (said,) = reading.session.scalars(told)
    assert said.count("补") == requests.TOLD_CHARACTERS + QUESTION.count("补")
    assert said.endswith("（全文见“我的求知单”）")


def test_a_draft_is_no_answer(one_county: County) -> None:
    request_id, entry_id = asked(one_county), written.draft(one_county)
    with nothing_written(one_county.database), pytest.raises(BadInput, match="没有发布"):
        answered(one_county, request_id, entry_id=entry_id)


@pytest.mark.parametrize("username", ["taker", "office", "lead", "editor"])
def test_call_takers_and_the_office_ask(one_county: County, username: str) -> None:
    assert row(one_county, asked(one_county, username)).state is RequestState.WAITING


@pytest.mark.parametrize("username", ["handler", "leader", "inspector", "admin"])
def test_others_do_not_ask(one_county: County, username: str) -> None:
    with nothing_written(one_county.database), pytest.raises(NotAllowed):
        asked(one_county, username)


@pytest.mark.parametrize(
    "changes", [{"question": " "}, {"detail": "字" * 501}, {"unit_id": 99999}], ids=str
)
def test_what_asks_nothing_is_refused(one_county: County, changes: dict[str, Any]) -> None:
    with nothing_written(one_county.database), pytest.raises(BadInput):
        asked(one_county, **changes)


@pytest.mark.parametrize(
    ("username", "error"),
    [
        ("handler2", NotFound), ("leader2", NotFound), ("inspector", NotFound), ("admin", NotFound),
        ("taker2", NotFound), ("taker", NotAllowed), ("office", NotAllowed), ("editor", NotAllowed),
    ],
)  # fmt: skip
def test_only_the_unit_asked_answers(
    one_county: County, username: str, error: type[HotlineError]
) -> None:
    request_id = asked(one_county)
    with nothing_written(one_county.database), pytest.raises(error):
        answered(one_county, request_id, username)


def test_its_leader_answers_too(one_county: County) -> None:
    request_id = asked(one_county)
    answered(one_county, request_id, "leader")
    assert row(one_county, request_id).answered_by == "周局长"


@pytest.mark.parametrize("how", [{"answer": "  "}, {"answer": "字" * 2001}], ids=len)
def test_an_answer_says_something_in_at_most_two_thousand_characters(
    one_county: County, how: dict[str, Any]
) -> None:
    request_id = asked(one_county)
    with nothing_written(one_county.database), pytest.raises(BadInput):
        answered(one_county, request_id, **how)


def test_it_is_answered_once_and_never_over_another_change(one_county: County) -> None:
    request_id = asked(one_county)
    with nothing_written(one_county.database), pytest.raises(Stale):
        answered(one_county, request_id, answer="有。", seen_version=9)
    answered(one_county, request_id)
    with nothing_written(one_county.database), pytest.raises(RuleRefused, match="已答复"):
        answered(one_county, request_id)


def test_passed_on_it_goes_to_the_office_and_on_to_another_unit(one_county: County) -> None:
    request_id = asked(one_county)
    with (
        nothing_written(one_county.database),
        pytest.raises(BadInput, match="理由"),
        one_county.work("handler") as uow,
    ):
        requests.pass_on(uow, request_id, reason=" ")
    with one_county.work("handler") as uow:
        requests.pass_on(uow, request_id, reason="补贴由民政部门发放")
    assert row(one_county, request_id).unit_id is None
    with nothing_written(one_county.database), pytest.raises(NotFound):
        answered(one_county, request_id)
    one_county.now = at("2026-10-09T09:00")
    civil = one_county.unit_id(CIVIL_AFFAIRS)
    with one_county.work("office") as uow:
        requests.set_unit(uow, request_id, unit_id=civil)
    assert row(one_county, request_id).due_at == at("2026-10-13T18:00")
    answered(one_county, request_id, "handler2")


@pytest.mark.parametrize(
    ("username", "error"),
    [
        ("taker", NotAllowed),
        ("handler", NotAllowed),
        ("editor", NotAllowed),
        ("handler2", NotFound),
    ],
)
def test_only_the_office_closes_or_sets_another_unit(
    one_county: County, username: str, error: type[HotlineError]
) -> None:
    request_id = asked(one_county)
    with (
        nothing_written(one_county.database),
        pytest.raises(error),
        one_county.work(username) as uow,
    ):
        requests.close(uow, request_id, reason="不用了")
    with (
        nothing_written(one_county.database),
        pytest.raises(error),
        one_county.work(username) as uow,
    ):
        requests.set_unit(uow, request_id, unit_id=None)


def test_closed_with_a_reason_the_asker_is_told(one_county: County) -> None:
    request_id = asked(one_county)
    with (
        nothing_written(one_county.database),
        pytest.raises(BadInput),
        one_county.work("office") as uow,
    ):
        requests.close(uow, request_id, reason="")
    with one_county.work("office") as uow:
        requests.close(uow, request_id, reason="重复")
        told = uow.session.query(Notice).order_by(Notice.id.desc()).first()
    assert told is not None
    assert (told.person_id, "重复" in told.text) == (one_county.actor("taker").person_id, True)


def test_the_unit_asked_is_told(one_county: County) -> None:
    asked(one_county)
    with one_county.read("office") as reading:
        told = {(one.role, one.unit_id) for one in reading.session.query(Notice)}
    housing = one_county.unit_id(HOUSING)
    assert told == {(Role.HANDLER, housing), (Role.UNIT_LEADER, housing)}


def test_the_like_is_joined_instead_of_asked_twice(one_county: County) -> None:
    request_id = asked(one_county)
    with one_county.read("taker2") as reading:
        like = request_lists.alike(reading, "老旧小区加装电梯补贴")
        assert like is not None
        assert like.id == request_id
        assert request_lists.alike(reading, "低保怎么申请") is None
    with one_county.work("taker2") as uow:
        requests.join(uow, request_id, detail="三层也能装吗")
    assert "李话务也问：三层也能装吗" in row(one_county, request_id).detail
    with (
        nothing_written(one_county.database),
        pytest.raises(NotAllowed),
        one_county.work("handler") as uow,
    ):
        requests.join(uow, request_id)


def test_the_searches_it_came_from_are_linked(one_county: County) -> None:
    kept = Asked(SearchPlace.KNOWLEDGE, QUESTION, 0, one_county.now)
    records.try_to_keep(one_county.database, one_county.actor("taker"), kept)
    request_id = asked(one_county)
    with one_county.read("office") as reading:
        assert reading.session.query(SearchRecord).one().request_id == request_id


def test_only_the_asker_acknowledges_and_only_an_answer(one_county: County) -> None:
    request_id = asked(one_county)
    with (
        nothing_written(one_county.database),
        pytest.raises(NotFound),
        one_county.work("taker") as uow,
    ):
        requests.mark_seen(uow, request_id)
    answered(one_county, request_id)
    with (
        nothing_written(one_county.database),
        pytest.raises(NotFound),
        one_county.work("taker2") as uow,
    ):
        requests.mark_seen(uow, request_id)


def test_who_joined_is_told_too_and_sees_it_among_her_own(one_county: County) -> None:
    with one_county.work("taker") as uow:
        asked = requests.ask(uow, question="加装电梯有补贴吗", unit_id=one_county.unit_id(HOUSING))
    for _ in range(2):  # joined twice, told once
        with one_county.work("taker2") as uow:
            requests.join(uow, asked)
    with one_county.work("handler") as uow:
        requests.answer(uow, asked, answer="每部补贴十万元。")
    joiner = one_county.actor("taker2")
    with one_county.read("taker2") as reading:
        told = select(Notice.text).where(Notice.person_id == joiner.person_id)
        assert reading.session.scalars(told).all() == [
            "您问过的“加装电梯有补贴吗”，求知单有答复：每部补贴十万元。"
        ]
        assert [one.id for one in request_lists.mine(reading)] == [asked]
    with one_county.read("office") as reading:
        assert request_lists.mine(reading) == []
