"""承诺件: the final date a unit binds itself to within its limit (办法第十条（四）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.errors import RuleRefused
from core.rules import wording
from core.rules.deadlines.counting import close_of
from core.rules.instants import local
from core.rules.policy import Policy
from core.rules.terms import Phase
from core.rules.workdays import WorkCalendar

ARTICLE = "办法第十条（四）"


class PromiseRefused(RuleRefused):
    """A promise the 办法 does not allow."""


@dataclass(frozen=True)
class PromiseTerms:
    """承诺的最后时限: the second milestone; `warning_zh` is for whoever approves a long one."""

    promised_on: date
    due_at: datetime
    working_days: int
    warning_zh: str | None
    is_provisional: bool


def promise(
    calendar: WorkCalendar,
    policy: Policy,
    due_at: datetime,
    asked_at: datetime,
    promised_on: date,
) -> PromiseTerms:
    """承诺: made before the limit ends, for a later day; the cap counts from the day of asking.

    The promise does not use up the fifteen days of 延期. Raises PromiseRefused (办法第十条（四）).
    """
    return _terms(calendar, policy, due_at, asked_at, promised_on, local(asked_at).date())


def change_promise(
    calendar: WorkCalendar,
    policy: Policy,
    due_at: datetime,
    asked_at: datetime,
    promised_on: date,
    *,
    first_asked_at: datetime,
    changes_made: int,
) -> PromiseTerms:
    """更改承诺日期: once, before the promised date; the cap still counts from the first promise.

    `due_at` is the end of the present promise. Raises PromiseRefused (办法第十条（四）).
    """
    if changes_made >= policy.number("promise_changes"):
        raise PromiseRefused(
            f"承诺日期已更改{changes_made}次，最多可更改{policy.number('promise_changes')}次。",
            ARTICLE,
            next_step="请按已承诺的日期办结并再次答复。",
        )
    since = local(first_asked_at).date()
    return _terms(calendar, policy, due_at, asked_at, promised_on, since)


def require_promise_explained(told_at: datetime | None, told_way: str) -> None:
    """说明解释: refuse a promise the requester has not been told of. Raises PromiseRefused."""
    if told_at is None or not told_way.strip():
        raise PromiseRefused(
            "作出承诺应向来电人说明情况、做好解释，请先填写告知的时间和方式。",
            ARTICLE,
            next_step="与来电人联系后，补填告知时间和方式再提交。",
        )


def require_first_handling(phase: Phase) -> None:
    """A promise is made within the first limit; later rounds have short clocks of their own.

    Raises PromiseRefused (办法第十条（四）).
    """
    if phase is not Phase.FIRST:
        raise PromiseRefused(
            f"承诺应在首次办理的时限内作出，{phase.zh}的工单不能再作承诺。",
            ARTICLE,
            next_step="确需更多时间的，可以在到期前申请延期（办法第十三条（三））。",
        )


def _terms(
    calendar: WorkCalendar,
    policy: Policy,
    due_at: datetime,
    asked_at: datetime,
    promised_on: date,
    since: date,
) -> PromiseTerms:
    current, asked = local(due_at), local(asked_at)
    if asked > current:
        raise PromiseRefused(
            f"已过办理时限（{wording.instant(current, asked.year)}），不能再作承诺；"
            "承诺应在时限内作出。",
            ARTICLE,
            next_step="请尽快答复当前办理情况。",
        )
    if promised_on <= current.date():
        raise PromiseRefused(
            f"承诺的最后时限应晚于现办理时限（{wording.instant(current, asked.year)}）。",
            ARTICLE,
            next_step="能在时限内办结的，直接办结答复即可，不必承诺。",
        )
    latest_on = since + timedelta(days=policy.days("promise_max_days"))
    if promised_on > latest_on:
        raise PromiseRefused(
            f"承诺的最后时限不得超过{policy.days('promise_max_days')}天。",
            ARTICLE,
            next_step=f"最远可以承诺到{wording.full_day(latest_on)}。",
        )
    return _accepted(calendar, policy, promised_on, since)


def _accepted(
    calendar: WorkCalendar, policy: Policy, promised_on: date, since: date
) -> PromiseTerms:
    length = calendar.working_days_between(since, promised_on)
    limit = policy.days("promise_warn_days")
    warning_zh = None
    if length > limit:
        warning_zh = f"承诺期限为{length}个工作日，超过{limit}个工作日，请审批人从严把握。"
    return PromiseTerms(
        promised_on=promised_on,
        due_at=close_of(calendar, policy, promised_on),
        working_days=length,
        warning_zh=warning_zh,
        is_provisional=not all(
            calendar.is_published(year) for year in range(since.year, promised_on.year + 1)
        ),
    )
