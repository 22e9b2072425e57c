"""What the demo county is made of, as tables beside this module: matters, questions, units, places."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one table, `units` for units.csv."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def matter_rows() -> Iterator[dict[str, str]]:
    """The rows of every table of matters, in the order of the files' names."""
    for file in sorted((HERE / "matters").glob("*.csv")):
        yield from rows(f"matters/{file.stem}")
