"""回访席: what the requester says once a unit is done, asked by the county or by the city (办法第十三条（四）)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.casework import accountability
from core.errors import BadInput, RuleRefused
from core.rules import wording
from core.rules.terms import (
    AccountabilityKind,
    Action,
    ContactWay,
    FollowUpRound,
    FollowUpSource,
    Phase,
    Satisfaction,
    Track,
)
from core.store.models import Assignment, Contact, FollowUp, Ticket
from core.store.work import Reading, UnitOfWork

ARTICLE = "办法第十三条（四）"
LONGEST_NOTE = 1_000
DISSATISFIED = frozenset({Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED})


def follow_up(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    is_reached: bool,
    was_contacted: bool | None = None,
    is_solved: bool | None = None,
    result_rating: Satisfaction | None = None,
    attitude_rating: Satisfaction | None = None,
    note: str = "",
    source: FollowUpSource = FollowUpSource.COUNTY,
    asked_at: datetime | None = None,
    seen_version: int | None = None,
) -> FollowUp:
    """回访: was the requester contacted, is it solved, how are result and attitude rated (办法第十三条（四）).

    Nobody reached is an attempt and leaves the ticket on the list. The city's list may answer some of the
    questions only. A requester who denies a contact the unit recorded raises a 问责线索 (办法第二十一条（二）).
    Raises BadInput, and RuleRefused where this handling has its answer already.
    """
    ticket = uow.ticket(ticket_id, Action.FOLLOW_UP, seen_version=seen_version)
    when = asked_at or uow.now
    asked = FollowUp(
        ticket_id=ticket.id, round=round_of(ticket), source=source, asked_at=when,
        is_reached=is_reached, was_contacted=was_contacted, is_solved=is_solved,
        result_rating=result_rating, attitude_rating=attitude_rating, note=note.strip(),
        recorded_at=uow.now, recorded_by=uow.actor.name,
    )  # fmt: skip
    _check(uow, ticket, asked)
    if is_reached and is_answered(uow, ticket, source):
        raise RuleRefused(
            f"这次办结后已有{source.zh}的结果，不再重复登记。",
            ARTICLE,
            next_step="诉求人又有新的说法，可以加备注；需要再办的，转二次办理。",
        )

    uow.session.add(asked)
    uow.session.flush()
    if was_contacted is False and has_claimed_contact(uow, ticket):
        _raise_untrue(uow, ticket, asked)

    uow.move(
        ticket, Action.FOLLOW_UP, said(asked), follow_up_id=asked.id, source=source.value,
        round=asked.round.value, is_dissatisfied=is_dissatisfied(asked),
    )  # fmt: skip
    return asked


def is_dissatisfied(asked: FollowUp) -> bool:
    """不满意或未解决: proposes 二次办理 (办法第十三条（四）)."""
    ratings = {asked.result_rating, asked.attitude_rating}
    return asked.is_reached and (asked.is_solved is False or bool(ratings & DISSATISFIED))


def round_of(ticket: Ticket) -> FollowUpRound:
    """回访的轮次: the first, or the one after a second handling."""
    return FollowUpRound.FINAL if ticket.second_rounds else FollowUpRound.FIRST


def said(asked: FollowUp) -> str:
    """The call back in one line, as the history keeps it."""
    head = f"{asked.source.zh}（{asked.round.zh}）："
    if not asked.is_reached:
        return head + "没有联系上" + (f"，{asked.note}" if asked.note else "")
    answers = [
        _yes_or_no(asked.was_contacted, "单位已联系", "单位未联系"),
        _yes_or_no(asked.is_solved, "已解决", "未解决"),
        f"办理结果{asked.result_rating.zh}" if asked.result_rating else "",
        f"工作态度{asked.attitude_rating.zh}" if asked.attitude_rating else "",
        asked.note,
    ]
    return head + "，".join(answer for answer in answers if answer)


def has_claimed_contact(reading: Reading, ticket: Ticket) -> bool:
    """Whether the lead unit recorded, for the handling now closed, that it reached the requester."""
    since = reading.session.scalar(
        select(Assignment.dispatched_at)
        .where(Assignment.ticket_id == ticket.id, Assignment.phase == Phase.SECOND)
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    claimed = (
        select(Contact.id)
        .join(Assignment, Assignment.id == Contact.assignment_id)
        .where(
            Contact.ticket_id == ticket.id,
            Contact.way != ContactWay.UNREACHED,
            Assignment.unit_id == ticket.lead_unit_id,
        )
    )
    if since is not None:
        claimed = claimed.where(Contact.recorded_at >= since)
    return reading.session.scalar(claimed.limit(1)) is not None


def _check(uow: UnitOfWork, ticket: Ticket, asked: FollowUp) -> None:
    if ticket.decline_kind is not None:
        raise RuleRefused("不予受理的诉求没有办理结果，不需要回访。", ARTICLE)
    if len(asked.note) > LONGEST_NOTE:
        raise BadInput(
            f"回访记录不能超过{LONGEST_NOTE}字，现在有{len(asked.note)}个字。", field="note"
        )
    if asked.asked_at > uow.now:
        raise BadInput("回访时间不能晚于现在。", field="asked_at")
    is_own = asked.source is FollowUpSource.COUNTY
    if is_own and ticket.closed_at and asked.asked_at < ticket.closed_at.replace(second=0):
        closed = wording.instant(ticket.closed_at, uow.now.year)
        raise BadInput(f"回访时间不能早于办结时间{closed}。", field="asked_at")
    answers = (
        asked.was_contacted, asked.is_solved, asked.result_rating, asked.attitude_rating
    )  # fmt: skip
    if not asked.is_reached:
        if any(answer is not None for answer in answers):
            raise BadInput(
                "没有联系上诉求人，不能填写回访结果。", field="is_reached", article=ARTICLE
            )
    elif is_own:
        _check_complete(ticket, asked)
    elif asked.is_solved is None and asked.result_rating is None:
        raise BadInput("市回访的结果至少要有是否解决或满意度。", article=ARTICLE)


def _check_complete(ticket: Ticket, asked: FollowUp) -> None:
    """The county asks all four; of a direct answer nobody can say whether a unit called."""
    needs_contact = ticket.track is Track.ASSIGNED
    for field, question, is_open in (
        ("was_contacted", "是否联系", needs_contact and asked.was_contacted is None),
        ("is_solved", "是否解决", asked.is_solved is None),
        ("result_rating", "办理结果", asked.result_rating is None),
        ("attitude_rating", "工作态度", asked.attitude_rating is None),
    ):
        if is_open:
            raise BadInput(
                f"还没有选“{question}”。", field=field, article=ARTICLE,
                next_step="四个问题都要问到；诉求人不愿评价的选“未评价”。",
            )  # fmt: skip


def is_answered(reading: Reading, ticket: Ticket, source: FollowUpSource) -> bool:
    """Whether this handling has an answer of this source: one result a closing counts."""
    reached = select(FollowUp.id).where(
        FollowUp.ticket_id == ticket.id,
        FollowUp.source == source,
        FollowUp.is_reached.is_(True),
    )
    if ticket.closed_at is not None:
        reached = reached.where(FollowUp.recorded_at >= ticket.closed_at)
    return reading.session.scalar(reached.limit(1)) is not None


def _raise_untrue(uow: UnitOfWork, ticket: Ticket, asked: FollowUp) -> None:
    accountability.raise_case(
        uow,
        ticket,
        kind=AccountabilityKind.SHIRKED_OR_UNTRUE,
        cause=f"follow_up:{asked.id}",
        ground=f"承办单位登记已联系诉求人，{asked.source.zh}时诉求人反映单位没有联系，请核实。",
    )


def _yes_or_no(answer: bool | None, yes: str, no: str) -> str:
    if answer is None:
        return ""
    return yes if answer else no
