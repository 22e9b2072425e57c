"""列对应: known names are found, whatever the order; what was confirmed once is kept for the next file."""

from __future__ import annotations

import pytest

from core.errors import BadInput
from core.exchange import city, city_columns, tables
from core.store.models import ColumnMapping
from tests.exchange import city_file
from tests.planted import County, count


def test_the_real_messages_columns() -> None:
    headers = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"]
    assert city_columns.propose_mapping(headers) == {
        "number": "留言编号",
        "title": "留言主题",
        "body": "留言详情",
        "registered": "留言时间",
        "name": "留言用户",
    }


def test_a_city_platform_with_everything() -> None:
    headers = ["工单编号", "诉求标题", "诉求内容", "受理时间", "诉求人", "联系电话", "事发地址"]
    headers += ["所属乡镇", "诉求类型", "问题分类", "办结时限", "紧急程度", "是否保密", "转办意见"]
    mapping = city_columns.propose_mapping(headers)
    assert mapping == dict(zip([field.code for field in city_columns.FIELDS], [
        "工单编号", "诉求标题", "诉求内容", "受理时间", "办结时限", "诉求人", "联系电话", "事发地址",
        "所属乡镇", "诉求类型", "问题分类", "紧急程度", "是否保密", "转办意见",
    ], strict=True))  # fmt: skip


def test_the_citys_own_answers_are_left_out() -> None:
    mapping = city_columns.propose_mapping(["留言编号", "留言详情", "答复意见", "答复时间"])
    assert set(mapping.values()) == {"留言编号", "留言详情"}


def test_no_column_serves_two_fields_and_unknown_ones_none() -> None:
    mapping = city_columns.propose_mapping(["编号", "内容", "备注", "随便"])
    assert mapping == {"number": "编号", "body": "内容", "remark": "备注"}


def test_no_name_is_listed_for_two_fields() -> None:
    names = [name for field in city_columns.FIELDS for name in field.names]
    assert len(names) == len(set(names))
    assert all(name == tables.header_name(name) for name in names)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"body": "诉求内容"}, "还没有选择哪一列是市平台编号。"),
        ({"number": "工单编号"}, "还没有选择哪一列是诉求内容。"),
        ({"number": "工单编号", "body": "工单编号"}, "“工单编号”列被选了两次。"),
        ({"number": "工单编号", "body": "没有这列"}, "表格里没有“没有这列”列。"),
    ],
)
def test_a_mapping_that_cannot_be_right_is_refused(
    county: County, mapping: dict[str, str], sentence: str
) -> None:
    table = city.read_export("市平台.csv", city_file.written(city_file.LAMP))
    with county.read("office") as reading, pytest.raises(BadInput, match=sentence) as refused:
        city.check(reading, table, mapping)
    assert refused.value.next_step


def test_a_mapping_is_kept_by_the_import_for_the_same_columns_in_any_order(county: County) -> None:
    headers = ("代码", "说了什么", "什么时候")
    table = city.read_export("自定.csv", city_file.written(("A1", "路灯不亮", ""), headers=headers))
    mapping = {"number": "代码", "body": "说了什么", "registered": "什么时候"}
    with county.read("office") as reading:
        assert not city_columns.mapping_for(reading, table.headers).is_kept
        found = city.check(reading, table, mapping)
    with county.work("office") as uow:
        city.take_in(uow, found, file_name="自定.csv", sha256="0" * 64)

    with county.read("lead") as reading:
        kept = city_columns.mapping_for(reading, ["什么时候", "代码", "说了什么"])
    assert kept.is_kept
    assert kept.mapping == mapping


def test_a_corrected_mapping_replaces_the_kept_one(county: County) -> None:
    city_file.taken_in(county, city_file.written(city_file.LAMP))
    mapping = city_columns.propose_mapping(city_file.HEADERS)
    mapping["remark"] = mapping.pop("address")
    found = city_file.checked(county, city_file.written(city_file.BUS), mapping=mapping)
    with county.work("office") as uow:
        city.take_in(uow, found, file_name="市平台.csv", sha256="0" * 64)

    assert count(county.database, ColumnMapping) == 1
    with county.read("office") as reading:
        kept = city_columns.mapping_for(reading, city_file.HEADERS).mapping
    assert kept == mapping
