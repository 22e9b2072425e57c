"""第十七条: what callers asked and nothing answered is gathered, by likeness, until somebody writes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.errors import BadInput, HotlineError, NotAllowed, NotFound
from core.exchange import sheets
from core.store.models import AuditRow
from kb import entries, gap_export, gaps, grouping, records, requests
from kb.records import Asked
from kb.terms import SearchPlace
from tests.kb import written
from tests.planted import HOUSING, County, nothing_written


def ask(
    county: County, question: str, *, total: int = 0, by: str = "taker", **more: object
) -> None:
    one = Asked(SearchPlace.KNOWLEDGE, question, total, county.now, **more)  # type: ignore[arg-type]
    records.try_to_keep(county.database, county.actor(by), one)


def listed(county: County, by: str = "office", days: int = 30, **how: bool) -> list[gaps.Gap]:
    with county.read(by) as reading:
        return gaps.listed(reading, days, **how)


def test_questions_of_one_meaning_are_one_gap(county: County) -> None:
    ask(county, "加装电梯补贴")
    ask(county, "加装电梯有没有补贴", by="taker2")
    ask(county, "加装电梯补贴", by="taker2")
    ask(county, "宠物狗怎么上牌照")
    first, second = listed(county)
    assert (first.question, first.wordings) == ("加装电梯补贴", ("加装电梯有没有补贴",))
    assert (first.times, first.people, first.is_unread) == (3, 2, False)
    assert second.question == "宠物狗怎么上牌照"


def test_what_was_opened_or_cited_is_no_gap_and_what_was_left_unread_is(county: County) -> None:
    entry_id = written.publish(county)
    ask(county, "暖气不热", total=2, opened_entry_id=entry_id, opened_place=1)
    ask(county, "屋里冰凉", total=2, opened_entry_id=entry_id, is_cited=True)
    ask(county, "换锁", total=4)
    (gap,) = listed(county)
    assert (gap.question, gap.is_unread) == ("换锁", True)


def test_only_the_last_days_count(one_county: County) -> None:
    ask(one_county, "加装电梯补贴")
    one_county.now += timedelta(days=31)
    assert listed(one_county) == []
    assert len(listed(one_county, days=90)) == 1


def test_what_is_written_since_answers_it(one_county: County) -> None:
    ask(one_county, "暖气不热怎么办")
    (gap,) = listed(one_county)
    with one_county.read("office") as reading:
        assert not gaps.prospect(reading, gap).is_answered
    written.publish(one_county)
    with one_county.read("office") as reading:
        assert gaps.prospect(reading, gap).is_answered


def test_a_request_takes_its_questions_off_the_list(one_county: County) -> None:
    ask(one_county, "加装电梯补贴")
    with one_county.work("office") as uow:
        requests.ask(uow, question="加装电梯补贴", unit_id=one_county.unit_id(HOUSING))
    assert listed(one_county) == []


def test_dismissed_and_taken_back(one_county: County) -> None:
    ask(one_county, "加装电梯补贴")
    (gap,) = listed(one_county)
    with one_county.work("editor") as uow:
        assert gaps.dismiss(uow, gap.record_ids) == 1
    assert listed(one_county) == []
    assert [one.question for one in listed(one_county, dismissed=True)] == ["加装电梯补贴"]
    with one_county.work("office") as uow:
        gaps.restore(uow, gap.record_ids)
    assert len(listed(one_county)) == 1


@pytest.mark.parametrize(
    ("username", "error"),
    [(name, NotAllowed) for name in ("taker", "handler", "leader", "inspector", "admin")]
    + [("office", NotFound)],
)
def test_others_dismiss_nothing_and_nobody_what_is_not_there(
    one_county: County, username: str, error: type[HotlineError]
) -> None:
    ask(one_county, "加装电梯补贴")
    (gap,) = listed(one_county)
    ids = gap.record_ids if error is NotAllowed else (999,)
    for use_case in (gaps.dismiss, gaps.restore):
        with (
            nothing_written(one_county.database),
            pytest.raises(error),
            one_county.work(username) as uow,
        ):
            use_case(uow, ids)


def test_a_unit_sees_what_is_likely_its_own(one_county: County) -> None:
    ask(one_county, "小区物业乱收费找谁")
    with one_county.read("office") as reading:
        who = gaps.likely(reading, "小区物业乱收费找谁")
    assert who is not None
    assert who.reason
    owners = {"handler": HOUSING, "handler2": "县民政局"}
    for username, unit in owners.items():
        expected = 1 if who.unit_id == one_county.unit_id(unit) else 0
        assert len(listed(one_county, username)) == expected


@pytest.mark.parametrize("username", ["taker", "inspector", "admin"])
def test_others_see_none(one_county: County, username: str) -> None:
    ask(one_county, "加装电梯补贴")
    assert listed(one_county, username) == []


def test_groups_do_not_depend_on_the_order() -> None:
    asked = [("加装电梯补贴", 2), ("低保怎么申请", 5), ("加装电梯有补贴吗", 1), ("低保申请", 1)]
    found = [[asked[at][0] for at in group] for group in grouping.groups(asked, gaps.ALIKE)]
    turned = asked[::-1]
    again = [[turned[at][0] for at in group] for group in grouping.groups(turned, gaps.ALIKE)]
    assert found == again == [["低保怎么申请", "低保申请"], ["加装电梯补贴", "加装电梯有补贴吗"]]


def test_a_draft_begun_from_a_gap_carries_every_wording(one_county: County) -> None:
    ask(one_county, "加装电梯补贴")
    ask(one_county, "加装电梯补贴")
    ask(one_county, "加装电梯有没有补贴")
    (gap,) = listed(one_county)
    with one_county.work("editor") as uow:
        entry = gaps.draft(uow, gap, unit_id=one_county.unit_id(HOUSING))
        revision = entries.latest(uow, entry)
        assert (revision.title, revision.variant_questions) == (
            "加装电梯补贴",
            "加装电梯有没有补贴",
        )
        assert entry.unit_id == one_county.unit_id(HOUSING)
        entry_id = entry.id
    with nothing_written(one_county.database), pytest.raises(BadInput, match="待写答复"):
        submit(one_county, entry_id)
    assert listed(one_county) == [gap]  # until it is published


def submit(county: County, entry_id: int) -> None:
    with county.work("editor") as uow:
        entries.submit(uow, entry_id)


@pytest.mark.parametrize("by", ["taker", "inspector", "admin"])
def test_who_writes_no_knowledge_drafts_none(one_county: County, by: str) -> None:
    ask(one_county, "加装电梯补贴")
    (gap,) = listed(one_county)
    with nothing_written(one_county.database), pytest.raises(NotAllowed):
        draft(one_county, gap, by, HOUSING)


def test_a_unit_drafts_for_itself_only(one_county: County) -> None:
    ask(one_county, "加装电梯补贴")
    (gap,) = listed(one_county)
    with nothing_written(one_county.database), pytest.raises(NotAllowed):
        draft(one_county, gap, "handler2", HOUSING)


def draft(county: County, gap: gaps.Gap, by: str, unit: str) -> None:
    with county.work(by) as uow:
        gaps.draft(uow, gap, unit_id=county.unit_id(unit))


def test_the_list_is_handed_out_and_logged(one_county: County) -> None:
    ask(one_county, "=1+1 加装电梯补贴")
    given = sheets.handed_out(
        one_county.database, one_county.actor("office"), lambda r: gap_export.export_gaps(r, 30)
    )
    assert (given.rows, given.file_name) == (1, "知识缺口_2026-09-29.xlsx")
    with one_county.read("office") as reading:
        last = reading.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
        assert last is not None
        assert (last.verb, last.details["rows"]) == ("export_gaps", 1)
    with pytest.raises(NotAllowed):
        sheets.handed_out(
            one_county.database, one_county.actor("taker"), lambda r: gap_export.export_gaps(r, 30)
        )
