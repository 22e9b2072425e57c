"""第十七条: tables of questions and answers come in whole or not at all, with every problem named."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from core.errors import BadInput, NotAllowed
from core.exchange.tables import Table
from core.rules.policy import DEFAULT_POLICY
from kb import import_sheets, imports, shelves
from kb.imports import Checked, Counts
from kb.models import Entry, Revision
from kb.terms import Audience, EntryKind, EntryState
from tests.kb import written
from tests.planted import CIVIL_AFFAIRS, HOUSING, TOWN, County, count, nothing_written

HEATING = {
    "知识类型": "常见问题",
    "标题": "暖气不热怎么办",
    "标准问题": "暖气不热怎么办",
    "相似问题": "屋里冰凉；暖气片是温的;",
    "口语答复": "您好，请先看看阀门。",
    "正文": "供暖期内居室温度应不低于18℃。",
    "联系电话": "03570000000",
    "责任单位": HOUSING,
    "分类代码": "0906",
    "适用地区": "全县",
    "关键词": "供热；报修",
    "可见范围": "可对外",
    "生效日期": "2026-10-15",
    "失效日期": "2027年3月15日",
}
RELIEF = {
    "知识类型": "服务事项",
    "标题": "低保申请",
    "正文": "向乡镇申请。",
    "责任单位": CIVIL_AFFAIRS,
}


def as_csv(*rows: Mapping[str, str], columns: Sequence[str] = imports.COLUMNS) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def table(*rows: Mapping[str, str]) -> Table:
    return imports.read_table("知识.csv", as_csv(*rows))


def checked(county: County, *rows: Mapping[str, str], username: str = "editor") -> Checked:
    with county.read(username) as reading:
        return imports.check(reading, table(*rows))


def take_in(county: County, *rows: Mapping[str, str], username: str = "editor") -> Counts:
    with county.work(username) as uow:
        return imports.import_rows(
            uow, imports.check(uow, table(*rows)), is_published=username == "editor"
        )


# --- what comes in -------------------------------------------------------------------------------


def test_a_table_becomes_published_entries(county: County) -> None:
    assert take_in(county, HEATING, RELIEF) == Counts(added=2, revised=0, unchanged=0)
    with county.read("editor") as reading:
        lines = {line.title: line for line in shelves.kept(reading)}
        assert lines["低保申请"].unit_name == CIVIL_AFFAIRS
        assert lines["低保申请"].kind is EntryKind.SERVICE
        _, revision = shelves.opened(reading, lines["暖气不热怎么办"].entry_id)
        assert revision.variant_questions.splitlines() == ["屋里冰凉", "暖气片是温的"]
        assert revision.keywords.splitlines() == ["供热", "报修"]
        assert revision.category_id == county.category_id("0906")
        assert revision.area_id is None
        assert revision.audience is Audience.PUBLIC
        assert f"{revision.effective_from} {revision.effective_until}" == "2026-10-15 2027-03-15"
        assert revision.phone == "03570000000"
    assert all(line.state is EntryState.PUBLISHED for line in lines.values())


def test_the_same_file_again_adds_nothing(county: County) -> None:
    take_in(county, HEATING, RELIEF)
    assert take_in(county, HEATING, RELIEF) == Counts(added=0, revised=0, unchanged=2)
    assert count(county.database, Revision) == 2


def test_a_changed_row_becomes_a_new_version(county: County) -> None:
    take_in(county, HEATING, RELIEF)
    changed = HEATING | {"口语答复": "您好，请先放放气。"}
    assert take_in(county, changed, RELIEF) == Counts(added=0, revised=1, unchanged=1)
    assert count(county.database, Entry) == 2
    assert count(county.database, Revision) == 3


def test_columns_come_in_any_order(one_county: County) -> None:
    backwards = as_csv(HEATING, columns=imports.COLUMNS[::-1])
    with one_county.read("editor") as reading:
        found = imports.check(reading, imports.read_table("倒.csv", backwards))
    assert found.rows == checked(one_county, HEATING).rows


def test_columns_that_are_not_in_the_file_stay_what_they_were(one_county: County) -> None:
    take_in(one_county, HEATING)
    short = as_csv(
        {
            "知识类型": "常见问题",
            "标题": "暖气不热怎么办",
            "收费标准": "不收费",
            "责任单位": HOUSING,
        },
        columns=["收费标准", "责任单位", "标题", "知识类型"],
    )
    with one_county.work("editor") as uow:
        found = imports.check(uow, imports.read_table("短.csv", short))
        assert imports.import_rows(uow, found, is_published=True).revised == 1
    with one_county.read("editor") as reading:
        _, revision = shelves.opened(reading, shelves.kept(reading)[0].entry_id)
    assert (revision.fee, revision.phone, revision.number) == ("不收费", "03570000000", 2)


def test_a_unit_imports_its_own_entries_for_its_leader_to_review(one_county: County) -> None:
    own = {**HEATING, "责任单位": ""}
    assert take_in(one_county, own, username="handler").added == 1
    with one_county.read("leader") as reading:
        (line,) = shelves.kept(reading)
    assert (line.unit_name, line.state) == (HOUSING, EntryState.AWAITING_REVIEW)


@pytest.mark.parametrize("unit", [CIVIL_AFFAIRS, "县热线办"])
def test_a_unit_imports_for_no_other(one_county: County, unit: str) -> None:
    found = checked(one_county, HEATING | {"责任单位": unit}, username="handler")
    assert [str(problem) for problem in found.problems] == [
        "第2行“责任单位”：只能导入本单位负责的知识。"
    ]


def test_towns_and_four_digit_codes_that_a_spreadsheet_shortened(one_county: County) -> None:
    found = checked(one_county, HEATING | {"适用地区": TOWN, "分类代码": "906"})
    assert found.problems == []
    assert found.rows[0].text.area_id == one_county.unit_id(TOWN)
    assert found.rows[0].text.category_id == one_county.category_id("0906")


def test_an_xlsx_with_real_dates_and_numbers(one_county: County) -> None:
    book = openpyxl.Workbook()
    book.active.append(["襄汾县知识库导入表"])
    book.active.append(["标题", "知识类型", "正文", "联系电话", "分类代码", "生效日期"])
    book.active.append(["停水怎么办", "常见问题", "找供水公司", 3573622345, 903, None])
    book.active["F3"] = date(2026, 10, 15)
    stream = io.BytesIO()
    book.save(stream)
    with one_county.read("editor") as reading:
        found = imports.check(reading, imports.read_table("停水.xlsx", stream.getvalue()))
    assert found.problems == []
    assert (found.rows[0].number, found.rows[0].text.phone) == (3, "3573622345")
    assert str(found.rows[0].text.effective_from) == "2026-10-15"


# --- what is refused -----------------------------------------------------------------------------


def test_every_problem_is_named_by_row_and_column_and_nothing_is_stored(county: County) -> None:
    rows = [
        HEATING,
        HEATING | {"知识类型": "问题", "标题": "甲"},
        HEATING | {"标题": "", "责任单位": "县不存在局"},
        HEATING | {"标题": "乙", "分类代码": "9999", "适用地区": "火星", "可见范围": "公开"},
        HEATING
        | {"标题": "丙", "生效日期": "后天", "失效日期": "2026-13-01", "口语答复": "长" * 301},
        HEATING | {"标题": "丁", "关键词": "丁；" + "词" * 21, "办事链接": "www.example.cn"},
        HEATING,
        HEATING | {"标题": "戊", "生效日期": "2026-10-15", "失效日期": "2026-10-14"},
        HEATING | {"标题": "己", "正文": "", "口语答复": ""},
    ]
    found = checked(county, *rows)
    assert [(problem.row, problem.column) for problem in found.problems] == [
        (3, "知识类型"),
        (4, "责任单位"),
        (4, "标题"),
        (5, "分类代码"),
        (5, "适用地区"),
        (5, "可见范围"),
        (6, "生效日期"),
        (6, "失效日期"),
        (6, "口语答复"),
        (7, "关键词"),
        (7, "关键词"),
        (7, "办事链接"),
        (8, "标题"),
        (9, "失效日期"),
        (10, "正文"),
    ]
    assert found.problems[6].message == "“后天”不是日期，应写作2026-10-15。"
    assert found.problems[12].message == "与第2行的标题相同。"
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="共有15处问题，没有导入任何一行"),
        county.work("editor") as uow,
    ):
        imports.import_rows(uow, found)


def test_the_table_is_checked_again_when_it_is_stored(one_county: County) -> None:
    found = checked(one_county, HEATING)
    assert found.problems == []
    written.publish(one_county, unit=CIVIL_AFFAIRS)  # meanwhile, the same title
    with (
        nothing_written(one_county.database),
        pytest.raises(BadInput, match="由县民政局维护"),
        one_county.work("editor") as uow,
    ):
        imports.import_rows(uow, found)


def test_entries_of_others_are_not_overwritten(one_county: County) -> None:
    written.publish(one_county, unit=CIVIL_AFFAIRS)
    other_unit = checked(one_county, HEATING)
    other_kind = checked(one_county, HEATING | {"责任单位": CIVIL_AFFAIRS, "知识类型": "群众关注"})
    hidden = checked(one_county, HEATING | {"责任单位": HOUSING}, username="handler")
    messages = [found.problems[0].message for found in (other_unit, other_kind, hidden)]
    assert messages == [
        "同名的知识由县民政局维护，改换单位请用“移交”。",
        "同名的知识是“常见问题”，不能改变类型。",
        "已有同名的知识，由其他单位维护。",
    ]


def test_importing_at_once_needs_the_grant_to_publish(one_county: County) -> None:
    found = checked(one_county, HEATING)
    for actor in (one_county.actor("office"), one_county.actor("handler")):
        with (
            nothing_written(one_county.database),
            pytest.raises(NotAllowed),
            one_county.database.work(actor) as uow,
        ):
            imports.import_rows(uow, found, is_published=True)
    granted = replace(one_county.actor("office"), may_publish=True)
    with one_county.database.work(granted) as uow:
        assert imports.import_rows(uow, found, is_published=True).added == 1


@pytest.mark.parametrize("username", ["taker", "inspector", "admin"])
def test_who_may_not_write_may_not_import(one_county: County, username: str) -> None:
    found = checked(one_county, HEATING)
    with (
        nothing_written(one_county.database),
        pytest.raises(NotAllowed),
        one_county.work(username) as uow,
    ):
        imports.import_rows(uow, found)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "标题,正文\n1,2\n".encode("utf-8-sig"),
            "缺少“知识类型”列",
        ),
        ("知识类型,标题,口味\n常见问题,甲,辣".encode(), "“口味”不是模板里的列"),
        ("姓名,电话\n张三,1".encode(), "没有找到列名"),
        (b"PK\x03\x04 not a workbook", "已损坏"),
    ],
)
def test_files_that_are_no_import_table(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as refused:
        imports.read_table("坏.xlsx", content)
    assert refused.value.next_step


def test_at_most_a_thousand_rows_and_at_least_one(one_county: County) -> None:
    rows = [RELIEF | {"标题": f"第{number}条"} for number in range(1001)]
    with pytest.raises(BadInput, match="有1001行，一次最多导入1000行"):
        checked(one_county, *rows)
    assert len(checked(one_county, *rows[:1000]).rows) == 1000
    with pytest.raises(BadInput, match="没有数据行"):
        checked(one_county)


# --- the sheets ----------------------------------------------------------------------------------


def test_the_template_is_read_back_as_an_empty_table() -> None:
    content = import_sheets.template_xlsx(DEFAULT_POLICY)
    assert tuple(imports.read_table("模板.xlsx", content).headers) == imports.COLUMNS
    guide = openpyxl.load_workbook(io.BytesIO(content))["填写说明"]
    assert [row[0].value for row in guide.iter_rows(min_row=2)] == list(imports.COLUMNS)
    assert guide["B2"].value == "必填"


def test_the_error_sheet_is_the_same_table_with_the_reasons(one_county: County) -> None:
    bad: dict[str, Any] = HEATING | {"知识类型": "问题", "正文": "=1+1"}
    found = checked(one_county, HEATING | {"标题": "好的"}, bad)
    sheet = openpyxl.load_workbook(io.BytesIO(import_sheets.problems_xlsx(found))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][-1] == "错误原因"
    assert rows[1][-1] in ("", None)
    assert rows[2][-1] == "知识类型：应为职能职责、法律法规、服务事项、群众关注、常见问题之一。"
    assert rows[2][5] == "=1+1"
    assert sheet["F3"].data_type == "s"
