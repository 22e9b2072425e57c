"""办法第六条（三）、第十六、十八、二十条: papers are drafted of figures that stand still, and issued once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.casework import months, papers, supervision
from core.documents import kinds
from core.errors import BadInput, NotFound, RuleRefused, Stale
from core.exchange import sheets
from core.insight import papers as shown
from core.rules.terms import PaperKind, TopicState
from core.store.models import AuditRow, HotTopic, IssuedPaper
from tests.casework import flow
from tests.casework.access.papers import watched
from tests.planted import HOUSING, County, at, nothing_written

SEPTEMBER = date(2026, 9, 1)
AFTER = at("2026-10-10T09:00")  # a working Saturday, September is over
WRITTEN = {"cases": "新城镇路灯一案。", "problems": "一家单位逾期。", "demands": "限期办结。"}


def take(county: County, *, is_frozen: bool = True) -> int:
    """September with one ticket that was due on Thursday 09-24 and is open; the ticket's id."""
    county.now = at("2026-09-21T10:00")  # Monday
    ticket_id = flow.in_handling(county)
    county.now = AFTER
    with county.work("lead") as uow:
        sha256 = months.prepare(uow, SEPTEMBER, {}).sha256
        if is_frozen:
            months.confirm(uow, SEPTEMBER, seen_sha256=sha256)
    return ticket_id


def draft(county: County, parts: dict[str, str] = WRITTEN) -> tuple[int, int]:
    """A bulletin with these parts: its id and version."""
    with county.work("office") as uow:
        paper = papers.draft_bulletin(uow, SEPTEMBER)
        saved = papers.save(uow, paper.id, parts, seen_version=paper.version)
        return saved.id, saved.version


def issue(county: County, paper_id: int, version: int, by: str = "lead") -> str:
    with county.work(by) as uow:
        number = papers.issue(uow, paper_id, seen_version=version).number
    assert number is not None
    return number


def one(county: County, paper_id: int) -> IssuedPaper:
    with county.read("lead") as reading:
        paper = reading.session.get_one(IssuedPaper, paper_id)
        assert paper.content is not None or paper.issued_at is None
        return paper


def file(county: County, paper_id: int, by: str = "lead") -> bytes:
    with county.read(by) as reading:
        return shown.file(reading, paper_id).content


def refuse(county: County, kind: type[Exception], match: str, do: Any, by: str = "lead") -> None:
    with nothing_written(county.database), pytest.raises(kind, match=match), county.work(by) as uow:
        do(uow)


def test_a_bulletin_issued_is_the_same_to_the_byte_whatever_happens_to_the_tickets(
    county: County,
) -> None:
    ticket_id = take(county)
    paper_id, version = draft(county)
    assert issue(county, paper_id, version) == "襄热通〔2026〕1号"
    issued = file(county, paper_id)
    flow.replied(county, ticket_id)
    county.now = at("2026-11-02T09:00")  # Monday
    assert file(county, paper_id) == issued
    assert file(county, paper_id, by="inspector") == issued


def test_a_second_draft_of_a_frozen_month_tells_the_same(county: County) -> None:
    ticket_id = take(county)
    first, _ = draft(county)
    flow.replied(county, ticket_id)
    second, _ = draft(county)
    assert one(county, first).facts == one(county, second).facts


def test_a_month_that_is_not_frozen_is_drafted_and_not_issued(county: County) -> None:
    take(county, is_frozen=False)
    paper_id, version = draft(county)
    with county.read("office") as reading:
        assert shown.opened(reading, paper_id).composed.is_draft
    refuse(county, RuleRefused, "还没有冻结，只能起草",
           lambda uow: papers.issue(uow, paper_id, seen_version=version))  # fmt: skip


def test_figures_taken_anew_since_are_taken_over_before_issuing(county: County) -> None:
    """The draft was made of prepared figures; a call came in September and was taken into them later."""
    take(county, is_frozen=False)
    paper_id, version = draft(county)
    county.now = at("2026-09-22T10:00")  # Tuesday
    flow.registered(county)
    county.now = AFTER
    with county.work("lead") as uow:
        months.confirm(uow, SEPTEMBER, seen_sha256=months.prepare(uow, SEPTEMBER, {}).sha256)
    refuse(
        county, RuleRefused, "不一致", lambda uow: papers.issue(uow, paper_id, seen_version=version)
    )
    with county.work("office") as uow:
        version = papers.retake(uow, paper_id, seen_version=version).version
    issue(county, paper_id, version)
    assert one(county, paper_id).parts == WRITTEN


