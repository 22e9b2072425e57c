"""督办席: 催办, 督办单 and the report to the inspectors; time drafts them, named persons send (办法第十三条（一）)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.casework import accountability, alarms, supervision_steps
from core.errors import BadInput, HotlineError, RuleRefused
from core.rules import deadlines, wording
from core.rules.instants import local
from core.rules.terms import Action, Level, Role
from core.store import telling
from core.store.actor import Actor
from core.store.models import Assignment, Notice, SupervisionStep, Ticket
from core.store.work import Reading, UnitOfWork

ARTICLE = supervision_steps.ARTICLE
LONGEST_TEXT = 5_000


def remind(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    text: str = "",
    assignment_id: int | None = None,
    seen_version: int | None = None,
) -> Ticket:
    """催办: send the drafted reminder, or draft and send one; without a text the proposed one goes out.

    `assignment_id` names a co-unit past its own due: the reminder is that unit's alone (办法第十五条).
    Raises RuleRefused before the deadline, while a request is undecided, and where it was sent already.
    """
    ticket = uow.ticket(ticket_id, Action.REMIND, seen_version=seen_version)
    round_ = supervision_steps.round_of(uow, ticket, assignment_id)
    _check_length(text)
    _refuse_early(uow, round_.due_at, "催办")
    if round_.is_lead:
        _refuse_suspended(uow, ticket)
    step = supervision_steps.steps_of(uow, round_).get(Level.REMINDER)
    _refuse_sent(uow, step, "催办", "仍未办结的，下一步是发督办单。")

    step = step or supervision_steps.new_step(uow, ticket, round_, Level.REMINDER)
    step.text = text.strip() or supervision_steps.paper(uow, ticket, round_, Level.REMINDER)
    supervision_steps.mark_sent(uow, step)

    said = f"催办{round_.unit.name}：{wording.instant(round_.due_at, uow.now.year)}到期，未办结"
    event = uow.move(ticket, Action.REMIND, said, step_id=step.id, unit_id=round_.unit_id)
    if not round_.is_lead:
        for role in (Role.HANDLER, Role.UNIT_LEADER):
            notice = Notice(role=role, unit_id=round_.unit_id)
            telling.tell(uow.session, ticket, event, notice)
    alarms.reset(uow, ticket)
    return ticket


def remind_many(uow: UnitOfWork, ticket_ids: Sequence[int], text: str = "") -> int:
    """催办 of several tickets at once: all of them or none; a refusal names the ticket."""
    for ticket_id in dict.fromkeys(ticket_ids):
        number = uow.seen_ticket(ticket_id).number
        try:
            remind(uow, ticket_id, text=text)
        except HotlineError as refusal:
            refusal.message_zh = f"工单{number}：{refusal.message_zh}"
            raise
    return len(set(ticket_ids))


def draft_supervision(
    uow: UnitOfWork, ticket_id: int, *, text: str = "", seen_version: int | None = None
) -> Ticket:
    """拟督办单: write or rewrite the order that waits to be sent; without a text the proposed one.

    Raises RuleRefused before its day has come, and where it was sent already.
    """
    ticket = uow.ticket(ticket_id, Action.DRAFT_SUPERVISION, seen_version=seen_version)
    round_ = supervision_steps.round_of(uow, ticket, None)
    _check_length(text)
    step = _ready_order(uow, ticket, round_)

    _write_draft(uow, ticket, round_, Level.ORDER, step, text)
    return ticket


def supervise(
    uow: UnitOfWork, ticket_id: int, *, text: str, seen_version: int | None = None
) -> Ticket:
    """发督办单: numbered, with a limit that runs from now; only after the 催办 was really sent.

    Raises RuleRefused before its day has come, without a 催办, and where it was sent already.
    """
    ticket = uow.ticket(ticket_id, Action.SUPERVISE, seen_version=seen_version)
    round_ = supervision_steps.round_of(uow, ticket, None)
    _require_text(text, "督办单")
    step = _ready_order(uow, ticket, round_)
    _require_reminded(uow, round_)

    step = step or supervision_steps.new_step(uow, ticket, round_, Level.ORDER)
    step.text = text.strip()
    supervision_steps.mark_sent(uow, step)
    step.number = _next_order_number(uow)
    step.limit_at = deadlines.supervise_limit(
        uow.calendar_of(ticket), uow.policy_of(ticket), uow.now
    )

    uow.move(
        ticket,
        Action.SUPERVISE,
        f"发出督办单{step.number}，{round_.unit.name}须在"
        f"{wording.instant(step.limit_at, uow.now.year)}前办结",
        step_id=step.id,
        number=step.number,
        limit_at=step.limit_at.isoformat(),
    )
    alarms.reset(uow, ticket)
    return ticket


def draft_escalation(
    uow: UnitOfWork, ticket_id: int, *, text: str = "", seen_version: int | None = None
) -> Ticket:
    """拟上报: write or rewrite the report that waits to be sent; without a text the proposed one.

    Raises RuleRefused before the 督办单's limit has passed, and where it was sent already.
    """
    ticket = uow.ticket(ticket_id, Action.DRAFT_ESCALATION, seen_version=seen_version)
    round_ = supervision_steps.round_of(uow, ticket, None)
    _check_length(text)
    step = _ready_report(uow, ticket, round_)

    _write_draft(uow, ticket, round_, Level.ESCALATION, step, text)
    return ticket


def escalate(
    uow: UnitOfWork, ticket_id: int, *, text: str, seen_version: int | None = None
) -> Ticket:
    """上报督查室: the written report; from then on the inspectors see the ticket.

    Raises RuleRefused before the 督办单's limit has passed, and where it was sent already.
    """
    ticket = uow.ticket(ticket_id, Action.ESCALATE, seen_version=seen_version)
    round_ = supervision_steps.round_of(uow, ticket, None)
    _require_text(text, "报告")
    step = _ready_report(uow, ticket, round_)

    step = step or supervision_steps.new_step(uow, ticket, round_, Level.ESCALATION)
    step.text = text.strip()
    supervision_steps.mark_sent(uow, step)
    ticket.escalated_at = ticket.escalated_at or uow.now

    order = supervision_steps.steps_of(uow, round_)[Level.ORDER]
    uow.move(
        ticket,
        Action.ESCALATE,
        f"书面报告县政府督查室：{round_.unit.name}在督办单{order.number}的时限内仍未办结",
        step_id=step.id,
    )
    alarms.reset(uow, ticket)
    accountability.raise_unanswered(uow, ticket, order, round_.unit_id)
    return ticket


def receive_escalation(
    uow: UnitOfWork, ticket_id: int, *, seen_version: int | None = None
) -> Ticket:
    """督查签收: an inspector has the report. Raises RuleRefused where nothing waits for it."""
    ticket = uow.ticket(ticket_id, Action.RECEIVE_ESCALATION, seen_version=seen_version)
    report = _sent_report(uow, ticket)
    if report.received_at is not None:
        raise RuleRefused(
            f"{report.received_by}已于{wording.instant(report.received_at, uow.now.year)}签收。",
            ARTICLE,
            next_step="请登记督查结果。",
        )

    report.received_at, report.received_by = uow.now, uow.actor.name

    uow.move(ticket, Action.RECEIVE_ESCALATION, "县政府督查室签收报告", step_id=report.id)
    return ticket


def record_inspection(
    uow: UnitOfWork, ticket_id: int, *, result: str, seen_version: int | None = None
) -> Ticket:
    """登记督查结果: what the inspectors found and asked for; also 签收, if that was left out.

    A further result is added below the first, which stays as it was.
    """
    ticket = uow.ticket(ticket_id, Action.RECORD_INSPECTION, seen_version=seen_version)
    report = _sent_report(uow, ticket)
    if not result.strip():
        raise BadInput("请填写督查结果。", field="result", article=ARTICLE)
    _check_length(result, "result")

    if report.received_at is None:
        report.received_at, report.received_by = uow.now, uow.actor.name
    report.result = (
        f"{report.result}\n【补充】{result.strip()}" if report.result else result.strip()
    )
    report.result_at, report.result_by = uow.now, uow.actor.name

    uow.move(ticket, Action.RECORD_INSPECTION, f"督查结果：{result.strip()}", step_id=report.id)
    return ticket


def lapse_drafts(uow: UnitOfWork, ticket: Ticket) -> None:
    """草稿失效: what nobody sent is needless once the unit signed off, was rid of the ticket, or it ended.

    For sign-off, accepted return, merger and transfer; it records nothing of its own.
    """
    unsent = select(SupervisionStep).where(
        SupervisionStep.ticket_id == ticket.id,
        SupervisionStep.sent_at.is_(None),
        SupervisionStep.lapsed_at.is_(None),
    )
    for step in uow.session.scalars(unsent):
        step.lapsed_at = uow.now


def proposed_text(
    reading: Reading, ticket: Ticket, level: Level, assignment_id: int | None = None
) -> str:
    """拟稿: the text of a level as it reads now, for a form to begin with.

    Raises RuleRefused where no unit handles the ticket.
    """
    return supervision_steps.paper(
        reading, ticket, supervision_steps.round_of(reading, ticket, assignment_id), level
    )


def drafted_text(reading: Reading, ticket: Ticket, level: Level) -> str:
    """拟稿 as a person of the office left it; else the proposed text as it reads now.

    Raises RuleRefused where no unit handles the ticket.
    """
    round_ = supervision_steps.round_of(reading, ticket, None)
    step = supervision_steps.steps_of(reading, round_).get(level)
    if step is not None and step.sent_at is None and step.drafted_by != Actor.system().name:
        return step.text
    return supervision_steps.paper(reading, ticket, round_, level)


def _refuse_early(uow: UnitOfWork, opens_at: datetime, what: str) -> None:
    if uow.now < opens_at:
        raise RuleRefused(
            f"{wording.instant(opens_at, uow.now.year)}起才能{what}，现在还没有到。",
            ARTICLE,
            next_step="需要提前提醒单位的，可以写备注或电话联系。",
        )


def _refuse_suspended(uow: UnitOfWork, ticket: Ticket) -> None:
    asked = alarms.open_request(uow, ticket)
    if asked is not None:
        raise RuleRefused(
            f"单位{wording.instant(asked.requested_at, uow.now.year)}在时限内提出的申请还没有决定，"
            "决定前暂停催办督办。",
            "办法第十三条（一）（三）",
            next_step="请先审批申请；不予批准的，原时限不变。",
        )


def _refuse_sent(uow: UnitOfWork, step: SupervisionStep | None, what: str, next_step: str) -> None:
    if step is not None and step.sent_at is not None:
        raise RuleRefused(
            f"{step.sent_by}已于{wording.instant(step.sent_at, uow.now.year)}{what}。",
            ARTICLE,
            next_step=next_step,
        )


def _require_reminded(uow: UnitOfWork, round_: Assignment) -> None:
    reminder = supervision_steps.steps_of(uow, round_).get(Level.REMINDER)
    if reminder is None or reminder.sent_at is None:
        raise RuleRefused(
            "还没有催办过，不能直接发督办单。", ARTICLE, next_step="请先发出催办，再发督办单。"
        )


def _ready_order(uow: UnitOfWork, ticket: Ticket, round_: Assignment) -> SupervisionStep | None:
    """The unsent 督办单, None where none is drafted; refuses where none may be."""
    _refuse_suspended(uow, ticket)
    instants = deadlines.escalation(uow.calendar_of(ticket), uow.policy_of(ticket), round_.due_at)
    _refuse_early(uow, instants.supervise_at, "拟发督办单")
    step = supervision_steps.steps_of(uow, round_).get(Level.ORDER)
    _refuse_sent(uow, step, "发出督办单", "规定时限内仍未办结的，下一步是上报县政府督查室。")
    return step


def _ready_report(uow: UnitOfWork, ticket: Ticket, round_: Assignment) -> SupervisionStep | None:
    """The unsent report, None where none is drafted; refuses where none may be."""
    _refuse_suspended(uow, ticket)
    steps = supervision_steps.steps_of(uow, round_)
    order = steps.get(Level.ORDER)
    if order is None or order.sent_at is None or order.limit_at is None:
        raise RuleRefused(
            "还没有发出督办单，不能上报县政府督查室。",
            ARTICLE,
            next_step="按催办、督办单、上报的次序进行。",
        )
    if not deadlines.is_late(uow.now, order.limit_at):
        raise RuleRefused(
            f"督办单{order.number}的规定时限到{wording.instant(order.limit_at, uow.now.year)}，"
            "现在还没有过。",
            ARTICLE,
            next_step="过了规定时限仍未办结的，再上报县政府督查室。",
        )
    step = steps.get(Level.ESCALATION)
    _refuse_sent(uow, step, "上报县政府督查室", "请等候督查结果。")
    return step


def _sent_report(uow: UnitOfWork, ticket: Ticket) -> SupervisionStep:
    found = uow.session.scalar(
        select(SupervisionStep)
        .where(
            SupervisionStep.ticket_id == ticket.id,
            SupervisionStep.level == Level.ESCALATION,
            SupervisionStep.sent_at.is_not(None),
        )
        .order_by(SupervisionStep.sent_at.desc(), SupervisionStep.id.desc())
        .limit(1)
    )
    if found is None:
        raise RuleRefused(f"工单{ticket.number}没有上报督查室的报告。", ARTICLE)
    return found


def _write_draft(
    uow: UnitOfWork,
    ticket: Ticket,
    round_: Assignment,
    level: Level,
    step: SupervisionStep | None,
    text: str,
) -> None:
    step = step or supervision_steps.new_step(uow, ticket, round_, level)
    step.text = text.strip() or supervision_steps.paper(uow, ticket, round_, level)
    step.drafted_at, step.drafted_by = uow.now, uow.actor.name
    uow.session.flush()
    supervision_steps.record_draft(uow, ticket, step)
    alarms.reset(uow, ticket)


def _next_order_number(uow: UnitOfWork) -> str:
    """襄热督〔2026〕1号: a series of its own each year."""
    year = local(uow.now).year
    return f"襄热督〔{year}〕{uow.next_number(f'supervision:{year}')}号"


def _require_text(text: str, what: str) -> None:
    if not text.strip():
        raise BadInput(f"请填写{what}的内容。", field="text", article=ARTICLE)
    _check_length(text)


def _check_length(text: str, field: str = "text") -> None:
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"不能超过{LONGEST_TEXT}字，现在有{len(text)}个字。", field=field)
