"""Dates as exports write them, all the same instant in Asia/Shanghai; anything else is no date."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange import written_times
from tests.planted import at


@pytest.mark.parametrize(
    "written",
    [
        "2026/10/9 9:05:00",
        "2026-10-09 09:05",
        "2026-10-09T09:05:00",
        "2026-10-09 09:05:00.0",
        "2026-10-09T09:05:00+08:00",
        "2026-10-09T01:05:00Z",
        "2026年10月9日 9:05",
        "2026年10月9日9时5分",
        "2026年10月09日 9点05分0秒",
        "2026.10.9 9:05",
        "２０２６-１０-０９　０９：０５",
        "20261009 090500",
        "202610090905",
        "46304.378472222",
        "  2026-10-09   09:05  ",
    ],
)
def test_friday_9_october_five_past_nine(written: str) -> None:
    assert written_times.read(written) == (at("2026-10-09T09:05"), True)


@pytest.mark.parametrize(
    "written", ["2026-10-09", "2026/10/9", "2026年10月9日", "20261009", "46304", "2026.10.09"]
)
def test_a_day_alone_says_that_it_has_no_clock(written: str) -> None:
    assert written_times.read(written) == (at("2026-10-09T00:00"), False)


def test_the_real_messages_write_seconds() -> None:
    assert written_times.read("2019/2/28 11:25:05") == (at("2019-02-28T11:25:05"), True)


@pytest.mark.parametrize(
    "written",
    [
        *("", "昨天", "待定", "0", "9:05", "10-09", "12345", "99999", "138123412345678"),
        *("2026-02-30", "2026-13-01", "2026-10-09 25:00", "2026-10-09 09:05 星期五"),
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert written_times.read(written) is None


@given(st.text(max_size=40))
def test_nothing_anybody_writes_raises(written: str) -> None:
    found = written_times.read(written)
    assert found is None or found.at.utcoffset() == timedelta(hours=8)


@given(st.integers(min_value=0, max_value=36_523 * 86_400))
def test_what_excel_shows_and_its_serial_are_the_same_instant(seconds: int) -> None:
    moment = at("2000-01-01T00:00") + timedelta(seconds=seconds)
    serial = (moment - at("1899-12-30T00:00")) / timedelta(days=1)
    shown, counted = (
        written_times.read(f"{moment:%Y/%m/%d %H:%M:%S}"),
        written_times.read(f"{serial:.9f}"),
    )
    assert shown is not None
    assert counted is not None
    assert shown.at == counted.at
