"""文件一览: drafts and issued papers as each may see them, composed for the eye and handed out (办法第六、十八条)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core.documents import kinds
from core.documents import papers as word
from core.documents.blocks import Composed
from core.errors import NotFound
from core.exchange.sheets import Written
from core.rules import periods, wording
from core.rules.instants import local
from core.rules.terms import OFFICE_ROLES, PaperKind, Role, TopicState
from core.store.models import FrozenMonth, HotTopic, IssuedPaper
from core.store.work import Reading

READERS = OFFICE_ROLES | {Role.INSPECTOR}
"""The office writes; 督查室 reads what was issued."""

DRAFT, ISSUED, DISCARDED = "草稿", "已签发", "已废弃"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    id: int
    kind: PaperKind
    title: str
    about: str
    state: str
    number: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Opened:
    """一份文件 with what is needed to edit, show and sign it."""

    id: int
    kind: PaperKind
    title: str
    about: str
    state: str
    number: str
    version: int
    facts: Mapping[str, Any]
    parts: Mapping[str, str]
    saved_at: datetime
    saved_by: str
    issued_at: datetime | None
    issued_by: str
    discard_reason: str
    composed: Composed

    @property
    def is_draft(self) -> bool:
        """Still to be written."""
        return self.state == DRAFT

    @property
    def lacking(self) -> list[str]:
        """文字部分 still empty, by their titles."""
        return [part.title for part in kinds.unwritten(self.kind, self.parts)]


def listed(reading: Reading, kind: PaperKind | None = None) -> list[Line]:
    """文件, the latest first; others than the office see what was issued. Raises NotAllowed."""
    _require_reader(reading)
    rows = select(IssuedPaper).order_by(IssuedPaper.drafted_at.desc(), IssuedPaper.id.desc())
    if kind is not None:
        rows = rows.where(IssuedPaper.kind == kind)
    if not reading.actor.is_office:
        rows = rows.where(IssuedPaper.issued_at.is_not(None))
    return [_line(row) for row in reading.session.scalars(rows)]


def opened(reading: Reading, paper_id: int) -> Opened:
    """One paper. Raises NotAllowed, NotFound (a draft is nothing to others than the office)."""
    row = _seen(reading, paper_id)
    line = _line(row)
    return Opened(
        id=row.id,
        kind=row.kind,
        title=row.title,
        about=line.about,
        state=line.state,
        number=line.number,
        version=row.version,
        facts=row.facts,
        parts=row.parts,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
        issued_at=row.issued_at,
        issued_by=row.issued_by or "",
        discard_reason=row.discard_reason,
        composed=composed(row, row.issued_at or reading.now),
    )


def composed(row: IssuedPaper, at: datetime) -> Composed:
    """The paper as it reads, dated by an instant; a draft has no number."""
    day = wording.full_day(local(at).date())
    return kinds.composed(
        row.kind, row.facts, row.parts, number=row.number or "", day=day, signer=row.issued_by or ""
    )


def file(reading: Reading, paper_id: int) -> Written:
    """下载: an issued paper's stored bytes; a draft made now and marked as one. Raises as `opened`."""
    row = _seen(reading, paper_id)
    content = row.content or word.written(composed(row, reading.now))
    mark = row.number or "草稿"
    return Written(
        file_name=f"{row.title}（{mark}）.docx",
        content=content,
        rows=0,
        verb="take_paper",
        details={"paper": row.id, "number": row.number or ""},
        media_type=word.MEDIA_TYPE,
    )


def months(reading: Reading) -> list[tuple[date, str]]:
    """月份 to draft of, the latest first: those with figures taken, and whether they are frozen."""
    _require_reader(reading)
    rows = reading.session.execute(
        select(FrozenMonth.month, FrozenMonth.confirmed_at).order_by(FrozenMonth.month.desc())
    )
    return [
        (month, f"{periods.month_of(month).zh}{'' if confirmed_at else '（未冻结）'}")
        for month, confirmed_at in rows
    ]


def topics(reading: Reading) -> list[tuple[int, str]]:
    """热点 a report can be drafted on, the latest first."""
    _require_reader(reading)
    rows = reading.session.execute(
        select(HotTopic.id, HotTopic.title)
        .where(HotTopic.state.not_in((TopicState.DISMISSED, TopicState.MERGED)))
        .order_by(HotTopic.found_at.desc(), HotTopic.id.desc())
    )
    return [(topic_id, title) for topic_id, title in rows]


def _require_reader(reading: Reading) -> None:
    reading.require(*sorted(READERS), doing="查看文件")


def _seen(reading: Reading, paper_id: int) -> IssuedPaper:
    _require_reader(reading)
    row = reading.session.get(IssuedPaper, paper_id)
    if row is None or not (row.issued_at or reading.actor.is_office):
        raise NotFound("没有找到这份文件。", subject=f"文件 id {paper_id}")
    return row


def _line(row: IssuedPaper) -> Line:
    state = ISSUED if row.issued_at else DISCARDED if row.discarded_at else DRAFT
    return Line(
        id=row.id,
        kind=row.kind,
        title=row.title,
        about=_about(row),
        state=state,
        number=row.number or "",
        changed_at=row.issued_at or row.discarded_at or row.saved_at,
        changed_by=row.issued_by or row.saved_by,
    )


def _about(row: IssuedPaper) -> str:
    if row.month is None:
        return "热点"
    if row.kind is PaperKind.YEARLY_ASSESSMENT:
        return f"{row.month.year}年"
    return periods.month_of(row.month).zh
