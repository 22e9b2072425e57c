"""How long 知识缺口 take on a big county: gathering, and the extra looks a unit's list needs.

    HOTLINE_HOME=... python -m bench.gaps [--records 20000]

The records are planted in a look that is undone: nothing is kept.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from core.rules.terms import Role
from core.store import db
from core.store.actor import Actor
from core.store.models import Person
from core.store.work import Reading
from kb import gaps
from kb.models import Entry, SearchRecord
from kb.terms import SearchPlace

_BEGINNINGS = ("", "请问", "咋办 ", "我想问")
_ENDINGS = ("", "怎么办", "去哪办", "多少钱", "要什么材料", "找谁", "能不能退")


def main() -> None:
    """Print milliseconds."""
    parser = argparse.ArgumentParser(prog="python -m bench.gaps", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    wanted = parser.parse_args()
    database = db.open_database()
    with database.read(Actor.system()) as reading:
        _plant(reading, wanted.records)
        _time("everything, first", lambda: len(gaps.listed(reading, 30)))
        found = gaps.listed(reading, 30)
        _time("20 rows marked", lambda: sum(gaps.is_answered(reading, one) for one in found[:20]))
        _time("everything, again", lambda: len(gaps.listed(reading, 30)))
        _time("20 rows, again", lambda: sum(gaps.is_answered(reading, one) for one in found[:20]))
        person = reading.session.scalars(select(Person).where(Person.role == Role.HANDLER)).first()
        if person is None:
            raise SystemExit("no handler in this home")
        unit = Actor(person.id, person.name, person.role, person.unit_id, "")
        own = Reading(reading.session, unit, reading.now)
        _time("a unit, first", lambda: len(gaps.listed(own, 30)))
        _time("a unit, again", lambda: len(gaps.listed(own, 30)))
        reading.session.rollback()


def _plant(reading: Reading, records: int) -> None:
    rng = random.Random(1)  # noqa: S311
    titles = list(reading.session.scalars(select(Entry.title)))
    for number in range(records):
        title = rng.choice(titles)
        cut = rng.randint(0, max(0, len(title) - 6))
        question = f"{rng.choice(_BEGINNINGS)}{title[cut : cut + 10]}{rng.choice(_ENDINGS)}"
        reading.session.add(
            SearchRecord(
                asked_at=reading.now - timedelta(minutes=number % 40_000),
                place=SearchPlace.KNOWLEDGE, question=question, total=0,
            )
        )  # fmt: skip
    reading.session.flush()


def _time(label: str, run: Callable[[], object]) -> None:
    began = time.perf_counter()
    result = run()
    print(f"{label}\t{(time.perf_counter() - began) * 1000:.0f} ms\t{result}")


if __name__ == "__main__":
    main()
