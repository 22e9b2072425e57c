"""导出 Excel under every list: what is on the screen and no more, logged, and missing nowhere."""

from __future__ import annotations

import ast
import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core.casework import sign_in
from core.store.models import AuditRow
from pages._ui import as_sheet, table
from pages._ui.words import Due
from pages._web import downloads
from tests import architecture
from tests.architecture import Source
from tests.casework import flow
from tests.pages import visiting
from tests.planted import CIVIL_AFFAIRS, County, at, nothing_written

GIVEN_OTHERWISE = {
    # a button of its own stands beside the list and hands out more than the screen shows
    "pages/tickets.py",
    "pages/assessment.py",
    "pages/gaps.py",
    "pages/_ui/city/giving_back.py",
    "pages/_ui/supervision/watching.py",
    "pages/_ui/topics/lists.py",
    "pages/_ui/topics/one.py",
    "pages/_ui/scoreboard/board.py",
    "pages/_ui/scoreboard/correcting.py",
    "pages/_ui/scoreboard/freezing.py",
    "pages/_ui/scoreboard/yearly.py",
    "pages/_ui/city/upload.py",
    "pages/_ui/knowledge/coverage.py",
    "pages/_ui/knowledge/shelf.py",
    "pages/_ui/knowledge/taking_in.py",  # its problems
}


def lists_without_a_button(source: Source) -> list[int]:
    return [
        call.lineno
        for call in source.calls
        if ast.unparse(call.func) == "table.table"
        and "excel" not in {word.arg for word in call.keywords}
    ]


def test_every_list_can_be_taken_away() -> None:
    pages = [one for one in architecture.texts() if one.is_in("pages") and one.path.endswith(".py")]
    lacking = {one.path for one in pages if lists_without_a_button(one)}
    assert lacking - GIVEN_OTHERWISE == set()


def taken(app: AppTest) -> list[tuple[Any, ...]]:
    """The rows of the workbook that the page has just offered."""
    key = app.session_state["download_offered"].rpartition("/")[2]
    waiting = downloads._waiting[key]
    book = openpyxl.load_workbook(io.BytesIO(waiting.content))
    return list(book.active.iter_rows(values_only=True))


def taking(app: AppTest, key: str) -> AppTest:
    pressed = app.button(key=f"sheet_{key}").click().run()
    assert not pressed.exception
    return pressed


def logged(county: County) -> list[AuditRow]:
    with county.read("lead") as reading:
        verbs = ("export_table", "ticket_export")
        return list(reading.session.query(AuditRow).filter(AuditRow.verb.in_(verbs)))


def test_a_list_is_taken_as_it_stands_and_its_taking_logged(county: County) -> None:
    """单位健康 on Monday 28 September, with sums under what counts."""
    app = taking(visiting.visit(county, "office", "units"), "units_True")
    head, *rows, total = taken(app)
    assert head == ("单位", "类别", "第一责任人", "承办人", "制度", "需要补齐")
    assert total[0] == f"合计{len(rows)}条"
    assert total[3] == sum(row[3] or 0 for row in rows)
    [row] = logged(county)
    assert (row.subject, row.details) == ("单位健康_2026-09.xlsx", {"rows": len(rows)})


def test_a_desks_queue_is_taken_under_its_own_name(county: County) -> None:
    flow.registered(county, title="路灯不亮，电话13812341234", requester_phone="13812341234")
    app = taking(visiting.visit(county, "office", "dispatching"), "list_dispatch")
    said = str(taken(app))
    assert "138****1234" in said
    assert "13812341234" not in said
    [row] = logged(county)
    assert row.subject == "待派发_2026-09.xlsx"


def test_a_unit_takes_only_its_own(county: County) -> None:
    flow.dispatched(county, title="电梯坏了")
    flow.dispatched(county, lead=CIVIL_AFFAIRS, title="低保金没发")
    said = str(taken(taking(visiting.visit(county, "handler", "handling"), "list_todo")))
    assert "电梯坏了" in said
    assert "低保金没发" not in said


def test_the_audit_log_gives_all_the_pages_of_what_is_chosen(county: County) -> None:
    app = visiting.visit(county, "inspector", "audit")
    app.text_input(key="audit_person").set_value("督查").run()
    key = next(b.key for b in app.button if b.key and b.key.startswith("sheet_audit_"))
    _head, *rows, _total = taken(taking(app, key.removeprefix("sheet_")))
    assert rows
    assert {"督查" in row[2] for row in rows} == {True}


def test_an_empty_list_has_nothing_to_take(county: County) -> None:
    app = visiting.visit(county, "handler2", "handling")
    assert not [b for b in app.button if b.key and b.key.startswith("sheet_")]


def test_who_was_signed_out_takes_nothing(county: County) -> None:
    app = visiting.visit(county, "office", "units")
    sign_in.sign_out(county.database, app.session_state["shell_token"])
    with nothing_written(county.database):
        app.button(key="sheet_units_True").click().run()
    assert "download_offered" not in app.session_state


# --- columns --------------------------------------------------------------------------------------

LATE = at("2026-10-09T18:00")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (table.Column("件数", lambda _: 3, "number", 60, is_summed=True), [("件数", 3)]),
        (table.Column("时间", lambda _: LATE, "instant"), [("时间", LATE)]),
        (
            table.Column("时限", lambda _: Due("逾期1小时", "late", LATE), "due"),
            [("时限情况", "逾期1小时"), ("时限", LATE)],
        ),
        (table.Column("", lambda _: ("紧急", "late"), "badge"), [("标记", "紧急")]),
        (table.Column("", lambda _: None, "badge"), [("标记", "")]),
    ],
)
def test_each_kind_of_column(
    column: table.Column[int], expected: list[tuple[str, str | int | datetime]]
) -> None:
    assert [(c.title, c.value(1)) for c in as_sheet.written([column])] == expected


def test_columns_of_one_name_are_told_apart() -> None:
    two: list[table.Column[int]] = [table.Column("", lambda _: None, "badge")] * 2
    assert [column.title for column in as_sheet.written(two)] == ["标记1", "标记2"]
