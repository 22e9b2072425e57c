"""结果回传 (办法第四、八条): every answer the city waits for, once, masked, and never a formula."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from core.casework import auditing, handling, intake
from core.casework.intake import Basis
from core.errors import BadInput, NotAllowed
from core.exchange import city_out, sheets
from core.exchange.sheets import Written
from core.rules.terms import BasisKind, Channel, DeclineKind, ReworkKind, Role
from core.store.models import AuditRow
from tests.casework import flow
from tests.planted import HOUSING, County, at, nothing_written

SEPTEMBER, OCTOBER = (date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))


def exported(county: County, days: tuple[date, date] = SEPTEMBER, *, by: str = "lead") -> Written:
    return sheets.handed_out(
        county.database, county.actor(by), lambda r: city_out.export_results(r, *days)
    )


def rows(written: Written) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(written.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def from_city(county: County, number: str, **fields: object) -> int:
    return flow.registered(county, by="office", city_number=number, channel=Channel.CITY, **fields)


def answered(county: County, ticket_id: int, answer: str = "请到政务大厅办理。") -> None:
    basis = Basis(BasisKind.TYPED, "办事指南", answer)
    with county.work("office") as uow:
        intake.answer_directly(uow, ticket_id, basis=basis)


def closed(county: County, number: str, text: str) -> None:
    ticket_id = from_city(county, number)
    flow.dispatch(county, ticket_id)
    with county.work("handler") as uow:
        handling.acknowledge(uow, ticket_id)
    with county.work("handler") as uow:
        handling.contact(uow, ticket_id, way=flow.ContactWay.PHONE, note="已通话。")
    reply(county, ticket_id, text)
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)


def reply(county: County, ticket_id: int, text: str) -> None:
    with county.work("handler") as uow:
        handling.reply(uow, ticket_id, text=text, item_answers={})
    with county.work("leader") as uow:
        handling.sign_off(uow, ticket_id)


def test_each_way_a_ticket_ends_is_told_to_the_city(county: County) -> None:
    answered(county, from_city(county, "LF1"))
    closed(county, "LF2", "电梯已修复。")
    declined = from_city(county, "LF3")
    with county.work("office") as uow:
        intake.decline(uow, declined, kind=DeclineKind.PETITION_OR_COURT, told="请向人民法院起诉。")

    written = exported(county)

    assert written.file_name == "市平台回传_2026-09.xlsx"
    head, *lines, total = rows(written)
    assert head[:6] == ["市平台编号", "县工单编号", "标题", "承办单位", "办理结果", "答复内容"]
    assert [(line[0], line[3], line[4]) for line in lines] == [
        ("LF1", "县热线办", "办结"),
        ("LF2", HOUSING, "办结"),
        ("LF3", "县热线办", "不予受理"),
    ]
    assert [line[5] for line in lines][:2] == ["请到政务大厅办理。", "电梯已修复。"]
    assert "请向人民法院起诉。" in lines[2][5]
    assert [line[9] for line in lines] == [None] * 3  # 满意度 is the city's to fill in
    assert total[:2] == ["合计", "3件"]


def test_only_the_reply_that_passed_the_audit_goes_out(county: County) -> None:
    ticket_id = from_city(county, "LF1")
    flow.dispatch(county, ticket_id)
    with county.work("handler") as uow:
        handling.acknowledge(uow, ticket_id)
    with county.work("handler") as uow:
        handling.contact(uow, ticket_id, way=flow.ContactWay.PHONE, note="已通话。")
    reply(county, ticket_id, "已转告物业。")
    with county.work("office") as uow:
        auditing.rework(uow, ticket_id, kind=ReworkKind.PERFUNCTORY, note="请说明结果。")
    with county.work("handler") as uow:
        handling.contact(uow, ticket_id, way=flow.ContactWay.PHONE, note="已再次通话。")
    reply(county, ticket_id, "电梯已修复。")
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)

    content = str(rows(exported(county)))
    assert "电梯已修复。" in content
    assert "已转告物业" not in content
    assert "请说明结果" not in content  # the office's own notes stay here


def test_the_month_ends_at_midnight_in_shanghai(county: County) -> None:
    """Wednesday 30 September, 23:59:59, is September; a second later, Thursday, is October."""
    for number, when in (("LF1", "2026-09-30T23:59:59"), ("LF2", "2026-10-01T00:00")):
        ticket_id = from_city(county, number)
        county.now = at(when)
        answered(county, ticket_id)
    assert [line[0] for line in rows(exported(county))[1:-1]] == ["LF1"]
    assert [line[0] for line in rows(exported(county, OCTOBER))[1:-1]] == ["LF2"]


def test_open_tickets_and_the_countys_own_stay_here(county: County) -> None:
    from_city(county, "LF1")
    answered(county, flow.registered(county))
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="这段时间没有办结的市平台工单。"),
    ):
        exported(county)


def test_days_in_the_wrong_order_are_refused(county: County) -> None:
    with nothing_written(county.database), pytest.raises(BadInput, match="结束日期早于开始日期"):
        exported(county, SEPTEMBER[::-1])


def test_personal_data_is_masked_and_the_taking_logged(county: County) -> None:
    ticket_id = from_city(
        county, "LF1", title="请回电13812341234", requester_name="张三丰",
        requester_phone="13812341234",
    )  # fmt: skip
    answered(county, ticket_id, "已致电13812341234告知。")
    content = str(rows(exported(county)))
    assert "138****1234" in content
    assert "13812341234" not in content
    assert "张三丰" not in content
    with county.read("office") as reading:
        row = reading.session.query(AuditRow).filter_by(verb="city_export").one()
    assert (row.person_name, row.subject) == ("钱主任", "市平台回传_2026-09.xlsx")
    assert row.details == {"rows": 1, "first_on": "2026-09-01", "last_on": "2026-09-30"}


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.OFFICE, Role.OFFICE_LEAD}]
)
def test_nobody_but_the_office_takes_results_away(county: County, role: Role) -> None:
    answered(county, from_city(county, "LF1"))
    with nothing_written(county.database), pytest.raises(NotAllowed):
        sheets.handed_out(
            county.database,
            county.of(role),
            lambda r: city_out.export_results(r, *SEPTEMBER),
        )
    with county.read("office") as reading:
        refused = reading.session.query(AuditRow).filter_by(verb="refused").one()
    assert not refused.is_allowed
