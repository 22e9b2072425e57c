"""Tables people hand in: whatever the program and encoding, the same text; else one clear sentence."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.exchange import tables

ROWS = (("标题", "联系电话"), ("停水怎么办", "0357-3622345"), ("𠮷家庄供暖", "13812341234"))


def workbook(*rows: Sequence[Any], change: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_member(content: bytes, name: str, body: bytes) -> bytes:
    """The same workbook with one of its inner files replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member.filename, old.read(member))
        new.writestr(name, body, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def cells(table: tables.Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


def refusal(content: bytes, name: str = "导入.xlsx", **limits: Any) -> str:
    with pytest.raises(BadInput) as refused:
        tables.read_table(name, content, **limits)
    assert refused.value.next_step
    assert name in str(refused.value)
    return str(refused.value)


# --- the same rows from every program ----------------------------------------------------------


def as_csv(encoding: str, delimiter: str = ",") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in ROWS).encode(encoding)


@pytest.mark.parametrize(
    "content",
    [
        as_csv("utf-8"),
        as_csv("utf-8-sig"),
        as_csv("gb18030"),
        as_csv("utf-16", "\t"),
        as_csv("utf-8", "\t"),
        workbook(*ROWS),
    ],
    ids=["utf-8", "utf-8 with BOM", "gb18030", "utf-16 with tabs", "tabs", "xlsx"],
)
def test_every_encoding_gives_the_same_rows(content: bytes) -> None:
    table = tables.read_table("任意名字.xls", content)
    assert table.headers == ["标题", "联系电话"]
    assert cells(table) == [list(row) for row in ROWS[1:]]
    assert [row.number for row in table.rows] == [2, 3]


@pytest.mark.parametrize(
    ("value", "number_format", "as_text"),
    [
        (13812341234, "General", "13812341234"),
        (13812341234.0, "0.00E+00", "13812341234"),
        (906, "0000", "0906"),
        (906, "General", "906"),
        (0.1, "General", "0.1"),
        (-3, "General", "-3"),
        (True, "General", "TRUE"),
        (date(2026, 10, 15), "yyyy/m/d", "2026-10-15"),
        (datetime(2026, 10, 15, 8, 30), "yyyy/m/d h:mm", "2026-10-15 08:30:00"),  # noqa: DTZ001
        (time(8, 30), "h:mm", "08:30:00"),
        ("0357-3622345", "General", "0357-3622345"),
        ("00906", "@", "00906"),
        (" 两头的空白\u200b\x07 ", "@", None),
    ],
)
def test_cells_are_text_as_the_person_sees_them(
    value: Any, number_format: str, as_text: str | None
) -> None:
    stream = io.BytesIO()
    if as_text is None:  # a control character, which XlsxWriter writes as _x0007_
        book = xlsxwriter.Workbook(stream, {"in_memory": True})
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["值", value])
        book.close()
        assert cells(tables.read_table("表.xlsx", stream.getvalue())) == [["两头的空白\u200b"]]
        return
    book = openpyxl.Workbook()
    book.active.append(["值"])
    book.active.append([value])
    book.active["A2"].number_format = number_format
    book.save(stream)
    assert cells(tables.read_table("表.xlsx", stream.getvalue())) == [[as_text]]


def test_days_counted_from_1904_are_the_same_days() -> None:
    def count_from_1904(book: Any) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    content = workbook(["日期"], [date(2026, 10, 15)], change=count_from_1904)
    assert cells(tables.read_table("表.xlsx", content)) == [["2026-10-15"]]


def test_our_own_csv_guard_against_formulas_is_taken_off_again() -> None:
    table = tables.read_table("出.csv", "标题,答复\n'=HYPERLINK(1),'平常的引号".encode())
    assert cells(table) == [["=HYPERLINK(1)", "'平常的引号"]]


def test_blank_rows_are_passed_over_and_numbers_stay_those_of_the_sheet() -> None:
    content = workbook(["标题"], [None], ["甲"], ["  "], ["乙"])
    assert [row.number for row in tables.read_table("表.xlsx", content).rows] == [3, 5]


