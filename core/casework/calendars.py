"""工作日历: the year's notice loaded, what was 暂定 counted again, and summer hours (办法第十条（三）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from core.casework import alarms
from core.errors import BadInput, NotFound, RuleRefused
from core.rules import deadlines, notice, recounting, wording
from core.rules.lifecycle import OPEN_STATES
from core.rules.notice import NoticePreview
from core.rules.recounting import Round
from core.rules.terms import Action, RequestOutcome, Role
from core.rules.workdays import PublishedYear, WorkCalendar
from core.rules.workdays import WorkingHours as Hours
from core.store import rulebook, seed
from core.store.actor import Actor
from core.store.models import (
    Assignment,
    Extension,
    Promise,
    Ticket,
    WorkingHours,
)
from core.store.work import UnitOfWork

ARTICLE = "办法第十条（三）"
LONGEST_SOURCE = 120
EARLIEST_YEAR, LATEST_YEAR = 2020, 2099


@dataclass(frozen=True, slots=True)
class Published:
    """放假安排保存后: the new calendar version, and how many tickets were counted again."""

    calendar_version: int
    recounted: int
    moved: int
    """Of these, how many have another deadline now."""


def preview(notice_text: str, year: int) -> NoticePreview:
    """放假通知的预览: the days as read, with every doubt; nothing is kept."""
    return notice.parse_notice(notice_text, year)


def publish_year(uow: UnitOfWork, *, year: int, notice_text: str, source: str) -> Published:
    """公布放假安排: a new version of the year; open tickets whose deadline was 暂定 are counted again.

    Every other ticket keeps the deadline it has. Raises BadInput while the notice has a doubtful
    sentence, RuleRefused when these days are already in force.
    """
    uow.require(Role.ADMIN, doing="维护工作日历")
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise BadInput(f"年份应在{EARLIEST_YEAR}至{LATEST_YEAR}之间。", field="year")
    published = notice.parse_notice(notice_text, year).published()
    said = source.strip()
    if not said or len(said) > LONGEST_SOURCE:
        raise BadInput(f"请写明通知的文号或来源，最多{LONGEST_SOURCE}个字。", field="source")

    _refuse_same(uow, published)

    is_first = not rulebook.calendar(uow.session).is_published(year)
    version = seed.plant_year(uow.session, published, source=said, now=uow.now)
    uow.session.flush()
    recounted, moved = _recount(uow, year, is_first=is_first)

    uow.audit(
        "publish_year", f"工作日历 {year}年", version=version, recounted=recounted, moved=moved
    )
    return Published(version, recounted, moved)


def set_hours(
    uow: UnitOfWork, *, from_on: date, until_on: date | None, sessions: list[tuple[time, time]]
) -> None:
    """作息时间: from tomorrow on at the earliest, so that no day is judged by other hours than it had.

    A range with an end lies over the standing hours; deadlines already given stay. Raises BadInput
    for hours out of order, RuleRefused for a range that overlaps another one with an end.
    """
    uow.require(Role.ADMIN, doing="维护工作日历")
    hours = Hours(from_on, until_on, tuple(sessions))
    _refuse_started(uow, from_on)

    _refuse_overlap(uow, hours)

    for opens, closes in hours.sessions:
        uow.session.add(
            WorkingHours(from_on=from_on, until_on=until_on, opens=opens, closes=closes)
        )

    uow.audit("set_hours", _span(from_on, until_on), sessions=_spoken(hours))


def withdraw_hours(uow: UnitOfWork, *, from_on: date, until_on: date | None) -> None:
    """撤销作息时间: a range that has not begun yet. Raises RuleRefused once it has, NotFound."""
    uow.require(Role.ADMIN, doing="维护工作日历")
    rows = [
        row
        for row in uow.session.scalars(select(WorkingHours).where(WorkingHours.from_on == from_on))
        if row.until_on == until_on
    ]
    if not rows:
        raise NotFound("没有找到这段作息时间。", subject=_span(from_on, until_on))

    _refuse_started(uow, from_on)

    for row in rows:
        uow.session.delete(row)

    uow.audit("withdraw_hours", _span(from_on, until_on))


# --- the notice -----------------------------------------------------------------------------


def _refuse_same(uow: UnitOfWork, published: PublishedYear) -> None:
    known = rulebook.calendar(uow.session).years.get(published.year)
    if known == published:
        raise RuleRefused(
            f"{published.year}年的放假安排已经公布，与这次粘贴的完全相同，没有保存。", ARTICLE
        )


def _recount(uow: UnitOfWork, year: int, *, is_first: bool) -> tuple[int, int]:
    """Every open 暂定 ticket, by the system: the administrator keeps days and touches no ticket.

    With a year's first notice the other open tickets count their next days by it too; the deadlines
    they have stay as they are.
    """
    system = UnitOfWork(uow.session, Actor.system(), uow.now)
    still_open = list(
        uow.session.scalars(
            system.visible_tickets().where(Ticket.state.in_(OPEN_STATES)).order_by(Ticket.id)
        )
    )
    moved = []
    for ticket in still_open:
        if ticket.is_due_provisional and ticket.due_at and ticket.stopped_at is None:
            moved.append(_recount_ticket(system, ticket.id, year))
        elif is_first:
            _learn(system, ticket, year)
    return sum(one is not None for one in moved), sum(one is True for one in moved)


def _learn(uow: UnitOfWork, ticket: Ticket, year: int) -> None:
    """What this ticket counts from now on knows the year; 督办 after a deadline may lie in it."""
    ticket.calendar_version = int(uow.calendar.version)
    if ticket.next_alarm_at and ticket.next_alarm_at.year >= year:
        alarms.reset(uow, ticket)


def _recount_ticket(uow: UnitOfWork, ticket_id: int, year: int) -> bool | None:
    """Whether the deadline moved, said in the ticket's history; None where it waits for another year."""
    ticket = uow.ticket(ticket_id, Action.NOTE)
    known, before = uow.calendar_of(ticket), ticket.due_at
    if before is None:
        return None

    for assignment in _rounds(uow, ticket):
        _recount_round(uow, ticket, assignment, known)
    if ticket.due_at == before and ticket.is_due_provisional:
        return None
    _recount_citizen(uow, ticket, known)
    ticket.calendar_version = int(uow.calendar.version)

    after = ticket.due_at or before
    was, now = wording.instant(before, uow.now.year), wording.instant(after, uow.now.year)
    uow.move(
        ticket,
        Action.NOTE,
        f"暂定时限按国务院{year}年放假安排重新计算：原{was}，现{now}",
        due_before=before.isoformat(),
        due_at=after.isoformat(),
    )
    uow.audit(
        "recount_deadline",
        f"工单 {ticket.number}",
        before=before.isoformat(),
        after=after.isoformat(),
    )
    alarms.reset(uow, ticket)
    return after != before


