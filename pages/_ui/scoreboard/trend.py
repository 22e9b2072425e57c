"""走势: how units' frozen scores went month by month — one small line a unit, or one unit beside its group's middle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import altair as alt

from core.insight.frozen import Line
from pages._ui import charts, words

ROW_HEIGHT = 38
_GAP = 0.3
"""Between two rows, as a share of their step; a thin line stands in its middle."""

FEWEST = 2
"""One month is no line."""


def of_units(lines: Sequence[Sequence[Line]], *, key: str) -> None:
    """One small line a unit, in the order given, the first and last score written at its ends.

    A month without a score breaks the line: nothing is drawn where nothing was judged.
    """
    known = [found for found in lines if sum(one.total is not None for one in found) >= FEWEST]
    if known:
        charts.draw(_small_lines(known), key=key)
    else:
        words.empty("冻结两个月以后，这里有各单位的走势。")


def of_unit(lines: Sequence[Line], medians: Mapping[date, Decimal], *, key: str) -> None:
    """One unit's line with each score written, the middle of its group dashed."""
    scored = [one for one in lines if one.total is not None]
    if len(scored) < FEWEST:
        words.empty("冻结两个月以后，这里有得分走势。")
        return
    charts.draw(_own_line(scored, medians), key=key)


def _small_lines(lines: Sequence[Sequence[Line]]) -> alt.TopLevelMixin:
    records: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    months = sorted({one.month for found in lines for one in found})
    for found in lines:
        known = [one for one in found if one.total is not None]
        scored = [
            {**_record(one), "段": months.index(one.month) - place}
            for place, one in enumerate(known)
        ]
        records += scored
        ends += [{**scored[0], "边": -1}, {**scored[-1], "边": 1}]
    scores = [record["得分"] for record in records]
    order = [found[-1].name for found in lines]
    x = _months(records, orient="top", padding=1.4)
    y = alt.Y("单位:N", sort=order, title=None, scale=alt.Scale(paddingInner=_GAP),
              axis=alt.Axis(labelOverlap=False, labelLimit=220, grid=True, ticks=False,
                            bandPosition=1 + _GAP / 2))  # fmt: skip
    inside = alt.YOffset("得分:Q", scale=alt.Scale(domain=[min(scores), max(scores) + 0.01]))
    tooltip: list[Any] = [
        "单位:N",
        alt.Tooltip("年月:N", title="月份"),
        alt.Tooltip("写:N", title="得分"),
        "名次:N",
    ]
    base = alt.Chart(charts.rows(records)).encode(x=x, y=y, yOffset=inside, tooltip=tooltip)
    drawn = base.mark_line(color=charts.BLUE, strokeWidth=1.6).encode(detail=["单位:N", "段:N"])
    dots = base.mark_point(color=charts.BLUE, filled=True, size=26, opacity=1)
    written = alt.Chart(charts.rows(ends)).encode(x=x, y=y, yOffset=inside, text="写:N")
    left = written.transform_filter("datum['边'] < 0").mark_text(
        align="right", dx=-6, color=charts.INK, fontSize=11
    )
    right = written.transform_filter("datum['边'] > 0").mark_text(
        align="left", dx=6, color=charts.INK, fontSize=11
    )
    return alt.layer(drawn, dots, left, right).properties(height=len(order) * ROW_HEIGHT + 10)


def _own_line(scored: Sequence[Line], medians: Mapping[date, Decimal]) -> alt.TopLevelMixin:
    shown = {one.month for one in scored}
    records: list[dict[str, Any]] = [{**_record(one), "线": "本单位"} for one in scored]
    records += [
        { "序": month.isoformat(), "月": f"{month.month}月", "年月": f"{month:%Y-%m}", "得分": float(points),
         "写": f"{points:.2f}", "名次": "—", "线": "同组中位"}
        for month, points in sorted(medians.items()) if month in shown
    ]  # fmt: skip
    scores = [record["得分"] for record in records]
    low = max(0.0, min(scores) - 6)
    base = alt.Chart(charts.rows(records)).encode(
        x=_months(records),
        y=alt.Y("得分:Q", title="得分", scale=alt.Scale(domain=[low, 103], zero=False, nice=False)),
        tooltip=["线:N", alt.Tooltip("年月:N", title="月份"), alt.Tooltip("写:N", title="得分"), "名次:N"],
    )  # fmt: skip
    names = ["本单位", "同组中位"]
    drawn = base.mark_line(point=alt.OverlayMarkDef(size=30)).encode(
        color=alt.Color("线:N", scale=alt.Scale(domain=names, range=[charts.BLUE, charts.QUIET])),
        strokeDash=alt.StrokeDash("线:N", scale=alt.Scale(domain=names, range=[[1, 0], [5, 3]])),
    )
    said = (
        base.transform_filter("datum['线'] == '本单位'")
        .mark_text(dy=-11, fontSize=11, color=charts.INK)
        .encode(text="写:N")
    )
    return alt.layer(drawn, said).properties(height=190)


def _record(one: Line) -> dict[str, Any]:
    total = one.total or Decimal()
    return {
        "单位": one.name, "序": one.month.isoformat(), "月": f"{one.month.month}月", "年月": f"{one.month:%Y-%m}",
        "得分": float(total), "写": f"{total:.2f}",
        "名次": f"第{one.rank}名" if one.rank else "未参加排名",
    }  # fmt: skip


def _months(
    records: Sequence[Mapping[str, Any]],
    *,
    orient: Literal["top", "bottom"] = "bottom",
    padding: float = 0.6,
) -> alt.X:
    order = list(dict.fromkeys(one["月"] for one in sorted(records, key=lambda one: one["序"])))
    axis = alt.Axis(grid=False, labelAngle=0, labelOverlap=True, orient=orient)
    scale = alt.Scale(type="point", padding=padding)
    return alt.X("月:O", sort=order, title=None, axis=axis, scale=scale)
