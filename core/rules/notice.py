"""Reads the State Council's yearly holiday notice, pasted as text, into days to look at first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import BadInput
from core.rules import wording
from core.rules.workdays import MAKE_UP_DAY, SATURDAY, PublishedYear

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")

# 一、元旦：… ; the name may hold two festivals: 国庆节、中秋节.
_HEAD = re.compile(
    r"(?:^|[\n。;：])(?:[（(]?[一二三四五六七八九十]+[）)]?[、.]?)?"
    r"(?P<name>(?:元旦|春节|清明节?|(?:国际)?劳动节|端午节?|中秋节?|国庆节?)"
    r"(?:[、和及与](?:元旦|春节|清明节?|劳动节|端午节?|中秋节?|国庆节?))*)："
)
_DATE = (
    r"(?:(?P<{0}_year>\d{{4}})年)?(?:(?P<{0}_month>\d{{1,2}})月)?(?P<{0}_day>\d{{1,2}})日"
    r"(?:\((?P<{0}_note>[^()]*)\))?"
)
_SPAN = re.compile(_DATE.format("a") + r"(?:(?:至|到|—+|-+|~)" + _DATE.format("b") + ")?")
_OFF_COUNT = re.compile(r"(?P<count>\d{1,2})天")
_TITLE_YEAR = re.compile(r"(?P<year>\d{4})年部分节假日安排")
_NOTE_WEEKDAY = re.compile(r"(?:周|星期)(?P<name>[一二三四五六日天])")
_VERB = re.compile(r"(放假|公休|补休|上班)")
_ON = "上班"
# Advice to employers (除夕休息), and the date under the signature: dates that arrange nothing.
_ADVICE = "休息"
_SIGNED_ON = re.compile(r"(?:国务院办公厅)?\d{4}年\d{1,2}月\d{1,2}日(?:\(此件公开发布\))?")
_LONGEST_SPAN = 20


@dataclass(frozen=True)
class NoticeDay:
    """One day the notice arranges: off, or a make-up working day."""

    day: date
    is_working: bool
    name: str

    @property
    def label(self) -> str:
        """国庆节, or 国庆节调休上班."""
        return f"{self.name}{MAKE_UP_DAY}" if self.is_working else self.name


@dataclass(frozen=True)
class NoticePreview:
    """What was understood of a notice; with any problem left it cannot be saved."""

    year: int
    days: tuple[NoticeDay, ...]
    problems: tuple[str, ...]

    @property
    def working_days(self) -> int:
        """Working days of the year by this notice, the figure to compare with other sources."""
        arranged = {row.day: row.is_working for row in self.days}
        first = date(self.year, 1, 1)
        length = (date(self.year + 1, 1, 1) - first).days
        year_days = (first + timedelta(days=step) for step in range(length))
        return sum(arranged.get(day, day.weekday() < SATURDAY) for day in year_days)

    def published(self) -> PublishedYear:
        """The notice as the calendar takes it. Raises BadInput while a problem is left."""
        if self.problems:
            raise BadInput(
                f"放假通知还有{len(self.problems)}处没有读懂：{self.problems[0]}",
                field="text",
                next_step="请对照国务院办公厅通知原文改正后再保存。",
            )
        return PublishedYear(
            year=self.year,
            holidays={row.day: row.name for row in self.days if not row.is_working},
            make_up_days={row.day: row.name for row in self.days if row.is_working},
        )


def parse_notice(text: str, year: int) -> NoticePreview:
    """放假通知的解析: the pasted text as days with names, and every doubt as a sentence.

    Both the short weekdays of recent notices (周四) and the long ones of older ones (星期四) are
    read; days of the year before or after may be named with their year. Never raises: what is not
    understood is a problem.
    """
    cleaned = _cleaned(text)
    titled = _TITLE_YEAR.search(cleaned.replace("\n", ""))
    if titled is not None and int(titled["year"]) != year:
        problem = f"通知写的是{titled['year']}年的安排，而要录入的是{year}年。"
        return NoticePreview(year, (), (problem,))
    reader = _Reader(year)
    sections = list(_sections(cleaned))
    for name, body in sections:
        reader.read(name, body)
    reader.check_complete([name for name, _ in sections])
    days = tuple(sorted(reader.days.values(), key=lambda row: row.day))
    return NoticePreview(year, days, tuple(reader.problems))


def _cleaned(text: str) -> str:
    """Half-width digits and brackets, no blanks, but the Chinese colon after a festival's name."""
    lines = (unicodedata.normalize("NFKC", line) for line in text.splitlines())
    return "\n".join(re.sub(r"\s", "", line).replace(":", "：") for line in lines)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads), len(text)][1:]
    for head, end in zip(heads, ends, strict=False):
        yield head["name"], text[head.end() : end]


