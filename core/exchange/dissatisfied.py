"""市回访不满意件导入: the city's list of dissatisfied requesters opens second handlings (办法第十三条（四）)."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select

from core.casework import follow_up, second_handling
from core.errors import BadInput
from core.exchange import city_columns as columns
from core.exchange import city_rows, tables, written_times
from core.exchange.tables import RowProblem, Table, TableRow
from core.exchange.written_times import WrittenTime
from core.rules import wording
from core.rules.terms import OFFICE_ROLES, FollowUpSource, Satisfaction, State
from core.store.models import FollowUp, Ticket
from core.store.work import Reading, UnitOfWork

VERB = "import_dissatisfied"
NUMBER, ASKED, CONTACTED, SOLVED = "number", "asked", "contacted", "solved"
RESULT, ATTITUDE, NOTE = "result", "attitude", "note"
ZH: Mapping[str, str] = {
    NUMBER: "市平台编号", ASKED: "回访时间", CONTACTED: "是否联系", SOLVED: "是否解决",
    RESULT: "办理结果评价", ATTITUDE: "工作态度评价", NOTE: "回访情况",
}  # fmt: skip
NAMES: Mapping[str, tuple[str, ...]] = {
    NUMBER: next(one.names for one in columns.FIELDS if one.code == columns.NUMBER),
    ASKED: ("回访时间", "回访日期", "市回访时间", "评价时间"),
    CONTACTED: ("是否联系", "是否联系诉求人", "单位是否联系"),
    SOLVED: ("是否解决", "是否办结", "问题是否解决", "解决情况"),
    RESULT: ("办理结果评价", "结果满意度", "满意度", "办理结果满意度", "满意情况", "评价结果", "是否满意"),
    ATTITUDE: ("工作态度评价", "态度满意度", "服务态度", "服务态度满意度", "工作态度"),
    NOTE: ("回访情况", "回访内容", "不满意原因", "回访意见", "备注", "诉求人意见"),
}  # fmt: skip

OPENED, RECORDED, EXISTING, REFUSED = "opened", "recorded", "existing", "refused"
OUTCOMES: Mapping[str, str] = {
    OPENED: "转二次办理", RECORDED: "仅登记回访", EXISTING: "已登记过", REFUSED: "未导入",
}  # fmt: skip

_YES = frozenset({"是", "已联系", "联系", "已解决", "解决", "已办结"})
_NO = frozenset({"否", "未联系", "没联系", "没有联系", "未解决", "没解决", "没有解决", "部分解决"})
_RATINGS: Mapping[str, Satisfaction] = {one.zh: one for one in Satisfaction} | {
    "一般": Satisfaction.FAIRLY_SATISFIED, "较满意": Satisfaction.SATISFIED,
    "比较满意": Satisfaction.SATISFIED, "不太满意": Satisfaction.DISSATISFIED,
    "否": Satisfaction.DISSATISFIED, "是": Satisfaction.SATISFIED,
    "很不满意": Satisfaction.VERY_DISSATISFIED,
}  # fmt: skip
_CLOSED = frozenset({State.CLOSED, State.ARCHIVED})


class Line(NamedTuple):
    """一行的结果: which ticket it is about, what becomes of it, and why."""

    row: int
    city_number: str
    ticket: str
    outcome: str
    said: str


@dataclass(slots=True)
class Answer:
    """市回访的一行, read."""

    row: int
    city_number: str
    asked: WrittenTime | None = None
    was_contacted: bool | None = None
    is_solved: bool | None = None
    result_rating: Satisfaction | None = None
    attitude_rating: Satisfaction | None = None
    note: str = ""
    remark: str = ""
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def is_dissatisfied(self) -> bool:
        """Opens a second handling; the same question the desk asks of its own call backs."""
        return follow_up.is_dissatisfied(
            FollowUp(
                is_reached=True, is_solved=self.is_solved, result_rating=self.result_rating,
                attitude_rating=self.attitude_rating,
            )
        )  # fmt: skip


def read_list(file_name: str, content: bytes) -> list[Answer]:
    """读取不满意件清单, xlsx or csv: every row with its problems. Raises BadInput for the whole file."""
    table = None
    with contextlib.suppress(BadInput):  # perhaps only because no column's name is known
        table = tables.read_table(
            file_name, content, expected={name for names in NAMES.values() for name in names}
        )
    if table is None:
        table = tables.read_table(file_name, content)
    mapping = _mapping(table)
    if not table.rows:
        raise BadInput(f"“{file_name}”里没有数据行。", next_step="请确认清单里有工单。")
    return [_read(row, mapping) for row in table.rows]


def check(reading: Reading, answers: list[Answer]) -> list[Line]:
    """逐行核对: what would become of each row now; nothing is stored. Raises NotAllowed."""
    reading.require(*sorted(OFFICE_ROLES), doing="导入市回访不满意件")
    tickets = _tickets(reading, answers)
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for answer in answers:
        if answer.city_number in seen and not answer.problems:
            repeated = f"编号“{answer.city_number}”与第{seen[answer.city_number]}行相同。"
            answer.problems.append(RowProblem(answer.row, ZH[NUMBER], repeated))
        seen.setdefault(answer.city_number, answer.row)
        lines.append(_fate(reading, tickets.get(answer.city_number), answer))
    return lines


def take_in(uow: UnitOfWork, answers: list[Answer], *, file_name: str, sha256: str) -> list[Line]:
    """导入: each dissatisfied row becomes a 市回访 and a 二次办理; archived tickets are opened again.

    A row taken in before changes nothing. All rows or none are stored: those that cannot be are named
    and left out. Raises NotAllowed (办法第十三条（四）).
    """
    lines = check(uow, answers)
    tickets = _tickets(uow, answers)
    for answer, line in zip(answers, lines, strict=True):
        if line.outcome in {OPENED, RECORDED}:
            ticket = tickets[answer.city_number]
            _record(uow, ticket.id, answer)
            if line.outcome == OPENED:
                second_handling.open_second_handling(uow, ticket.id, reason=_reason(answer))
    outcomes = [line.outcome for line in lines]
    uow.audit(
        VERB, file_name, sha256=sha256, rows=len(lines),
        **{outcome: outcomes.count(outcome) for outcome in OUTCOMES},
    )  # fmt: skip
    return lines


# --- reading the rows -----------------------------------------------------------------------------


def _mapping(table: Table) -> dict[str, str]:
    """列对应, by the columns' names alone. Raises BadInput where number or time has no column."""
    found: dict[str, str] = {}
    for code, names in NAMES.items():
        by_name = {tables.header_name(header): header for header in table.headers}
        header = next((by_name[name] for name in names if name in by_name), None)
        if header is not None and header not in found.values():
            found[code] = header
    missing = [code for code in (NUMBER, ASKED) if code not in found]
    if missing:
        raise BadInput(
            f"表格里没有“{'、'.join(ZH[code] for code in missing)}”列。",
            field=missing[0],
            article="办法第十三条（四）",
            next_step="请把列名改成：" + "、".join(ZH.values()) + "（前两列必有）。",
        )
    return found


