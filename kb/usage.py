"""Use and usefulness of each entry: how often it was opened, cited and judged, for those who keep it (办法第十七条)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, false, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from core.rules.terms import BasisKind
from core.store.models import Citation, Unit
from core.store.work import Reading
from kb import lifecycle
from kb.models import Entry, Judgement, SearchRecord
from kb.shelves import OFFICE_ITSELF
from kb.terms import EntryKind

SPANS_DAYS = (30, 90, 365)
"""近一个月、近三个月、近一年: the spans that are looked at."""

MOST_LISTED = 50
_AT_ONCE = 500
"""So many ids at most go into one statement."""


@dataclass(frozen=True, slots=True)
class Use:
    """How one entry was used within a span of time."""

    opened: int = 0
    """打开: how often it was opened from a list of results, or copied from it."""
    cited: int = 0
    """引用: how often a ticket was answered from it."""
    useful: int = 0
    not_useful: int = 0
    last_used_at: datetime | None = None
    """When it was last opened or cited, within the span."""

    @property
    def is_used(self) -> bool:
        """Whether anybody opened or cited it."""
        return bool(self.opened or self.cited)

    @property
    def is_doubtful(self) -> bool:
        """存疑: more people found it useless than useful."""
        return self.not_useful > self.useful


@dataclass(frozen=True, slots=True)
class UseLine:
    """One entry in force with its use, as a list shows it."""

    entry_id: int
    kind: EntryKind
    title: str
    unit_name: str
    review_due_on: date | None
    is_review_overdue: bool
    use: Use


@dataclass(frozen=True, slots=True)
class Overview:
    """使用情况 of all entries in force that the person keeps; each list holds at most MOST_LISTED."""

    entries: int
    used: int
    most_used: list[UseLine]
    never_used: list[UseLine]
    """The longest in force first."""
    doubtful: list[UseLine]
    overdue: list[UseLine]
    """复核已逾期 though in use, the most used first."""


def since(reading: Reading, days: int) -> datetime:
    """The beginning of a span that ends now."""
    return reading.now - timedelta(days=days)


def of(reading: Reading, entry_ids: Collection[int], since: datetime) -> dict[int, Use]:
    """The use of many entries at once since an instant: each that the person keeps, used or not.

    Units learn of their own entries, the office and the editor of all, others of none.
    """
    found: dict[int, Use] = {}
    wanted = sorted(set(entry_ids))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        kept = select(Entry.id).where(_is_kept_by(reading), Entry.id.in_(some))
        found |= _uses(reading, kept, since)
    return found


def overview(reading: Reading, since: datetime) -> Overview:
    """使用情况: the entries most used, never used, in doubt, and used though overdue for review."""
    in_force = (_is_kept_by(reading), Entry.in_force_number.is_not(None))
    uses = _uses(reading, select(Entry.id).where(*in_force), since)
    rows = reading.session.execute(
        select(Entry.id, Entry.kind, Entry.title, Unit.name, Entry.review_due_on)
        .outerjoin(Unit, Unit.id == Entry.unit_id)
        .where(*in_force)
        .order_by(Entry.id)
    )
    today = reading.now.date()
    lines = [
        UseLine(id_, kind, title, unit or OFFICE_ITSELF, due,
                is_review_overdue=due is not None and due < today, use=uses[id_])
        for id_, kind, title, unit, due in rows
    ]  # fmt: skip
    by_use = sorted((one for one in lines if one.use.is_used), key=_most_first)
    doubtful = [line for line in lines if line.use.is_doubtful]
    doubtful.sort(key=lambda line: (line.use.useful - line.use.not_useful, line.entry_id))
    return Overview(
        entries=len(lines),
        used=len(by_use),
        most_used=by_use[:MOST_LISTED],
        never_used=[line for line in lines if not line.use.is_used][:MOST_LISTED],
        doubtful=doubtful[:MOST_LISTED],
        overdue=[line for line in by_use if line.is_review_overdue][:MOST_LISTED],
    )


def _most_first(line: UseLine) -> tuple[int, int, int]:
    return (-line.use.cited - line.use.opened, -line.use.cited, line.entry_id)


def _uses(reading: Reading, kept: Select[int], since: datetime) -> dict[int, Use]:
    """One statement a figure, however many entries there are."""
    ids = list(reading.session.scalars(kept))
    opened = _counted(
        reading, kept, SearchRecord.opened_entry_id, SearchRecord.asked_at, since, true()
    )
    cited = _counted(
        reading,
        kept,
        Citation.entry_id,
        Citation.cited_at,
        since,
        Citation.kind == BasisKind.ENTRY,
    )
    judged = _judged(reading, kept, since)
    return {id_: _use(opened.get(id_), cited.get(id_), judged.get(id_)) for id_ in ids}


_Count = tuple[int, datetime]


def _use(opened: _Count | None, cited: _Count | None, judged: tuple[int, int] | None) -> Use:
    useful, not_useful = judged or (0, 0)
    return Use(
        opened=opened[0] if opened else 0,
        cited=cited[0] if cited else 0,
        useful=useful,
        not_useful=not_useful,
        last_used_at=max(_instants(opened, cited), default=None),
    )


def _instants(*counts: _Count | None) -> Iterable[datetime]:
    return (count[1] for count in counts if count is not None)


def _counted(
    reading: Reading,
    kept: Select[int],
    entry_id: InstrumentedAttribute[int | None],
    at: InstrumentedAttribute[datetime],
    since: datetime,
    condition: ColumnElement[bool],
) -> dict[int, _Count]:
    rows = reading.session.execute(
        select(entry_id, func.count(), func.max(at))
        .where(entry_id.in_(kept), at >= since, condition)
        .group_by(entry_id)
    )
    return {id_: (count, last) for id_, count, last in rows if id_ is not None}


def _judged(reading: Reading, kept: Select[int], since: datetime) -> dict[int, tuple[int, int]]:
    useful = func.sum(case((Judgement.is_useful, 1), else_=0))
    rows = reading.session.execute(
        select(Judgement.entry_id, useful, func.count())
        .where(Judgement.entry_id.in_(kept), Judgement.judged_at >= since)
        .group_by(Judgement.entry_id)
    )
    return {id_: (int(yes), all_ - int(yes)) for id_, yes, all_ in rows}


def _is_kept_by(reading: Reading) -> ColumnElement[bool]:
    """The same rule as lifecycle.sees_drafts, as a condition."""
    actor = reading.actor
    if actor.is_unit:
        return Entry.unit_id == actor.unit_id if actor.unit_id is not None else false()
    return true() if actor.role in lifecycle.WRITERS else false()
