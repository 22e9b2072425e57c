"""Dates and times as people and programs write them in tables, read as instants in Asia/Shanghai."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from core.rules.instants import SHANGHAI

_DAY = r"(?P<year>\d{4})(?P<gap>[-/.年])(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})?)"
    r"(?:[:分](?P<second>\d{1,2})?秒?)?(?:\.\d+)?"
)
_ZONE = r"(?:\s*(?:\+08:?00|Z(?!.)))?"
_WRITTEN = re.compile(rf"{_DAY}(?:[\sT]*{_CLOCK}{_ZONE})?")
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:\s?(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)?)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_EPOCH = datetime(
    1899, 12, 30, tzinfo=SHANGHAI
)  # so that Excel's 60, a day that never was, fits
_SERIALS = (36_526, 73_050)  # 2000-01-01 to 2099-12-31: five digits outside are no date


class WrittenTime(NamedTuple):
    """An instant, and whether the time of day was written or only the day."""

    at: datetime
    has_clock: bool


def read(written: str) -> WrittenTime | None:
    """2019/2/28 11:25:05, 2026年10月9日 9:05, 2026-10-09T09:05:00.0, 20261009, 46304.378; None for no date."""
    plain = " ".join(unicodedata.normalize("NFKC", written).split())
    if _SERIAL.fullmatch(plain):
        return _from_serial(float(plain))
    found = _WRITTEN.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found is None:
        return None
    part = found.groupdict()
    try:
        day = date(int(part["year"]), int(part["month"]), int(part["day"]))
        clock = time(int(part["hour"] or 0), int(part["minute"] or 0), int(part["second"] or 0))
    except ValueError:
        return None
    at = datetime.combine(day, clock, tzinfo=SHANGHAI)
    if plain.endswith("Z"):
        at += timedelta(hours=8)
    return WrittenTime(at, part["hour"] is not None)


def _from_serial(serial: float) -> WrittenTime | None:
    """What a date becomes when a spreadsheet's column is set to text or plain number."""
    if not _SERIALS[0] <= serial < _SERIALS[1]:
        return None
    at = _SERIAL_EPOCH + timedelta(seconds=round(serial * 86_400))
    return WrittenTime(at, serial != int(serial))
