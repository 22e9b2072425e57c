"""有用/没用: what readers say of an entry, each once, of the version they read (办法第十七条)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from core.errors import NotFound, Stale
from core.store.work import Reading, UnitOfWork
from kb import lifecycle
from kb.models import Entry, Judgement, Revision

_GOOD_WORDS = 2
"""So many good words are imagined, that one bad day of one person does not bury an entry."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of the version in force, and what the person asking said of it (None: nothing)."""

    useful: int
    not_useful: int
    is_useful_to_me: bool | None


def judge(uow: UnitOfWork, entry_id: int, revision_id: int, *, is_useful: bool) -> Judgement:
    """有用/没用: by anybody who may read the entry; said again, the earlier word is replaced.

    Raises NotFound for what is not the person's to read today, Stale when the text was replaced
    after the person read it.
    """
    _require_in_force(uow, entry_id, revision_id)

    said = _mine(uow, entry_id)
    if said is None:
        said = Judgement(entry_id=entry_id, person_id=uow.actor.person_id)
        uow.session.add(said)
    said.revision_id, said.is_useful, said.judged_at = revision_id, is_useful, uow.now
    uow.session.flush()

    uow.audit("judge_entry", f"知识 id {entry_id}", revision_id=revision_id, is_useful=is_useful)
    return said


def take_back(uow: UnitOfWork, entry_id: int) -> None:
    """收回评价: the person's own word on an entry; nothing happens where none was said."""
    said = _mine(uow, entry_id)
    if said is None:
        return

    uow.session.delete(said)

    uow.audit("unjudge_entry", f"知识 id {entry_id}")


def of(reading: Reading, entry_id: int, revision_id: int) -> Judged:
    """What is said of one version. A word on an older version no longer counts."""
    rows = reading.session.execute(
        select(Judgement.is_useful, func.count())
        .where(Judgement.entry_id == entry_id, Judgement.revision_id == revision_id)
        .group_by(Judgement.is_useful)
    )
    counts = dict(list(rows))
    mine = _mine(reading, entry_id)
    is_mine = mine is not None and mine.revision_id == revision_id
    return Judged(
        counts.get(True, 0), counts.get(False, 0), mine.is_useful if mine and is_mine else None
    )


def useless_share(reading: Reading) -> dict[int, float]:
    """For each entry somebody judged in its present version: the share of 没用, two good words imagined."""
    in_force = (Revision.entry_id == Entry.id, Revision.number == Entry.in_force_number)
    rows = reading.session.execute(
        select(Judgement.entry_id, Judgement.is_useful, func.count())
        .join(Entry, Entry.id == Judgement.entry_id)
        .join(Revision, Revision.id == Judgement.revision_id)
        .where(*in_force)
        .group_by(Judgement.entry_id, Judgement.is_useful)
    )
    said: dict[int, list[int]] = {}
    for entry_id, is_useful, count in rows:
        said.setdefault(entry_id, [0, 0])[0 if is_useful else 1] = count
    return {
        entry_id: useless / (useful + useless + _GOOD_WORDS)
        for entry_id, (useful, useless) in said.items()
    }


def _require_in_force(uow: UnitOfWork, entry_id: int, revision_id: int) -> None:
    audiences = lifecycle.audiences_of(uow.actor.role)
    entry, read = uow.session.get(Entry, entry_id), uow.session.get(Revision, revision_id)
    today = uow.now.date()
    is_readable = (
        entry is not None
        and read is not None
        and read.entry_id == entry.id
        and read.published_at is not None
        and read.audience in audiences
        and (read.effective_from or today) <= today <= (read.effective_until or today)
    )
    if not is_readable or entry is None or read is None or entry.in_force_number is None:
        raise NotFound(
            "没有找到这条知识。", next_step="请重新查找。", subject=f"评价 知识 id {entry_id}"
        )
    if read.number != entry.in_force_number:
        raise Stale(
            f"《{entry.title}》刚刚更新过，评价没有保存。",
            next_step="请看过新的内容后再评价。",
        )


def _mine(reading: Reading, entry_id: int) -> Judgement | None:
    return reading.session.scalar(
        select(Judgement).where(
            Judgement.entry_id == entry_id, Judgement.person_id == reading.actor.person_id
        )
    )