@pytest.mark.parametrize("left_out", WRITTEN)
def test_an_empty_part_blocks_issuing(county: County, left_out: str) -> None:
    take(county)
    paper_id, version = draft(county, WRITTEN | {left_out: "  "})
    refuse(county, RuleRefused, "还没有填写",
           lambda uow: papers.issue(uow, paper_id, seen_version=version))  # fmt: skip


def test_two_editors_do_not_overwrite_one_another(county: County) -> None:
    take(county)
    paper_id, version = draft(county)
    with county.work("office") as uow:
        papers.save(uow, paper_id, {"cases": "赵热线改。"}, seen_version=version)
    refuse(county, Stale, "赵热线于09:00改过这份文件",
           lambda uow: papers.save(uow, paper_id, {"cases": "钱主任改。"}, seen_version=version))  # fmt: skip
    assert one(county, paper_id).parts["cases"] == "赵热线改。"


def test_nothing_typed_is_nothing_written(county: County) -> None:
    take(county)
    paper_id, version = draft(county)
    with nothing_written(county.database), county.work("office") as uow:
        papers.save(uow, paper_id, {"cases": WRITTEN["cases"]}, seen_version=version)


def test_what_does_not_belong_into_a_paper_is_refused(county: County) -> None:
    take(county)
    paper_id, version = draft(county)
    refuse(county, BadInput, "没有这个部分",
           lambda uow: papers.save(uow, paper_id, {"other": "x"}, seen_version=version))  # fmt: skip
    refuse(county, BadInput, "不能超过6000字",
           lambda uow: papers.save(uow, paper_id, {"cases": "长" * 6001}, seen_version=version))  # fmt: skip


def test_an_issued_paper_is_changed_discarded_and_issued_no_more(county: County) -> None:
    take(county)
    paper_id, version = draft(county)
    issue(county, paper_id, version)
    for do in (
        lambda uow: papers.save(uow, paper_id, {"cases": "改。"}, seen_version=version),
        lambda uow: papers.issue(uow, paper_id, seen_version=version + 1),
        lambda uow: papers.retake(uow, paper_id, seen_version=version + 1),
        lambda uow: papers.discard(uow, paper_id, reason="重复。"),
    ):
        refuse(county, RuleRefused, "已由钱主任签发（襄热通〔2026〕1号）", do)


def test_a_month_is_told_once(county: County) -> None:
    take(county)
    first, second = draft(county), draft(county)
    issue(county, *first)
    refuse(county, RuleRefused, "已经签发（襄热通〔2026〕1号）",
           lambda uow: papers.issue(uow, second[0], seen_version=second[1]))  # fmt: skip


def test_a_discarded_draft_stays_with_its_reason_and_is_written_no_more(county: County) -> None:
    take(county)
    paper_id, version = draft(county)
    refuse(county, BadInput, "原因", lambda uow: papers.discard(uow, paper_id, reason=" "))
    with county.work("office") as uow:
        papers.discard(uow, paper_id, reason="起草重复。")
    refuse(county, RuleRefused, "已经废弃",
           lambda uow: papers.save(uow, paper_id, {"cases": "改。"}, seen_version=version + 1))  # fmt: skip


def test_the_inspectors_office_reads_what_was_issued_and_nothing_else(county: County) -> None:
    take(county)
    paper_id, version = draft(county)
    with county.read("inspector") as reading:
        assert not shown.listed(reading)
        with pytest.raises(NotFound):
            shown.file(reading, paper_id)
    issue(county, paper_id, version)
    with county.read("inspector") as reading:
        assert [line.number for line in shown.listed(reading)] == ["襄热通〔2026〕1号"]


def test_a_month_without_figures_is_not_drafted(county: County) -> None:
    county.now = AFTER
    refuse(county, NotFound, "还没有提取", lambda uow: papers.draft_bulletin(uow, SEPTEMBER))
    refuse(county, NotFound, "没有冻结", lambda uow: papers.draft_yearly_assessment(uow, 2026))


