"""逐行核对: what each cell of an export becomes, and what is said, by row and column, of one that can't be read."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from core.casework.intake import Registration
from core.errors import BadInput
from core.exchange import city, city_columns
from core.rules.terms import Channel, RequestType
from core.store.models import Category
from tests.exchange import city_file
from tests.planted import TOWN, County, at, nothing_written


def made(county: County, **cells: Any) -> Registration:
    found = city_file.one(county, **cells)
    assert not found.problems, city_file.problems(found)
    return found.rows[0].registration


def refused(county: County, **cells: Any) -> list[str]:
    with nothing_written(county.database):
        found = city_file.one(county, **cells)
    assert not found.rows
    return city_file.problems(found)


def remarks(county: County, **cells: Any) -> str:
    return "".join(city_file.one(county, **cells).rows[0].remarks)


# --- a row in order ------------------------------------------------------------------------------


def test_a_row_becomes_a_ticket_of_the_city_platform(county: County) -> None:
    registration = made(county)
    assert registration.channel is Channel.CITY
    assert registration.city_number == "LF001"
    assert (registration.title, registration.body) == ("路灯不亮", "丁陶大道路灯不亮。")
    assert (registration.requester_name, registration.requester_phone) == ("张三丰", "13812341234")


def test_either_of_title_and_matter_stands_for_the_other(county: County) -> None:
    assert made(county, 诉求内容="").body == "路灯不亮"
    assert made(county, 诉求标题="").title == ""  # intake makes one of the matter
    assert refused(county, 诉求标题="", 诉求内容=" ") == ["第2行“诉求内容”：没有诉求内容。"]


def test_a_title_too_long_is_cut_and_kept_whole_in_the_matter(county: County) -> None:
    title = "路灯不亮" * 40
    registration = made(county, 诉求标题=title)
    assert len(registration.title) == 128
    assert registration.body == f"{title}\n丁陶大道路灯不亮。"
    assert "标题过长" in remarks(county, 诉求标题=title)


# --- the number ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "没有编号。"),
        ("2.02611E+16", "“2.02611E+16”被表格软件改成了科学记数法，原编号已不完整。"),
        ("L" * 61, "编号超过60个字符。"),
    ],
)
def test_a_number_that_names_no_ticket_is_refused(
    county: County, number: str, sentence: str
) -> None:
    assert refused(county, 工单编号=number) == [f"第2行“工单编号”：{sentence}"]


@pytest.mark.parametrize("number", ["188006", " 188006 ", "１８８００６", "188006.0", "188 006"])
def test_one_number_however_it_is_written(county: County, number: str) -> None:
    assert made(county, 工单编号=number).city_number == "188006"


def test_numbers_rounded_by_a_spreadsheet_refuse_the_whole_file(county: County) -> None:
    rows = [[f"2026092900{n}123400", *city_file.LAMP[1:]] for n in range(3)]
    with nothing_written(county.database), pytest.raises(BadInput, match="四舍五入") as said:
        city_file.checked(county, city_file.written(*rows))
    assert "文本" in (said.value.next_step or "")
    rows[1][0] = "20260929001123401"
    assert len(city_file.checked(county, city_file.written(*rows)).rows) == 3


def test_the_same_number_twice_in_one_file_reports_the_second(county: County) -> None:
    content = city_file.written(city_file.LAMP, city_file.BUS, city_file.LAMP)
    found = city_file.checked(county, content)
    assert [row.number for row in found.rows] == [2, 3]
    assert city_file.problems(found) == ["第4行“工单编号”：编号“LF001”与第2行相同。"]


# --- times -----------------------------------------------------------------------------------------


def test_the_citys_receiving_time_of_the_last_month_is_kept(county: County) -> None:
    """Tuesday 29 September, 10:00: Monday's ticket is registered as of Monday."""
    assert made(county).registered_at == at("2026-09-28T17:20")
    assert made(county, 受理时间="2026-08-29 10:00").registered_at == at("2026-08-29T10:00")


