"""运行总览: figures, comparisons and charts for those who oversee; calm where there is nothing."""

from __future__ import annotations

from core.rules import periods
from tests.casework import flow
from tests.pages import visiting
from tests.planted import County, at


def test_an_empty_county_is_said_to_be_empty(county: County) -> None:
    app = visiting.visit(county, "lead", "overview")
    assert not app.exception
    shown = visiting.texts(app)
    assert "这段时间没有受理的诉求件" in shown
    assert "没有正在办理的工单" in shown
    assert "无可比" in shown


def test_what_came_in_today_and_what_is_late_stand_on_top(county: County) -> None:
    """Tuesday 2026-09-29: two tickets; on Saturday 10-10 the dispatched one is overdue since Friday's close."""
    flow.registered(county)
    flow.dispatched(county)
    county.now = at("2026-10-10T09:00")
    flow.registered(county)
    app = visiting.visit(county, "inspector", "overview")
    assert not app.exception
    shown = visiting.texts(app)
    day = periods.day_of(county.now)
    assert f"figure=registered.part.{day.first_on}.{day.last_on}" in shown
    assert "已逾期</span><strong>1</strong>" in shown
    assert len(app.get("vega_lite_chart")) >= 3


def test_a_link_opens_another_month(county: County) -> None:
    flow.registered(county)
    county.now = at("2026-10-10T09:00")
    app = visiting.visit(county, "office", "overview", query={"month": "2026年9月"})
    assert not app.exception
    assert "2026年9月" in visiting.texts(app)