def test_each_series_counts_by_itself_and_assessments_tell_the_scores(county: County) -> None:
    take(county)
    for make, number in (
        (lambda uow: papers.draft_assessment(uow, SEPTEMBER), "襄热考〔2026〕1号"),
        (lambda uow: papers.draft_yearly_assessment(uow, 2026), "襄热考〔2026〕2号"),
        (lambda uow: papers.draft_shirking_report(uow, SEPTEMBER), "襄热专〔2026〕1号"),
    ):
        with county.work("lead") as uow:
            paper = make(uow)
            parts = {name: "写好了。" for name in ("remarks", "demands", "findings", "advice")
                     if name in {part.name for part in kinds.KINDS[paper.kind].parts}}  # fmt: skip
            version = papers.save(uow, paper.id, parts, seen_version=1).version
        assert issue(county, paper.id, version) == number


def test_a_topic_report_covers_who_called_and_marks_the_topic_as_reported(county: County) -> None:
    topic_id = watched(county)
    with county.work("office") as uow:
        paper = papers.draft_topic_report(uow, topic_id)
        parts = {"judgement": "可能继续。", "advice": "尽快检修。"}
        version = papers.save(uow, paper.id, parts, seen_version=1).version
    assert paper.facts["count"] == 3
    assert len(paper.facts["tickets"]) == 3
    assert issue(county, paper.id, version) == "襄热专〔2026〕1号"
    with county.read("lead") as reading:
        assert reading.session.get_one(HotTopic, topic_id).state is TopicState.REPORTED


def test_drafting_issuing_and_discarding_are_logged(county: County) -> None:
    take(county)
    paper_id, version = draft(county)
    issue(county, paper_id, version)
    with county.work("office") as uow:
        papers.discard(uow, papers.draft_bulletin(uow, SEPTEMBER).id, reason="起草重复。")
    with county.read("lead") as reading:
        verbs = reading.session.scalars(select(AuditRow.verb).order_by(AuditRow.id)).all()
    assert [verb for verb in verbs if verb.endswith("_paper")] == [
        "draft_paper", "issue_paper", "draft_paper", "discard_paper",
    ]  # fmt: skip


def test_open_overdue_tickets_and_cases_are_told_as_they_stood_without_names(
    county: County,
) -> None:
    """Due Thursday 09-24, 催办 and 督办单 in September; in October it is replied to."""
    county.now = at("2026-09-21T10:00")
    ticket_id = flow.in_handling(
        county,
        requester_name="王建国",
        requester_phone="13835712345",
        body="王建国家的电梯坏了，电话13835712345。",
    )
    county.now = at("2026-09-24T18:01")
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    county.now = at("2026-09-28T18:01")  # Monday after 中秋
    with county.work("lead") as uow:
        supervision.supervise(uow, ticket_id, text="请办结。")
    county.now = AFTER
    with county.work("lead") as uow:
        months.confirm(uow, SEPTEMBER, seen_sha256=months.prepare(uow, SEPTEMBER, {}).sha256)
    paper_id, _ = draft(county)
    facts = one(county, paper_id).facts
    assert facts["figures"]["overdue"] == [
        {"unit": HOUSING, "tickets": 1, "since": "2026年9月24日"}
    ]
    (case,) = facts["figures"]["cases"]["poor"]
    assert (case["unit"], case["is_open"]) == (HOUSING, True)
    assert "王建国" not in str(facts)
    assert "13835712345" not in str(facts)


def test_a_confidential_ticket_is_nobodys_case(county: County) -> None:
    county.now = at("2026-09-21T10:00")
    ticket_id = flow.in_handling(county, is_confidential=True)
    county.now = at("2026-09-24T18:01")
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    county.now = at("2026-09-28T18:01")  # Monday after 中秋
    with county.work("lead") as uow:
        supervision.supervise(uow, ticket_id, text="请办结。")
    county.now = AFTER
    with county.work("lead") as uow:
        assert months.prepare(uow, SEPTEMBER, {}).figures["cases"] == {"good": [], "poor": []}


def test_every_download_is_logged(county: County) -> None:
    take(county)
    paper_id, version = draft(county)
    issue(county, paper_id, version)
    written = sheets.handed_out(
        county.database, county.actor("inspector"), lambda own: shown.file(own, paper_id)
    )
    assert written.content == file(county, paper_id)
    with county.read("lead") as reading:
        row = reading.session.scalars(select(AuditRow).where(AuditRow.verb == "take_paper")).one()
    assert row.details["number"] == "襄热通〔2026〕1号"


def test_every_kind_has_its_form() -> None:
    assert set(kinds.KINDS) == set(PaperKind)
