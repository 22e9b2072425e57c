"""承办席: what a unit does with its ticket, from 签收 to 审签 (办法第七、十一、十二、十五条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from core.casework import signatures, supervision, time_requests
from core.errors import BadInput, NotAllowed, RuleRefused
from core.rules import deadlines, wording
from core.rules.terms import Action, ContactWay, Phase, ReturnKind
from core.store.models import Assignment, Contact, Reply, Return, Ticket, Unit
from core.store.work import UnitOfWork

SHORTEST_REASON = 20
LONGEST_TEXT = 5_000


def acknowledge(uow: UnitOfWork, ticket_id: int, *, seen_version: int | None = None) -> Ticket:
    """签收: the lead unit has seen the ticket; its clock runs from dispatch all the same."""
    ticket = uow.ticket(ticket_id, Action.ACKNOWLEDGE, seen_version=seen_version)
    mine = _mine(uow, ticket)

    mine.acknowledged_at, mine.acknowledged_by = uow.now, uow.actor.name

    uow.move(ticket, Action.ACKNOWLEDGE, f"{uow.actor.unit_name}签收")
    return ticket


def support_acknowledge(
    uow: UnitOfWork, ticket_id: int, *, seen_version: int | None = None
) -> Ticket:
    """配合签收: a co-unit has seen the ticket; only its own round is marked (办法第十五条)."""
    ticket = uow.ticket(ticket_id, Action.SUPPORT_ACKNOWLEDGE, seen_version=seen_version)
    mine = _mine(uow, ticket)
    if mine.acknowledged_at is not None:
        raise RuleRefused("贵单位已经签收过了。", "办法第十五条")

    mine.acknowledged_at, mine.acknowledged_by = uow.now, uow.actor.name

    uow.move(ticket, Action.SUPPORT_ACKNOWLEDGE, f"{uow.actor.unit_name}配合签收")
    return ticket


def send_back(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    kind: ReturnKind,
    reason: str,
    suggested_unit_id: int | None = None,
    seen_version: int | None = None,
) -> Ticket:
    """退回: not our matter, within four hours of dispatch, with a written reason (办法第七条（二）).

    Raises ReturnRefused after the window, BadInput for a reason under 20 characters.
    """
    ticket = uow.ticket(ticket_id, Action.SEND_BACK, seen_version=seen_version)
    mine = _mine(uow, ticket)
    _check_return(uow, mine, reason, suggested_unit_id)
    window = deadlines.return_window(
        uow.calendar_of(ticket), uow.policy_of(ticket), mine.dispatched_at, ticket.is_urgent
    )
    deadlines.require_open(window, uow.now)

    _ask_return(uow, ticket, mine, kind, reason, suggested_unit_id, is_late=False)

    uow.move(ticket, Action.SEND_BACK, f"{kind.zh}：{reason.strip()}", kind=kind.value)
    return ticket


def send_back_late(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    kind: ReturnKind,
    reason: str,
    suggested_unit_id: int | None = None,
    seen_version: int | None = None,
) -> Ticket:
    """逾期退单申请: after the four hours; counts against the unit (办法第七条（二）)."""
    ticket = uow.ticket(ticket_id, Action.SEND_BACK_LATE, seen_version=seen_version)
    mine = _mine(uow, ticket)
    _check_return(uow, mine, reason, suggested_unit_id)
    if not deadlines.is_late(uow.now, mine.return_closes_at):
        raise RuleRefused("退回时限还没有过，请直接退回。", "办法第七条（二）")

    _ask_return(uow, ticket, mine, kind, reason, suggested_unit_id, is_late=True)

    uow.move(
        ticket, Action.SEND_BACK_LATE, f"逾期退单，{kind.zh}：{reason.strip()}", kind=kind.value
    )
    return ticket


def contact(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    way: ContactWay,
    note: str,
    contacted_at: datetime | None = None,
    seen_version: int | None = None,
) -> Ticket:
    """首次联系 and every later one: when, how, what was said (办法第七条（二）)."""
    ticket = uow.ticket(ticket_id, Action.CONTACT, seen_version=seen_version)
    mine = _mine(uow, ticket)
    when = contacted_at or uow.now
    if when > uow.now:
        raise BadInput("联系时间不能晚于现在。", field="contacted_at")
    if when < mine.dispatched_at.replace(second=0):  # people fill in minutes
        raise BadInput(
            f"联系时间不能早于派发时间{wording.instant(mine.dispatched_at, uow.now.year)}。",
            field="contacted_at",
        )
    if not note.strip():
        raise BadInput("请写明联系的情况。", field="note")

    is_first = mine.contacted_at is None
    if way is not ContactWay.UNREACHED and is_first:
        mine.contacted_at = when
    uow.session.add(
        Contact(
            ticket_id=ticket.id,
            assignment_id=mine.id,
            contacted_at=when,
            way=way,
            note=note.strip(),
            recorded_by=uow.actor.name,
            recorded_at=uow.now,
        )
    )

    ordinal = "首次联系" if is_first else "再次联系"
    uow.move(ticket, Action.CONTACT, f"{ordinal}（{way.zh}）：{note.strip()}", way=way.value)
    return ticket


def reply(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    text: str,
    item_answers: Mapping[int, str],
    statement: str = "",
    seen_version: int | None = None,
) -> Ticket:
    """提交答复: every item answered, to the unit's leader for sign-off (办法第十一条、第十二条（一）).

    `item_answers` maps item id to answer; with one item the text itself answers it. Does not stop
    the clock: the sign-off does. A second handling needs its contact and 情况说明 first.
    """
    ticket = uow.ticket(ticket_id, Action.REPLY, seen_version=seen_version)
    mine = _mine(uow, ticket)
    if not text.strip():
        raise BadInput("请填写答复内容。", field="text", article="办法第十一条")
    answers = _complete_answers(ticket, text, item_answers)
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"答复不能超过{LONGEST_TEXT}字，现在有{len(text)}个字。", field="text")
    _check_second_handling(ticket, mine, statement)

    mine.replied_at = uow.now
    uow.session.add(
        Reply(
            ticket_id=ticket.id,
            assignment_id=mine.id,
            phase=ticket.phase,
            text=text.strip(),
            item_answers=answers,
            statement=statement.strip(),
            submitted_at=uow.now,
            submitted_by=uow.actor.name,
        )
    )

    uow.move(ticket, Action.REPLY, f"提交答复，待单位领导审签：{text.strip()[:60]}")
    return ticket


def support_reply(
    uow: UnitOfWork, ticket_id: int, *, opinion: str, seen_version: int | None = None
) -> Ticket:
    """提交配合意见: stops the co-unit's own clock and no other (办法第十五条).

    A further opinion is added to the first and leaves the clock where it stopped.
    """
    ticket = uow.ticket(ticket_id, Action.SUPPORT_REPLY, seen_version=seen_version)
    mine = _mine(uow, ticket)
    if not opinion.strip():
        raise BadInput("请填写配合意见。", field="opinion", article="办法第十五条")

    if mine.signed_at is None:
        mine.opinion = opinion.strip()
        mine.replied_at = mine.signed_at = uow.now
    else:
        mine.opinion = f"{mine.opinion}\n【补充】{opinion.strip()}"
    if mine.acknowledged_at is None:
        mine.acknowledged_at, mine.acknowledged_by = uow.now, uow.actor.name

    is_late = deadlines.is_late(mine.signed_at, mine.due_at)
    uow.move(
        ticket,
        Action.SUPPORT_REPLY,
        f"{uow.actor.unit_name}提交配合意见{'（配合超期）' if is_late else ''}：{opinion.strip()[:60]}",
        is_late=is_late,
    )
    return ticket


def recall_reply(
    uow: UnitOfWork, ticket_id: int, *, reason: str, seen_version: int | None = None
) -> Ticket:
    """领导退改: the leader sends the draft back; the clock does not stop (办法第十二条（二）)."""
    ticket = uow.ticket(ticket_id, Action.RECALL_REPLY, seen_version=seen_version)
    submitted = latest_reply(uow, ticket)
    if not reason.strip():
        raise BadInput("请写明退改的意见。", field="reason", article="办法第十二条（二）")

    submitted.recalled_at, submitted.recall_reason = uow.now, reason.strip()
    _mine(uow, ticket).replied_at = None

    uow.move(ticket, Action.RECALL_REPLY, f"退回修改：{reason.strip()}", reply_id=submitted.id)
    return ticket


def endorse_reply(uow: UnitOfWork, ticket_id: int, *, seen_version: int | None = None) -> Ticket:
    """分管领导同意 of a 重件: a step on the way to the 主要负责人, who signs; no clock stops (办法第十二条（二）).

    Raises RuleRefused where the leader may sign at once.
    """
    ticket = uow.ticket(ticket_id, Action.ENDORSE_REPLY, seen_version=seen_version)
    submitted = latest_reply(uow, ticket)
    signatures.refuse_needless(uow, ticket, submitted)

    submitted.endorsed_at, submitted.endorsed_by = uow.now, uow.actor.name

    uow.move(
        ticket,
        Action.ENDORSE_REPLY,
        f"{uow.actor.name}同意答复，报主要负责人审签",
        reply_id=submitted.id,
    )
    return ticket


def sign_off(uow: UnitOfWork, ticket_id: int, *, seen_version: int | None = None) -> Ticket:
    """审签: the leader signs; this instant stops the unit's clock, on server time (办法第十一、十二条（二）).

    18:00:00 is on time, 18:00:01 late. A 重件 is the 主要负责人's to sign, where the unit has one with
    an account. An extension or promise still undecided lapses.
    """
    ticket = uow.ticket(ticket_id, Action.SIGN_OFF, seen_version=seen_version)
    submitted = latest_reply(uow, ticket)
    mine = _mine(uow, ticket)
    signatures.require_signatory(uow, ticket)

    submitted.signed_at, submitted.signed_by = uow.now, uow.actor.name
    mine.signed_at = uow.now
    ticket.stopped_at = uow.now
    ticket.next_alarm_at = None
    supervision.lapse_drafts(uow, ticket)

    is_late = deadlines.is_late(uow.now, mine.due_at)
    uow.move(
        ticket,
        Action.SIGN_OFF,
        f"{uow.actor.name}审签，{'已超过' if is_late else '在'}办理时限{'' if is_late else '内'}",
        reply_id=submitted.id,
        is_late=is_late,
    )
    time_requests.lapse_open(uow, ticket, "答复已审签报送")
    return ticket


def latest_reply(uow: UnitOfWork, ticket: Ticket) -> Reply:
    """The reply now on its way through sign-off and audit."""
    found = uow.session.scalars(
        select(Reply)
        .where(
            Reply.ticket_id == ticket.id,
            Reply.recalled_at.is_(None),
            Reply.audited_at.is_(None),
        )
        .order_by(Reply.id.desc())
    ).first()
    if found is None:
        raise RuleRefused("这张工单没有待审的答复。", "办法第十二条")
    return found


def _mine(uow: UnitOfWork, ticket: Ticket) -> Assignment:
    mine = uow.assignment_of(ticket)
    if mine is None:
        raise NotAllowed("这张工单现在不由贵单位办理。", subject=f"工单 {ticket.number}")
    return mine


def _check_return(
    uow: UnitOfWork, mine: Assignment, reason: str, suggested_unit_id: int | None
) -> None:
    shortest = uow.policy.number("return_reason_min_chars")
    written = len("".join(reason.split()))
    if written < shortest:
        raise BadInput(
            f"退回原因至少写{shortest}个字，现在有{written}个字。",
            field="reason",
            article="办法第七条（二）",
        )
    if suggested_unit_id is not None:
        if suggested_unit_id == mine.unit_id:
            raise BadInput("建议的单位不能是本单位。", field="suggested_unit_id")
        if uow.session.get(Unit, suggested_unit_id) is None:
            raise BadInput("没有这个承办单位。", field="suggested_unit_id")
    if mine.phase is not Phase.FIRST:
        raise RuleRefused(
            f"{mine.phase.zh}的工单不能退回。", "办法第十五条", next_step="请继续办理并答复。"
        )


def _ask_return(
    uow: UnitOfWork,
    ticket: Ticket,
    mine: Assignment,
    kind: ReturnKind,
    reason: str,
    suggested_unit_id: int | None,
    *,
    is_late: bool,
) -> None:
    uow.session.add(
        Return(
            ticket_id=ticket.id,
            assignment_id=mine.id,
            kind=kind,
            reason=reason.strip(),
            suggested_unit_id=suggested_unit_id,
            is_late=is_late,
            requested_at=uow.now,
            requested_by=uow.actor.name,
        )
    )


def _complete_answers(
    ticket: Ticket, text: str, item_answers: Mapping[int, str]
) -> list[dict[str, object]]:
    """One answer to each item. Raises RuleRefused naming the first one missing (办法第十二条（一）)."""
    answers: list[dict[str, object]] = []
    for item in ticket.items:
        answer = item_answers.get(item.id, "").strip()
        if not answer and len(ticket.items) == 1:
            answer = text.strip()
        if not answer:
            raise RuleRefused(
                f"第{item.position}项未答复：{item.text[:30]}",
                "办法第十二条（一）",
                next_step="同一工单有几个事项的，要逐项答复，不能遗漏。",
            )
        answers.append(
            {"item_id": item.id, "position": item.position, "text": item.text, "answer": answer}
        )
    return answers


def _check_second_handling(ticket: Ticket, mine: Assignment, statement: str) -> None:
    if ticket.phase is not Phase.SECOND:
        return
    article = "办法第十三条（四）"
    if mine.contacted_at is None:
        raise RuleRefused(
            "二次办理须再次联系诉求人后才能答复。", article, next_step="请先登记联系情况。"
        )
    if not statement.strip():
        raise RuleRefused("二次办理须提交情况说明。", article, next_step="请填写情况说明后再提交。")
