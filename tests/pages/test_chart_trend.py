"""走势图: one small line a unit; where a month was not judged the line is broken, not drawn through."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.insight.frozen import Line
from core.rules.terms import UnitKind
from pages._ui import charts
from pages._ui.scoreboard import trend


def line(name: str, month: int, score: str | None) -> Line:
    points = Decimal(score) if score else None
    return Line(date(2026, month, 1), 1, name, UnitKind.COUNTY, points, Decimal(), None, None)


def test_a_month_without_a_score_breaks_the_line() -> None:
    """县能源局 had nothing due in May: April and June are not joined."""
    known = [line("县民政局", month, "90") for month in (3, 4, 5, 6, 7)]
    broken = [
        line("县能源局", 3, "80"), line("县能源局", 4, "82"), line("县能源局", 5, None),
        line("县能源局", 6, "70"), line("县能源局", 7, "75"),
    ]  # fmt: skip
    drawn = charts.styled(trend._small_lines([known, broken])).to_dict()
    layer = next(one for one in drawn["layer"] if one["mark"]["type"] == "line")
    assert [one["field"] for one in layer["encoding"]["detail"]] == ["单位", "段"]
    runs = {
        name: [record["段"] for record in layer["data"]["values"] if record["单位"] == name]
        for name in ("县民政局", "县能源局")
    }
    assert runs["县民政局"] == [0, 0, 0, 0, 0]
    before, after = runs["县能源局"][:2], runs["县能源局"][2:]
    assert len(set(before)) == len(set(after)) == 1
    assert before[0] != after[0]


def test_a_row_is_marked_off_from_the_next() -> None:
    drawn = trend._small_lines([[line("县民政局", 3, "90"), line("县民政局", 4, "91")]]).to_dict()
    axis = drawn["layer"][0]["encoding"]["y"]["axis"]
    assert axis["grid"] is True
    assert axis["bandPosition"] > 1
