"""重新计算: what a deadline given as 暂定 becomes once the year's notice is known (办法第十条（三）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.rules.deadlines import counting
from core.rules.deadlines.counting import Deadline
from core.rules.policy import Policy
from core.rules.terms import Grade, Phase
from core.rules.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Round:
    """一家单位的一轮办理 as far as its deadline goes; `extensions` are (asked at, days), oldest first."""

    phase: Phase
    grade: Grade | None
    dispatched_at: datetime
    is_lead: bool = True
    extensions: tuple[tuple[datetime, int], ...] = ()
    promised_on: date | None = None


def due_of(calendar: WorkCalendar, policy: Policy, counted: Round) -> tuple[datetime, bool] | None:
    """时限及是否仍为暂定: the round's term anew, its granted extensions counted on (办法第十三条（三）).

    None for a round whose term cannot be known again: dispatched without a grade.
    """
    if counted.phase is Phase.PROMISE:
        return _promised(calendar, policy, counted)
    term = _term(calendar, policy, counted)
    if term is None:
        return None
    is_provisional = term.is_provisional
    for asked_at, days in counted.extensions:
        is_from_asking = counted.is_lead and policy.text("ext_from") == "asked_on"
        start = asked_at if is_from_asking else term.due_at
        term = counting.due(calendar, policy, start, days)
        is_provisional = is_provisional or term.is_provisional
    return term.due_at, is_provisional


def _term(calendar: WorkCalendar, policy: Policy, counted: Round) -> Deadline | None:
    if counted.phase is Phase.REWORK:
        return counting.rework_due(calendar, policy, counted.dispatched_at)
    if counted.phase is Phase.SECOND:
        return counting.second_handling_due(calendar, policy, counted.dispatched_at)
    if counted.grade is None:
        return None
    days = counting.grade_days(policy, counted.grade)
    if counted.is_lead:
        return counting.due(calendar, policy, counted.dispatched_at, days)
    return counting.support_due(calendar, policy, counted.dispatched_at, days)


def _promised(
    calendar: WorkCalendar, policy: Policy, counted: Round
) -> tuple[datetime, bool] | None:
    """A promised day is a date and stays it; only its being 暂定 ends with the notice."""
    if counted.promised_on is None:
        return None
    due_at = counting.close_of(calendar, policy, counted.promised_on)
    return due_at, not calendar.is_published(counted.promised_on.year)
