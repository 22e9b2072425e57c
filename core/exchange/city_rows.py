"""One row of the city platform's export: read into a registration, or told what is wrong in which column."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from core.casework import intake
from core.casework.intake import Registration
from core.exchange import city_columns as columns
from core.exchange import written_times
from core.exchange.tables import RowProblem, TableRow
from core.rules import deadlines, request_types, wording
from core.rules.terms import Channel, RequestType, UnitKind
from core.store.models import Category, Unit
from core.store.work import Reading

LONGEST_NUMBER = 60
RECENT_DAYS = 31
"""An export of the last month keeps the city's times; an older one would change months already reported."""

_EXPONENT = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
_YES = frozenset({"是", "1", "true", "yes", "y", "√", "保密", "需保密", "不公开", "匿名"})
_NO = frozenset({"", "否", "0", "false", "no", "n", "×", "无", "不保密", "公开", "实名"})
_URGENT = _YES | {
    "紧急",
    "加急",
    "特急",
    "急",
    "急件",
    "特急件",
    "非常紧急",
    "高",
    "重大",
    "紧急件",
}
_NOT_URGENT = _NO | {"普通", "一般", "正常", "不紧急", "常规", "低", "中", "平件", "非紧急"}
_TYPES: Mapping[str, RequestType] = {kind.zh: kind for kind in RequestType} | {
    "投诉举报": RequestType.COMPLAINT,
    "意见建议": RequestType.SUGGESTION,
    "感谢": RequestType.PRAISE,
    "求决": RequestType.HELP,
    "诉求": RequestType.HELP,
}
_BETWEEN_PHONES = re.compile(r"[/、;；,，\s]+(?=\d[\d-]{6,})")


@dataclass(frozen=True, slots=True)
class ReadyRow:
    """可导入的一行: what it will become, and what could not be taken over as it was written."""

    number: int
    city_number: str
    registration: Registration
    remarks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """The towns and categories a cell may name; of a name two categories share, neither."""

    towns: Mapping[str, int]
    categories: Mapping[str, int]


