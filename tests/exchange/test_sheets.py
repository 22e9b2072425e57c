"""Sheets people take away: text stays text, nothing is dropped in silence, every page says who took it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import text
from core.exchange import periods, sheets, tables
from core.exchange.sheets import Column, Sheet
from tests.planted import at

FORMULAS = [
    "=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1",
    '=HYPERLINK("http://x.example","点我")', "=cmd|' /C calc'!A0", "=DDE(1)", "'=1",
    "http://x.example", "mailto:a@x.example", "internal:A1", "123", "007", "1e5", "{=1}",
]  # fmt: skip


def made(*rows: str, totals: Any = ()) -> bytes:
    sheet = Sheet("清单", [Column[str]("内容", lambda row: row, "long", 30)], rows, totals)
    return sheets.xlsx(sheet, taken_by="钱主任", taken_at=at("2026-10-09T09:05"))[0]


def cells(content: bytes) -> list[Any]:
    return [row[0] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]


@pytest.mark.parametrize("written", FORMULAS)
def test_nothing_a_caller_says_is_a_formula_a_link_or_a_number(written: str) -> None:
    content = made(written)
    cell = cells(content)[1]
    assert cell.data_type == "s"
    assert cell.value == text.clean(written)
    assert cell.hyperlink is None
    assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@given(st.lists(st.text(max_size=200).filter(text.clean), min_size=1, max_size=5))
def test_whatever_people_say_comes_back_unchanged(said: list[str]) -> None:
    """By way of our own reader, which undoes what Excel does to control characters."""
    read = cells(made(*said))
    assert [cell.value for cell in read[1:]] == [text.clean(one) for one in said]


def test_a_text_too_long_for_a_cell_says_that_it_is_cut() -> None:
    for long in ("路" * 40_000, "𠮷" * 20_000):
        value = cells(made(long))[1].value
        assert value.endswith("……（内容过长，全文见工单）")
        assert len(value.encode("utf-16-le")) // 2 <= sheets.LONGEST_CELL


def test_head_stays_in_sight_the_sum_stands_below_and_the_footer_names_the_taker() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made("甲", "乙", totals=[("内容", "合计2件")])))
    page = book.active
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:A3"
    assert page["A4"].value == "合计2件"
    assert page.oddFooter.left.text == "钱主任　2026年10月9日09:05导出"


def test_an_instant_can_be_sorted_and_read_again() -> None:
    sheet = Sheet(
        "清单", [Column[Any]("时间", lambda row: row, "instant")], [at("2026-10-09T09:05")]
    )
    content, count = sheets.xlsx(sheet, taken_by="钱主任", taken_at=at("2026-10-09T09:05"))
    assert count == 1
    assert tables.read_table("清单.xlsx", content).rows[0].cells == {"时间": "2026-10-09 09:05:00"}


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        ("2026-11-01", "2026-11-30", "2026-11"),
        ("2028-02-01", "2028-02-29", "2028-02"),
        ("2026-11-01", "2026-11-29", "2026-11-01至2026-11-29"),
        ("2026-11-09", "2026-11-09", "2026-11-09"),
        ("2026-11-01", "2026-12-31", "2026-11-01至2026-12-31"),
    ],
)
def test_periods_in_file_names(first: str, last: str, named: str) -> None:
    days = at(f"{first}T00:00").date(), at(f"{last}T00:00").date()
    assert periods.of(*days) == named
