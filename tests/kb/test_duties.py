"""待办: everybody is told what the knowledge base waits for from them, and nothing that is another's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import duties, entries
from kb.duties import DutyKind
from kb.models import Correction, KnowledgeRequest
from tests.kb import written
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at


def kinds(county: County, username: str) -> list[DutyKind]:
    with county.read(username) as reading:
        return [duty.kind for duty in duties.mine(reading)]


def count(county: County, username: str) -> int:
    with county.read(username) as reading:
        return duties.count(reading)


def test_an_empty_knowledge_base_waits_for_nobody(one_county: County) -> None:
    for username in ("taker", "office", "lead", "handler", "leader", "editor", "inspector"):
        assert kinds(one_county, username) == []
        assert count(one_county, username) == 0


def test_each_step_waits_for_whose_turn_it_is(county: County) -> None:
    entry_id = written.draft(county)
    assert kinds(county, "handler") == []  # a draft in the making is nobody's delay
    with county.work("handler") as uow:
        entries.submit(uow, entry_id)
    assert kinds(county, "leader") == [DutyKind.REVIEW]
    assert kinds(county, "handler") == kinds(county, "leader2") == kinds(county, "editor") == []
    with county.work("leader") as uow:
        entries.approve(uow, entry_id)
    assert kinds(county, "editor") == kinds(county, "lead") == [DutyKind.PUBLISH]
    assert kinds(county, "office") == []  # publishes only by grant
    with county.work("editor") as uow:
        entries.reject(uow, entry_id, reason="请写明标准文号")
    assert kinds(county, "handler") == [DutyKind.RETURNED]
    with county.read("handler") as reading:
        (duty,) = duties.mine(reading)
    assert duty.why == "褚知识驳回：请写明标准文号"
    assert duty.article == "办法第十七条"
    assert count(county, "handler") == 1
    assert kinds(county, "handler2") == []


def test_a_review_is_told_thirty_days_before_and_counted_when_overdue(county: County) -> None:
    written.publish(county, unit=HOUSING)  # due Monday 2026-12-28
    for now, kind, due in (
        ("2026-11-27T10:00", [], 0),
        ("2026-11-28T10:00", [DutyKind.DUE_SOON], 0),
        ("2026-12-28T23:00", [DutyKind.DUE_SOON], 0),
        ("2026-12-29T08:00", [DutyKind.OVERDUE], 1),
    ):
        county.now = at(now)
        assert kinds(county, "handler") == kind
        assert count(county, "handler") == due
        assert kinds(county, "handler2") == kinds(county, "editor") == kinds(county, "taker") == []
    with county.read("handler") as reading:
        (duty,) = duties.mine(reading)
    assert duty.is_late
    assert duty.why == "应于12月28日前复核，已逾期1天。"
    assert duty.article == "办法第七条（三）、第十七条"


def test_what_is_about_to_end_and_what_is_in_doubt(county: County) -> None:
    ending = replace(written.HEATING, effective_until=at("2026-10-20T00:00").date())
    entry_id = written.publish(county, ending, unit=HOUSING)
    assert kinds(county, "handler") == [DutyKind.EXPIRING]
    with county.work("office") as uow:
        entries.doubt(uow, entry_id, reason="标准可能变了")
    assert kinds(county, "handler") == [DutyKind.VERIFY]
    assert kinds(county, "office") == []  # its keeper's, not the office's
    county.now = at("2026-10-21T08:00")
    assert kinds(county, "handler") == [DutyKind.VERIFY]


def test_corrections_and_requests_wait_for_the_keeper(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    taker = county.actor("taker")
    with county.work("taker") as uow:
        uow.session.add_all([
            Correction(entry_id=entry_id, revision_id=1, unit_id=county.unit_id(HOUSING),
                       what="电话打不通", raised_at=uow.now, raised_by_id=taker.person_id,
                       raised_by="王话务", due_at=at("2026-09-30T18:00")),
            KnowledgeRequest(question="低保多少钱", unit_id=county.unit_id(CIVIL_AFFAIRS),
                             asked_at=uow.now, asked_by_id=taker.person_id, asked_by="王话务",
                             due_at=at("2026-10-12T18:00")),
        ])  # fmt: skip
    assert kinds(county, "handler") == [DutyKind.CORRECTION]
    assert kinds(county, "handler2") == [DutyKind.REQUEST]
    assert kinds(county, "office") == kinds(county, "taker") == kinds(county, "town") == []
    county.now = at("2026-09-30T18:00:01")
    with county.read("handler") as reading:
        (duty,) = duties.mine(reading)
    assert duty.is_late
    assert "电话打不通" in duty.why
    assert count(county, "handler") == count(county, "handler2") == 1


@pytest.mark.parametrize("username", ["taker", "inspector", "admin"])
def test_who_writes_nothing_has_nothing_to_do(one_county: County, username: str) -> None:
    written.publish(one_county)
    one_county.now = at("2027-03-01T10:00")
    assert kinds(one_county, username) == []
    assert count(one_county, username) == 0
