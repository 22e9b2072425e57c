"""市回访不满意件导入 (办法第十三条（四）): each opens a second handling, once, whoever imports it how often."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest

from core.casework import auditing, second_handling
from core.errors import BadInput, NotAllowed
from core.exchange import dissatisfied, sheets
from core.exchange.dissatisfied import EXISTING, OPENED, RECORDED, REFUSED, Line
from core.exchange.sheets import Column, Sheet
from core.rules.terms import FollowUpSource, Phase, Satisfaction, State
from core.store.models import AuditRow, FollowUp
from tests.casework import flow, quality_flow
from tests.casework.quality_flow import FRIDAY
from tests.planted import County, at, count, nothing_written

HEADERS = ("工单编号", "回访时间", "是否联系", "是否解决", "满意度", "工作态度", "回访情况")
LAMP = ("LF001", "2026-10-09 15:30", "是", "否", "不满意", "基本满意", "灯又灭了。")


def written(*rows: Sequence[str], headers: Sequence[str] = HEADERS) -> bytes:
    """A csv file as Excel saves it in China."""
    stream = io.StringIO()
    csv.writer(stream).writerows([headers, *rows])
    return stream.getvalue().encode("gb18030")


def closed(county: County, city_number: str = "LF001") -> int:
    """A ticket of the city's, closed Tuesday 09-29 10:00."""
    return flow.closed(county, city_number=city_number)


def taken_in(county: County, content: bytes, *, by: str = "office") -> list[Line]:
    answers = dissatisfied.read_list("不满意.csv", content)
    with county.work(by) as uow:
        return dissatisfied.take_in(uow, answers, file_name="不满意.csv", sha256="0" * 64)


def one(county: County, *rows: Sequence[str], headers: Sequence[str] = HEADERS) -> Line:
    (line,) = taken_in(county, written(*rows, headers=headers))
    return line


def test_dissatisfied_on_friday_it_is_with_the_unit_until_tuesday(county: County) -> None:
    ticket_id = closed(county)
    county.now = at(FRIDAY)
    line = one(county, LAMP)

    assert (line.outcome, line.city_number) == (OPENED, "LF001")
    ticket = flow.seen(county, ticket_id)
    assert (ticket.state, ticket.phase) == (State.HANDLING, Phase.SECOND)
    assert ticket.due_at == at("2026-10-13T18:00")  # the make-up Saturday counts
    with county.read("office") as reading:
        (asked,) = reading.session.query(FollowUp).all()
    assert asked.source is FollowUpSource.CITY
    assert asked.asked_at == at("2026-10-09T15:30")
    assert (asked.was_contacted, asked.is_solved) == (True, False)
    assert asked.result_rating is Satisfaction.DISSATISFIED
    assert asked.attitude_rating is Satisfaction.FAIRLY_SATISFIED
    assert asked.note == "灯又灭了。"


def test_a_workbook_is_read_as_well(county: County) -> None:
    closed(county)
    county.now = at(FRIDAY)
    columns = [Column[tuple[str, ...]](h, lambda r, n=n: r[n]) for n, h in enumerate(HEADERS)]
    content, _ = sheets.xlsx(Sheet("不满意", columns, [LAMP]), taken_by="市", taken_at=county.now)
    assert [line.outcome for line in taken_in(county, content)] == [OPENED]


def test_the_same_list_twice_opens_nothing_again(county: County) -> None:
    ticket_id = closed(county)
    county.now = at(FRIDAY)
    one(county, LAMP)
    with nothing_written(county.database):
        assert one(county, LAMP).outcome == EXISTING
    quality_flow.close_again(county, ticket_id)
    with nothing_written(county.database):
        assert one(county, LAMP).outcome == EXISTING  # also once it is closed again
    assert flow.seen(county, ticket_id).second_rounds == 1


def test_an_archived_ticket_is_opened_again(county: County) -> None:
    ticket_id = closed(county)
    with county.work("office") as uow:
        auditing.archive(uow, ticket_id)
    county.now = at(FRIDAY)
    line = one(county, LAMP)
    assert "归档件重新打开" in line.said
    assert flow.state_of(county, ticket_id) is State.HANDLING


