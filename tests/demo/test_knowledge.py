"""The demo's tables: every row of knowledge is sound, every matter can be told and dispatched."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

from sqlalchemy import select

from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Category, DispatchRule, Unit
from core.store.seed import plant
from demo import library, matters, places, tables
from kb import imports, shelves
from kb.models import Entry
from kb.terms import EntryKind, EntryState
from tests.demo.conftest import FRIDAY


def test_every_row_of_knowledge_is_sound(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.work(Actor.system()) as uow:
        plant(uow.session, FRIDAY)
        table = imports.Table(list(imports.COLUMNS), library.rows())
        checked = imports.check(uow, table)
    database.close()

    assert not checked.problems
    assert len(checked.rows) >= 320


def test_duties_of_every_unit_are_known() -> None:
    duties = [row for row in library.rows() if row.cells[imports.KIND] == EntryKind.DUTY.zh]

    assert len({row.cells[imports.UNIT] for row in duties}) == 48


def test_entries_stand_in_many_states(demo_county: Database) -> None:
    with demo_county.read(Actor.system()) as reading:
        states = Counter(line.state for line in shelves.kept(reading))
        overdue = shelves.overdue_reviews(reading)
        laws = list(reading.session.scalars(select(Entry).where(Entry.kind == EntryKind.LAW)))

    assert set(states) >= set(EntryState) - {EntryState.AWAITING_PUBLICATION, EntryState.EXPIRED}
    assert overdue
    assert len(laws) >= 23


def test_matters_lie_all_over_the_catalogue(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.work(Actor.system()) as uow:
        plant(uow.session, FRIDAY)
        categories = {c.code: c.id for c in uow.session.scalars(select(Category))}
        ruled = set(uow.session.scalars(select(DispatchRule.category_id)))
        units = set(uow.session.scalars(select(Unit.name)))
    database.close()
    found = matters.matters()

    assert len({matter.title for matter in found}) >= 120
    assert len({matter.category for matter in found}) >= 60
    assert all(m.category == "9909" or categories[m.category] in ruled for m in found)
    assert {row["单位"] for row in tables.rows("units")} == units


def test_every_matter_can_be_told_and_done() -> None:
    rng = random.Random(1)
    for matter in matters.matters():
        place = places.pick(matter.place_kind, ["新城镇", "汾城镇"], rng)
        told = matters.tell(matter, place, "", rng)
        done = matters.doings(matter, place, date(2026, 1, 5), date(2026, 1, 9), rng)
        assert len(done) == max(len(told.wishes), 1)
        for text in (told.title, told.body, *told.wishes, *done):
            assert text
            assert not set(text) & set("{}[]|／")