@pytest.mark.parametrize("written", ["2026-08-29 09:59", "2019/2/28 11:25:05", "2026-09-29 10:01"])
def test_an_older_or_a_future_time_is_only_told(county: County, written: str) -> None:
    registration = made(county, 受理时间=written)
    assert registration.registered_at is None  # the import's own instant
    assert "【市平台受理时间】20" in registration.body
    assert "按导入时间登记" in remarks(county, 受理时间=written)


def test_what_is_no_time_is_refused_by_its_column(county: County) -> None:
    assert refused(county, 受理时间="昨天下午") == [
        "第2行“受理时间”：“昨天下午”不是时间，应写作2026-10-09 09:05。"
    ]


def test_a_deadline_of_a_day_ends_at_its_close_of_business(county: County) -> None:
    assert made(county, 办结时限="2026-10-09").city_due_at == at("2026-10-09T18:00")
    assert made(county, 办结时限="2026-10-09 12:30").city_due_at == at("2026-10-09T12:30")
    assert made(county, 办结时限="").city_due_at is None
    assert refused(county, 办结时限="尽快") == [
        "第2行“办结时限”：“尽快”不是时间，应写作2026-10-09 18:00。"
    ]


# --- people and places -------------------------------------------------------------------------------


@pytest.mark.parametrize("phone", ["13812341234", "13812341234.0", " 13812341234"])
def test_a_phone_number_is_never_a_decimal(county: County, phone: str) -> None:
    assert made(county, 联系电话=phone).requester_phone == "13812341234"


def test_a_phone_number_a_spreadsheet_shortened_is_refused(county: County) -> None:
    assert refused(county, 联系电话="1.38E+10") == [
        "第2行“联系电话”：“1.38E+10”被表格软件改成了科学记数法，号码已不完整。"
    ]


def test_of_several_phone_numbers_the_first_is_called_the_others_are_not_lost(
    county: County,
) -> None:
    registration = made(county, 联系电话="13812341234/0357-3622345")
    assert registration.requester_phone == "13812341234"
    assert "0357-3622345" in registration.body


def test_a_town_is_found_in_its_column_or_in_the_address(county: County) -> None:
    town_id = county.unit_id(TOWN)
    assert made(county, 乡镇="新城镇").town_id == town_id
    assert made(county, 乡镇="襄汾县新城镇").town_id == town_id
    assert made(county, 地址="新城镇东街12号").town_id == town_id
    assert made(county, 地址="新城镇与襄陵镇交界").town_id is None


def test_an_unknown_town_goes_with_the_address(county: County) -> None:
    registration = made(county, 乡镇="A3区", 地址="联丰路")
    assert (registration.town_id, registration.address) == (None, "A3区 联丰路")
    assert "没有名为“A3区”的乡镇" in remarks(county, 乡镇="A3区")


# --- classes and flags ---------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["0306", "物业管理", "住建城管 / 物业管理"])
def test_a_category_by_code_or_name(county: County, written: str) -> None:
    with county.read("office") as reading:
        path = reading.session.get_one(Category, county.category_id("0306")).path
    written = path if "/" in written else written
    assert made(county, 问题分类=written).category_id == county.category_id("0306")


def test_an_unknown_category_stays_readable(county: County) -> None:
    registration = made(county, 问题分类="市容环境/路灯")
    assert registration.category_id is None
    assert "【市平台分类】市容环境/路灯" in registration.body


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("投诉", RequestType.COMPLAINT),
        ("投诉举报", RequestType.COMPLAINT),
        ("咨询类", RequestType.INQUIRY),
        ("求决", RequestType.HELP),
        ("", RequestType.HELP),  # 路灯不亮: what the words say
        ("没见过的", RequestType.HELP),
    ],
)
def test_the_type_as_the_city_names_it_or_as_the_words_say(
    county: County, written: str, kind: RequestType
) -> None:
    registration = made(county, 诉求类型=written)
    assert registration.request_type is kind
    assert ("没见过的" in registration.body) == (written == "没见过的")


@pytest.mark.parametrize(
    ("written", "is_urgent"),
    [("紧急", True), ("特急", True), ("一般", False), ("", False), ("橙", False)],
)
def test_urgent_is_what_is_plainly_urgent(county: County, written: str, is_urgent: bool) -> None:
    assert made(county, 紧急程度=written).is_urgent is is_urgent