def _recount_round(
    uow: UnitOfWork, ticket: Ticket, assignment: Assignment, known: WorkCalendar
) -> None:
    """One unit's clock; a clock that has stopped keeps what it was judged by."""
    if assignment.signed_at is not None:
        return
    policy, round_ = uow.policy_of(ticket), _round(uow, ticket, assignment)
    before, counted = (recounting.due_of(c, policy, round_) for c in (known, uow.calendar))
    if counted is None or before is None or not (assignment.is_lead or before[1]):
        return
    due_at, is_provisional = counted
    if assignment.is_lead:
        _shift_request(uow, ticket, assignment, due_at)
        ticket.due_at, ticket.is_due_provisional = due_at, is_provisional
    assignment.due_at = due_at
    if assignment.return_closes_at > uow.now:
        window = deadlines.return_window(
            uow.calendar, policy, assignment.dispatched_at, ticket.is_urgent
        )
        assignment.return_closes_at = window.closes_at


def _round(uow: UnitOfWork, ticket: Ticket, assignment: Assignment) -> Round:
    promised = _promised(uow, ticket)
    return Round(
        phase=assignment.phase,
        grade=assignment.grade,
        dispatched_at=assignment.dispatched_at,
        is_lead=assignment.is_lead,
        extensions=tuple((one.requested_at, one.days) for one in _granted(uow, ticket, assignment)),
        promised_on=promised.promised_on if promised else None,
    )


