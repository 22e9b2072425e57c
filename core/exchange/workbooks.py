"""Workbooks (.xlsx): weighed before they are opened, then read row by row as text."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.utils import escape, get_column_letter

from core.errors import BadInput
from core.exchange import archives

MAX_SHEET_ROWS = 20_000
MAX_CELLS = 2_000_000
_CELLS_NAMED = 10
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ZEROS = re.compile(r"0{2,}")


def rows(
    file_name: str, content: bytes, *, max_rows: int, max_columns: int
) -> Iterator[tuple[int, list[str]]]:
    """The first visible sheet's rows as (number, cells).

    Raises BadInput for whatever is not sound.
    """
    archive = archives.weigh(file_name, content)
    with _sound(file_name):
        sheet = _first_sheet(file_name, content, is_values=True)
        read = list(_text_rows(file_name, sheet, max_rows, max_columns))
        if _has_formulas(archive):
            formulas = _first_sheet(file_name, content, is_values=False)
            _refuse_uncalculated(file_name, sheet, formulas)
    return iter(read)


def _text_rows(
    file_name: str, sheet: Any, max_rows: int, max_columns: int
) -> Iterator[tuple[int, list[str]]]:
    cells_seen = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells_seen += len(row)
        if number > max(MAX_SHEET_ROWS, max_rows + 1) or cells_seen > MAX_CELLS:
            raise BadInput(
                f"“{file_name}”的表格范围过大（到第{number}行）。",
                next_step="请删去下方和右侧的空白行列，或复制到新表格后再导入。",
            )
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > max_columns:
            raise BadInput(
                f"“{file_name}”第{number}行有{len(cells)}列，超过{max_columns}列。",
                next_step="请删去多余的列。",
            )
        yield number, cells


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    return any(
        _FORMULA.search(archive.read(name))
        for name in archive.namelist()
        if name.startswith("xl/worksheets/") and name.endswith(".xml")
    )


def _first_sheet(file_name: str, content: bytes, *, is_values: bool) -> Any:
    workbook = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=is_values, keep_links=False
    )
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            # The declared range may be a million rows in a file of four kilobytes.
            sheet.reset_dimensions()
            return sheet
    raise BadInput(f"“{file_name}”里没有可见的工作表。", next_step="请取消隐藏后再导入。")


def _refuse_uncalculated(file_name: str, values: Any, formulas: Any) -> None:
    """Formulas saved by a program that did not calculate them: their value would be lost unseen."""
    found = []
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
    for number, (row, formula_row) in enumerate(pairs, start=1):
        for cell, formula in zip(row, formula_row, strict=True):
            if formula.data_type == "f" and cell.value is None:
                found.append(f"第{number}行{get_column_letter(formula.column)}列")
    if found:
        named = "、".join(found[:_CELLS_NAMED]) + ("等" if len(found) > _CELLS_NAMED else "")
        raise BadInput(
            f"“{file_name}”的{named}是没有结果的公式。",
            next_step="请在 Excel 或 WPS 中打开并保存一次，或把公式粘贴为数值。",
        )


def _text(cell: Any) -> str:
    """A cell as the person sees it: no 1.38E+10 for a telephone number, no 46310 for a day."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return escape.unescape(value) if "_x" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return _moment(value)


def _number(value: int | float, number_format: str) -> str:
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    whole = str(int(value))
    return whole.zfill(len(number_format)) if _ZEROS.fullmatch(number_format or "") else whole


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        if rounded.time() == time():
            return rounded.date().isoformat()
        return rounded.isoformat(sep=" ")
    if isinstance(value, time):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


@contextmanager
def _sound(file_name: str) -> Iterator[None]:
    """Turn whatever openpyxl raises over a broken workbook into one sentence."""
    try:
        # It warns about styles and validations it leaves out; neither matters here.
        with warnings.catch_warnings(action="ignore"):
            yield
    except BadInput:
        raise
    except Exception:  # KeyError, ValueError, ParseError …: openpyxl checks little and has no root
        raise archives.broken(file_name) from None
