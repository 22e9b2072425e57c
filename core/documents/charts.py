"""图: Vega-Lite specifications of the charts in papers, and their drawing as pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import vl_convert

Spec = Mapping[str, Any]

BLUE, ORANGE = "#0072B2", "#D55E00"
_SCALE = 2.5
_SIZE = 14
# No family is named: "sans-serif" is drawn with whatever Chinese type the machine has.
_CONFIG = {
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": _SIZE, "titleFontSize": _SIZE, "labelLimit": 0, "titleFontWeight": "normal",
        "gridColor": "#dddddd", "domainColor": "#888888",
    },
    "text": {"fontSize": _SIZE},
}  # fmt: skip


def bars(rows: Sequence[tuple[str, float]], *, measure: str, is_percent: bool = False) -> Spec:
    """横条图, the first row on top, each with its number; from zero."""
    said = [
        {"name": name, "value": value, "said": f"{value:.1f}%" if is_percent else f"{value:,.0f}"}
        for name, value in rows
    ]
    scale = {"domain": [0, 105]} if is_percent else {"zero": True}
    place = {"field": "name", "type": "nominal", "sort": None, "title": None}
    length = {"field": "value", "type": "quantitative", "title": measure, "scale": scale,
              "axis": {"tickMinStep": 1}}  # fmt: skip
    number = {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": {"field": "said"}}}  # fmt: skip
    return _spec(
        said,
        max(len(rows), 1) * 28,
        {
            "encoding": {"y": place, "x": length},
            "layer": [{"mark": {"type": "bar", "color": BLUE, "height": 18}}, number],
        },
    )


def daily(rows: Sequence[tuple[str, int]], *, measure: str) -> Spec:
    """逐日柱图: a column a day, the days by their names."""
    every = -(-len(rows) // 6) or 1
    shown = [name for place, (name, _) in enumerate(rows) if place % every == 0]
    axis = {"labelAngle": 0, "values": shown, "title": None}
    day = {"field": "name", "type": "ordinal", "sort": None, "axis": axis}
    height = {
        "field": "value",
        "type": "quantitative",
        "title": measure,
        "axis": {"tickMinStep": 1},
    }
    said = [{"name": name, "value": value} for name, value in rows]
    return _spec(
        said,
        200,
        {
            "mark": {"type": "bar", "color": BLUE, "width": {"band": 0.7}},
            "encoding": {"x": day, "y": height},
        },
    )


def png(spec: Spec) -> bytes:
    """The picture: the same specification gives the same bytes on the same machine. Nothing is fetched."""
    return _drawn(json.dumps(spec, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=32)  # drawn for the preview, set into the file while the ledger is locked
def _drawn(spec: str) -> bytes:
    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[])
    return drawn


def _spec(values: list[dict[str, Any]], height: int, body: dict[str, Any]) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": values},
        "width": 560,
        "height": height,
        "background": "white",
        "config": _CONFIG,
        **body,
    }
