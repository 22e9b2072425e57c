"""办法第二十条: sheets of the board, the card, the corrections, the marks and the year; each permitted and logged."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from core.casework import months
from core.errors import NotAllowed
from core.exchange import score_sheets, sheets
from core.exchange.sheets import Written
from core.rules import periods
from core.store.models import AuditRow
from core.store.work import Reading
from tests.planted import HOUSING, County, at

SEPTEMBER = periods.month(2026, 9)
FORMULA = '=HYPERLINK("http://x.example","会议纪要")'


def nothing_known(_reading: Reading, _period: object) -> dict[int, Any]:
    return {}


def frozen(county: County) -> None:
    """September, with one mark whose evidence looks like a formula, and a correction that waits."""
    county.now = at("2026-10-10T09:00")  # a working Saturday
    unit_id = county.unit_id(HOUSING)
    month = SEPTEMBER.first_on
    with county.work("lead") as uow:
        months.mark(uow, unit_id, month, percent=Decimal(90), evidence=FORMULA)
    with county.work("lead") as uow:
        seen = months.prepare(uow, month, {}).sha256
    with county.work("lead") as uow:
        months.confirm(uow, month, seen_sha256=seen)
        months.adjust(uow, month, unit_id, points=Decimal("-1.5"), reason="抽查发现答复不实。")


def page(written: Written) -> tuple[list[str], list[dict[str, Any]], Any]:
    sheet = openpyxl.load_workbook(io.BytesIO(written.content)).active
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return head, [dict(zip(head, row, strict=True)) for row in rows], sheet


MAKES: dict[str, tuple[Callable[[Reading], Written], str, set[str]]] = {
    "export_board": (
        partial(score_sheets.board, period=SEPTEMBER, knowledge=nothing_known),
        "单位考核榜_2026-09.xlsx", {"lead", "office", "inspector"},
    ),
    "export_scorecard": (
        partial(score_sheets.card, period=SEPTEMBER, knowledge=nothing_known),
        "本单位考核_2026-09.xlsx", {"handler", "leader"},
    ),
    "export_differences": (
        partial(score_sheets.differences, period=SEPTEMBER, knowledge=nothing_known),
        "冻结与实时对照_2026-09.xlsx", {"lead", "office", "inspector"},
    ),
    "export_adjustments": (
        partial(score_sheets.adjustments, period=SEPTEMBER),
        "得分调整_2026-09.xlsx", {"lead", "office", "inspector"},
    ),
    "export_marks": (
        partial(score_sheets.marks, period=SEPTEMBER),
        "工作机制评分_2026-09.xlsx", {"lead", "office", "inspector"},
    ),
    "export_year": (
        partial(score_sheets.year, number=2026),
        "年度考核_2026.xlsx", {"lead", "office", "inspector"},
    ),
}  # fmt: skip


def test_every_sheet_is_named_frozen_at_its_header_and_logged(sqlite_county: County) -> None:
    frozen(sqlite_county)
    for verb, (make, name, allowed) in MAKES.items():
        username = sorted(allowed)[0]
        written = sheets.handed_out(sqlite_county.database, sqlite_county.actor(username), make)
        assert written.file_name == name
        assert page(written)[2].freeze_panes == "A2"
        with sqlite_county.read("lead") as reading:
            row = reading.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
            assert row is not None
            assert (row.verb, row.subject) == (verb, name)


def test_nobody_takes_a_sheet_they_may_not_see_and_the_attempt_is_logged(
    sqlite_county: County,
) -> None:
    frozen(sqlite_county)
    for make, _, allowed in MAKES.values():
        for username in {
            "lead",
            "office",
            "inspector",
            "handler",
            "leader",
            "taker",
            "editor",
        } - allowed:
            with pytest.raises(NotAllowed):
                sheets.handed_out(sqlite_county.database, sqlite_county.actor(username), make)
    with sqlite_county.read("lead") as reading:
        last = reading.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
        assert last is not None
        assert not last.verb.startswith("export_")


def test_the_board_adds_up_what_can_be_added_and_says_what_it_is(sqlite_county: County) -> None:
    frozen(sqlite_county)
    with sqlite_county.read("inspector") as reading:
        _, rows, _ = page(MAKES["export_board"][0](reading))
        _, live, _ = page(score_sheets.board(reading, SEPTEMBER, nothing_known, is_live=True))
    *units, total = rows
    assert total["组别"] == "合计"
    assert total["单位"] == f"{len(units)}个单位（冻结数据，2026-10-10 09:00提取）"
    assert total["按时办结率分母"] == sum(row["按时办结率分母"] for row in units)
    assert total["按时办结率"] is None
    assert {row["说明"] for row in units} == {"无应办结工单"}
    assert {row["得分"] for row in units} == {None}  # neither nought nor a hundred
    assert "实时数据" in live[-1]["单位"]


def test_what_people_typed_is_never_a_formula(sqlite_county: County) -> None:
    frozen(sqlite_county)
    with sqlite_county.read("lead") as reading:
        _, rows, sheet = page(MAKES["export_marks"][0](reading))
    (marked,) = (row for row in rows if row["单位"] == HOUSING)
    assert (marked["评分"], marked["依据"], marked["评分人"]) == (90, FORMULA, "钱主任")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_correction_says_where_it_stands(sqlite_county: County) -> None:
    frozen(sqlite_county)
    with sqlite_county.read("lead") as reading:
        _, (row,), _ = page(MAKES["export_adjustments"][0](reading))
    assert (row["单位"], row["分数"], row["状态"]) == (HOUSING, -1.5, "待确认")


def test_a_year_without_frozen_months_is_an_empty_sheet(sqlite_county: County) -> None:
    with sqlite_county.read("lead") as reading:
        written = score_sheets.year(reading, 2025)
    assert written.rows == 0
