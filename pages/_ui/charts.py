"""Charts in one manner: Chinese days and numbers, colours that everybody can tell apart, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import streamlit as st

FONT = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif"

# Okabe and Ito's colours, told apart with any kind of colour blindness; the grey is lighter than their
# purple, which looks grey to who sees no green.
BLUE, ORANGE, GREEN, RED, SKY, PURPLE, GREY = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#b9c1c6",
)  # fmt: skip
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, GREY)
INK, QUIET, GRID = "#1f2b33", "#5b6b75", "#e6eaec"
BAR_STEP = 22
"""Height of a bar with its gap: 48 units stay readable, one below the other."""

AXIS_HEIGHT, LEGEND_HEIGHT = 34, 32
"""Streamlit counts axis and legend into a chart's height, and would press the bars together."""

_PADDING = {"left": 2, "top": 6, "right": 4, "bottom": 14}
"""Streamlit gives 20 below and none above, where it cuts the legend's upper edge."""

LINK = "链接"
"""Where a record leads when it is clicked. Streamlit 1.67 lets no chart say that it opens beside."""

_LOCALE = alt.Locale(
    number=alt.NumberLocale(decimal=".", thousands=",", grouping=[3], currency=["", "元"]),
    time=alt.TimeLocale(
        dateTime="%Y年%-m月%-d日 %H:%M", date="%Y年%-m月%-d日", time="%H:%M", periods=["上午", "下午"],
        days=["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
        shortDays=["日", "一", "二", "三", "四", "五", "六"],
        months=[f"{n}月" for n in range(1, 13)], shortMonths=[f"{n}月" for n in range(1, 13)],
    ),
)  # fmt: skip


def draw(chart: alt.TopLevelMixin, *, key: str) -> None:
    """Put a chart on the page, as wide as its place."""
    st.altair_chart(styled(chart), key=key, theme=None, width="stretch")


def styled(chart: Any) -> Any:
    """The house's font, axes and locale."""
    return (
        chart.properties(padding=_PADDING)
        .configure(font=FONT, locale=_LOCALE, background="#ffffff")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=QUIET, titleColor=QUIET, gridColor=GRID, domainColor=GRID, tickColor=GRID,
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=220,
        )
        .configure_legend(labelFontSize=12, labelColor=INK, title=None, orient="top", labelLimit=220)
    )  # fmt: skip


def rows(records: Sequence[Mapping[str, Any]]) -> alt.Data:
    """Plain records as a chart's data, without pandas."""
    return alt.Data(values=[dict(record) for record in records])  # type: ignore[no-untyped-call]


def days(
    series: Mapping[str, Sequence[tuple[date, float]]],
    *,
    unit: str,
    days_off: Sequence[tuple[date, str]] = (),
    height: int = 210,
    opens: Callable[[date], str] | None = None,
) -> alt.TopLevelMixin:
    """趋势: one line a series with its own dash and points, days off shaded and named.

    `opens` says where a day of the first series leads.
    """
    names = list(series)
    records = [
        {"日期": f"{day.isoformat()}T12:00:00", "系列": name, unit: value,
         LINK: opens(day) if opens and name == names[0] else None}
        for name, points in series.items()
        for day, value in points
    ]  # fmt: skip
    x = alt.X(
        "日期:T", title=None,
        axis=alt.Axis(format="%-m月%-d日", labelOverlap=True, tickCount="week", grid=False),
    )  # fmt: skip
    lines = (
        alt.Chart(rows(records))
        .mark_line(point=alt.OverlayMarkDef(size=22))
        .encode(
            x=x,
            y=alt.Y(f"{unit}:Q", title=unit, scale=alt.Scale(zero=True), axis=alt.Axis(tickMinStep=1, format=",d")),
            color=alt.Color("系列:N", sort=names, scale=alt.Scale(domain=names, range=list(PALETTE[: len(names)]))),
            strokeDash=alt.StrokeDash("系列:N", sort=names, scale=alt.Scale(domain=names, range=_DASHES[: len(names)])),
            tooltip=[alt.Tooltip("日期:T", format="%-m月%-d日"), "系列:N", alt.Tooltip(f"{unit}:Q", format=",d")],
        )
    )  # fmt: skip
    return alt.layer(_shade(days_off, x), _linked(lines, records, "日期", unit)).properties(
        height=height
    )


def bars(
    records: Sequence[Mapping[str, Any]],
    *,
    name: str,
    value: str,
    colour: str = BLUE,
    tooltip: Sequence[str] = (),
    label: str | None = None,
    is_share: bool = False,
) -> alt.TopLevelMixin:
    """条形: one bar a record in the order given, from nought, its number written at its end."""
    order = [record[name] for record in records]
    y = alt.Y(
        f"{name}:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False, labelLimit=220)
    )
    top = 1.0 if is_share else max([record[value] for record in records], default=1) or 1
    form = ".0%" if is_share else ",d"
    x = alt.X(
        f"{value}:Q", title=None, axis=alt.Axis(format=form, grid=True, values=[0, 0.25, 0.5, 0.75, 1]) if is_share
        else alt.Axis(format=form, tickCount=4, tickMinStep=1, grid=True),
        scale=alt.Scale(domain=[0, top * (1.5 if is_share else 1.25)]),
    )  # fmt: skip
    base = alt.Chart(rows(records)).encode(
        y=y, x=x, tooltip=list(tooltip) or [f"{name}:N", f"{value}:Q"]
    )
    text = base.mark_text(align="left", dx=4, color=INK, fontSize=12).encode(
        text=f"{label or value}:N"
    )
    pieces = _linked(base.mark_bar(color=colour, height=14), records, name, label or value)
    return alt.layer(pieces, _linked(text, records, name, label or value)).properties(
        height=_height(order)
    )


