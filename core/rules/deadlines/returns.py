"""The hours in which a unit may send a ticket back as not its own (办法第七条（二）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import RuleRefused
from core.rules import wording
from core.rules.instants import local
from core.rules.policy import Policy
from core.rules.workdays import WorkCalendar

ARTICLE = "办法第七条（二）"


class ReturnRefused(RuleRefused):
    """The return window is over."""


@dataclass(frozen=True)
class ReturnWindow:
    """退回时限: `hours` from dispatch; the closing instant itself is still inside."""

    opens_at: datetime
    closes_at: datetime
    hours: int
    is_natural: bool

    def is_open(self, at: datetime) -> bool:
        """Whether a return at this instant is in time."""
        return local(at) <= self.closes_at


def return_window(
    calendar: WorkCalendar, policy: Policy, dispatched_at: datetime, is_urgent: bool
) -> ReturnWindow:
    """退回时限: working hours from dispatch, natural hours for a 紧急件 (办法第七条（二）)."""
    opens_at = local(dispatched_at)
    hours = policy.hours("return_hours")
    clock = policy.text("return_clock_urgent" if is_urgent else "return_clock")
    is_natural = clock == "natural"
    natural_close = opens_at + timedelta(hours=hours)
    closes_at = natural_close if is_natural else calendar.add_working_hours(opens_at, hours)
    return ReturnWindow(opens_at, closes_at, hours, is_natural)


def require_open(window: ReturnWindow, at: datetime) -> None:
    """Refuse a return after the window. Raises ReturnRefused (办法第七条（二）)."""
    if window.is_open(at):
        return
    unit = "小时" if window.is_natural else "个工作小时"
    raise ReturnRefused(
        f"退回时限已于{wording.instant(window.closes_at, local(at).year)}截止"
        f"（派发后{window.hours}{unit}内），不能再直接退回。",
        ARTICLE,
        next_step="可以提交逾期退单申请，由县热线办决定；逾期退单计入考核。",
    )
