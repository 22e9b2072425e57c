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


def test_every_choice_stands_in_the_link_and_is_cleared_at_once(county: County) -> None:
    """Tuesday 2026-09-29: one dispatched; a look back to Monday shows none, and says so."""
    flow.dispatched(county)
    county.now = at("2026-09-30T09:00")
    query = {"peers": "县直", "way": "来电", "level": "二级分类", "until": "2026-09-28"}
    app = visiting.visit(county, "inspector", "overview", query=query)
    assert not app.exception
    shown = visiting.texts(app)
    assert "截至2026年9月28日" in shown
    assert "在办</span><strong>0</strong>" in shown
    assert ".gcounty.wphone.a20260928235959" in shown
    app.button("overview_clear").click().run()
    assert not app.exception
    assert "在办</span><strong>1</strong>" in visiting.texts(app)


def test_the_tables_are_taken_away_in_one_workbook(county: County) -> None:
    flow.dispatched(county)
    app = visiting.visit(county, "inspector", "overview")
    app.button("overview_export").click().run()
    assert not app.exception
    assert [toast.value.partition("：")[0] for toast in app.toast] == ["已导出48行"]
