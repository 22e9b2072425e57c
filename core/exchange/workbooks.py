"""Workbooks (.xlsx): weighed before they are opened, then read row by row as text."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import IO, Any
from xml.parsers import expat

import openpyxl
from openpyxl.utils import escape, get_column_letter

from core.errors import BadInput

MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_SHEET_ROWS = 20_000
MAX_CELLS = 2_000_000
_CELLS_NAMED = 10
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ZEROS = re.compile(r"0{2,}")
_RESAVE = "请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再导入。"


def rows(
    file_name: str, content: bytes, *, max_rows: int, max_columns: int
) -> Iterator[tuple[int, list[str]]]:
    """The first visible sheet's rows as (number, cells).

    Raises BadInput for whatever is not sound.
    """
    has_formulas = _weigh(file_name, content)
    with _sound(file_name):
        sheet = _first_sheet(file_name, content, is_values=True)
        read = list(_text_rows(file_name, sheet, max_rows, max_columns))
        if has_formulas:
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


def _weigh(file_name: str, content: bytes) -> bool:
    """Refuse what could swell or reach out once opened; tell whether any sheet holds formulas.

    zipfile reads no more of a member than its directory declares, so the declared sizes bind.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise BadInput(f"“{file_name}”内部文件过多，无法导入。", next_step=_RESAVE)
            if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
                raise BadInput(
                    f"“{file_name}”展开后超过{MAX_UNPACKED_BYTES // 1024 // 1024}MB，无法导入。",
                    next_step="请去掉图片和多余的工作表，分成几个文件导入。",
                )
            has_formulas = False
            for member in members:
                if member.flag_bits & 1:
                    raise BadInput(f"“{file_name}”加了密码，无法导入。", next_step=_RESAVE)
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(member) as stream:
                    _refuse_doctype(file_name, stream)
                if member.filename.startswith("xl/worksheets/"):
                    has_formulas = has_formulas or bool(_FORMULA.search(archive.read(member)))
            return has_formulas
    except BadInput:
        raise
    except Exception:  # zipfile, zlib and struct each fail in their own way on a broken archive
        raise _broken(file_name) from None


def _refuse_doctype(file_name: str, stream: IO[bytes]) -> None:
    """A document type is where entity bombs and outside files hide; a workbook never has one."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append("doctype")
    parser.StartElementHandler = lambda *_: found.append("element")
    while not found and (chunk := stream.read(4096)):
        try:
            parser.Parse(chunk)
        except expat.ExpatError:
            break  # openpyxl will say so too, where the member matters
    if "doctype" in found:
        raise BadInput(f"“{file_name}”含有不允许的内容，无法导入。", next_step=_RESAVE)


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
        raise _broken(file_name) from None


def _broken(file_name: str) -> BadInput:
    return BadInput(f"“{file_name}”已损坏，或不是有效的 Excel 表格。", next_step=_RESAVE)