def _read(row: TableRow, mapping: Mapping[str, str]) -> Answer:
    number = city_rows.city_number(row, {columns.NUMBER: mapping[NUMBER]})
    answer = Answer(row.number, number)

    def cell(code: str) -> str:
        header = mapping.get(code)
        return row.cells.get(header, "").strip() if header else ""

    def refuse(code: str, message: str) -> None:
        answer.problems.append(RowProblem(row.number, mapping.get(code, ZH[code]), message))

    if not number:
        refuse(NUMBER, "没有编号。")
    answer.asked = written_times.read(cell(ASKED))
    if answer.asked is None:
        refuse(ASKED, f"“{cell(ASKED)}”不是时间，应写作2026-10-09 09:05。")
    for code in (CONTACTED, SOLVED):
        word = _plain(cell(code))
        if word and word not in _YES | _NO:
            refuse(code, f"“{word}”认不出，应写是或否。")
        setattr(answer, _ATTRIBUTES[code], word in _YES if word in _YES | _NO else None)
    for code in (RESULT, ATTITUDE):
        word = _plain(cell(code))
        if word and word not in _RATINGS:
            refuse(code, f"“{word}”认不出，应写{'、'.join(one.zh for one in Satisfaction)}。")
        setattr(answer, _ATTRIBUTES[code], _RATINGS.get(word))
    answer.note = cell(NOTE)
    if len(answer.note) > follow_up.LONGEST_NOTE:
        refuse(NOTE, f"有{len(answer.note)}个字，不能超过{follow_up.LONGEST_NOTE}个字。")
    if answer.is_solved is None and answer.result_rating is None:
        answer.result_rating = Satisfaction.DISSATISFIED  # it is the list of the dissatisfied
        answer.remark = "没有写满意度，按不满意登记。"
    return answer


_ATTRIBUTES = {
    CONTACTED: "was_contacted", SOLVED: "is_solved",
    RESULT: "result_rating", ATTITUDE: "attitude_rating",
}  # fmt: skip


