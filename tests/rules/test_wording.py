"""Dates and lengths as the office says them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.errors import BadInput, HotlineError, NotAllowed, NotFound, RuleRefused, Stale
from core.rules import wording
from tests.rules.county import at

FRIDAY = date(2026, 10, 9)


def test_a_day_has_its_weekday_and_another_year_its_number() -> None:
    assert wording.day(FRIDAY) == "10月9日（周五）"
    assert wording.day(FRIDAY, 2026) == "10月9日（周五）"
    assert wording.day(FRIDAY, 2025) == "2026年10月9日（周五）"
    assert wording.full_day(FRIDAY) == "2026年10月9日"


def test_an_instant_is_said_on_the_countys_clock() -> None:
    assert wording.instant(at("2026-10-09T18:00")) == "10月9日（周五）18:00"
    assert wording.instant(at("2026-10-09T18:00:01")) == "10月9日（周五）18:00:01"
    utc = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)
    assert wording.instant(utc, 2026) == "2027年1月1日（周五）00:05"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 10, 9), date(2026, 10, 9), "10月9日（周五）"),
        (date(2026, 10, 1), date(2026, 10, 7), "10月1日（周四）至7日（周三）"),
        (date(2026, 9, 30), date(2026, 10, 1), "9月30日（周三）至10月1日（周四）"),
        (date(2026, 12, 31), date(2027, 1, 1), "12月31日（周四）至2027年1月1日（周五）"),
    ],
)
def test_a_span_of_days_is_said_short(first: date, last: date, said: str) -> None:
    assert wording.days_span(first, last) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "不足 1 分钟"), (1, "1 分钟"), (60, "1 小时"), (135, "2 小时 15 分")],
)
def test_minutes_are_said_in_hours(count: int, said: str) -> None:
    assert wording.minutes(count) == said


def test_a_refusal_says_what_why_and_what_next() -> None:
    refusal = RuleRefused("已过办理时限。", "办法第十三条（三）", next_step="请尽快办结。")
    assert str(refusal) == "已过办理时限。"
    assert refusal.full_zh == "已过办理时限。依据：办法第十三条（三）。请尽快办结。"
    assert isinstance(refusal, HotlineError)
    assert BadInput("请填写电话。", field="phone").field == "phone"
    assert NotFound("没有这张工单。").full_zh == "没有这张工单。"
    assert NotAllowed("您没有派发的权限。").article is None
    assert "刷新" in Stale().full_zh
