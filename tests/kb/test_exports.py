"""第十七条: what a keeper takes away can be edited and taken in again; others' entries stay where they are."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from core.errors import BadInput, NotAllowed
from core.exchange import sheets
from core.store.models import AuditRow
from kb import entries, exports, imports
from kb.imports import Counts
from kb.shelves import Shelf, Wanted
from kb.terms import Audience, EntryKind
from tests.kb import written
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at, nothing_written

RICH: dict[str, Any] = {
    "standard_question": "=1+1", "variant_questions": ("屋里冰凉；很久了", "+暖气，不热"),
    "text": "第一行\n第二行\t'引号", "phone": "0357-3622345；0357-3629999", "fee": "@SUM(A1)",
    "link": "https://www.example.gov.cn/a?b=c", "materials": "身份证；户口簿",
    "keywords": ("供热", "0906"), "effective_from": date(2026, 1, 1), "effective_until": date(2027, 3, 15),
}  # fmt: skip


def exported(county: County, username: str, wanted: Wanted | None = None) -> sheets.Written:
    return sheets.handed_out(
        county.database, county.actor(username), lambda r: exports.export_entries(r, wanted)
    )


def cells(content: bytes) -> list[dict[str, str]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    first, *rows = book["知识导入"].iter_rows()
    assert all(cell.data_type in {"s", "n"} for row in rows for cell in row)  # no formula anywhere
    titles = [str(cell.value) for cell in first]
    return [dict(zip(titles, (str(c.value or "") for c in row), strict=True)) for row in rows]


def taken_in(county: County, username: str, content: bytes) -> Counts:
    table = imports.read_table("知识库.xlsx", content)
    with county.work(username) as uow:
        checked = imports.check(uow, table)
        assert checked.problems == []
        return imports.import_rows(uow, checked)


def three(county: County) -> tuple[int, int, int]:
    return (
        written.publish(county, unit=HOUSING, **RICH),
        written.publish(county, unit=CIVIL_AFFAIRS, title="低保申请", kind=EntryKind.SERVICE),
        written.publish(county, title="热线什么时候有人", audience=Audience.INTERNAL),
    )


def test_out_and_in_again_nothing_has_changed(county: County) -> None:
    three(county)
    file = exported(county, "editor")
    assert file.file_name == "知识库_2026-09-29.xlsx"
    assert list(cells(file.content)[0]) == list(imports.COLUMNS)
    assert taken_in(county, "editor", file.content) == Counts(added=0, revised=0, unchanged=3)


def test_out_edited_and_in_again_is_a_new_version(one_county: County) -> None:
    entry_id, _, _ = three(one_county)
    file = exported(one_county, "handler")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    sheet = book["知识导入"]
    place = imports.COLUMNS.index("联系电话") + 1
    sheet.cell(2, place).value = "0357-3620000"
    edited = io.BytesIO()
    book.save(edited)
    counts = taken_in(one_county, "handler", edited.getvalue())
    assert counts == Counts(added=0, revised=1, unchanged=0)
    with one_county.read("handler") as reading:
        newest, before = written.versions(reading, entry_id)
    assert (newest.phone, newest.variant_questions) == ("0357-3620000", before.variant_questions)


def test_a_title_on_its_way_finds_its_entry_again(one_county: County) -> None:
    entry_id, _, _ = three(one_county)
    with one_county.work("handler") as uow:
        entry = written.entry(one_county, entry_id)
        entries.revise(uow, entry.id, replace(written.HEATING, title="暖气不热找谁"), note="改标题")
    file = exported(one_county, "handler")
    assert taken_in(one_county, "handler", file.content) == Counts(0, 0, 1)


@pytest.mark.parametrize(
    ("username", "titles"),
    [
        ("handler", {"暖气不热怎么办"}),
        ("leader2", {"低保申请"}),
        ("office", {"暖气不热怎么办", "低保申请", "热线什么时候有人"}),
        ("lead", {"暖气不热怎么办", "低保申请", "热线什么时候有人"}),
    ],
)
def test_units_take_their_own_and_the_office_all(
    one_county: County, username: str, titles: set[str]
) -> None:
    three(one_county)
    units = (one_county.unit_id(HOUSING), one_county.unit_id(CIVIL_AFFAIRS))
    for wanted in (None, Wanted(unit_ids=units)):
        found = cells(exported(one_county, username, wanted).content)
        kept = {row["标题"] for row in found}
        assert kept == titles if wanted is None else kept <= titles  # a filter brings nothing more


@pytest.mark.parametrize("username", ["taker", "inspector", "admin"])
def test_who_keeps_nothing_exports_nothing(one_county: County, username: str) -> None:
    three(one_county)
    with nothing_written(one_county.database), pytest.raises(NotAllowed):
        exported(one_county, username)


def test_a_unit_without_entries_is_told_so(one_county: County) -> None:
    three(one_county)
    for wanted in (None, Wanted(unit_ids=(one_county.unit_id(HOUSING),))):
        with nothing_written(one_county.database), pytest.raises(BadInput, match="没有可以导出"):
            exported(one_county, "town", wanted)


def test_what_is_withdrawn_stays_behind(one_county: County) -> None:
    first, _, _ = three(one_county)
    with one_county.work("editor") as uow:
        entries.withdraw(uow, first, reason="旧口径")
    assert {row["标题"] for row in cells(exported(one_county, "editor").content)} == {
        "低保申请", "热线什么时候有人",
    }  # fmt: skip
    with nothing_written(one_county.database), pytest.raises(BadInput):
        exported(one_county, "editor", Wanted(shelf=Shelf.WITHDRAWN))


def test_every_export_stands_in_the_audit_log(one_county: County) -> None:
    three(one_county)
    one_county.now = at("2026-11-22T10:00")
    assert exported(one_county, "office").file_name == "知识库_2026-11-22.xlsx"
    with one_county.read("lead") as reading:
        row = reading.session.query(AuditRow).order_by(AuditRow.id.desc()).first()
        assert row is not None
        assert (row.verb, row.details["rows"]) == ("export_knowledge", 3)
