"""When a clock warns and rings: 预警, 催办, 督办单, 上报 and the reminder for 批示."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.rules import wording
from core.rules.deadlines.counting import close_of
from core.rules.instants import local
from core.rules.policy import Policy
from core.rules.workdays import WorkCalendar


@dataclass(frozen=True)
class EscalationInstants:
    """催办督办的各个时刻 of one deadline (办法第十三条（一）), Asia/Shanghai."""

    warn_at: datetime
    remind_at: datetime
    supervise_at: datetime
    supervise_limit_at: datetime
    escalate_at: datetime


def escalation(calendar: WorkCalendar, policy: Policy, due_at: datetime) -> EscalationInstants:
    """预警、催办、督办单、上报督查室: the instants that follow from a deadline (办法第十三条（一）).

    The engine drafts at these instants; a named person sends.
    """
    due = local(due_at)
    supervise_on = _later(calendar, policy, due, "supervise_after_days")
    limit = _later(calendar, policy, supervise_on, "supervise_limit_days")
    return EscalationInstants(
        warn_at=calendar.subtract_working_hours(due, policy.hours("warn_hours_before")),
        remind_at=due,
        supervise_at=supervise_on,
        supervise_limit_at=limit,
        escalate_at=escalate_after(calendar, limit),
    )


def supervise_limit(calendar: WorkCalendar, policy: Policy, sent_at: datetime) -> datetime:
    """督办单的规定时限, counted from the day it was really sent (办法第十三条（一）)."""
    return _later(calendar, policy, local(sent_at), "supervise_limit_days")


def escalate_after(calendar: WorkCalendar, limit_at: datetime) -> datetime:
    """上报的时刻: the opening of the next working day after the 督办单's limit."""
    on = calendar.add_working_days(local(limit_at).date(), 1).due_on
    return calendar.opens_at(on)


def urgent_reminder_at(policy: Policy, flagged_at: datetime) -> datetime:
    """待批示提醒: natural minutes after the flag, day and night (办法第十条（五）)."""
    return local(flagged_at) + timedelta(minutes=policy.minutes("urgent_reminder_minutes"))


def city_warning(policy: Policy, due_at: datetime, city_due_at: datetime | None) -> str | None:
    """市平台时限提示: a sentence when the county's deadline passes the city's (办法第四条)."""
    if city_due_at is None or not policy.is_on("city_guard"):
        return None
    due, city = local(due_at), local(city_due_at)
    if due <= city:
        return None
    return (
        f"县里的时限（{wording.instant(due, city.year)}）晚于市平台时限"
        f"（{wording.instant(city, due.year)}），请按市平台时限安排办理。"
    )


def _later(calendar: WorkCalendar, policy: Policy, at: datetime, key: str) -> datetime:
    count = calendar.add_working_days(at.date(), policy.days(key))
    return close_of(calendar, policy, count.due_on)
