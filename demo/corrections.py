"""What readers said of entries in the last weeks, what their keepers answered, and the files put beside some."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.store.actor import Actor
from core.store.work import UnitOfWork
from demo.county import County
from kb import corrections, entries, entry_files, entry_text
from kb.models import Correction, Entry, Revision
from kb.terms import Audience, EntryKind, EntryState, Step

QUIET_DAYS = 12
"""Entries that nobody changed for so long are corrected: what is said of them comes after it was published."""

FILES = 4
_WRITTEN_AT = datetime(2026, 1, 1, tzinfo=UTC)
"""A workbook says when it was made; the same county holds the same bytes."""
_WRONG = (
    "来电人说窗口电话没人接，换号码了。",
    "来电人说材料里还要户口簿，这里没有写。",
    "周六也可以办，这里写的是工作日。",
    "收费标准是不是已经调整了？",
    "办理地点好像搬到政务服务中心二楼了。",
)


def play(session: Session, county: County, until: datetime) -> None:
    """Two answered and taken up or refused, one answered just now, one late and one fresh."""
    rng = random.Random(f"{county.seed} corrections")
    found = _quiet(session, county, until)
    for number, (entry, revision) in enumerate(rng.sample(found, min(len(found), len(_WRONG)))):
        days = (9, 7, 1, 4, 0)[number]
        taker = county.staff.takers[number % len(county.staff.takers)]
        at = county.in_office(until - timedelta(days=days, hours=3), rng)
        raised = corrections.raise_correction(
            UnitOfWork(session, taker, min(at, until - timedelta(hours=1))), entry.id, revision.id,
            _WRONG[number],
        )  # fmt: skip
        _answer(session, county, raised, number, until, taker)
    _attach(session, county, found, until)
    session.flush()


def _quiet(session: Session, county: County, until: datetime) -> list[tuple[Entry, Revision]]:
    """Published entries of units that have a handler, unchanged for a while."""
    rows = session.execute(
        select(Entry, Revision)
        .join(Revision, (Revision.entry_id == Entry.id) & (Revision.number == Entry.latest_number))
        .where(
            Entry.state == EntryState.PUBLISHED,
            Entry.in_force_number == Entry.latest_number,
            Entry.kind.in_((EntryKind.SERVICE, EntryKind.FAQ)),
            Entry.unit_id.in_(county.staff.handlers),
            Entry.reviewed_at < until - timedelta(days=QUIET_DAYS),
            Revision.audience == Audience.PUBLIC,
            Revision.effective_until.is_(None),
        )
        .order_by(Entry.id)
    )
    return [(row[0], row[1]) for row in rows]


def _answer(
    session: Session, county: County, raised: Correction, number: int, until: datetime, taker: Actor
) -> None:
    """The first becomes a new version, the second is refused and seen, the third answered just now."""
    handler = county.staff.handlers[raised.unit_id or 0][0]
    at = min(raised.raised_at + timedelta(hours=2), until - timedelta(minutes=30))
    uow = UnitOfWork(session, handler, at)
    if number == 0:
        corrections.accept(uow, raised.id, answer="号码已更新。", remedy=Step.REVISE)
        _publish_corrected(session, county, raised, at)
    elif number == 1:
        corrections.refuse(uow, raised.id, reason="材料按省清单执行，不需要户口簿。")
        corrections.mark_seen(UnitOfWork(session, taker, at + timedelta(minutes=20)), raised.id)
    elif number == 2:
        corrections.accept(uow, raised.id, answer="已核对，周六上午可以办理，随后更新。")


def _publish_corrected(session: Session, county: County, raised: Correction, at: datetime) -> None:
    """The new version is written, and put in force by the editor the same day."""
    entry_id, editor = raised.entry_id, county.staff.editors[0]
    uow = UnitOfWork(session, editor, at + timedelta(hours=1))
    entry = session.get_one(Entry, entry_id)
    text = entry_text.of(entries.latest(uow, entry))
    corrected = replace(
        text, text=f"{text.text}\n窗口电话如有变动，以县政务服务中心公布的为准。".strip()
    )
    entries.revise(uow, entry_id, corrected, note=f"采纳{raised.raised_by}的纠错")
    entries.publish_at_once(uow, entry_id)


def _attach(
    session: Session, county: County, found: list[tuple[Entry, Revision]], until: datetime
) -> None:
    """申请材料清单 beside a few services."""
    services = [one for one in found if one[0].kind is EntryKind.SERVICE and one[1].materials]
    for entry, revision in services[:FILES]:
        handler = county.staff.handlers[entry.unit_id or 0][0]
        entry_files.add_file(
            UnitOfWork(session, handler, until - timedelta(days=2)), entry.id,
            file_name="申请材料清单.xlsx", content=_checklist(revision),
        )  # fmt: skip


def _checklist(revision: Revision) -> bytes:
    """What to bring, one a line."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _WRITTEN_AT})
        sheet = book.add_worksheet("申请材料")
        sheet.set_column(0, 0, 60)
        sheet.write_string(0, 0, revision.title)
        for line, material in enumerate(revision.materials.replace("；", "\n").splitlines(), 1):
            sheet.write_string(line, 0, material)
    return stream.getvalue()
