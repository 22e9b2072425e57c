"""Random damages to the files of an index: what is asked afterwards is answered rightly, or by the database.

    python -m bench.damage [2000]

After each damage a process that has just begun asks a question of the real search; then the index must have been
made anew and answer everything. Prints counts and the median time until it stood again.
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench import knowledge_home
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.db import Database
from kb import finder, indexing

ENTRIES = 60
PAGE = 4096
SECONDS = 30.0
CALL_TAKER = Actor(
    person_id=1, name="王话务", role=Role.CALL_TAKER, unit_id=None, unit_name="", may_publish=False
)

Damage = Callable[[Path, random.Random], bool]


def flip(path: Path, luck: random.Random) -> bool:
    """One bit turned over."""
    content = bytearray(path.read_bytes())
    content[luck.randrange(len(content))] ^= 1 << luck.randrange(8)
    return _put(path, content)


def cut(path: Path, luck: random.Random) -> bool:
    """Cut off somewhere."""
    content = bytearray(path.read_bytes())
    return _put(path, content[: luck.randrange(len(content))])


def zero(path: Path, luck: random.Random) -> bool:
    """A page of noughts."""
    content = bytearray(path.read_bytes())
    start = luck.randrange(len(content))
    length = len(content[start : start + PAGE])
    content[start : start + PAGE] = bytes(length)
    return _put(path, content)


def scramble(path: Path, luck: random.Random) -> bool:
    """A page of anything."""
    content = bytearray(path.read_bytes())
    start = luck.randrange(len(content))
    length = len(content[start : start + PAGE])
    content[start : start + PAGE] = luck.randbytes(length)
    return _put(path, content)


def lengthen(path: Path, luck: random.Random) -> bool:
    """Something written behind its end."""
    return _put(path, bytearray(path.read_bytes()) + luck.randbytes(luck.randrange(1, 99)))


def delete(path: Path, luck: random.Random) -> bool:
    """Gone."""
    path.unlink()
    return luck is not None


def swap(path: Path, luck: random.Random) -> bool:
    """Another file of the index in its place."""
    others = [one for one in path.parent.iterdir() if one.is_file() and one != path]
    if not others:
        return False
    content = bytearray(luck.choice(others).read_bytes())
    return content != path.read_bytes() and _put(path, content)


def empty(path: Path, luck: random.Random) -> bool:
    """Nothing left in it."""
    return luck is not None and _put(path, bytearray())


DAMAGES: tuple[Damage, ...] = (flip, cut, zero, scramble, lengthen, delete, swap, empty)


def _put(path: Path, content: bytearray) -> bool:
    if bytes(content) == path.read_bytes():
        return False
    path.write_bytes(content)
    return True


def answers(database: Database, number: int) -> tuple[list[int], bool]:
    """Entry ids the question of one entry finds first, and whether the database answered."""
    with database.read(CALL_TAKER) as reading:
        found = finder.find(reading, knowledge_home.word(number), limit=3)
    return [hit.entry_id for hit in found.hits[:1]], found.is_fallback


def begin_anew() -> None:
    """As a process that has just begun: nothing is open."""
    indexing._handles.clear()


def stands_again(database: Database) -> bool:
    """Whether the index itself answers within the time, and answers everything."""
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        ids, is_fallback = answers(database, 0)
        if not is_fallback:
            return ids == [1] and all(
                answers(database, number)[0] == [number + 1] for number in range(0, ENTRIES, 13)
            )
        time.sleep(0.02)
    return False


def main(times: int) -> None:
    """Damage, ask, wait, ask again; over and over."""
    luck = random.Random(2026)  # noqa: S311 -- damages that can be repeated
    counted: Counter[str] = Counter()
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        database = knowledge_home.at(Path(scratch), ENTRIES)
        assert answers(database, 1)[0] == [2]  # noqa: S101
        with database.read(CALL_TAKER) as reading:
            directory = indexing.index_of(reading).directory
        pristine = Path(scratch) / "pristine"
        shutil.copytree(directory, pristine)
        while sum(counted[damage.__name__] for damage in DAMAGES) < times:
            shutil.rmtree(directory)
            shutil.copytree(pristine, directory)
            files = [one for one in directory.rglob("*") if one.is_file() and one.stat().st_size]
            damage = luck.choice(DAMAGES)
            if not damage(luck.choice(files), luck):
                continue
            counted[damage.__name__] += 1
            begin_anew()
            number = luck.randrange(ENTRIES)
            began = time.perf_counter()
            ids, is_fallback = answers(database, number)
            if ids != [number + 1]:
                counted["answered wrongly"] += 1
            counted["by the database"] += is_fallback
            if not stands_again(database):
                counted["not rebuilt"] += 1
            seconds.append(time.perf_counter() - began)
        database.close()
    print(dict(counted))
    print(f"median {statistics.median(seconds):.2f} s until it answered everything again")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
