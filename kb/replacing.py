"""替换: a withdrawn entry leads to the one that took its place, and that one tells what it replaced (办法第十七条)."""

from __future__ import annotations

from sqlalchemy import exists, select

from core.errors import RuleRefused
from core.store.work import Reading
from kb import entries, lifecycle
from kb.models import Entry, Revision


def replacement(reading: Reading, entry_id: int) -> Entry | None:
    """替换为: what answers calls in the place of a withdrawn entry, for whoever might once read that one.

    Followed to the end, for what took its place may have been replaced as well; None when nothing
    at the end may answer today.
    """
    entry = reading.session.get(Entry, entry_id)
    if entry is None or not _was_read_by(reading, entry):
        return None
    known = set()
    while entry is not None and entry.replaced_by_id is not None and entry.id not in known:
        known.add(entry.id)
        entry = reading.session.get(Entry, entry.replaced_by_id)
    if entry is None or entry.id in known or entry.id == entry_id:
        return None
    try:
        return entries.in_force(reading, entry.id)[0]
    except RuleRefused:
        return None


def replaced(reading: Reading, entry_id: int) -> list[Entry]:
    """The withdrawn entries that name this one in their place, by title; for those who read this one."""
    if reading.actor.role not in lifecycle.READERS:
        return []
    rows = select(Entry).where(Entry.replaced_by_id == entry_id).order_by(Entry.title)
    return [entry for entry in reading.session.scalars(rows) if _was_read_by(reading, entry)]


def choices(reading: Reading, entry_id: int) -> dict[int, str]:
    """What may be named in an entry's place: titles of the others that are in force."""
    if reading.actor.role not in lifecycle.WRITERS:
        return {}
    rows = (
        select(Entry.id, Entry.title)
        .where(Entry.in_force_number.is_not(None), Entry.id != entry_id)
        .order_by(Entry.title)
    )
    return {row[0]: row[1] for row in reading.session.execute(rows)}


def _was_read_by(reading: Reading, entry: Entry) -> bool:
    """Whether it was ever published for this person, or is theirs to keep."""
    if lifecycle.sees_drafts(reading.actor, entry.unit_id):
        return True
    published = exists().where(
        Revision.entry_id == entry.id,
        Revision.published_at.is_not(None),
        Revision.audience.in_(lifecycle.audiences_of(reading.actor.role)),
    )
    return bool(reading.session.scalar(select(published)))
