"""A home of its own with a few published entries, each found by a word nobody else has."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from core import clock
from core.rules.instants import SHANGHAI
from core.store import seed
from core.store.actor import Actor
from core.store.db import Database
from kb import entry_checks
from kb.models import Entry, Revision
from kb.terms import Audience, EntryKind, EntryState

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
_FIRST, _SECOND = "供暖水电医保社路灯物业车房", "费卡证照补助申办迁换缴停查退"


def word(number: int) -> str:
    """A word of the entry's own: two syllables and its number in letters, no other entry has it."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    return f"{_FIRST[number % len(_FIRST)]}{_SECOND[number // len(_FIRST) % len(_SECOND)]}{letters}"


def opened(folder: Path) -> Database:
    """The county in `folder`; the process's own home from now on."""
    os.environ["HOTLINE_HOME"] = str(folder)
    return Database(f"sqlite:///{folder / 'hotline.db'}", clock=clock.fixed(NOW))


def at(folder: Path, entries: int) -> Database:
    """A new county in `folder` with so many published entries."""
    database = opened(folder)
    database.migrate()
    with database.work(Actor.system()) as uow:
        seed.plant(uow.session, uow.now)
        for number in range(entries):
            publish(uow.session, number, uow.next_number(entry_checks.COUNTER), 1)
    return database


def publish(session: Session, number: int, revision: int, version: int) -> None:
    """Entry `number` in its `version`, in force: written straight into the tables."""
    title = f"{word(number)}怎么办理（第{version}版）"
    entry = session.get(Entry, number + 1)
    if entry is None:
        entry = Entry(
            id=number + 1, kind=EntryKind.FAQ, title=title, state=EntryState.PUBLISHED,
            created_at=NOW, changed_revision=revision,
        )  # fmt: skip
        session.add(entry)
    entry.title, entry.changed_revision = title, revision
    entry.latest_number = entry.in_force_number = version
    session.flush()
    session.add(
        Revision(
            entry_id=number + 1, number=version, title=title, standard_question=title,
            spoken_answer=f"带上身份证到政务大厅办理{word(number)}。", text="办理说明。" * 40,
            audience=Audience.PUBLIC, effective_from=date(2026, 1, 1), written_at=NOW,
            written_by="褚知识", published_at=NOW, published_by="褚知识",
        )
    )  # fmt: skip
