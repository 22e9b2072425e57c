"""数字块: today and this minute in one row, the month with its comparisons in the next."""

from __future__ import annotations

from collections.abc import Iterable

from core.insight.indicators.catalogue import INDICATORS
from core.insight.overview import HEADLINES, Overview
from core.rules import periods
from core.rules.terms import Level
from pages._ui import figure, words
from pages._ui.words import Markup

_TODAY = (("registered", "受理"), ("direct", "直办"), ("passed_on", "转派"), ("waiting", "待处理"))


def this_minute(seen: Overview) -> None:
    """今日与此刻; looking back, 当日 and what was open at its end."""
    wanted, now, day = seen.wanted, seen.now, periods.day_of(seen.at)
    word = "今日" if wanted.as_of is None else "当日"
    blocks = [
        _tile(f"{word}{name}", seen.today[key].part,
              figure.opens(wanted.behind(key, "part", period=day)), figure.hint(key))
        for key, name in _TODAY
    ]  # fmt: skip
    blocks += [
        _tile(name, count, figure.opens(wanted.behind(key, period=day)), hint,
              tone="late" if key == "open_late" and count else "plain")
        for key, name, count, hint in (
            ("open", "在办", now.open, "承办单位正在办理的工单"),
            ("open_due", f"{word}到期", now.due_today, "这一天之内到期、还没有逾期"),
            ("open_late", "已逾期", now.late, "时限已过、还没有审签"),
            ("open_reminded", "已催办", now.by_level[Level.REMINDER], "现时限催办过，还没有督办"),
            ("open_ordered", "已督办", now.by_level[Level.ORDER], "现时限发过督办单"),
            ("open_reported", "已上报", now.by_level[Level.ESCALATION], "现时限上报过县政府督查室"),
        )
    ]  # fmt: skip
    _row(blocks)


def month(seen: Overview) -> None:
    """本月: each figure large, its numerator and denominator, and how it was a month and a year before."""
    _row([_figure(seen, key) for key in HEADLINES])


def _figure(seen: Overview, key: str) -> Markup:
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
        figure.parts_of(seen.wanted.behind(key), now), compared,
    )  # fmt: skip


def _tile(name: str, value: int, href: str, hint: str, *, tone: str = "plain") -> Markup:
    return Markup(
        '<a class="hl-tile hl-{}" href="{}" target="_blank" rel="noopener" title="{}">'
        "<span>{}</span><strong>{}</strong></a>"
    ).format(tone, href, hint, name, f"{value:,}")


def _row(blocks: Iterable[Markup]) -> None:
    words.show(Markup('<div class="hl-tiles">{}</div>').format(words.join(blocks)))
