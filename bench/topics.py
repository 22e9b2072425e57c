"""Hot topics on real messages, and the time finding them takes.

    python -m bench.topics messages FILE.csv [--sample 50] [--half tuning|rest]
    python -m bench.topics time 20000 [--days 30]

`messages` reads columns 留言编号, 留言主题, 留言时间, 留言详情 and, where there is one, 标签 (a label of the
matter or the subject); it prints groups found, those hot by the policy, purity by the label, and a
sample to be read and judged by a person. Nothing of the file is written anywhere. `time` gathers
made-up calls of so many tickets.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from demo import matters, places
from kb import gathering, topics
from kb.gathering import Gathered, Told

COUNT, WITHIN_DAYS = 3, 3
PURE = 0.8
SHOWN_TITLES = 6
TOWNS = (places.SEAT, *(f"{name}镇" for name in "甲乙丙丁戊己庚辛壬癸子丑"))
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the file."""

    told: Told
    day: date
    label: str


def read(path: Path) -> list[Message]:
    """All messages, by day."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = [
        Message(
            Told(number, row["留言主题"].strip(), row["留言详情"].strip()),
            _day(row["留言时间"]),
            row.get("标签", ""),
        )
        for number, row in enumerate(rows)
    ]
    return sorted(found, key=lambda one: (one.day, one.told.id))


def on_messages(messages: Sequence[Message], *, sample: int, seed: int) -> None:
    """Groups found, their sizes, how many are hot, their purity, and some to read."""
    by_id = {one.told.id: one for one in messages}
    began = time.perf_counter()
    groups = gathering.gather((one.told for one in messages), fewest=2)
    took = time.perf_counter() - began
    hot = [group for group in groups if _is_hot(group, by_id)]
    sizes = Counter(len(group.ids) for group in groups)
    print(f"{len(messages)} messages, {took:.2f} s, {len(groups)} groups, {len(hot)} hot")
    print("sizes:", ", ".join(f"{size}×{count}" for size, count in sorted(sizes.items())))
    if any(one.label for one in messages):
        pure = [_purity(group, by_id) >= PURE for group in groups]
        print(f"majority label covers {PURE:.0%} or more: {sum(pure)} of {len(pure)}")
    picked = random.Random(seed).sample(  # noqa: S311  # a sample to read
        groups, min(sample, len(groups))
    )
    for number, group in enumerate(picked, start=1):
        print(f"\n{number}. [{group.words}] {len(group.ids)}")
        for one in group.ids[:SHOWN_TITLES]:
            print("   ", by_id[one].day, by_id[one].told.title)


def on_time(count: int, days: int) -> None:
    """Median of three gatherings of made-up calls."""
    told = list(_made_up(count, days))
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        groups = gathering.gather(told, fewest=COUNT)
        taken.append(time.perf_counter() - began)
    print(f"{count} tickets in {days} days: {statistics.median(taken):.2f} s, {len(groups)} groups")


def _made_up(count: int, days: int) -> Iterator[Told]:
    """The demo county's matters at made-up addresses."""
    rng = random.Random(18)  # noqa: S311  # made-up calls
    first = date(2026, 11, 1)
    for number in range(count):
        matter = matters.matter_of(first + timedelta(days=number * days // count), rng)
        place = places.pick(matter.place_kind, TOWNS, rng)
        said = matters.tell(matter, place, "", rng)
        yield Told(number, said.title, f"{said.body} {place.address}", TOWNS.index(place.town))


def _day(written: str) -> date:
    found = _DAY.match(written)
    if found is None:
        raise ValueError(f"no day: {written}")
    return date(*map(int, found.groups()))


def _is_hot(group: Gathered, by_id: dict[int, Message]) -> bool:
    days = (by_id[one].day for one in group.ids)
    return topics.is_hot(days, count=COUNT, within_days=WITHIN_DAYS)


def _purity(group: Gathered, by_id: dict[int, Message]) -> float:
    labels = Counter(by_id[one].label for one in group.ids)
    return max(labels.values()) / len(group.ids)


def main() -> None:
    """Ask what to measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    real = what.add_parser("messages")
    real.add_argument("file", type=Path)
    real.add_argument("--sample", type=int, default=50)
    real.add_argument("--seed", type=int, default=1)
    real.add_argument("--half", choices=("tuning", "rest", "all"), default="rest")
    made = what.add_parser("time")
    made.add_argument("count", type=int)
    made.add_argument("--days", type=int, default=30)
    chosen = parser.parse_args()
    if chosen.what == "time":
        on_time(chosen.count, chosen.days)
        return
    messages = read(chosen.file)
    middle = messages[len(messages) // 2].day
    halves = {
        "tuning": [one for one in messages if one.day < middle],
        "rest": [one for one in messages if one.day >= middle],
        "all": messages,
    }
    on_messages(halves[chosen.half], sample=chosen.sample, seed=chosen.seed)


if __name__ == "__main__":
    main()
