"""第十三条（一）: due and not done → 催办 → 督办单 → written report; time drafts, named persons send."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from core.casework import auditing, dispatching, extensions, handling, supervision
from core.errors import BadInput, HotlineError, NotAllowed, NotFound, RuleRefused, Stale
from core.rules.terms import Action, ContactWay, Grade, Level, ReturnKind, ReworkKind, Role
from core.store.actor import Actor
from core.store.models import Assignment, Event, Notice, SupervisionStep
from core.store.work import UnitOfWork
from tests.casework import flow
from tests.casework.access.supervision import TEXT, ordered, overdue, reminded, reported
from tests.planted import HOUSING, TOWN, County, at, nothing_written


def steps(county: County, ticket_id: int) -> dict[Level, SupervisionStep]:
    """The steps of a ticket that has had one round, by level."""
    with county.database.read(Actor.system()) as reading:
        rows = reading.session.scalars(
            select(SupervisionStep).where(SupervisionStep.ticket_id == ticket_id)
        )
        return {step.level: step for step in rows}


def told(county: County, ticket_id: int, action: Action) -> set[tuple[Role | None, int | None]]:
    """Which inboxes a step of a ticket reached."""
    with county.database.read(Actor.system()) as reading:
        rows = reading.session.scalars(
            select(Notice).where(Notice.ticket_id == ticket_id, Notice.action == action)
        )
        return {(notice.role, notice.unit_id) for notice in rows}


def refused(
    county: County,
    username: str,
    do: Callable[[UnitOfWork], object],
    refusal: type[HotlineError],
    sentence: str,
) -> HotlineError:
    """The step is refused with this sentence, and nothing was written."""
    with (
        nothing_written(county.database),
        pytest.raises(refusal, match=sentence) as found,
        county.work(username) as uow,
    ):
        do(uow)
    return found.value


def test_the_chain_of_the_articles_example(county: County) -> None:
    """Due Friday 10-09 18:00; 督办单 on the working Saturday 10-10, limit Tuesday 10-13 18:00."""
    ticket_id = reported(county)
    ticket, sent = flow.seen(county, ticket_id), steps(county, ticket_id)
    assert ticket.due_at == at("2026-10-09T18:00")
    assert sent[Level.REMINDER].sent_by == "赵热线"
    assert sent[Level.ORDER].number == "襄热督〔2026〕1号"
    assert sent[Level.ORDER].sent_at == at("2026-10-10T18:00")
    assert sent[Level.ORDER].limit_at == at("2026-10-13T18:00")
    assert ticket.escalated_at == at("2026-10-14T08:00")
    newest = select(Event.action, Event.summary).order_by(Event.id.desc()).limit(3)
    with county.database.read(Actor.system()) as reading:
        said = list(reading.session.execute(newest.where(Event.ticket_id == ticket_id)))
    assert [action for action, _ in said] == [Action.ESCALATE, Action.SUPERVISE, Action.REMIND]
    assert "10月13日（周二）18:00前办结" in said[1][1]


def test_a_reminder_without_words_says_what_was_due_and_how_late_it_is(county: County) -> None:
    ticket_id = reminded(county)  # Saturday 10-10 18:00
    text = steps(county, ticket_id)[Level.REMINDER].text
    assert flow.seen(county, ticket_id).number in text
    for words in (
        HOUSING,
        "2026年9月29日10:00派发贵单位主办",
        "办理时限为2026年10月9日18:00",
        "截至2026年10月10日18:00，已逾期1个工作日",
        "第十三条（一）",
    ):
        assert words in text


def test_a_reminder_goes_to_the_units_handlers_and_leader(county: County) -> None:
    ticket_id = reminded(county)
    unit_id = county.unit_id(HOUSING)
    assert told(county, ticket_id, Action.REMIND) == {
        (Role.HANDLER, unit_id),
        (Role.UNIT_LEADER, unit_id),
    }


def test_a_paper_leaves_the_office_without_a_callers_number(county: County) -> None:
    ticket_id = flow.in_handling(county, title="王先生13812341234反映电梯坏了")
    county.now = at("2026-10-10T18:00")
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    text = steps(county, ticket_id)[Level.REMINDER].text
    assert "138****1234" in text
    assert "13812341234" not in text


def test_no_reminder_before_the_deadline(county: County) -> None:
    ticket_id = flow.in_handling(county)
    county.now = at("2026-10-09T17:59")  # Friday
    refusal = refused(
        county, "office", lambda u: supervision.remind(u, ticket_id), RuleRefused, "18:00起才能催办"
    )
    assert refusal.article == "办法第十三条（一）"
    county.now = at("2026-10-09T18:00")
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    assert "已到期，仍未办结" in steps(county, ticket_id)[Level.REMINDER].text


def test_one_deadline_is_reminded_of_once(county: County) -> None:
    ticket_id = reminded(county)
    refused(
        county, "lead", lambda u: supervision.remind(u, ticket_id), RuleRefused, "赵热线已于.*催办"
    )


def test_no_reminder_while_a_request_made_in_time_is_undecided(county: County) -> None:
    """第十三条（三）: asked Friday 10-09 15:00 for five days; nobody has decided."""
    ticket_id = flow.in_handling(county)
    county.now = at("2026-10-09T15:00")
    with county.work("handler") as uow:
        extensions.request_extension(
            uow, ticket_id, days=5, cause="配件需从外地调运。",
            told_at=at("2026-10-09T14:50"), told_way=ContactWay.PHONE,
        )  # fmt: skip
    county.now = at("2026-10-10T09:00")
    refused(
        county, "office", lambda u: supervision.remind(u, ticket_id), RuleRefused, "决定前暂停催办"
    )


def test_many_reminders_or_none_and_the_refusal_names_the_ticket(county: County) -> None:
    late, later = flow.in_handling(county), flow.in_handling(county, grade=Grade.COMPLEX)
    county.now = at("2026-10-10T18:00")  # the second is due on Tuesday 10-13
    number = flow.seen(county, later).number
    refused(
        county, "office", lambda u: supervision.remind_many(u, [late, later]),
        RuleRefused, f"工单{number}：",
    )  # fmt: skip
    county.now = at("2026-10-14T09:00")
    with county.work("office") as uow:
        assert supervision.remind_many(uow, [late, later, late], "请抓紧办理。") == 2
    assert {steps(county, one)[Level.REMINDER].text for one in (late, later)} == {"请抓紧办理。"}


def _helped(county: County) -> tuple[int, int]:
    """A ticket with 新城镇 as co-unit, due Thursday 10-08 18:00, a working day before the lead."""
    ticket_id = flow.dispatched(county, supports=(TOWN,))
    with county.database.read(Actor.system()) as reading:
        helping = reading.session.scalars(
            select(Assignment).where(
                Assignment.ticket_id == ticket_id, Assignment.is_lead.is_(False)
            )
        ).one()
    return ticket_id, helping.id


def test_art15_a_late_co_unit_is_reminded_alone(county: County) -> None:
    ticket_id, helping = _helped(county)
    county.now = at("2026-10-09T09:00")  # Friday: 新城镇 is late, 住建局 is not
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id, assignment_id=helping)
    step = steps(county, ticket_id)[Level.REMINDER]
    assert step.assignment_id == helping
    assert "派发贵单位协办，办理时限为2026年10月8日18:00" in step.text
    assert (Role.HANDLER, county.unit_id(TOWN)) in told(county, ticket_id, Action.REMIND)
    refused(county, "office", lambda u: supervision.remind(u, ticket_id), RuleRefused, "起才能催办")


def test_art15_a_co_unit_is_not_reminded_before_its_own_due(county: County) -> None:
    ticket_id, helping = _helped(county)
    county.now = at("2026-10-08T17:00")
    refused(
        county, "office",
        lambda u: supervision.remind(u, ticket_id, assignment_id=helping),
        RuleRefused, "10月8日（周四）18:00起才能催办",
    )  # fmt: skip


def test_a_co_unit_of_another_ticket_is_not_reminded_here(county: County) -> None:
    _, helping = _helped(county)
    ticket_id = overdue(county)
    refused(
        county, "office",
        lambda u: supervision.remind(u, ticket_id, assignment_id=helping),
        BadInput, "现在不办理这张工单",
    )  # fmt: skip


def test_no_order_before_a_working_day_has_passed(county: County) -> None:
    ticket_id = flow.in_handling(county)
    county.now = at("2026-10-10T17:59")  # a minute short
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    for who, do in (
        ("office", lambda u: supervision.draft_supervision(u, ticket_id)),
        ("lead", lambda u: supervision.supervise(u, ticket_id, text=TEXT)),
    ):
        refused(county, who, do, RuleRefused, "10月10日（周六）18:00起才能拟发督办单")


def test_no_order_without_a_reminder_that_was_really_sent(county: County) -> None:
    ticket_id = overdue(county)
    refused(
        county, "lead", lambda u: supervision.supervise(u, ticket_id, text=TEXT),
        RuleRefused, "还没有催办过",
    )  # fmt: skip


def test_an_order_needs_words_and_goes_out_once(county: County) -> None:
    ticket_id = reminded(county)
    refused(
        county, "lead", lambda u: supervision.supervise(u, ticket_id, text="　"),
        BadInput, "请填写督办单的内容",
    )  # fmt: skip
    refused(
        county, "lead", lambda u: supervision.supervise(u, ticket_id, text="字" * 5_001),
        BadInput, "不能超过5000字",
    )  # fmt: skip
    ordered_id = ordered(county)
    refused(
        county, "lead", lambda u: supervision.supervise(u, ordered_id, text=TEXT),
        RuleRefused, "钱主任已于.*发出督办单",
    )  # fmt: skip


def test_an_order_is_the_leads_to_send(county: County) -> None:
    ticket_id = reminded(county)
    refused(
        county, "office", lambda u: supervision.supervise(u, ticket_id, text=TEXT),
        NotAllowed, "不能进行",
    )  # fmt: skip


def test_the_office_drafts_an_order_and_rewrites_it_until_it_is_sent(county: County) -> None:
    ticket_id = reminded(county)
    with county.work("office") as uow:
        supervision.draft_supervision(uow, ticket_id)
    draft = steps(county, ticket_id)[Level.ORDER]
    assert draft.drafted_by == "赵热线"
    assert draft.number is None
    assert "请自本督办单发出之日起2个工作日内办结" in draft.text
    assert "县热线办已于2026年10月10日18:00催办" in draft.text
    with county.work("office") as uow:
        supervision.draft_supervision(uow, ticket_id, text="请主要负责人过问。")
    assert steps(county, ticket_id)[Level.ORDER].text == "请主要负责人过问。"


def test_orders_are_numbered_in_turn_and_anew_each_year(county: County) -> None:
    first, second = reminded(county), reminded(county)
    for ticket_id in (first, second):
        with county.work("lead") as uow:
            supervision.supervise(uow, ticket_id, text=TEXT)
    third = flow.in_handling(county)  # Saturday 10-10: due on Thursday 10-15
    county.now = at("2027-01-05T18:00")
    with county.work("office") as uow:
        supervision.remind(uow, third)
    with county.work("lead") as uow:
        supervision.supervise(uow, third, text=TEXT)
    numbers = [steps(county, one)[Level.ORDER].number for one in (first, second, third)]
    assert numbers == ["襄热督〔2026〕1号", "襄热督〔2026〕2号", "襄热督〔2027〕1号"]


def test_the_limit_runs_from_the_day_an_order_is_really_sent(county: County) -> None:
    ticket_id = reminded(county)
    county.now = at("2026-10-12T09:00")  # Monday: two days late
    with county.work("lead") as uow:
        supervision.supervise(uow, ticket_id, text=TEXT)
    assert steps(county, ticket_id)[Level.ORDER].limit_at == at("2026-10-14T18:00")


def test_no_report_before_the_orders_limit_has_passed(county: County) -> None:
    ticket_id = ordered(county)
    county.now = at("2026-10-13T18:00")  # Tuesday, on the limit itself
    for who, do in (
        ("office", lambda u: supervision.draft_escalation(u, ticket_id)),
        ("lead", lambda u: supervision.escalate(u, ticket_id, text=TEXT)),
    ):
        refused(county, who, do, RuleRefused, "现在还没有过")
    county.now = at("2026-10-13T18:00:01")
    with county.work("lead") as uow:
        supervision.escalate(uow, ticket_id, text=TEXT)


def test_no_report_without_an_order(county: County) -> None:
    ticket_id = reminded(county)
    county.now = at("2026-10-20T09:00")
    refused(
        county, "lead", lambda u: supervision.escalate(u, ticket_id, text=TEXT),
        RuleRefused, "还没有发出督办单",
    )  # fmt: skip


def test_a_report_goes_out_once_and_tells_the_whole_chain(county: County) -> None:
    ticket_id = ordered(county)
    with county.work("office") as uow:
        supervision.draft_escalation(uow, ticket_id)
    text = steps(county, ticket_id)[Level.ESCALATION].text
    assert "发出督办单襄热督〔2026〕1号，要求在2026年10月13日18:00前办结" in text
    assert text.startswith("县政府督查室：")
    with county.work("lead") as uow:
        supervision.escalate(uow, ticket_id, text=text)
    refused(
        county, "lead", lambda u: supervision.escalate(u, ticket_id, text=TEXT),
        RuleRefused, "钱主任已于.*上报县政府督查室",
    )  # fmt: skip


def test_the_inspectors_see_a_ticket_from_its_report_on(county: County) -> None:
    ticket_id = ordered(county)
    refused(
        county, "inspector", lambda u: supervision.receive_escalation(u, ticket_id),
        NotFound, "没有找到",
    )  # fmt: skip
    reported_id = reported(county)
    with county.work("inspector") as uow:
        supervision.receive_escalation(uow, reported_id)
    assert steps(county, reported_id)[Level.ESCALATION].received_by == "陈督查"
    refused(
        county, "inspector", lambda u: supervision.receive_escalation(u, reported_id),
        RuleRefused, "陈督查已于.*签收",
    )  # fmt: skip


def test_what_was_never_reported_is_not_received(county: County) -> None:
    ticket_id = flow.escalated(county)  # visible to the inspectors, but by no report
    refused(
        county, "inspector", lambda u: supervision.receive_escalation(u, ticket_id),
        RuleRefused, "没有上报督查室的报告",
    )  # fmt: skip


def test_an_inspectors_result_is_kept_and_added_to(county: County) -> None:
    ticket_id = reported(county)
    refused(
        county, "inspector", lambda u: supervision.record_inspection(u, ticket_id, result=" "),
        BadInput, "请填写督查结果",
    )  # fmt: skip
    for result in ("已约谈该单位。", "该单位已整改。"):
        with county.work("inspector") as uow:
            supervision.record_inspection(uow, ticket_id, result=result)
    report = steps(county, ticket_id)[Level.ESCALATION]
    assert report.result == "已约谈该单位。\n【补充】该单位已整改。"
    assert report.received_at == at("2026-10-14T08:00")


def test_what_nobody_sent_lapses_when_the_unit_signs_off(county: County) -> None:
    ticket_id = reminded(county)
    with county.work("office") as uow:
        supervision.draft_supervision(uow, ticket_id)
    flow.signed(county, ticket_id)
    found = steps(county, ticket_id)
    assert found[Level.ORDER].lapsed_at == county.now
    assert found[Level.REMINDER].lapsed_at is None
    refused(
        county, "lead", lambda u: supervision.supervise(u, ticket_id, text=TEXT),
        RuleRefused, "待审核",
    )  # fmt: skip


def test_what_nobody_sent_lapses_when_the_unit_is_rid_of_the_ticket(county: County) -> None:
    ticket_id = reminded(county)
    with county.work("office") as uow:
        supervision.draft_supervision(uow, ticket_id)
    with county.work("handler") as uow:
        handling.send_back_late(uow, ticket_id, kind=ReturnKind.NOT_OUR_AREA, reason=flow.REASON)
    with county.work("office") as uow:
        dispatching.accept_return(uow, ticket_id, ruling="属实。")
    assert steps(county, ticket_id)[Level.ORDER].lapsed_at == county.now


def test_a_round_of_rework_has_a_chain_of_its_own(county: County) -> None:
    ticket_id = flow.signed(county, reminded(county))  # Saturday 10-10
    with county.work("office") as uow:
        auditing.rework(uow, ticket_id, kind=ReworkKind.PERFUNCTORY, note="请写明修复时间。")
    county.now = at("2026-10-15T09:00")  # rework was due Wednesday 10-14 18:00
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    assert steps(county, ticket_id)[Level.REMINDER].due_at == at("2026-10-14T18:00")


def test_who_saw_an_older_state_is_told_so(county: County) -> None:
    ticket_id = overdue(county)
    refused(
        county, "office", lambda u: supervision.remind(u, ticket_id, seen_version=1),
        Stale, "已不是最新内容",
    )  # fmt: skip
