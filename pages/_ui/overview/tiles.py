"""数字块: today and this minute in one row, the month with its comparisons in the next."""

from __future__ import annotations

from collections.abc import Iterable

from core.insight.indicators.catalogue import INDICATORS
from core.insight.overview import HEADLINES, Overview
from core.rules import periods
from core.rules.periods import Period
from core.rules.terms import Level
from pages._ui import figure, words
from pages._ui.words import Markup

_TODAY = (
    ("registered", "今日受理"), ("direct", "今日直办"), ("passed_on", "今日转派"), ("waiting", "今日待处理"),
)  # fmt: skip


def this_minute(seen: Overview) -> None:
    """今日与此刻."""
    day = periods.day_of(seen.at)
    blocks = [
        _tile(name, f"{seen.today[key].part:,}", figure.address(key, "part", day), figure.hint(key))
        for key, name in _TODAY
    ]
    now = seen.now
    blocks += [
        _tile("在办", f"{now.open:,}", "/tickets", "承办单位正在办理的工单"),
        _tile("今日到期", f"{now.due_today:,}", "/supervision", "今天之内到期、还没有逾期"),
        _tile("已逾期", f"{now.late:,}", "/tickets?only=逾期", "时限已过、还没有审签",
              tone="late" if now.late else "plain"),
        _tile("已催办", f"{now.by_level[Level.REMINDER]:,}", "/supervision", "现时限催办过，还没有督办"),
        _tile("已督办", f"{now.by_level[Level.ORDER]:,}", "/supervision", "现时限发过督办单"),
        _tile("已上报", f"{now.by_level[Level.ESCALATION]:,}", "/supervision", "现时限上报过县政府督查室"),
    ]  # fmt: skip
    _row(blocks)


def month(seen: Overview, period: Period) -> None:
    """本月: each figure large, its numerator and denominator, and how it was a month and a year before."""
    _row([_figure(seen, key, period) for key in HEADLINES])


def _figure(seen: Overview, key: str, period: Period) -> Markup:
    now = seen.month[key]
    compared = words.join(
        Markup('<small class="hl-{}">{} {}</small>').format(tone, name, text)
        for name, then in (("环比", seen.before[key]), ("同比", seen.year_before[key]))
        for text, tone in [figure.change(key, now, then)]
    )
    return Markup(
        '<div class="hl-tile" title="{}"><span>{}</span><strong>{}</strong><em>{}</em>{}</div>'
    ).format(
        figure.hint(key), INDICATORS[key].name_zh, figure.said(key, now),
        figure.parts(key, now, period), compared,
    )  # fmt: skip


def _tile(name: str, value: str, href: str, hint: str, *, tone: str = "plain") -> Markup:
    return Markup(
        '<a class="hl-tile hl-{}" href="{}" target="_blank" rel="noopener" title="{}">'
        "<span>{}</span><strong>{}</strong></a>"
    ).format(tone, href, hint, name, value)


def _row(blocks: Iterable[Markup]) -> None:
    words.show(Markup('<div class="hl-tiles">{}</div>').format(words.join(blocks)))
