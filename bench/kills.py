"""kill -9 while entries are committed and the index follows: nothing that was told to be saved is ever lost.

    python -m bench.kills [500]

A process publishes new versions one after another and lets the index follow, sometimes making it anew; another
kills it at a random moment. Then a process that has just begun must find every entry's newest version.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import select

from bench import damage, knowledge_home
from core.store.actor import Actor
from core.store.db import Database
from kb import entry_checks, finder, indexing
from kb.models import Entry

ENTRIES = 40
LONGEST = 0.35
"""Seconds a writer lives at the most once it has begun to write."""


def write(folder: Path, seed: int) -> None:
    """What is killed: publish, say so, let the index follow; each twentieth time make it anew."""
    luck = random.Random(seed)  # noqa: S311
    database = _database(folder)
    while True:
        number = luck.randrange(ENTRIES)
        with database.work(Actor.system()) as uow:
            version = uow.session.get_one(Entry, number + 1).latest_number + 1
            revision = uow.next_number(entry_checks.COUNTER)
            knowledge_home.publish(uow.session, number, revision, version)
        print(number, version, flush=True)
        with database.read(damage.CALL_TAKER) as reading:
            if luck.random() < 0.05:
                indexing.index_of(reading).rebuild(database.engine)
            finder.find(reading, knowledge_home.word(number), limit=1)


def killed(folder: Path, luck: random.Random, writers: int) -> dict[int, int]:
    """Let some writers write for a moment, kill them all; what they had said was saved."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.kills", "--write", str(folder)]
    processes = [
        subprocess.Popen(  # noqa: S603
            [*command, str(luck.randrange(2**31))],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(writers)
    ]
    said: dict[int, int] = {}
    lines = [process.stdout.readline() for process in processes if process.stdout]
    time.sleep(luck.uniform(0, LONGEST))
    for process in processes:
        process.kill()
    for process, first in zip(processes, lines, strict=True):
        rest = process.stdout.read() if process.stdout else ""
        for line in (first + rest).splitlines(keepends=True):
            if line.endswith("\n"):
                number, version = map(int, line.split())
                said[number] = max(said.get(number, 0), version)
        process.wait()
    return said


def check(folder: Path, said: dict[int, int], counted: Counter[str]) -> None:
    """As a process that has just begun: every entry as the database has it, and that as it was said."""
    damage.begin_anew()
    database = _database(folder)
    with database.read(damage.CALL_TAKER) as reading:
        newest = dict(reading.session.execute(select(Entry.id, Entry.latest_number)).all())
        counted["lost"] += sum(newest[number + 1] < version for number, version in said.items())
        began = time.perf_counter()
        finder.find(reading, knowledge_home.word(0), limit=1)
        counted["milliseconds to catch up"] += round((time.perf_counter() - began) * 1000)
        for number in range(ENTRIES):
            found = finder.find(reading, knowledge_home.word(number), limit=1)
            title = found.hits[0].title if found.hits else ""
            counted["asked"] += 1
            counted["by the database"] += found.is_fallback
            counted["answered wrongly"] += not title.endswith(f"（第{newest[number + 1]}版）")
        counted["behind"] += indexing.index_of(reading).lag(reading)
    database.close()


def _database(folder: Path) -> Database:
    return knowledge_home.opened(folder)


def main(times: int) -> None:
    """Write, kill, look; over and over."""
    luck = random.Random(500)  # noqa: S311
    counted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        knowledge_home.at(folder, ENTRIES).close()
        while counted["kills"] < times:
            writers = 2 if luck.random() < 0.3 else 1
            said = killed(folder, luck, writers)
            counted["kills"] += writers
            counted["versions said to be saved"] += len(said)
            check(folder, said, counted)
    print(dict(counted))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
