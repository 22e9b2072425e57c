"""替换: a withdrawn entry leads to the one that took its place, and that one tells what it replaced (办法第十七条)."""

from __future__ import annotations

from sqlalchemy import exists, select

from core.errors import RuleRefused
from core.store.work import Reading
from kb import entries, finder, lifecycle
from kb.models import Entry, Revision
from kb.terms import EntryState

MOST_CHOICES = 60
_NOT_PUBLISHED = tuple(state for state in EntryState if state is not EntryState.PUBLISHED)
"""What has a replacement is not published; the index by state spares looking through everything."""


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
    rows = (
        select(Entry)
        .where(Entry.replaced_by_id == entry_id, Entry.state.in_(_NOT_PUBLISHED))
        .order_by(Entry.title)
    )
    return [entry for entry in reading.session.scalars(rows) if _was_read_by(reading, entry)]


def choices(reading: Reading, entry_id: int) -> dict[int, str]:
    """What may be named in an entry's place: the others in force, those most like it first.

    Its own unit's latest follow, MOST_CHOICES in all: ten thousand titles would not fit a choice.
    """
    entry = reading.session.get(Entry, entry_id)
    if entry is None or reading.actor.role not in lifecycle.WRITERS:
        return {}
    found = finder.find(reading, entry.title, limit=MOST_CHOICES // 2 + 1)
    titles = {hit.entry_id: hit.title for hit in found.hits if hit.entry_id != entry_id}
    rows = (
        select(Entry.id, Entry.title)
        .where(Entry.in_force_number.is_not(None), Entry.id != entry_id)
        .order_by(Entry.unit_id.is_distinct_from(entry.unit_id), Entry.changed_revision.desc())
        .limit(MOST_CHOICES)
    )
    for other_id, title in reading.session.execute(rows):
        if len(titles) < MOST_CHOICES:
            titles.setdefault(other_id, title)
    return titles


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