@pytest.mark.parametrize(
    ("written", "is_confidential"),
    [("是", True), ("保密", True), ("否", False), ("", False), ("部分", True)],
)
def test_in_doubt_a_ticket_is_confidential(
    county: County, written: str, is_confidential: bool
) -> None:
    """办法第十九条: a word nobody knows must not give a name away."""
    assert made(county, 是否保密=written).is_confidential is is_confidential
    assert ("部分" in remarks(county, 是否保密=written)) == (written == "部分")


def test_every_problem_of_a_row_is_told_at_once(county: County) -> None:
    found = refused(county, 受理时间="昨天", 联系电话="1.38E+10", 诉求人="长" * 41)
    assert [problem.partition("：")[0] for problem in found] == [
        "第2行“受理时间”",
        "第2行“联系电话”",
        "第2行“诉求人”",
    ]


def test_a_matter_too_long_for_a_ticket_is_named_with_its_length(county: County) -> None:
    assert refused(county, 诉求内容="路" * 5001) == [
        "第2行“诉求内容”：有5001个字，不能超过5000个字。"
    ]


# --- files -----------------------------------------------------------------------------------------------


def test_the_preview_is_masked(county: County) -> None:
    content = city_file.written((*city_file.LAMP[:2], "请回电13812341234", *city_file.LAMP[3:]))
    shown = str(city.preview(city_file.checked(county, content)))
    assert "13812341234" not in shown
    assert "张三丰" not in shown
    assert "138****1234" in shown


def test_a_caption_above_the_columns_is_passed_over(county: County) -> None:
    content = "临汾市12345工单导出,,,,,,\n".encode("gb18030") + city_file.written(city_file.LAMP)
    found = city_file.checked(county, content)
    assert [row.number for row in found.rows] == [3]


def test_columns_in_another_order_make_the_same_tickets(county: County) -> None:
    turned = city_file.written(city_file.LAMP[::-1], headers=city_file.HEADERS[::-1])
    straight = city_file.written(city_file.LAMP)
    assert city_file.checked(county, turned).rows == city_file.checked(county, straight).rows


def test_a_workbook_with_real_dates_and_numbers(county: County) -> None:
    book = openpyxl.Workbook()
    book.active.append(city_file.HEADERS)
    when = at("2026-09-28T17:20").replace(tzinfo=None)
    book.active.append([188006, "路灯", "路灯不亮", when, "张", 13812341234, None])
    stream = io.BytesIO()
    book.save(stream)
    table = city.read_export("市平台.xlsx", stream.getvalue())
    with county.read("office") as reading:
        found = city.check(reading, table, city_columns.propose_mapping(table.headers))
    registration = found.rows[0].registration
    assert registration.city_number == "188006"
    assert registration.requester_phone == "13812341234"
    assert registration.registered_at == at("2026-09-28T17:20")


def hostile() -> dict[str, tuple[bytes, str]]:
    whole = _workbook()
    return {
        "empty": (b"", "是空的"),
        "half-written": (whole[: len(whole) // 2], "已损坏"),
        "encrypted": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .xls 文件或加了密码"),
        "a million rows": (_giant(), "范围过大"),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "不是能识别的表格"),
        "only columns": (city_file.written(), "没有数据行"),
        "too many rows": (city_file.written(*[("1", *city_file.LAMP[1:])] * 20_001), "超过20000行"),
    }


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(city_file.HEADERS)
    book.active.append(city_file.LAMP)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _giant() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "工单编号"
    book.active["XFD1048576"] = "路灯"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["empty", "half-written", "encrypted", "a million rows"])
@pytest.mark.parametrize("name", ["市平台.xlsx", "市平台.csv"])
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(kind: str, name: str) -> None:
    content, sentence = hostile()[kind]
    with pytest.raises(BadInput, match=sentence) as refusal:
        city.read_export(name, content)
    assert refusal.value.next_step
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize("kind", ["a picture", "only columns", "too many rows"])
def test_neither_is_a_file_that_holds_no_tickets(kind: str) -> None:
    content, sentence = hostile()[kind]
    with pytest.raises(BadInput, match=sentence):
        city.read_export("市平台.csv", content)
