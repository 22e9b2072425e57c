"""延期办理: who may have how many days more, from when, and who decides (办法第十三条（三）)."""

from __future__ import annotations

from datetime import datetime

from core.errors import BadInput, RuleRefused
from core.rules import wording
from core.rules.deadlines.counting import Deadline, close_of, due
from core.rules.instants import local
from core.rules.policy import Policy
from core.rules.terms import Role
from core.rules.workdays import WorkCalendar

ARTICLE = "办法第十三条（三）"


class ExtensionRefused(RuleRefused):
    """An extension the 办法 does not allow."""


def extension(
    calendar: WorkCalendar,
    policy: Policy,
    due_at: datetime,
    asked_at: datetime,
    days: int,
    days_used: int,
    times_used: int,
) -> Deadline:
    """延期后的时限: `days` working days on from the current deadline (办法第十三条（三）).

    `days_used` and `times_used` are what was granted before on this ticket. The requester must
    have been told as well, see `require_requester_told`. Raises ExtensionRefused past the
    deadline or the policy's limits, BadInput for fewer than one day.
    """
    current, asked = local(due_at), local(asked_at)
    if asked > current:
        raise ExtensionRefused(
            f"已过办理时限（{wording.instant(current, asked.year)}），不能再申请延期；"
            "延期申请应在办理时限到期前提出。",
            ARTICLE,
            next_step="请尽快办结并反馈；确有客观原因的，在答复中说明。",
        )
    _require_room(policy, days, days_used, times_used)
    if policy.text("ext_from") == "asked_on":
        longer = due(calendar, policy, asked, days, started_zh="申请当日")
        if longer.due_at <= current:
            raise ExtensionRefused(
                f"从申请之日起算{wording.working_days(days)}不晚于现办理时限"
                f"（{wording.instant(current, asked.year)}），无需延期。",
                ARTICLE,
            )
        return longer
    return due(calendar, policy, current, days, started_zh="现时限当日")


def _require_room(policy: Policy, days: int, days_used: int, times_used: int) -> None:
    total = policy.days("extension_total_days")
    if days < 1:
        raise BadInput("延期天数至少为1个工作日。", field="days", article=ARTICLE)
    if days_used >= total:
        raise ExtensionRefused(
            f"延期办理累计已用{days_used}个工作日，累计不得超过{total}个工作日，不能再延期。",
            ARTICLE,
            next_step="需要更长办理周期的，请考虑转为承诺件，或请县热线办协调。",
        )
    if times_used >= policy.number("ext_max_times"):
        raise ExtensionRefused(
            f"本件已延期{times_used}次，最多可延期{policy.number('ext_max_times')}次。", ARTICLE
        )
    if days > policy.days("ext_max_single"):
        raise ExtensionRefused(
            f"单次延期不得超过{policy.days('ext_max_single')}个工作日，本次申请{days}个工作日。",
            ARTICLE,
            next_step=f"本次最多可申请{extension_room(policy, days_used, times_used)}个工作日。",
        )
    if days_used + days > total:
        raise ExtensionRefused(
            f"延期办理累计已用{days_used}个工作日，再延{days}个工作日将超过累计上限"
            f"{total}个工作日。",
            ARTICLE,
            next_step=f"本次最多可申请{extension_room(policy, days_used, times_used)}个工作日。",
        )


def extension_room(policy: Policy, days_used: int, times_used: int) -> int:
    """The most working days one more request may ask for; 0 when nothing is left."""
    if times_used >= policy.number("ext_max_times"):
        return 0
    left = policy.days("extension_total_days") - days_used
    return max(min(left, policy.days("ext_max_single")), 0)


def require_requester_told(told_at: datetime | None, told_way: str) -> None:
    """告知来电人: refuse a request before the requester was told. Raises ExtensionRefused."""
    if told_at is None or not told_way.strip():
        raise ExtensionRefused(
            "申请延期应同时告知来电人并做好解释工作，请先填写告知的时间和方式。",
            ARTICLE,
            next_step="与来电人联系后，补填告知时间和方式再提交。",
        )


def extension_approver(policy: Policy, days: int, times_used: int) -> Role:
    """审批人: the office; its lead above `ext_lead_above_days` or for a repeat."""
    if days > policy.days("ext_lead_above_days") or times_used > 0:
        return Role.OFFICE_LEAD
    return Role.OFFICE


def extension_decide_due(calendar: WorkCalendar, policy: Policy, asked_at: datetime) -> Deadline:
    """延期审批时限: the office decides within a working day, lest its slowness harm the unit."""
    return due(calendar, policy, asked_at, policy.days("ext_decide_days"), started_zh="申请当日")


def due_after_refusal(
    calendar: WorkCalendar, policy: Policy, due_at: datetime, refused_at: datetime
) -> datetime:
    """延期未获批准时的时限: the original one stands and overdue is back-dated to it.

    By the other reading of `ext_pending_rule`, not before the close of the day of refusal.
    """
    original = local(due_at)
    if policy.text("ext_pending_rule") == "original_stands":
        return original
    return max(original, close_of(calendar, policy, local(refused_at).date()))
