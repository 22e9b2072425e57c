"""第十七条: units keep their entries, the office publishes them, only what is in force answers calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.errors import BadInput, HotlineError, NotAllowed, NotFound, RuleRefused, Stale
from core.rules.terms import Role
from core.store import audit
from core.store.actor import Actor
from core.store.models import AuditRow, Counter
from core.store.work import UnitOfWork
from kb import entries, entry_checks, entry_text, lifecycle, shelves
from kb.models import Entry, Revision
from kb.terms import Audience, EntryKind, EntryState
from tests.kb import written
from tests.kb.written import HEATING, draft
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at, nothing_written

# --- the way of an entry -------------------------------------------------------------------------


def test_from_draft_to_publication(county: County) -> None:
    entry_id = draft(county)
    assert written.entry(county, entry_id).unit_id == county.unit_id(HOUSING)
    with county.work("handler") as uow:
        assert entries.submit(uow, entry_id).state is EntryState.AWAITING_REVIEW
    with county.work("leader") as uow:
        assert entries.approve(uow, entry_id).state is EntryState.AWAITING_PUBLICATION
    with county.work("editor") as uow:
        assert entries.publish(uow, entry_id).state is EntryState.PUBLISHED
    with county.read("taker") as reading:
        entry, revision = entries.in_force(reading, entry_id)
    assert (revision.number, revision.title) == (1, "暖气不热怎么办")
    assert revision.variant_questions == "屋里冰凉\n暖气片是温的"
    assert [revision.written_by, revision.submitted_by] == ["孙住建", "孙住建"]
    assert [revision.reviewed_by, revision.published_by] == ["周局长", "褚知识"]
    assert entry.review_due_on == date(2026, 12, 28)  # Tuesday 09-29 and 90 days, a Monday


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (EntryKind.LAW, date(2027, 9, 29)),
        (EntryKind.DUTY, date(2027, 9, 29)),
        (EntryKind.SERVICE, date(2027, 3, 28)),
        (EntryKind.FAQ, date(2026, 12, 28)),
        (EntryKind.CONCERN, date(2026, 10, 29)),
    ],
)
def test_each_kind_has_its_review_cycle(one_county: County, kind: EntryKind, due: date) -> None:
    entry_id = written.publish(one_county, kind=kind)
    assert written.entry(one_county, entry_id).review_due_on == due


def test_the_offices_own_entries_need_no_unit_review(one_county: County) -> None:
    entry_id = draft(one_county, "office")
    with one_county.work("office") as uow:
        assert entries.submit(uow, entry_id).state is EntryState.AWAITING_PUBLICATION


def test_what_a_leader_submits_is_reviewed_by_that(one_county: County) -> None:
    entry_id = draft(one_county, "leader")
    with one_county.work("leader") as uow:
        entry = entries.submit(uow, entry_id)
        assert entry.state is EntryState.AWAITING_PUBLICATION
        assert entries.latest(uow, entry).reviewed_by == "周局长"


def test_a_new_version_leaves_the_old_one_answering_until_it_is_published(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    with county.work("handler") as uow:
        entries.revise(
            uow, entry_id, replace(HEATING, title="暖气不热", fee="不收费"), note="加收费"
        )
    with county.read("taker") as reading:
        entry, revision = entries.in_force(reading, entry_id)
    assert (revision.number, revision.fee, entry.title) == (1, "", "暖气不热怎么办")
    assert (entry.state, entry.latest_number) == (EntryState.DRAFT, 2)

    with county.work("handler") as uow:
        entries.submit(uow, entry_id)
    with county.work("leader") as uow:
        entries.approve(uow, entry_id)
    with county.work("lead") as uow:
        entries.publish(uow, entry_id)
    with county.read("taker") as reading:
        entry, revision = entries.in_force(reading, entry_id)
    assert (revision.number, revision.fee, entry.title) == (2, "不收费", "暖气不热")
    with county.read("handler") as reading:
        assert [(r.number, r.change_note) for r in shelves.history(reading, entry_id)] == [
            (2, "加收费"),
            (1, ""),
        ]


def test_a_rejected_text_goes_back_with_its_reason(county: County) -> None:
    entry_id = draft(county)
    with county.work("handler") as uow:
        entries.submit(uow, entry_id)
    with county.work("leader") as uow:
        entry = entries.reject(uow, entry_id, reason="请写明联系电话")
        assert entries.latest(uow, entry).rejection_reason == "请写明联系电话"
        assert entry.state is EntryState.DRAFT
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="没有变化"),
        county.work("handler") as uow,
    ):
        entries.revise(uow, entry_id, HEATING)


def test_doubted_text_answers_no_call_until_it_is_confirmed(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    with county.work("handler") as uow:
        assert entries.doubt(uow, entry_id, reason="电话换了").state is EntryState.TO_VERIFY
    refuse_citing(county, entry_id)
    county.now = at("2026-10-09T09:00")  # Friday
    with county.work("leader") as uow:
        entry = entries.confirm_review(uow, entry_id)
        assert (entry.state, entry.doubt) == (EntryState.PUBLISHED, "")
        assert entry.review_due_on == date(2027, 1, 7)
    with county.read("taker") as reading:
        assert entries.in_force(reading, entry_id)


def test_withdrawn_text_answers_no_call_and_comes_back_as_a_new_version(county: County) -> None:
    entry_id = written.publish(county)
    with county.work("lead") as uow:
        entries.withdraw(uow, entry_id, reason="政策调整")
    refuse_citing(county, entry_id)
    with county.work("office") as uow:
        entries.revise(uow, entry_id, HEATING)
        entries.submit(uow, entry_id)
    with county.work("lead") as uow:
        assert entries.publish(uow, entry_id).withdrawn_at is None
    with county.read("taker") as reading:
        assert entries.in_force(reading, entry_id)[1].number == 2


def test_another_unit_takes_over(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    with county.work("editor") as uow:
        entry = entries.hand_over(uow, entry_id, unit_id=county.unit_id(CIVIL_AFFAIRS))
        assert entry.unit_id == county.unit_id(CIVIL_AFFAIRS)
    with county.work("handler2") as uow:
        entries.confirm_review(uow, entry_id)
    with pytest.raises(NotAllowed), county.work("handler") as uow:
        entries.confirm_review(uow, entry_id)


# --- what is refused -------------------------------------------------------------------------------


def refuse_citing(county: County, entry_id: int, username: str = "taker") -> str:
    with pytest.raises(RuleRefused) as refused, county.read(username) as reading:
        entries.in_force(reading, entry_id)
    assert "第十条（一）" in refused.value.article
    assert "第十七条" in refused.value.article
    return str(refused.value)


def test_only_published_text_is_cited_and_what_exists_is_not_betrayed(county: County) -> None:
    entry_id = draft(county)
    assert refuse_citing(county, entry_id) == refuse_citing(county, 999_999)
    for username, step in (("handler", entries.submit), ("leader", entries.approve)):
        with county.work(username) as uow:
            step(uow, entry_id)
        refuse_citing(county, entry_id)


def test_text_is_cited_from_its_first_day_to_its_last(county: County) -> None:
    entry_id = written.publish(
        county, effective_from=date(2026, 10, 15), effective_until=date(2026, 11, 15)
    )
    county.now = at("2026-10-14T23:59:59")  # Wednesday
    assert "自2026-10-15起生效" in refuse_citing(county, entry_id)
    for instant in ("2026-10-15T00:00", "2026-11-15T23:59:59"):  # Thursday to Sunday
        county.now = at(instant)
        with county.read("taker") as reading:
            assert entries.in_force(reading, entry_id)
    county.now = at("2026-11-16T00:00")  # Monday
    assert "已于2026-11-15失效" in refuse_citing(county, entry_id)


def test_the_administrator_reads_no_entry(one_county: County) -> None:
    refuse_citing(one_county, written.publish(one_county), "admin")
    assert lifecycle.audiences_of(Role.ADMIN) == frozenset()


def test_expired_text_is_not_refreshed_by_review_alone(one_county: County) -> None:
    entry_id = written.publish(one_county, effective_until=date(2026, 9, 30))
    one_county.now = at("2026-10-01T09:00")
    with (
        nothing_written(one_county.database),
        pytest.raises(RuleRefused, match="已过失效日期"),
        one_county.work("office") as uow,
    ):
        entries.confirm_review(uow, entry_id)
    with one_county.read("office") as reading:
        assert shelves.kept(reading, states=[EntryState.EXPIRED])[0].entry_id == entry_id


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": " "}, "title", "请填写标题"),
        ({"title": "长" * 129}, "title", "不能超过128字"),
        ({"spoken_answer": "答" * 301}, "spoken_answer", "口语答复有301字，不能超过300字"),
        ({"keywords": ("词" * 21,)}, "keywords", "超过20字"),
        ({"keywords": ("暖气不热怎么办",)}, "keywords", "不能与标题相同"),
        ({"text": "", "spoken_answer": " "}, "text", "至少填写一项"),
        ({"link": "javascript:alert(1)"}, "link", "http"),
        (
            {"effective_from": date(2026, 10, 2), "effective_until": date(2026, 10, 1)},
            "effective_until",
            "不能早于",
        ),
        ({"category_id": 9999}, "category_id", "分类不存在"),
        ({"area_id": 9999}, "area_id", "地区不存在"),
        ({"variant_questions": tuple(map(str, range(51)))}, "variant_questions", "最多50个"),
    ],
)
def test_unsound_text_is_refused_by_field(
    one_county: County, changes: dict[str, Any], field: str, sentence: str
) -> None:
    with (
        nothing_written(one_county.database),
        pytest.raises(BadInput, match=sentence) as refused,
        one_county.work("editor") as uow,
    ):
        entries.draft(uow, replace(HEATING, **changes), kind=EntryKind.FAQ)
    assert refused.value.field == field


def test_a_title_is_taken_once(county: County) -> None:
    entry_id = draft(county)
    other_id = draft(county, title="别的")
    refusals: list[Callable[[UnitOfWork], Entry]] = [
        lambda uow: entries.draft(uow, HEATING, kind=EntryKind.FAQ),
        lambda uow: entries.revise(uow, other_id, HEATING),
    ]
    for refused in refusals:
        with (
            nothing_written(county.database),
            pytest.raises(BadInput, match="已有标题"),
            county.work("handler") as uow,
        ):
            refused(uow)
    assert written.entry(county, entry_id).version == 2


def test_nobody_overwrites_what_they_have_not_seen(county: County) -> None:
    entry_id = draft(county)
    seen = written.entry(county, entry_id).version
    with county.work("leader") as uow:
        entries.revise(uow, entry_id, replace(HEATING, fee="不收费"), seen_version=seen)
    with (
        nothing_written(county.database),
        pytest.raises(Stale),
        county.work("handler") as uow,
    ):
        entries.revise(uow, entry_id, replace(HEATING, fee="十元"), seen_version=seen)


# --- revision, audit, lists ------------------------------------------------------------------------


def test_every_change_takes_the_next_revision_of_the_knowledge_base(county: County) -> None:
    first, second = written.publish(county), draft(county, title="别的")
    assert written.entry(county, first).changed_revision == 3
    assert written.entry(county, second).changed_revision == 4
    with county.database.read(Actor.system()) as reading:
        assert reading.session.get_one(Counter, entry_checks.COUNTER).value == 4


def test_every_step_leaves_one_sealed_audit_row(county: County) -> None:
    written.publish(county, unit=HOUSING)
    with county.database.read(Actor.system()) as reading:
        rows = reading.session.query(AuditRow).filter(AuditRow.verb.startswith("kb.")).all()
        assert [row.verb for row in sorted(rows, key=lambda row: row.id)] == [
            "kb.draft",
            "kb.submit",
            "kb.approve",
            "kb.publish",
        ]
        assert audit.first_broken(reading.session) is None


def test_a_text_comes_back_from_its_row_as_it_was_written() -> None:
    text = replace(HEATING, audience=Audience.INTERNAL, effective_from=date(2026, 10, 1))
    assert entry_text.of(Revision(**entry_text.columns(text))) == text


# --- older versions, and several at once -----------------------------------------------------------


def test_an_older_version_comes_back_as_a_new_draft(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    with county.work("editor") as uow:
        entries.revise(uow, entry_id, replace(HEATING, fee="收费"))
        entries.publish_at_once(uow, entry_id)
    with county.work("handler") as uow:
        entry = entries.restore(uow, entry_id, 1)
        assert (entry.state, entry.in_force_number) == (EntryState.DRAFT, 2)
        newest = entries.latest(uow, entry)
    assert (newest.number, newest.fee, newest.change_note) == (3, "", "恢复第1版")


@pytest.mark.parametrize(
    ("username", "number", "refusal"),
    [
        ("handler", 9, NotFound), ("handler", 1, BadInput), ("handler2", 1, NotAllowed),
        ("taker", 1, NotAllowed), ("inspector", 1, NotAllowed), ("admin", 1, NotFound),
    ],
)  # fmt: skip
def test_what_cannot_be_restored(
    one_county: County, username: str, number: int, refusal: type[HotlineError]
) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    with (
        nothing_written(one_county.database),
        pytest.raises(refusal),
        one_county.work(username) as uow,
    ):
        entries.restore(uow, entry_id, number)


def test_of_several_reviews_what_is_refused_is_named_and_the_others_are_done(
    county: County,
) -> None:
    sound = written.publish(county, unit=HOUSING)
    past = written.publish(
        county, unit=HOUSING, title="上个冬天的收费", effective_until=date(2026, 10, 1)
    )
    other = written.publish(county, unit=CIVIL_AFFAIRS, title="低保申请")
    begun = draft(county, title="还没有写完")
    county.now = at("2026-10-09T10:00")
    with county.work("handler") as uow:
        before = {one: uow.session.get_one(Entry, one).version for one in (past, other, begun)}
        done, refused = entries.confirm_reviews(uow, [sound, past, other, begun, sound])
    assert done == 1
    assert "《上个冬天的收费》已过失效日期" in refused[0].message_zh
    assert [type(one) for one in refused] == [RuleRefused, NotAllowed, RuleRefused]
    assert written.entry(county, sound).review_due_on == date(2027, 1, 7)  # 90 days on
    for entry_id, version in before.items():
        assert written.entry(county, entry_id).version == version


@pytest.mark.parametrize("username", ["taker", "inspector", "handler2", "admin"])
def test_nobody_else_confirms_several(one_county: County, username: str) -> None:
    ids = [written.publish(one_county, unit=HOUSING)]
    before = written.entry(one_county, ids[0]).reviewed_at
    one_county.now = at("2026-10-09T10:00")
    with one_county.work(username) as uow:
        assert entries.confirm_reviews(uow, ids).done == 0
    assert written.entry(one_county, ids[0]).reviewed_at == before
