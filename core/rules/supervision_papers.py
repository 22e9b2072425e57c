"""预警、催办、督办单、上报的文字: what each level of supervision says, in the office's words (办法第十三条（一）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.rules import deadlines, wording
from core.rules.instants import local
from core.rules.policy import Policy
from core.rules.workdays import WorkCalendar

REGULATION = "《襄汾县12345政务服务便民热线规范管理办法》"


@dataclass(frozen=True, slots=True)
class LateRound:
    """一轮到期未办结的办理: which ticket, which unit, since when and until when, and what was asked already.

    Instants are aware, said in Asia/Shanghai. Every paper names the instant it speaks of, so that it
    stays true when it is sent later than it was drafted.
    """

    number: str
    title: str
    unit: str
    is_lead: bool
    dispatched_at: datetime
    due_at: datetime
    reminded_at: datetime | None = None
    order_number: str | None = None
    ordered_at: datetime | None = None
    limit_at: datetime | None = None


def warning(calendar: WorkCalendar, late: LateRound, now: datetime) -> str:
    """预警, to the unit; said differently where time stood still until after the deadline."""
    due = instant(late.due_at)
    if local(now) >= local(late.due_at):
        return (
            f"{_matter(late)}由贵单位主办，办理时限为{due}，{_lost(calendar, late, now)}，"
            "尚未审签反馈。请立即办理并反馈（办法第十三条（一））。"
        )
    left = wording.minutes(calendar.working_minutes_between(local(now), local(late.due_at)))
    return (
        f"{_matter(late)}由贵单位主办，将于{due}到期，还剩{left.replace(' ', '')}工作时间，"
        "尚未审签反馈。请抓紧办理；到期前办不结的，应在到期前提出延期申请并告知诉求人"
        "（办法第十三条（三））。"
    )


def reminder(calendar: WorkCalendar, late: LateRound, now: datetime) -> str:
    """催办."""
    closing = (
        "请立即办理，答复经单位领导审签后反馈。再逾期未办结的，将发督办单。"
        if late.is_lead
        else "请立即向主办单位提交配合意见。主办单位的时限不因此延长（办法第十五条）。"
    )
    return (
        f"{late.unit}：\n{_matter(late)}于{instant(late.dispatched_at)}派发贵单位"
        f"{'主办' if late.is_lead else '协办'}，办理时限为{instant(late.due_at)}。"
        f"截至{instant(now)}，{_lost(calendar, late, now)}，仍未办结反馈。{closing}\n"
        f"依据：{REGULATION}第十三条（一）。"
    )


def order(calendar: WorkCalendar, policy: Policy, late: LateRound, now: datetime) -> str:
    """督办单. Its limit runs from the day it is really sent, so the text names the length only."""
    asked = f"县热线办已于{instant(late.reminded_at)}催办。" if late.reminded_at else ""
    days = policy.days("supervise_limit_days")
    return (
        f"{late.unit}：\n{_matter(late)}于{instant(late.dispatched_at)}派发贵单位主办，"
        f"办理时限为{instant(late.due_at)}。{asked}截至{instant(now)}，"
        f"{_lost(calendar, late, now)}，仍未办结反馈。现予督办，"
        f"请自本督办单发出之日起{days}个工作日内办结，答复经单位领导审签后反馈，并说明逾期原因。"
        "到期仍未办结的，将书面报告县政府督查室。\n"
        f"依据：{REGULATION}第十三条（一）。"
    )


def report(calendar: WorkCalendar, late: LateRound, now: datetime) -> str:
    """上报督查室的书面报告."""
    asked = f"县热线办于{instant(late.reminded_at)}催办，" if late.reminded_at else "县热线办"
    ordered = (
        f"{asked}于{instant(late.ordered_at)}发出督办单{late.order_number}，"
        f"要求在{instant(late.limit_at)}前办结。"
        if late.ordered_at and late.limit_at
        else ""
    )
    return (
        f"县政府督查室：\n{_matter(late)}于{instant(late.dispatched_at)}派发{late.unit}主办，"
        f"办理时限为{instant(late.due_at)}。{ordered}截至{instant(now)}，"
        f"{_lost(calendar, late, now)}，该单位仍未办结反馈。现书面报告，请予督查。\n"
        f"依据：{REGULATION}第十三条（一）。"
    )


def instant(at: datetime) -> str:
    """2026年10月9日18:00, as official papers write it: without seconds."""
    return f"{wording.full_day(local(at).date())}{local(at):%H:%M}"


def _matter(late: LateRound) -> str:
    return f"工单{late.number}（{late.title}）"


def _lost(calendar: WorkCalendar, late: LateRound, now: datetime) -> str:
    if not deadlines.is_late(now, late.due_at):
        return "已到期"
    lost = deadlines.remaining(calendar, now, late.due_at)
    return f"已{lost.text_zh.replace(' ', '')}"