def _plain(written: str) -> str:
    return "".join(unicodedata.normalize("NFKC", written).split())


# --- what becomes of them -------------------------------------------------------------------------


def _tickets(reading: Reading, answers: list[Answer]) -> dict[str, Ticket]:
    asked = sorted({a.city_number for a in answers if a.city_number})
    found: dict[str, Ticket] = {}
    for start in range(0, len(asked), 500):
        wanted = reading.visible_tickets().where(Ticket.city_number.in_(asked[start : start + 500]))
        found |= {t.city_number: t for t in reading.session.scalars(wanted) if t.city_number}
    return found


def _fate(reading: Reading, ticket: Ticket | None, answer: Answer) -> Line:
    number = ticket.number if ticket else ""

    def line(outcome: str, said: str) -> Line:
        return Line(answer.row, answer.city_number, number, outcome, said)

    if answer.problems:
        return line(REFUSED, "".join(f"{p.column}：{p.message}" for p in answer.problems))
    if ticket is None:
        return line(REFUSED, "没有这个市平台编号的工单，请先导入工单。")
    if _is_recorded(reading, ticket, answer):
        return line(EXISTING, "这次市回访已经登记过。")
    refusal = _refusal(reading, ticket, answer)
    if refusal:
        return line(REFUSED, refusal)
    if not answer.is_dissatisfied:
        return line(RECORDED, "诉求人满意，不转二次办理。")
    if second_handling.rounds_left(reading, ticket) <= 0:
        return line(RECORDED, f"已经二次办理{ticket.second_rounds}次，请由热线办负责人作终结认定。")
    opened = "，归档件重新打开" if ticket.state is State.ARCHIVED else ""
    return line(
        OPENED, f"{answer.remark}转{ticket.lead_unit.name if ticket.lead_unit else ''}{opened}。"
    )


def _refusal(reading: Reading, ticket: Ticket, answer: Answer) -> str:
    """Why the row cannot be taken in; nothing where it can."""
    if ticket.state not in _CLOSED or ticket.closed_at is None:
        return f"工单现在是“{ticket.state.zh}”，还没有办结，不能登记回访。"
    if answer.asked is None:
        raise AssertionError("a row without its time has a problem")
    if answer.asked.at > reading.now:
        return "回访时间不能晚于现在。"
    since = ticket.closed_at.replace(second=0, microsecond=0)
    if not answer.asked.has_clock:
        since = since.replace(hour=0, minute=0)
    if answer.asked.at < since:
        closed = wording.instant(ticket.closed_at.replace(second=0), reading.now.year)
        return f"回访时间早于这次办结的时间（{closed}），是上一次办理的回访。"
    if ticket.decline_kind is not None:
        return "不予受理的诉求没有办理结果，不登记回访。"
    if _has_city_answer(reading, ticket):
        return "这次办结后已有市回访的结果，不再重复登记。"
    if answer.is_dissatisfied:
        again = second_handling.why_not_again(reading, ticket)
        return again.full_zh if again else ""
    return ""


def _is_recorded(reading: Reading, ticket: Ticket, answer: Answer) -> bool:
    """The same call back of the city, by its time."""
    if answer.asked is None:
        return False
    same = select(FollowUp.id).where(
        FollowUp.ticket_id == ticket.id,
        FollowUp.source == FollowUpSource.CITY,
        FollowUp.asked_at == answer.asked.at,
    )
    return reading.session.scalar(same.limit(1)) is not None


def _has_city_answer(reading: Reading, ticket: Ticket) -> bool:
    answered = select(FollowUp.id).where(
        FollowUp.ticket_id == ticket.id,
        FollowUp.source == FollowUpSource.CITY,
        FollowUp.is_reached.is_(True),
        FollowUp.recorded_at >= ticket.closed_at,
    )
    return reading.session.scalar(answered.limit(1)) is not None


def _record(uow: UnitOfWork, ticket_id: int, answer: Answer) -> None:
    if answer.asked is None:
        raise AssertionError("a row without its time has a problem")
    follow_up.follow_up(
        uow, ticket_id, is_reached=True, was_contacted=answer.was_contacted,
        is_solved=answer.is_solved, result_rating=answer.result_rating,
        attitude_rating=answer.attitude_rating, note=answer.note, source=FollowUpSource.CITY,
        asked_at=answer.asked.at,
    )  # fmt: skip


def _reason(answer: Answer) -> str:
    said = "诉求人反映问题未解决" if answer.is_solved is False else "诉求人不满意"
    return f"市回访，{said}" + (f"：{answer.note}" if answer.note else "")