@dataclass(slots=True)
class _Findings:
    """What one row gave rise to while it was read."""

    row: TableRow
    mapping: Mapping[str, str]
    problems: list[RowProblem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    additions: list[str] = field(default_factory=list)
    """Lines for the end of the matter: what has no field of its own must not get lost."""

    def cell(self, code: str) -> str:
        """What stands in the column of a field; nothing when no column was chosen for it."""
        header = self.mapping.get(code)
        return self.row.cells.get(header, "").strip() if header else ""

    def refuse(self, code: str, message: str) -> None:
        """The row cannot be taken in."""
        column = self.mapping.get(code, columns.ZH[code])
        self.problems.append(RowProblem(self.row.number, column, message))


def names(reading: Reading) -> Names:
    """Everything a cell may name: active towns, categories by code, path or their last part."""
    towns = select(Unit).where(Unit.kind == UnitKind.TOWN, Unit.is_active.is_(True))
    known: dict[str, set[int]] = defaultdict(set)
    for category in reading.session.scalars(select(Category)):
        for name in (category.code, category.level2, f"{category.level1}{category.level2}"):
            known[_bare(name)].add(category.id)
    return Names(
        towns={unit.name: unit.id for unit in reading.session.scalars(towns)},
        categories={name: ids.pop() for name, ids in known.items() if len(ids) == 1},
    )


def city_number(row: TableRow, mapping: Mapping[str, str]) -> str:
    """市平台编号 without blanks; a number that once was a decimal loses its .0."""
    written = row.cells.get(mapping[columns.NUMBER], "")
    return re.sub(r"(?<=\d)\.0$", "", "".join(unicodedata.normalize("NFKC", written).split()))


def form_key(number: str) -> str:
    """The key of the one registration a city number can ever make."""
    return f"city-{hashlib.sha256(number.encode()).hexdigest()[:32]}"


def read(
    reading: Reading, known: Names, row: TableRow, mapping: Mapping[str, str]
) -> tuple[ReadyRow | None, list[RowProblem]]:
    """One row as a registration, or None and every problem in it."""
    found = _Findings(row, mapping)
    number = city_number(row, mapping)
    _check_number(found, number)
    town_id, address = _place(known, found)
    registered_at = _registered_at(reading, found)
    due_at = _due_at(reading, found)
    phone = _phone(found)
    is_urgent = _flag(found, columns.URGENT, _URGENT, _NOT_URGENT, unsure=False)
    is_confidential = _flag(found, columns.CONFIDENTIAL, _YES, _NO, unsure=True)
    category_id = _category_id(known, found)
    request_type = _request_type(found)
    if found.cell(columns.REMARK):
        found.additions.append(f"【市平台转办意见】{found.cell(columns.REMARK)}")
    title, body = _matter(found)
    requester_name = found.cell(columns.NAME)
    _check_lengths(found, body, requester_name, phone, address)
    if found.problems:
        return None, found.problems
    registration = Registration(
        form_key=form_key(number), body=body, channel=Channel.CITY, request_type=request_type,
        title=title, requester_name=requester_name, requester_phone=phone, town_id=town_id,
        address=address, category_id=category_id, is_urgent=is_urgent,
        is_confidential=is_confidential, city_number=number, city_due_at=due_at,
        registered_at=registered_at,
    )  # fmt: skip
    return ReadyRow(row.number, number, registration, tuple(found.remarks)), []


# --- one field after the other --------------------------------------------------------------------


def _check_number(found: _Findings, number: str) -> None:
    if not number:
        found.refuse(columns.NUMBER, "没有编号。")
    elif _EXPONENT.fullmatch(number):
        found.refuse(columns.NUMBER, f"“{number}”被表格软件改成了科学记数法，原编号已不完整。")
    elif len(number) > LONGEST_NUMBER:
        found.refuse(columns.NUMBER, f"编号超过{LONGEST_NUMBER}个字符。")


def _matter(found: _Findings) -> tuple[str, str]:
    """标题与内容: either may stand for the other; a title too long for its line is kept in the text."""
    title, body = found.cell(columns.TITLE), found.cell(columns.BODY)
    if not title and not body:
        found.refuse(columns.BODY, "没有诉求内容。")
    body = body or title
    if len(title) > intake.LONGEST_TITLE:
        if title not in body:
            body = f"{title}\n{body}"
        title = title[: intake.LONGEST_TITLE - 1] + "…"
        found.remarks.append("标题过长，已截短，全文在诉求内容里。")
    return title, "\n".join([body, *found.additions])


def _check_lengths(found: _Findings, body: str, name: str, phone: str, address: str) -> None:
    for code, written, longest in (
        (columns.BODY, body, intake.LONGEST_BODY),
        (columns.NAME, name, intake.LONGEST_NAME),
        (columns.PHONE, phone, intake.LONGEST_NAME),
        (columns.ADDRESS, address, intake.LONGEST_ADDRESS),
    ):
        if len(written) > longest:
            found.refuse(code, f"有{len(written)}个字，不能超过{longest}个字。")


def _place(known: Names, found: _Findings) -> tuple[int | None, str]:
    """乡镇与地址: a town not in the register is kept in the address; without one the address may name it."""
    written, address = found.cell(columns.TOWN), found.cell(columns.ADDRESS)
    town_id = _town_id(known, written)
    if written and town_id is None:
        found.remarks.append(f"没有名为“{written}”的乡镇，已记入地址。")
        address = " ".join(part for part in (written, address) if part)
    return town_id or _town_id(known, address), address


def _town_id(known: Names, written: str) -> int | None:
    named = [town_id for name, town_id in known.towns.items() if name in written]
    return named[0] if len(named) == 1 else None


def _registered_at(reading: Reading, found: _Findings) -> datetime | None:
    """登记时间 is the city's receiving time when it lies in the last month, else the import's (None).

    Nothing is owed from it: a unit's clock starts at dispatch (办法第十条（三）). A time of another
    year or of tomorrow would only put the ticket into a month that was reported long ago.
    """
    written = found.cell(columns.REGISTERED)
    if not written:
        return None
    moment = written_times.read(written)
    if moment is None:
        found.refuse(columns.REGISTERED, f"“{written}”不是时间，应写作2026-10-09 09:05。")
        return None
    if reading.now - timedelta(days=RECENT_DAYS) <= moment.at <= reading.now:
        return moment.at
    said = wording.full_day(moment.at.date()) + (
        wording.clock(moment.at) if moment.has_clock else ""
    )
    found.additions.append(f"【市平台受理时间】{said}")
    found.remarks.append(f"市平台受理时间{said}不在最近{RECENT_DAYS}天内，按导入时间登记。")
    return None


def _due_at(reading: Reading, found: _Findings) -> datetime | None:
    """市平台时限; a day alone ends at its close of business, the earlier reading (办法第十条（三）)."""
    written = found.cell(columns.DUE)
    if not written:
        return None
    moment = written_times.read(written)
    if moment is None:
        found.refuse(columns.DUE, f"“{written}”不是时间，应写作2026-10-09 18:00。")
        return None
    if moment.has_clock:
        return moment.at
    return deadlines.close_of(reading.calendar, reading.policy, moment.at.date())


def _phone(found: _Findings) -> str:
    """联系电话: of several the first; the others go with the matter, masked there like all numbers."""
    written = re.sub(r"(?<=\d)\.0+$", "", found.cell(columns.PHONE))
    if _EXPONENT.fullmatch(written):
        found.refuse(columns.PHONE, f"“{written}”被表格软件改成了科学记数法，号码已不完整。")
    first, *others = _BETWEEN_PHONES.split(written)
    if others:
        found.additions.append(f"【其他联系电话】{'、'.join(others)}")
    return first


def _category_id(known: Names, found: _Findings) -> int | None:
    written = found.cell(columns.CATEGORY)
    category_id = known.categories.get(_bare(written))
    if written and category_id is None:
        found.additions.append(f"【市平台分类】{written}")
        found.remarks.append(f"没有名为“{written}”的分类，已记入诉求内容。")
    return category_id


def _request_type(found: _Findings) -> RequestType:
    """诉求类型 as the city gave it; otherwise what the words themselves say."""
    written = found.cell(columns.TYPE)
    kind = _TYPES.get(written.removesuffix("类").removesuffix("件"))
    if written and kind is None:
        found.additions.append(f"【市平台诉求类型】{written}")
    said = f"{found.cell(columns.TITLE)}{found.cell(columns.BODY)}"
    return kind or request_types.guess(said)


def _flag(
    found: _Findings, code: str, yes: frozenset[str], no: frozenset[str], *, unsure: bool
) -> bool:
    """是或否. A word nobody knows counts as `unsure`, is told, and stays readable in the matter."""
    written = found.cell(code)
    word = unicodedata.normalize("NFKC", written).lower()
    if word in yes | no:
        return word in yes
    found.additions.append(f"【{columns.ZH[code]}】{written}")
    taken = "是" if unsure else "否"
    found.remarks.append(f"“{columns.ZH[code]}”列的“{written}”认不出，按“{taken}”处理。")
    return unsure


_bare = partial(re.sub, r"[\s/>\\|—\-–、:：]+", "")
