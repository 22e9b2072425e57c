"""办法第六条（三）: an issued 通报 stays as it was, opened or made again, whatever its tickets come to."""

from __future__ import annotations

from datetime import date

from core.casework import auditing, handling, months
from core.casework import papers as steps
from core.documents import papers
from core.insight import papers as shown
from core.rules.terms import State
from core.store.models import IssuedPaper
from tests.casework import flow, quality_flow
from tests.planted import County, at

NOVEMBER = date(2026, 11, 1)
WRITTEN = {"cases": "新城镇路灯一案。", "problems": "一家单位逾期。", "demands": "限期办结。"}


def issued(county: County) -> int:
    """November's bulletin, frozen and issued on Wednesday 12-02."""
    county.now = at("2026-12-02T09:00")
    with county.work("lead") as uow:
        months.confirm(uow, NOVEMBER, seen_sha256=months.prepare(uow, NOVEMBER, {}).sha256)
    with county.work("office") as uow:
        paper = steps.draft_bulletin(uow, NOVEMBER)
        saved = steps.save(uow, paper.id, WRITTEN, seen_version=paper.version)
        paper_id, version = saved.id, saved.version
    with county.work("lead") as uow:
        steps.issue(uow, paper_id, seen_version=version)
    return paper_id


def kept_and_made_again(county: County, paper_id: int) -> tuple[bytes, bytes]:
    """The file as it is handed out, and one newly set of the same row."""
    with county.read("lead") as reading:
        row = reading.session.get_one(IssuedPaper, paper_id)
        assert row.issued_at is not None
        again = papers.written(shown.composed(row, row.issued_at))
        return shown.file(reading, paper_id).content, again


def test_a_reply_a_closing_and_a_reopening_change_nothing_in_novembers_bulletin(
    county: County,
) -> None:
    county.now = at("2026-11-23T10:00")  # Monday
    ticket_id = flow.in_handling(county)
    paper_id = issued(county)
    kept, again = kept_and_made_again(county, paper_id)
    assert kept == again

    with county.work("handler") as uow:
        handling.reply(uow, ticket_id, text="电梯已修复，恢复运行。", item_answers={})
    assert kept_and_made_again(county, paper_id) == (kept, kept)

    with county.work("leader") as uow:
        handling.sign_off(uow, ticket_id)
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)
    assert flow.state_of(county, ticket_id) is State.CLOSED
    assert kept_and_made_again(county, paper_id) == (kept, kept)

    county.now = at("2026-12-03T09:00")  # Thursday
    quality_flow.call_back(county, ticket_id, **quality_flow.DISSATISFIED)
    quality_flow.open_second(county, ticket_id)
    assert flow.state_of(county, ticket_id) is State.HANDLING
    assert kept_and_made_again(county, paper_id) == (kept, kept)

    with county.work("office") as uow:
        second = steps.draft_bulletin(uow, NOVEMBER)
        first = uow.session.get_one(IssuedPaper, paper_id)
        assert second.facts == first.facts