def _shift_request(
    uow: UnitOfWork, ticket: Ticket, assignment: Assignment, due_at: datetime
) -> None:
    """A request not yet decided was made for the deadline that is now another one."""
    request = alarms.open_request(uow, ticket)
    if request is not None and request.assignment_id == assignment.id:
        request.due_before = due_at


def _recount_citizen(uow: UnitOfWork, ticket: Ticket, known: WorkCalendar) -> None:
    """群众钟: the first dispatch's own term, whoever has the ticket now."""
    first = uow.session.scalars(
        select(Assignment)
        .where(Assignment.ticket_id == ticket.id, Assignment.is_lead.is_(True))
        .order_by(Assignment.id)
        .limit(1)
    ).first()
    if first is None or first.grade is None:
        return
    days = deadlines.grade_days(uow.policy_of(ticket), first.grade)
    terms = [
        deadlines.due(calendar, uow.policy_of(ticket), first.dispatched_at, days)
        for calendar in (known, uow.calendar)
    ]
    if terms[0].is_provisional:
        ticket.citizen_due_at = terms[1].due_at


def _rounds(uow: UnitOfWork, ticket: Ticket) -> list[Assignment]:
    return list(
        uow.session.scalars(
            select(Assignment)
            .where(Assignment.ticket_id == ticket.id, Assignment.is_current.is_(True))
            .order_by(Assignment.id)
        )
    )


def _granted(uow: UnitOfWork, ticket: Ticket, assignment: Assignment) -> list[Extension]:
    """The extensions granted in this round; a co-unit's clock went on with the lead's."""
    granted = select(Extension).where(
        Extension.ticket_id == ticket.id, Extension.outcome == RequestOutcome.GRANTED
    )
    if assignment.is_lead:
        granted = granted.where(Extension.assignment_id == assignment.id)
    else:
        granted = granted.where(Extension.requested_at >= assignment.dispatched_at)
    return list(uow.session.scalars(granted.order_by(Extension.id)))


def _promised(uow: UnitOfWork, ticket: Ticket) -> Promise | None:
    return uow.session.scalars(
        select(Promise)
        .where(Promise.ticket_id == ticket.id, Promise.outcome == RequestOutcome.GRANTED)
        .order_by(Promise.id.desc())
        .limit(1)
    ).first()


# --- working hours --------------------------------------------------------------------------


def _refuse_started(uow: UnitOfWork, from_on: date) -> None:
    if from_on <= uow.now.date():
        raise BadInput(
            f"作息时间从{wording.full_day(from_on)}起，已经开始，不能再改。",
            field="from_on",
            article=ARTICLE,
            next_step="请从明天或以后的日期起设定。",
        )


def _refuse_overlap(uow: UnitOfWork, hours: Hours) -> None:
    """Standing hours lie under; two ranges with ends may not share a day."""
    for row in uow.session.scalars(select(WorkingHours).order_by(WorkingHours.from_on)):
        if row.until_on is None and row.from_on != hours.from_on:
            continue
        starts_before_end = hours.until_on is None or row.from_on <= hours.until_on
        ends_after_start = row.until_on is None or row.until_on >= hours.from_on
        if starts_before_end and ends_after_start:
            raise RuleRefused(
                f"与已有的作息时间（{_span(row.from_on, row.until_on)}）重叠。",
                ARTICLE,
                next_step="请改动起止日期，或先撤销尚未开始的那一段。",
            )


def _span(from_on: date, until_on: date | None) -> str:
    end = f"至{wording.full_day(until_on)}" if until_on else "起长期"
    return f"{wording.full_day(from_on)}{end}"


def _spoken(hours: Hours) -> str:
    return "、".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in hours.sessions)
