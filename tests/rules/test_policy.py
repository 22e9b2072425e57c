"""政策参数: every number once, dated, checked, and never silently wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.errors import PolicyError
from core.rules import policy
from core.rules.policy import DEFAULT_POLICY, DEFAULTS, Policy, PolicyRow

FIRST = date(2026, 7, 1)
SECOND = date(2026, 9, 1)


def test_every_key_is_there_once_with_its_article_and_words() -> None:
    keys = [row.key for row in DEFAULTS]
    assert len(keys) == len(set(keys)) == len(DEFAULT_POLICY)
    for row in DEFAULTS:
        assert row.article.startswith("办法第"), row.key
        assert row.name_zh, row.key
        assert row.reading_zh, row.key
        assert policy.normalise(row.key, row.value) == row.value


def test_the_defaults_do_not_contradict_each_other() -> None:
    assert policy.contradictions(DEFAULT_POLICY) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("grade_simple_days", 3),  # 第十条（三）
        ("grade_complex_days", 5),
        ("extension_total_days", 15),  # 第十三条（三）
        ("ext_max_single", 10),
        ("supervise_after_days", 1),  # 第十三条（一）
        ("supervise_limit_days", 2),
        ("promise_warn_days", 60),  # 第十条（四）
        ("promise_max_days", 180),
        ("duplicates_window_days", 90),  # 第九条（四）
        ("review_days_concerns", 30),  # 第十七条
    ],
)
def test_days_by_default(key: str, value: int) -> None:
    assert DEFAULT_POLICY.days(key) == value


def test_each_kind_has_its_getter() -> None:
    assert DEFAULT_POLICY.hours("return_hours") == 4
    assert DEFAULT_POLICY.minutes("urgent_reminder_minutes") == 30
    assert DEFAULT_POLICY.number("handlers_max") == 3
    assert DEFAULT_POLICY.number("sample_percent") == 10
    assert DEFAULT_POLICY.points("deduct_late_return") == Decimal("0.5")
    assert DEFAULT_POLICY.text("deadline_cutoff") == "close_of_business"
    assert DEFAULT_POLICY.is_on("redispatch_resets_unit_clock")
    assert DEFAULT_POLICY.day("regulation_issued_on") == date(2022, 8, 19)


@pytest.mark.parametrize(
    ("key", "spoken"),
    [
        ("grade_simple_days", "3个工作日"),
        ("return_clock", "工作小时"),
        ("city_guard", "是"),
        ("sample_percent", "10%"),
        ("regulation_issued_on", "2022-08-19"),
    ],
)
def test_a_value_is_spoken_with_its_unit(key: str, spoken: str) -> None:
    assert DEFAULT_POLICY.spoken(key) == spoken


def test_a_row_counts_from_its_first_day() -> None:
    rows = [
        PolicyRow("grade_simple_days", "1", SECOND),
        PolicyRow("grade_simple_days", "2", FIRST),
    ]

    def on(day: date) -> int:
        return Policy.as_of(rows, day).days("grade_simple_days")

    assert on(date(2026, 6, 30)) == 3
    assert on(FIRST) == on(date(2026, 8, 31)) == 2
    assert on(SECOND) == on(date(2027, 1, 1)) == 1


def test_of_two_rows_of_one_day_the_later_wins() -> None:
    rows = [("handlers_max", "4", FIRST), ("handlers_max", "5", FIRST)]
    assert Policy.as_of(rows, FIRST).number("handlers_max") == 5


def test_an_unknown_key_is_refused_wherever_it_comes_from() -> None:
    with pytest.raises(PolicyError, match="没有名为“grade_days”的政策参数"):
        DEFAULT_POLICY.days("grade_days")
    with pytest.raises(PolicyError, match="没有名为"):
        DEFAULT_POLICY["grade_days"]
    with pytest.raises(PolicyError, match="没有名为"):
        Policy.as_of([("grade_days", "3", FIRST)], SECOND)


def test_the_wrong_getter_is_a_mistake_of_the_code() -> None:
    with pytest.raises(TypeError, match="return_hours"):
        DEFAULT_POLICY.days("return_hours")
    with pytest.raises(TypeError, match="grade_simple_days"):
        DEFAULT_POLICY.hours("grade_simple_days")


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("grade_simple_days", "0", "“简单件办结时限”应填1到366之间的整数。"),
        ("grade_simple_days", "三", "“简单件办结时限”应填1到366之间的整数。"),
        ("grade_simple_days", "3.5", "“简单件办结时限”应填1到366之间的整数。"),
        ("grade_simple_days", "-1", "“简单件办结时限”应填1到366之间的整数。"),
        ("grade_simple_days", "", "“简单件办结时限”应填1到366之间的整数。"),
        ("sample_percent", "101", "“办结件抽查比例”应填0到100之间的整数。"),
        ("return_clock", "lunar", "“退回时限按什么小时计”只能选：工作小时、自然小时。"),
        ("city_guard", "maybe", "“保留市平台时限并提示”只能选：是、否。"),
        ("weight_on_time", "abc", "“按时办结率权重”应填0到100之间的数，最多两位小数。"),
        ("weight_on_time", "100.01", "“按时办结率权重”应填0到100之间的数，最多两位小数。"),
        ("regulation_issued_on", "2022-13-01", "“发布日期”应填日期，例如2022-08-19。"),
    ],
)
def test_a_bad_value_is_refused_in_words(key: str, text: str, sentence: str) -> None:
    with pytest.raises(PolicyError) as refusal:
        policy.normalise(key, text)
    assert str(refusal.value) == sentence
    with pytest.raises(PolicyError):
        Policy.as_of([(key, text, SECOND)], FIRST)  # even before its first day


@pytest.mark.parametrize(
    ("key", "text", "stored"),
    [
        ("grade_simple_days", " ３ ", "3"),
        ("grade_simple_days", "003", "3"),
        ("deduct_late_return", "０.５", "0.5"),
    ],
)
def test_a_value_is_stored_in_one_spelling(key: str, text: str, stored: str) -> None:
    assert policy.normalise(key, text) == stored


def test_art20_weights_that_do_not_sum_to_100_are_named() -> None:
    edited = Policy.as_of([("weight_on_time", "29.5", FIRST)], FIRST)
    assert policy.contradictions(edited) == ["各项权重合计为99.5，应为100。"]


def test_bounds_that_cross_are_named() -> None:
    edited = Policy.as_of([("grade_simple_days", "6", FIRST)], FIRST)
    assert policy.contradictions(edited) == [
        "“简单件办结时限”（6个工作日）不能大于“复杂件办结时限”（5个工作日）。"
    ]


def test_a_policy_cannot_be_changed_in_place() -> None:
    with pytest.raises(TypeError):
        DEFAULT_POLICY.values_by_key["grade_simple_days"] = "9"  # type: ignore[index]
    assert dict(DEFAULT_POLICY)["grade_simple_days"] == "3"
