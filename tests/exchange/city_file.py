"""Exports of a city platform as tests need them, and what is done with one from file to report."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from core import text
from core.exchange import city, city_columns
from core.exchange.city import Checked
from core.exchange.tables import Table, TableRow
from core.store.models import CityImport, Ticket
from tests.planted import County

HEADERS = ("工单编号", "诉求标题", "诉求内容", "受理时间", "诉求人", "联系电话", "地址")
LAMP = ("LF001", "路灯不亮", "丁陶大道路灯不亮。", "2026-09-28 17:20", "张三丰", "13812341234", "")
BUS = ("LF002", "公交改线", "3路公交改线后老人不便。", "2026/9/29 8:05", "李四", "13900000000", "")
DUST = ("LF003", "工地扬尘", "工地白天扬尘严重。", "2026年9月29日 9时5分", "王五", "", "新城镇东街")


def written(*rows: Sequence[str], headers: Sequence[str] = HEADERS) -> bytes:
    """A csv file as Excel saves it in China."""
    stream = io.StringIO()
    csv.writer(stream).writerows([headers, *rows])
    return stream.getvalue().encode("gb18030")


def checked(
    county: County, content: bytes, *, mapping: dict[str, str] | None = None, by: str = "office"
) -> Checked:
    """核对 a file, with the columns kept or proposed for it unless others are given."""
    table = city.read_export("市平台.csv", content)
    with county.read(by) as reading:
        mapping = mapping or city_columns.mapping_for(reading, table.headers).mapping
        return city.check(reading, table, mapping)


def taken_in(county: County, content: bytes, *, by: str = "office") -> CityImport:
    """The file taken in, in one transaction."""
    found = checked(county, content)
    with county.work(by) as uow:
        return city.take_in(uow, found, file_name="市平台.csv", sha256=city.fingerprint(content))


def fates(record: CityImport) -> list[tuple[int, str, str]]:
    """Row, city number and outcome of each line of the report."""
    return [(line["row"], line["city_number"], line["outcome"]) for line in record.report]


def tickets(county: County) -> dict[str | None, Ticket]:
    """All tickets by their city number."""
    with county.read("office") as reading:
        found = list(reading.session.scalars(reading.visible_tickets().order_by(Ticket.id)))
        for ticket in found:
            assert ticket.items is not None
            assert ticket.requester is not None
        return {ticket.city_number: ticket for ticket in found}


def problems(found: Checked) -> list[str]:
    """Every problem as its sentence."""
    return [str(problem) for problem in found.problems]


def one(county: County, **cells: Any) -> Checked:
    """核对 one row that is in order but for these columns."""
    row = dict(zip(HEADERS, LAMP, strict=True)) | cells
    return checked(county, written(list(row.values()), headers=list(row)))


def table_of(rows: Sequence[tuple[str, str]]) -> Table:
    """A table of numbers and matters, whatever they hold, as it would have been read."""
    cleaned = [(text.clean(number), text.clean(body)) for number, body in rows]
    return Table(
        ["工单编号", "诉求内容"],
        [
            TableRow(place, {"工单编号": number, "诉求内容": body})
            for place, (number, body) in enumerate(cleaned, start=2)
        ],
    )
