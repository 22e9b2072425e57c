"""One figure on a screen: its value, numerator and denominator, formula on hover, a link to its tickets."""

from __future__ import annotations

from dataclasses import replace

from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.figures import Figure, Which
from core.insight.indicators.lists import Behind
from core.rules.periods import Period
from core.rules.terms import UnitKind
from pages._ui.words import Markup

_LEAST = 0.05
"""What one decimal can still show."""


def said(key: str, figure: Figure) -> str:
    """96.3%, or the count of what is only counted; — where nothing falls under it."""
    if not INDICATORS[key].is_rate:
        return f"{figure.part:,}"
    if figure.share is None:
        return "—"
    return f"{figure.share:.1%}"


def hint(key: str) -> str:
    """公式 and article, for hovering."""
    one = INDICATORS[key]
    return f"{one.name_zh}：{one.formula_zh}。依据：{one.article}"


def address(
    key: str,
    which: Which,
    period: Period,
    *,
    unit_id: int | None = None,
    group: UnitKind | None = None,
) -> str:
    """Where the tickets behind a figure are listed."""
    return opens(Behind(key, which, period, unit_id, group))


def opens(behind: Behind) -> str:
    """Where the tickets a link names are listed."""
    return f"/tickets?figure={behind.written}"


def parts(
    key: str,
    figure: Figure,
    period: Period,
    *,
    unit_id: int | None = None,
    group: UnitKind | None = None,
) -> Markup:
    """分子/分母, each opening its list; only the count for what is only counted."""
    return parts_of(Behind(key, "whole", period, unit_id, group), figure)


def parts_of(behind: Behind, figure: Figure) -> Markup:
    """`parts` of a figure narrowed in any way."""
    whole = _link(f"{figure.whole:,}", opens(replace(behind, which="whole")))
    if not INDICATORS[behind.key].is_rate:
        return whole
    part = _link(f"{figure.part:,}", opens(replace(behind, which="part")))
    return Markup("{}/{}").format(part, whole)


def change(key: str, now: Figure, then: Figure) -> tuple[str, str]:
    """与上期相比 in words and its tone: percentage points for rates, per cent for counts."""
    one = INDICATORS[key]
    if one.is_rate:
        if now.share is None or then.share is None:
            return "无可比", "plain"
        difference = (now.share - then.share) * 100
        text = f"{difference:+.1f}个百分点" if abs(difference) >= _LEAST else "持平"
    else:
        if not then.part:
            return "无可比", "plain"
        difference = (now.part - then.part) * 100 / then.part
        text = f"{difference:+.1f}%" if abs(difference) >= _LEAST else "持平"
    if one.is_good_high is None or abs(difference) < _LEAST:
        return text, "plain"
    return text, "done" if (difference > 0) is one.is_good_high else "late"


def _link(text: str, href: str) -> Markup:
    return Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(href, text)
