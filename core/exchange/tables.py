"""Tables that people hand in: xlsx or csv, any encoding they may use, read whole or refused whole."""

from __future__ import annotations

import csv
import io
import itertools
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from core import text
from core.errors import BadInput
from core.exchange import encodings, workbooks

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
_HEADER_SEARCH_ROWS = 10
_ROWS_NAMED = 10
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Our own csv files put a ' before these, so that Excel takes none for a formula.
_FORMULA_STARTS = "=+-@\t\r＝＋－＠"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number as the spreadsheet shows it, and its cells by column name."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """列名 in the file's order and the rows that are not blank; every cell is text."""

    headers: list[str]
    rows: list[TableRow]


class RowProblem(NamedTuple):
    """What is wrong in which cell; row 1 is the header row of a table without a caption."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"第{self.row}行“{self.column}”：{self.message}"


def read_table(
    file_name: str,
    content: bytes,
    *,
    max_rows: int = MAX_ROWS,
    max_columns: int = MAX_COLUMNS,
    expected: Collection[str] = (),
) -> Table:
    """读取导入表格: what the file is, is told from its bytes, not from its name.

    Dates come as 2026-10-15 (with the time where there is one), whole numbers without a decimal
    point, so telephone numbers stay what they are. With `expected` column names, a caption above
    the header row is passed over. Raises BadInput, in one sentence, for whatever can't be read.
    """
    if not content.strip():
        raise BadInput(f"文件“{file_name}”是空的。", next_step="请选择有内容的表格文件。")
    if len(content) > MAX_BYTES:
        raise BadInput(
            f"文件“{file_name}”超过{MAX_BYTES // 1024 // 1024}MB。",
            next_step="请分成几个文件导入。",
        )
    rows = _rows_of(file_name, content, max_rows=max_rows, max_columns=max_columns)
    return _table(file_name, rows, max_rows, max_columns, expected)


def _rows_of(
    file_name: str, content: bytes, *, max_rows: int, max_columns: int
) -> Iterator[tuple[int, list[str]]]:
    if content.startswith(b"PK"):
        return workbooks.rows(file_name, content, max_rows=max_rows, max_columns=max_columns)
    if content.startswith(_OLE):
        raise BadInput(
            f"“{file_name}”是旧版 .xls 文件或加了密码的文件，无法导入。",
            next_step="请在 Excel 或 WPS 中去掉密码，另存为 .xlsx 后再导入。",
        )
    return _csv_rows(file_name, _decoded(file_name, content))


def _decoded(file_name: str, content: bytes) -> str:
    decoded = encodings.decoded(content)
    if decoded is None:
        raise BadInput(
            f"“{file_name}”不是能识别的表格文件。",
            next_step="请另存为 .xlsx，或编码为 UTF-8 的 .csv 后再导入。",
        )
    return _refuse_markup(file_name, decoded)


def _refuse_markup(file_name: str, decoded: str) -> str:
    """Some systems give an HTML page the name of a spreadsheet."""
    start = decoded.lstrip()[:20].lower()
    if start.startswith(("<html", "<!doctype", "<table", "<?xml", "<meta")):
        raise BadInput(
            f"“{file_name}”其实是网页格式，不是表格文件。",
            next_step="请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
        )
    return decoded


def _csv_rows(file_name: str, decoded: str) -> Iterator[tuple[int, list[str]]]:
    first_line = decoded.split("\n", 1)[0]
    delimiter = "\t" if first_line.count("\t") > first_line.count(",") else ","
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [_without_guard(cell) for cell in cells]
    except csv.Error:
        raise BadInput(
            f"“{file_name}”第{number + 1}行读不出来，可能是引号不成对或单元格过长。",
            next_step="请在 Excel 或 WPS 中检查这一行，另存为 .xlsx 后再导入。",
        ) from None


def _without_guard(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in _FORMULA_STARTS else cell


def _table(
    file_name: str,
    rows: Iterable[tuple[int, list[str]]],
    max_rows: int,
    max_columns: int,
    expected: Collection[str],
) -> Table:
    filled = ((number, [text.clean(c) for c in cells]) for number, cells in rows)
    remaining = ((number, cells) for number, cells in filled if any(cells))
    headers = _headers(file_name, remaining, max_columns, {header_name(e) for e in expected})
    table = Table([header for header in headers if header], [])
    strays = []
    for number, cells in remaining:
        if len(table.rows) >= max_rows:
            raise BadInput(
                f"“{file_name}”超过{max_rows}行。", next_step=f"请分成每次不超过{max_rows}行导入。"
            )
        if any(cells[len(headers) :]) or any(
            cell for header, cell in zip(headers, cells, strict=False) if not header
        ):
            strays.append(number)
        padded = cells + [""] * (len(headers) - len(cells))
        table.rows.append(
            TableRow(number, {h: c for h, c in zip(headers, padded, strict=False) if h})
        )
    if strays:
        named = "、".join(str(number) for number in strays[:_ROWS_NAMED])
        more = f"等{len(strays)}行" if len(strays) > _ROWS_NAMED else "行"
        raise BadInput(
            f"“{file_name}”第{named}{more}的内容超出了有列名的范围。",
            next_step="请检查这些行是否多了一列，或给每一列都写上列名。",
        )
    return table


def _headers(
    file_name: str, remaining: Iterator[tuple[int, list[str]]], max_columns: int, known: set[str]
) -> list[str]:
    for _number, cells in itertools.islice(remaining, _HEADER_SEARCH_ROWS):
        headers = [header_name(cell) for cell in cells]
        while headers and not headers[-1]:
            headers.pop()
        if not known or len(known & set(headers)) >= min(2, len(known)):
            return _checked_headers(file_name, headers, max_columns)
    raise BadInput(
        f"“{file_name}”里没有找到列名所在的行。",
        next_step="请下载导入模板，按模板第一行的列名填写。" if known else "请在第一行写上列名。",
    )


def _checked_headers(file_name: str, headers: list[str], max_columns: int) -> list[str]:
    if len(headers) > max_columns:
        raise BadInput(
            f"“{file_name}”有{len(headers)}列，超过{max_columns}列。", next_step="请删去多余的列。"
        )
    named = [header for header in headers if header]
    repeated = sorted({header for header in named if named.count(header) > 1})
    if repeated:
        raise BadInput(
            f"“{file_name}”的列名“{'、'.join(repeated)}”重复了。",
            next_step="请每个列名只保留一列。",
        )
    return headers


def header_name(cell: str) -> str:
    """A column's name without what people add to it: blanks, line breaks, a star, （必填）."""
    name = "".join(unicodedata.normalize("NFKC", cell).split())
    for mark in ("(必填)", "(选填)", "*"):
        name = name.replace(mark, "")
    return name.strip(":")
