"""Terms in working days: when they end, and the sentences that say why it is that day."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from core.rules import wording
from core.rules.instants import SHANGHAI, local
from core.rules.policy import Policy
from core.rules.terms import Grade
from core.rules.workdays import MAKE_UP_DAY, DayReason, WorkCalendar

LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class Deadline:
    """办结时限: the instant a term ends, with every day counted and skipped on the way there.

    18:00:00 is on time, any later instant is late. `is_provisional` (暂定): the way led through
    a year whose notice is not published.
    """

    started_at: datetime
    due_at: datetime
    counted: tuple[date, ...]
    skipped: tuple[DayReason, ...]
    is_provisional: bool
    started_zh: str = "派发当日"
    make_up_days: tuple[date, ...] = ()

    @property
    def working_days(self) -> int:
        """The length of the term."""
        return len(self.counted)


def close_of(calendar: WorkCalendar, policy: Policy, day: date) -> datetime:
    """期满的时刻 of a day: the close of business, or midnight when the policy says so."""
    if policy.text("deadline_cutoff") == "end_of_day":
        return datetime.combine(day, LAST_SECOND, tzinfo=SHANGHAI)
    return calendar.closes_at(day)


def due(
    calendar: WorkCalendar,
    policy: Policy,
    dispatched_at: datetime,
    working_days: int,
    *,
    started_zh: str = "派发当日",
) -> Deadline:
    """办结时限: `working_days` after the day of dispatch, which is not counted (办法第十条（三）).

    `started_zh` names the day of dispatch in the explanation. Raises ValueError for a naive
    instant or fewer than one working day.
    """
    if working_days < 1:
        raise ValueError(f"a term of {working_days} working days")
    started_at = local(dispatched_at)
    count = calendar.add_working_days(started_at.date(), working_days)
    return Deadline(
        started_at=started_at,
        due_at=close_of(calendar, policy, count.due_on),
        counted=count.counted,
        skipped=count.skipped,
        is_provisional=count.is_provisional,
        started_zh=started_zh,
        make_up_days=tuple(
            day for day in count.counted if calendar.why(day).label.endswith(MAKE_UP_DAY)
        ),
    )


def explain(deadline: Deadline) -> list[str]:
    """为什么是这一天: one Chinese sentence for each day counted and each run of days skipped."""
    year = deadline.started_at.year
    first = wording.day(deadline.started_at.date())
    sentences = [f"{first}{deadline.started_zh}不计。", *_day_sentences(deadline, year)]
    sentences.append(f"{wording.instant(deadline.due_at, year)}到期。")
    if deadline.is_provisional:
        sentences.append(
            f"{deadline.due_at.year}年放假安排尚未公布，本时限为暂定，公布后将重新计算。"
        )
    return sentences


def _day_sentences(deadline: Deadline, year: int) -> Iterator[str]:
    numbers = {day: number for number, day in enumerate(deadline.counted, start=1)}
    skipped = {reason.day: reason for reason in deadline.skipped}
    days = sorted(numbers.keys() | skipped.keys())
    for label, run in itertools.groupby(days, key=lambda day: _label(skipped.get(day))):
        group = list(run)
        if label:
            yield f"{wording.days_span(group[0], group[-1], year)}{label}，不计。"
            continue
        for day in group:
            note = f"，{MAKE_UP_DAY}" if day in deadline.make_up_days else ""
            yield f"第{numbers[day]}个工作日：{wording.day(day, year)}{note}。"


def _label(reason: DayReason | None) -> str:
    """What a skipped day is called; a plain Saturday and Sunday together are 周末."""
    if reason is None:
        return ""
    return "周末" if reason.label in wording.WEEKDAYS else reason.label


def grade_days(policy: Policy, grade: Grade) -> int:
    """限时件: the working days of a grade, 3 or 5 (办法第十条（三）)."""
    return policy.days("grade_simple_days" if grade is Grade.SIMPLE else "grade_complex_days")


def clock_starts_at(
    policy: Policy, dispatched_at: datetime, acknowledged_at: datetime | None
) -> datetime:
    """承办时限的起点: dispatch, unless the policy counts from 签收 and the unit has signed in."""
    if policy.text("clock_start") == "acknowledge" and acknowledged_at is not None:
        return local(acknowledged_at)
    return local(dispatched_at)


def support_due(
    calendar: WorkCalendar, policy: Policy, dispatched_at: datetime, working_days: int
) -> Deadline:
    """协办时限: one working day shorter than the lead's term, at least one (办法第十五条)."""
    shorter = working_days - policy.days("support_days_shorter")
    length = max(shorter, policy.days("support_days_min"))
    return due(calendar, policy, dispatched_at, length)


def rework_due(calendar: WorkCalendar, policy: Policy, sent_back_at: datetime) -> Deadline:
    """退回重办的时限, from the day the office sent the reply back (办法第十二条（三）)."""
    return _own_term(calendar, policy, sent_back_at, "rework_days", "退回重办当日")


def second_handling_due(calendar: WorkCalendar, policy: Policy, opened_at: datetime) -> Deadline:
    """二次办理的时限, its own clock (办法第十三条（四）)."""
    return _own_term(calendar, policy, opened_at, "second_handling_days", "二次办理派发当日")


def callback_due(calendar: WorkCalendar, policy: Policy, registered_at: datetime) -> Deadline:
    """待补充件的回拨时限 (办法第九条（五）)."""
    return _own_term(calendar, policy, registered_at, "callback_days", "登记当日")


def contact_due(calendar: WorkCalendar, policy: Policy, dispatched_at: datetime) -> Deadline:
    """首次联系的时限 (办法第十一条)."""
    return _own_term(calendar, policy, dispatched_at, "contact_days", "派发当日")


def grade_change_until(calendar: WorkCalendar, policy: Policy, dispatched_at: datetime) -> Deadline:
    """调整等级的期限: until the end of the first working day (办法第十条（三）)."""
    return _own_term(calendar, policy, dispatched_at, "grade_change_window_days", "派发当日")


def acknowledge_due(calendar: WorkCalendar, policy: Policy, dispatched_at: datetime) -> datetime:
    """签收时限, in working hours: judged in the appraisal only (办法第十一条)."""
    return calendar.add_working_hours(dispatched_at, policy.hours("acknowledge_hours"))


def _own_term(
    calendar: WorkCalendar, policy: Policy, started_at: datetime, key: str, started_zh: str
) -> Deadline:
    return due(calendar, policy, started_at, policy.days(key), started_zh=started_zh)
