"""结果回传: what became of the city's tickets, as a table the city platform takes in (办法第四、八条)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, select

from core import text
from core.errors import BadInput
from core.exchange import periods, sheets
from core.exchange.sheets import Column, Sheet, Written
from core.rules.instants import SHANGHAI
from core.rules.terms import OFFICE_ROLES, Action, State
from core.store.models import Citation, Event, Reply, Ticket, Unit
from core.store.work import Reading

EXPORT_VERB = "city_export"
MOST_ROWS = 20_000
ANSWERED = frozenset({State.CLOSED, State.ARCHIVED, State.DECLINED})
"""直办、办结 and 不予受理 alike: the city waits for an answer to each."""
_IDS_ASKED = 500


@dataclass(frozen=True, slots=True)
class Result:
    """回传的一行, personal data masked (办法第十九条)."""

    city_number: str
    number: str
    title: str
    unit: str
    outcome: str
    reply: str
    registered_at: datetime
    closed_at: datetime
    is_late: bool


COLUMNS: Sequence[Column[Result]] = (
    Column("市平台编号", lambda r: r.city_number, width=22),
    Column("县工单编号", lambda r: r.number, width=18),
    Column("标题", lambda r: r.title, "long", 30),
    Column("承办单位", lambda r: r.unit, width=22),
    Column("办理结果", lambda r: r.outcome, width=10),
    Column("答复内容", lambda r: r.reply, "long", 80),
    Column("登记时间", lambda r: r.registered_at, "instant", 17),
    Column("办结时间", lambda r: r.closed_at, "instant", 17),
    Column("是否超期", lambda r: "是" if r.is_late else "否", width=9),
    Column("满意度", lambda _: "", width=9),
)


def count(reading: Reading, first_on: date, last_on: date) -> int:
    """How many results a span of days holds."""
    answered = _answered(reading, first_on, last_on).with_only_columns(Ticket.id).subquery()
    return reading.session.scalar(select(func.count()).select_from(answered)) or 0


def results(
    reading: Reading, first_on: date, last_on: date, *, most: int = MOST_ROWS + 1
) -> list[Result]:
    """市平台工单 closed from one day to another, both included, in the order they were closed."""
    wanted = _answered(reading, first_on, last_on).order_by(Ticket.closed_at, Ticket.id)
    tickets = list(reading.session.scalars(wanted.limit(most)))
    units = {row.id: row.name for row in reading.session.execute(select(Unit.id, Unit.name))}
    return [
        result
        for start in range(0, len(tickets), _IDS_ASKED)
        for result in _results(reading, tickets[start : start + _IDS_ASKED], units)
    ]


def export_results(reading: Reading, first_on: date, last_on: date) -> Written:
    """回传导出: 市平台回传_2026-11.xlsx. Raises NotAllowed, BadInput."""
    if last_on < first_on:
        raise BadInput("结束日期早于开始日期。", field="last_on", next_step="请重新选择日期。")
    found = results(reading, first_on, last_on)
    if not found:
        raise BadInput("这段时间没有办结的市平台工单。", next_step="请换一段时间。")
    if len(found) > MOST_ROWS:
        raise BadInput(f"超过{MOST_ROWS}件，一次导不完。", next_step="请缩短时间，分几次导出。")

    late = sum(result.is_late for result in found)
    totals = (("市平台编号", "合计"), ("县工单编号", f"{len(found)}件"), ("是否超期", f"{late}件"))
    sheet = Sheet("市平台回传", COLUMNS, found, totals)
    content, rows = sheets.xlsx(sheet, taken_by=reading.actor.name, taken_at=reading.now)

    name = f"市平台回传_{periods.of(first_on, last_on)}.xlsx"
    days = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
    return Written(name, content, rows, EXPORT_VERB, days)


def _answered(reading: Reading, first_on: date, last_on: date) -> Select[Ticket]:
    reading.require(*sorted(OFFICE_ROLES), doing="回传市平台工单")
    return reading.visible_tickets().where(
        Ticket.city_number.is_not(None),
        Ticket.state.in_(sorted(ANSWERED)),
        Ticket.closed_at >= _midnight(first_on),
        Ticket.closed_at < _midnight(last_on + timedelta(days=1)),
    )


def _results(
    reading: Reading, tickets: Sequence[Ticket], units: dict[int, str]
) -> Iterator[Result]:
    ids = [ticket.id for ticket in tickets]
    answers = _replies(reading, ids) | _citations(reading, ids) | _refusals(reading, ids)
    for ticket in tickets:
        if ticket.city_number is None or ticket.closed_at is None:
            raise AssertionError("the query asks for both")
        is_stopped_late = bool(
            ticket.due_at and ticket.stopped_at and ticket.stopped_at > ticket.due_at
        )
        yield Result(
            city_number=ticket.city_number,
            number=ticket.number,
            title=text.mask_within(ticket.title),
            unit=units.get(ticket.lead_unit_id or 0, "县热线办"),
            outcome="不予受理" if ticket.state is State.DECLINED else "办结",
            reply=text.mask_within(answers.get(ticket.id, "")),
            registered_at=ticket.registered_at,
            closed_at=ticket.closed_at,
            is_late=is_stopped_late,
        )


def _replies(reading: Reading, ids: Sequence[int]) -> dict[int, str]:
    """The latest reply that passed the audit, with the answer to each item where there are several."""
    passed = (
        select(Reply).where(Reply.ticket_id.in_(ids), Reply.is_passed.is_(True)).order_by(Reply.id)
    )
    return {reply.ticket_id: _whole(reply) for reply in reading.session.scalars(passed)}


def _whole(reply: Reply) -> str:
    answers = [answer for answer in reply.item_answers if answer.get("answer", "").strip()]
    if len(answers) < 2:
        return reply.text
    lines = [f"{answer['position']}. {answer['text']}：{answer['answer']}" for answer in answers]
    return "\n".join([reply.text, *lines])


def _citations(reading: Reading, ids: Sequence[int]) -> dict[int, str]:
    cited = select(Citation).where(Citation.ticket_id.in_(ids)).order_by(Citation.id)
    return {one.ticket_id: one.answer for one in reading.session.scalars(cited)}


def _refusals(reading: Reading, ids: Sequence[int]) -> dict[int, str]:
    """不予受理: the kind and what the caller was told, as the history has it (办法第九条)."""
    declined = (
        select(Event.ticket_id, Event.summary)
        .where(Event.ticket_id.in_(ids), Event.action == Action.DECLINE)
        .order_by(Event.id)
    )
    return {row.ticket_id: row.summary for row in reading.session.execute(declined)}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)