class _Reader:
    """The days and problems gathered while reading, section by section."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.days: dict[date, NoticeDay] = {}
        self.problems: list[str] = []

    def read(self, name: str, body: str) -> None:
        had = len(self.days)
        for sentence in re.split(r"[。;\n]", body):
            self._read_sentence(name, sentence)
        if len(self.days) == had:
            self.problems.append(f"“{name}”没有读到放假的日期。")

    def check_complete(self, names: list[str]) -> None:
        if not names:
            self.problems.append(
                "没有读到任何节日，请粘贴通知正文，每个节日一段，例如“一、元旦：1月1日……”。"
            )
            return
        found = "、".join(names)
        missing = [name for name in FESTIVALS if name.removesuffix("节") not in found]
        if missing:
            self.problems.append(f"没有读到{'、'.join(missing)}的安排。")

    def _read_sentence(self, name: str, sentence: str) -> None:
        """Dates belong to the verb that follows them: 1月1日至3日放假，1月4日上班."""
        before, *rest = _VERB.split(sentence)
        if not rest:
            is_silent = _ADVICE in sentence or _SIGNED_ON.fullmatch(sentence)
            if _SPAN.search(sentence) and not is_silent:
                self.problems.append(f"“{name}”有一句没有读懂：{sentence}。")
            return
        month: int | None = None
        for verb, after in zip(rest[::2], rest[1::2], strict=True):
            days = self._days(name, before, month)
            if verb == _ON:
                self._take_make_up(name, days, sentence)
            else:
                self._take_off(name, days, after)
            month = days[-1].month if days else month
            before = after

    def _take_off(self, name: str, days: list[date], after: str) -> None:
        count = _OFF_COUNT.search(after)
        if count is not None and days and int(count["count"]) != len(days):
            self.problems.append(
                f"“{name}”写的是{count['count']}天，读出来是{len(days)}天"
                f"（{wording.days_span(days[0], days[-1], self.year)}）。"
            )
        for day in days:
            self._add(NoticeDay(day, False, name))

    def _take_make_up(self, name: str, days: list[date], sentence: str) -> None:
        if not days:
            self.problems.append(f"“{name}”的上班日期没有读懂：{sentence}。")
        for day in days:
            if day.weekday() < SATURDAY:
                self.problems.append(
                    f"“{name}”的上班日{wording.day(day, self.year)}本来就是工作日，请核对。"
                )
            self._add(NoticeDay(day, True, name))

    def _add(self, row: NoticeDay) -> None:
        other = self.days.get(row.day)
        if other is not None and other != row:
            self.problems.append(
                f"{wording.day(row.day, self.year)}既写作“{other.label}”，又写作“{row.label}”。"
            )
            return
        if abs(row.day.year - self.year) > 1:
            self.problems.append(f"{wording.full_day(row.day)}不在{self.year}年前后，请核对。")
            return
        self.days[row.day] = row

    def _days(self, name: str, text: str, month: int | None) -> list[date]:
        """Every date and range of dates in a text, a missing month or year carried along."""
        days: list[date] = []
        for match in _SPAN.finditer(text):
            first = self._day(name, match, "a", month, self.year)
            if first is None:
                continue
            last: date | None = first
            if match["b_day"] is not None:
                last = self._day(name, match, "b", first.month, first.year)
            if last is not None:
                days.extend(self._range(name, first, last))
                month = last.month
        return days

    def _day(
        self, name: str, match: re.Match[str], side: str, month: int | None, year: int
    ) -> date | None:
        written_year, written_month = match[f"{side}_year"], match[f"{side}_month"]
        number = int(match[f"{side}_day"])
        in_month = int(written_month) if written_month else month
        if in_month is None:
            self.problems.append(f"“{name}”的{number}日没有写月份。")
            return None
        try:
            day = date(int(written_year) if written_year else year, in_month, number)
        except ValueError:
            self.problems.append(f"“{name}”写的{in_month}月{number}日不是一个日期。")
            return None
        self._check_weekday(name, day, match[f"{side}_note"])
        return day

    def _check_weekday(self, name: str, day: date, note: str | None) -> None:
        written = _NOTE_WEEKDAY.search(note or "")
        if written is None:
            return
        said = "周" + written["name"].replace("天", "日")
        if said != wording.weekday(day):
            self.problems.append(
                f"“{name}”写的是{wording.bare_day(day, self.year)}（{said}），"
                f"而{day.year}年这一天是{wording.weekday(day)}。"
            )

    def _range(self, name: str, first: date, last: date) -> list[date]:
        length = (last - first).days + 1
        if not 1 <= length <= _LONGEST_SPAN:
            self.problems.append(
                f"“{name}”的起止日期不对：{wording.full_day(first)}至{wording.full_day(last)}。"
            )
            return []
        return [first + timedelta(days=step) for step in range(length)]
