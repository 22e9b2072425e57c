"""Entries for tests: written by one person, published by another, in one line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.store.actor import Actor
from core.store.work import Reading
from kb import entries
from kb.entry_text import EntryText
from kb.models import Entry, Revision
from kb.terms import Audience, EntryKind
from tests.planted import County

HEATING = EntryText(
    title="暖气不热怎么办",
    standard_question="暖气不热怎么办",
    variant_questions=("屋里冰凉", "暖气片是温的"),
    spoken_answer="您好，先看看入户阀门是否打开，还不热的我帮您登记。",
    text="供暖期内居室温度应不低于18℃。",
    keywords=("供热", "报修"),
    audience=Audience.PUBLIC,
)


def draft(county: County, username: str = "handler", **changes: Any) -> int:
    """The id of an entry somebody has begun; a unit's person for the own unit."""
    with county.work(username) as uow:
        return entries.draft(uow, replace(HEATING, **changes), kind=EntryKind.FAQ).id


def publish(
    county: County,
    base: EntryText = HEATING,
    /,
    *,
    kind: EntryKind = EntryKind.FAQ,
    unit: str | None = None,
    **changes: Any,
) -> int:
    """The id of an entry that was drafted, submitted, approved where it has a unit, and published."""
    text = replace(base, **changes)
    unit_id = county.unit_id(unit) if unit else None
    with county.work("editor") as uow:
        entry = entries.draft(uow, text, kind=kind, unit_id=unit_id)
        entries.submit(uow, entry.id)
    if unit_id is not None:
        leader = replace(county.actor("leader"), unit_id=unit_id, unit_name=unit or "")
        with county.database.work(leader) as uow:
            entries.approve(uow, entry.id)
    with county.work("editor") as uow:
        entries.publish(uow, entry.id)
    return entry.id


def entry(county: County, entry_id: int) -> Entry:
    """An entry's row as it stands."""
    with county.database.read(Actor.system()) as reading:
        return reading.session.get_one(Entry, entry_id)


def versions(reading: Reading, entry_id: int) -> list[Revision]:
    """Every version of an entry, newest first, whoever keeps it."""
    rows = select(Revision).where(Revision.entry_id == entry_id).order_by(Revision.number.desc())
    return list(reading.session.scalars(rows))