def test_a_satisfied_row_is_kept_and_opens_nothing(county: County) -> None:
    ticket_id = closed(county)
    county.now = at(FRIDAY)
    assert one(county, ("LF001", "2026-10-09", "是", "是", "满意", "", "")).outcome == RECORDED
    assert flow.state_of(county, ticket_id) is State.CLOSED
    assert count(county.database, FollowUp) == 1


def test_a_bare_list_of_numbers_means_dissatisfied(county: County) -> None:
    closed(county)
    county.now = at(FRIDAY)
    line = one(county, ("LF001", "2026-10-09"), headers=("市平台编号", "回访时间"))
    assert (line.outcome, "按不满意登记" in line.said) == (OPENED, True)


def test_after_the_last_round_it_is_kept_for_the_leads_decision(county: County) -> None:
    ticket_id = closed(county)
    county.now = at("2026-10-09T15:00")
    for _ in range(2):
        quality_flow.open_second(county, ticket_id)
        quality_flow.close_again(county, ticket_id)
    county.now = at(FRIDAY)
    line = one(county, LAMP)
    assert (line.outcome, "终结认定" in line.said) == (RECORDED, True)
    assert flow.state_of(county, ticket_id) is State.CLOSED
    with county.read("lead") as reading:
        assert second_handling.rounds_left(reading, reading.seen_ticket(ticket_id)) == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("", *LAMP[1:]), "没有编号。"),
        (("LF999", *LAMP[1:]), "没有这个市平台编号的工单"),
        ((LAMP[0], "昨天", *LAMP[2:]), "回访时间：“昨天”不是时间"),
        ((LAMP[0], "2026-10-09 16:01", *LAMP[2:]), "不能晚于现在"),  # a minute ahead
        ((LAMP[0], "2026-09-28", *LAMP[2:]), "早于这次办结的时间"),
        ((*LAMP[:3], "也许", *LAMP[4:]), "是否解决：“也许”认不出"),
        ((*LAMP[:4], "五星", *LAMP[5:]), "满意度：“五星”认不出"),
        ((*LAMP[:6], "长" * 1001), "不能超过1000个字"),
    ],
)
def test_a_bad_row_is_named_and_left_out(county: County, row: Sequence[str], said: str) -> None:
    closed(county)
    county.now = at(FRIDAY)
    with nothing_written(county.database):
        line = one(county, row)
    assert line.outcome == REFUSED
    assert said in line.said


def test_good_rows_go_in_beside_bad_ones(county: County) -> None:
    closed(county)
    flow.signed(county, city_number="LF002")
    county.now = at(FRIDAY)
    lines = taken_in(county, written(LAMP, ("LF002", *LAMP[1:]), LAMP))
    assert [line.outcome for line in lines] == [OPENED, REFUSED, REFUSED]
    assert "还没有办结" in lines[1].said
    assert "与第2行相同" in lines[2].said


def test_checking_writes_nothing(county: County) -> None:
    closed(county)
    county.now = at(FRIDAY)
    with nothing_written(county.database), county.read("office") as reading:
        (line,) = dissatisfied.check(reading, dissatisfied.read_list("a.csv", written(LAMP)))
    assert line.outcome == OPENED


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (written(("张三",), headers=("姓名",)), "没有“市平台编号、回访时间”列"),
        (written(("LF001",), headers=("工单编号",)), "没有“回访时间”列"),
        (written(), "没有数据行"),
        (b"", "是空的"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_whole(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        dissatisfied.read_list("不满意.csv", content)


@pytest.mark.parametrize("who", ["taker", "handler", "leader", "inspector", "admin"])
def test_only_the_office_takes_it_in(county: County, who: str) -> None:
    closed(county)
    county.now = at(FRIDAY)
    with nothing_written(county.database), pytest.raises(NotAllowed):
        taken_in(county, written(LAMP), by=who)


def test_who_took_in_what_is_written_down(county: County) -> None:
    closed(county)
    county.now = at(FRIDAY)
    one(county, LAMP)
    with county.read("lead") as reading:
        row = reading.session.query(AuditRow).filter_by(verb=dissatisfied.VERB).one()
    assert row.details["opened"] == 1