def stacked(
    records: Sequence[Mapping[str, Any]],
    *,
    name: str,
    part: str,
    value: str,
    parts: Mapping[str, str],
) -> alt.TopLevelMixin:
    """堆叠条形: parts in fixed colours, the whole written at the end; names in the order given."""
    order = list(dict.fromkeys(record[name] for record in records))
    totals = [
        {name: one, "合计": sum(record[value] for record in records if record[name] == one)}
        for one in order
    ]
    top = max((total["合计"] for total in totals), default=1) or 1
    y = alt.Y(
        f"{name}:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False, labelLimit=220)
    )
    scale = alt.Scale(domain=[0, top * 1.12])
    whole = alt.X(
        "合计:Q", scale=scale, title=None, axis=alt.Axis(format=",d", tickMinStep=1, tickCount=4)
    )
    pieces = (
        alt.Chart(rows(records))
        .mark_bar(height=14)
        .encode(
            y=y,
            x=alt.X(f"{value}:Q", stack="zero", scale=scale, title=None,
                    axis=alt.Axis(format=",d", tickMinStep=1, tickCount=4)),
            color=alt.Color(f"{part}:N", scale=alt.Scale(domain=list(parts), range=list(parts.values()))),
            order=alt.Order("place:Q"),
            tooltip=[f"{name}:N", f"{part}:N", alt.Tooltip(f"{value}:Q", format=",d")],
        )
    )  # fmt: skip
    text = (
        alt.Chart(rows(totals))
        .mark_text(align="left", dx=4, color=INK, fontSize=12)
        .encode(y=y, x=whole, text=alt.Text("合计:Q", format=",d"))
    )
    return alt.layer(_linked(pieces, records, name, part, value), text).properties(
        height=_height(order)
    )


def heat(
    records: Sequence[Mapping[str, Any]], *, row: str, column: str, value: str
) -> alt.TopLevelMixin:
    """热力: a cell a pair, its number written in it, so that colour only helps."""
    across = _by_total(records, column, value)
    down = _by_total(records, row, value)
    most = max((record[value] for record in records), default=1) or 1
    base = alt.Chart(rows(records)).encode(
        x=alt.X(f"{column}:N", sort=across, title=None,
                axis=alt.Axis(orient="top", labelAngle=-40, labelLimit=120, labelOverlap=False)),
        y=alt.Y(f"{row}:N", sort=down, title=None, axis=alt.Axis(labelOverlap=False)),
        tooltip=[f"{row}:N", f"{column}:N", alt.Tooltip(f"{value}:Q", format=",d")],
    )  # fmt: skip
    cells = base.mark_rect(stroke="#ffffff").encode(
        color=alt.Color(f"{value}:Q", scale=alt.Scale(range=["#f1f6f9", BLUE], domain=[0, most]), legend=None)
    )  # fmt: skip
    text = base.mark_text(fontSize=12).encode(
        text=alt.Text(f"{value}:Q", format=",d"),
        color=alt.condition(
            f"datum['{value}'] > {most * 0.55}", alt.value("#ffffff"), alt.value(INK)
        ),
    )
    layers = [_linked(layer, records, row, column, value) for layer in (cells, text)]
    slanted = round(min(max((len(name) for name in across), default=0), 10) * 7.8) + 30
    return alt.layer(*layers).properties(height=max(len(down), 1) * 24 + slanted)


_DASHES = [[1, 0], [5, 3], [2, 2], [8, 3, 2, 3]]


def _linked(chart: Any, records: Sequence[Mapping[str, Any]], *told: str) -> Any:
    """The same chart, a click on a record leading where it says; read aloud are the fields `told` alone."""
    if not any(record.get(LINK) for record in records):
        return chart
    aloud = " + '，' + ".join(f"datum['{name}']" for name in told)
    return chart.encode(
        href=alt.Href(f"{LINK}:N"), description=alt.DescriptionValue(alt.expr(aloud))
    )


def _shade(days_off: Sequence[tuple[date, str]], x: alt.X) -> alt.Chart:
    """A band a day off; holidays darker than weekends, their name on touching."""
    records = [
        {
            "日期": f"{day.isoformat()}T00:00:00",
            "止": f"{day.isoformat()}T23:59:59",
            "名称": name,
            "深": 0.16 if not name.startswith("周") else 0.07,
        }
        for day, name in days_off
    ]
    return (
        alt.Chart(rows(records))
        .mark_rect(color=QUIET)
        .encode(
            x=x, x2="止:T", opacity=alt.Opacity("深:Q", scale=None, legend=None), tooltip=["名称:N"]
        )
    )


def _by_total(records: Sequence[Mapping[str, Any]], field: str, value: str) -> list[str]:
    totals: dict[str, float] = {}
    for record in records:
        totals[record[field]] = totals.get(record[field], 0) + record[value]
    return sorted(totals, key=lambda name: (-totals[name], name))


def _height(order: Sequence[str]) -> int:
    return max(len(order), 1) * BAR_STEP + AXIS_HEIGHT
