"""知识库建设及更新: each unit's rates for the monthly score (办法第七条（三）、第二十条)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Integer, Select, and_, cast, func, or_, select

from core.rules.appraisal import Ratio
from core.rules.periods import Period
from core.store.work import Reading
from kb.models import Correction, Entry, Revision

REVIEWED, VALID, CORRECTED = "复核及时", "条目有效", "纠错及时"


def of_units(reading: Reading, period: Period) -> Mapping[int, Mapping[str, Ratio]]:
    """Of each unit that keeps entries: 复核及时 and 条目有效 as they stand now, 纠错及时 of those due in the period."""
    found: dict[int, dict[str, Ratio]] = defaultdict(dict)
    for unit_id, reviewed, valid, kept in reading.session.execute(_entries(reading)):
        if unit_id is None:
            continue
        found[unit_id][REVIEWED] = Ratio(int(reviewed or 0), kept)
        found[unit_id][VALID] = Ratio(int(valid or 0), kept)
    for unit_id, answered, due in reading.session.execute(_corrections(reading, period)):
        if unit_id is None:
            continue
        found[unit_id][CORRECTED] = Ratio(int(answered or 0), due)
    return dict(found)


def _entries(reading: Reading) -> Select[int | None, int, int, int]:
    today = reading.now.date()
    in_force = and_(Revision.entry_id == Entry.id, Revision.number == Entry.in_force_number)
    is_reviewed = or_(Entry.review_due_on.is_(None), Entry.review_due_on >= today)
    is_valid = or_(Revision.effective_until.is_(None), Revision.effective_until >= today)
    return (
        select(
            Entry.unit_id,
            func.sum(cast(is_reviewed, Integer)),
            func.sum(cast(is_valid, Integer)),
            func.count(),
        )
        .join(Revision, in_force)
        .where(Entry.unit_id.is_not(None))
        .group_by(Entry.unit_id)
    )


def _corrections(reading: Reading, period: Period) -> Select[int | None, int, int]:
    until = min(period.ends_at, reading.now)
    is_in_time = and_(
        Correction.answered_at.is_not(None), Correction.answered_at <= Correction.due_at
    )
    return (
        select(Correction.unit_id, func.sum(cast(is_in_time, Integer)), func.count())
        .where(
            Correction.unit_id.is_not(None),
            Correction.due_at >= period.starts_at,
            Correction.due_at < until,
        )
        .group_by(Correction.unit_id)
    )
