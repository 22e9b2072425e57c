"""What was learned, or why nothing was: terms, entries and measures, never a caller's words (办法第十七条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.store.work import Reading
from kb.lessons import Association, Lessons
from kb.models import Entry
from kb.terms import LearningVerdict
from kb.trial import Check

MOST_PAIRS = 40
MOST_ENTRIES = 30


@dataclass(frozen=True, slots=True)
class Report:
    """学习情况 of this process, as it was last looked at."""

    at: datetime
    is_on: bool
    """Whether the county let the search learn at that moment."""
    is_index_ready: bool
    """Whether the search index could be asked; while it is rebuilt nothing is learned."""
    lessons: Lessons | None
    checks: tuple[Check, ...]

    @property
    def is_followed(self) -> bool:
        """Whether searches follow what was learned."""
        return self.lessons is not None

    @property
    def associations(self) -> Sequence[Association]:
        """词语关联, the strongest first."""
        return self.lessons.strongest(MOST_PAIRS) if self.lessons else ()


@dataclass(frozen=True, slots=True)
class TaughtEntry:
    """An entry with how many earlier questions led to it."""

    entry_id: int
    title: str
    questions: int


def why_off(report: Report) -> str:
    """Why searches follow nothing, in a sentence; empty where they follow what was learned."""
    if report.is_followed:
        return ""
    if not report.is_on:
        return "学习已关闭，检索只按知识本身的文字排序。"
    if not report.is_index_ready:
        return "检索索引正在重建，建好后会重新学习。"
    if any(check.verdict is not LearningVerdict.TOO_FEW for check in report.checks):
        return "试验没有测出提高，所以没有采用：检索仍按知识本身的文字排序。"
    return "积累的问题还太少，暂不学习：检索按知识本身的文字排序。"


def taught_entries(reading: Reading, report: Report) -> list[TaughtEntry]:
    """The entries in force that the most earlier questions led to."""
    if report.lessons is None:
        return []
    most = {int(id_): n for id_, n in report.lessons.questions.most_common(MOST_ENTRIES)}
    return [
        TaughtEntry(entry_id, title, most[entry_id])
        for entry_id, title in sorted(
            titles(reading, most).items(), key=lambda pair: (-most[pair[0]], pair[0])
        )
    ]


def titles(reading: Reading, entry_ids: Sequence[int] | dict[int, int]) -> dict[int, str]:
    """The titles of entries in force."""
    rows = reading.session.execute(
        select(Entry.id, Entry.title).where(
            Entry.id.in_(list(entry_ids)), Entry.in_force_number.is_not(None)
        )
    )
    return dict(list(rows))
