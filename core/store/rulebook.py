"""The regulation's rows read back as what the rules understand: a Policy and a WorkCalendar, by version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from datetime import date, time
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.rules import published
from core.rules.policy import Policy
from core.rules.terms import DayKind
from core.rules.workdays import PublishedYear, WorkCalendar, WorkingHours
from core.store.models import CalendarDay, CalendarYear, PolicyRow
from core.store.models import WorkingHours as WorkingHoursRow

_KEPT = "rulebook"
T = TypeVar("T")


def policy_version(session: Session) -> int:
    """The newest policy row's id: what a ticket registered now remembers."""
    return session.scalar(select(func.max(PolicyRow.id))) or 0


def calendar_version(session: Session) -> int:
    """The newest notice's id: what a ticket registered now remembers."""
    return session.scalar(select(func.max(CalendarYear.id))) or 0


def keep(session: Session, kept: dict[Hashable, Any] | None = None) -> None:
    """Answer `policy` and `calendar` from memory for the rest of this session's life.

    For a build of thousands of use cases in one transaction, in which nobody changes the rules;
    `kept` carries the answers on to the next short transaction of one run.
    """
    session.info[_KEPT] = {} if kept is None else kept


def policy(session: Session, day: date, *, version: int | None = None) -> Policy:
    """政策参数 in force on a day, as known at a version (None: as known now)."""
    return _kept(session, (day, version), lambda: _policy(session, day, version))


def _policy(session: Session, day: date, version: int | None) -> Policy:
    rows = select(PolicyRow.key, PolicyRow.value, PolicyRow.effective_on).order_by(PolicyRow.id)
    if version is not None:
        rows = rows.where(PolicyRow.id <= version)
    found = [(r.key, r.value, r.effective_on) for r in session.execute(rows)]
    return Policy.as_of(found, day, version=str(version or policy_version(session)))


def calendar(session: Session, *, version: int | None = None) -> WorkCalendar:
    """工作日历 as known at a version (None: as known now); of one year's notices the last one counts."""
    return _kept(session, version, lambda: _calendar(session, version))


def _calendar(session: Session, version: int | None) -> WorkCalendar:
    notices = select(CalendarYear).order_by(CalendarYear.id)
    if version is not None:
        notices = notices.where(CalendarYear.id <= version)
    latest = {notice.year: notice for notice in session.scalars(notices)}
    chosen = {notice.id: notice.year for notice in latest.values()}
    days = session.scalars(select(CalendarDay).where(CalendarDay.calendar_year_id.in_(chosen)))
    holidays: dict[int, dict[date, str]] = defaultdict(dict)
    make_up_days: dict[int, dict[date, str]] = defaultdict(dict)
    for row in days:
        kind = holidays if row.kind is DayKind.HOLIDAY else make_up_days
        kind[chosen[row.calendar_year_id]][row.day] = row.name
    years = [PublishedYear(y, holidays[y], make_up_days[y]) for y in sorted(latest)]
    return WorkCalendar.of(years, _working_hours(session), version=str(max(chosen, default=0)))


def _kept(session: Session, question: Hashable, answer: Callable[[], T]) -> T:
    kept: dict[Hashable, T] | None = session.info.get(_KEPT)
    if kept is None:
        return answer()
    if question not in kept:
        kept[question] = answer()
    return kept[question]


def _working_hours(session: Session) -> list[WorkingHours]:
    sessions: dict[tuple[date, date | None], list[tuple[time, time]]] = defaultdict(list)
    rows = select(WorkingHoursRow).order_by(WorkingHoursRow.from_on, WorkingHoursRow.opens)
    for row in session.scalars(rows):
        sessions[row.from_on, row.until_on].append((row.opens, row.closes))
    hours = [WorkingHours(start, end, tuple(spans)) for (start, end), spans in sessions.items()]
    return hours or [published.STANDING_HOURS]