def test_a_caption_above_the_header_row_is_passed_over() -> None:
    def merge(book: Any) -> None:
        book.active.merge_cells("A1:B1")

    content = workbook(["襄汾县知识库", None], *ROWS, change=merge)
    table = tables.read_table("表.xlsx", content, expected=("标题", "联系电话", "正文"))
    assert table.headers == ["标题", "联系电话"]
    assert table.rows[0].number == 3


def test_header_names_lose_what_people_add_to_them() -> None:
    table = tables.read_table("表.csv", "* 标 题（必填）,联系\u3000电话：\n甲,1".encode())
    assert table.headers == ["标题", "联系电话"]


def test_hidden_sheets_are_not_read() -> None:
    def hide_first(book: Any) -> None:
        book.create_sheet("真").append(["标题"])
        book["真"].append(["看得见"])
        book["Sheet"].sheet_state = "hidden"
        book.active = 1

    content = workbook(["标题"], ["看不见"], change=hide_first)
    assert cells(tables.read_table("表.xlsx", content)) == [["看得见"]]


def test_a_calculated_formula_gives_its_value() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["标题"])
        sheet.write_formula(1, 0, '="供"&"暖"', None, "供暖")
    assert cells(tables.read_table("表.xlsx", stream.getvalue())) == [["供暖"]]


# --- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 .xls 文件或加了密码"),
        ("<html><table><tr><td>标题".encode(), "网页格式"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "不是能识别的表格"),
        (b"PK\x03\x04broken", "已损坏"),
        (workbook(*ROWS)[:-400], "已损坏"),
        ('标题,电话\n"停水,1\n停电,2\n'.encode(), "第2行读不出来"),
        ("标题,电话\n停水,1,2\n停电,3\n停气,1,9\n".encode(), "第2、4行的内容超出"),
        ("标题,标题\n1,2".encode(), "列名“标题”重复"),
        (workbook(["标题"], ["=1+1"]), "第2行A列是没有结果的公式"),
        (workbook(["标题"] + [None] * 80 + ["远"]), "超过60列"),
        (workbook(["标题"], *([str(n)] for n in range(1001))), "超过1000行"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content, max_rows=1000, max_columns=60)


def test_without_the_expected_columns_no_header_row_is_guessed() -> None:
    content = workbook(["甲", "乙"], ["1", "2"])
    assert "没有找到列名" in refusal(content, expected=("标题", "正文"))


def test_a_thousand_rows_are_read() -> None:
    content = workbook(["标题"], *([str(n)] for n in range(1000)))
    assert len(tables.read_table("表.xlsx", content, max_rows=1000).rows) == 1000


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def test_a_small_file_that_claims_a_million_rows_is_refused_quickly() -> None:
    far = f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>' + (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>标题</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert "范围过大" in refusal(with_member(workbook(*ROWS), SHEET, far.encode()))


def test_a_false_dimension_alone_does_no_harm() -> None:
    near = f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>' + (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>标题</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c></row></sheetData></worksheet>'
    )
    content = with_member(workbook(*ROWS), SHEET, near.encode())
    assert cells(tables.read_table("表.xlsx", content)) == [["甲"]]


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    assert "展开后超过50MB" in refusal(with_member(workbook(*ROWS), SHEET, b" " * 60_000_000))


def test_too_many_inner_files_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(201):
            archive.writestr(f"{number}.xml", "<a/>")
    assert "内部文件过多" in refusal(stream.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE a [<!ENTITY x "xx">]>'],
    ids=["outside file", "entity bomb"],
)
def test_document_types_are_refused(doctype: str, encoding: str) -> None:
    sheet = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}<worksheet {MAIN}/>'
    content = with_member(workbook(*ROWS), SHEET, sheet.encode(encoding))
    assert "不允许的内容" in refusal(content)


SOUND = workbook(*ROWS)


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_workbook_is_read_or_refused_never_worse(data: st.DataObject) -> None:
    content = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BadInput):
        tables.read_table("坏.xlsx", bytes(content))


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused_never_worse(content: bytes) -> None:
    with contextlib.suppress(BadInput):
        tables.read_table("杂.csv", content)
