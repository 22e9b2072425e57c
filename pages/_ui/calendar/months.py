"""A year as twelve small months, with the days off and the make-up days in their colours."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date

from core.rules.notice import NoticeDay
from pages._ui import words

_WEEK = "一二三四五六日"


def show(year: int, arranged: Mapping[date, NoticeDay]) -> None:
    """假 in red, 班 in amber, each with its festival's name when pointed at."""
    months = words.join(_month(year, month, arranged) for month in range(1, 13))
    words.show(words.Markup('<div class="hl-year">{}</div>').format(months))


def _month(year: int, month: int, arranged: Mapping[date, NoticeDay]) -> words.Markup:
    head = words.join(words.Markup("<th>{}</th>").format(name) for name in _WEEK)
    weeks = words.join(
        words.Markup("<tr>{}</tr>").format(
            words.join(_day(year, month, number, arranged) for number in week)
        )
        for week in calendar.monthcalendar(year, month)
    )
    return words.Markup(
        '<table class="hl-month"><caption>{}月</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(month, head, weeks)


def _day(year: int, month: int, number: int, arranged: Mapping[date, NoticeDay]) -> words.Markup:
    if not number:
        return words.Markup("<td></td>")
    day = date(year, month, number)
    named = arranged.get(day)
    if named is not None:
        return words.Markup('<td class="hl-{}" title="{}">{}<sup>{}</sup></td>').format(
            "soon" if named.is_working else "late", named.label, number,
            "班" if named.is_working else "假",
        )  # fmt: skip
    tone = "out" if day.weekday() >= calendar.SATURDAY else "plain"
    return words.Markup('<td class="hl-{}">{}</td>').format(tone, number)
