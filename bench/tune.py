"""Is another constant of the ranking better, on all judged sets at once and on questions not used to choose?

    python -m bench.tune DIRECTORY...      directories with docs.jsonl, queries.jsonl, qrels.tsv

Each setting differs from the product's own in one thing. Prints the quality (nDCG@10) of each on
each set: that is the plateau around the chosen setting. Then, for each of five folds of the
questions, which setting the other four would choose, and what it and today's reach on the fold.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench import corpus
from bench.corpus import Corpus
from kb import document, ranking, search, snapshot, weighing
from kb.evaluate import ndcg
from kb.index import Index

FOLDS = 5
TOLERATED = 0.001
"""A setting that costs one set more than this is not taken, whatever the mean says."""

Scores = NDArray[np.float64]


class Change(NamedTuple):
    """One constant set otherwise: a module's name for it, or one key of a table."""

    room: ModuleType
    name: str
    key: str | None
    value: Any

    @property
    def is_indexed(self) -> bool:
        """Whether it holds while the index is written, not only while it is asked."""
        return self.room is document

    @property
    def label(self) -> str:
        return f"{self.name}{f'[{self.key}]' if self.key else ''} = {self.value}"


def changes() -> list[Change]:
    """Steps down and up from today's value of each constant."""
    found = [
        Change(weighing, "VIEW_WEIGHTS", view, round(weight * step, 3))
        for view, weight in weighing.VIEW_WEIGHTS.items()
        for step in (0.5, 0.75, 1.5)
    ]
    found += [
        Change(document, "ZONES", zone, round(document.ZONES[zone] * step, 3))
        for zone in ("title", "headings", "opening")
        for step in (0.5, 2.0)
    ]
    found += [Change(document, "OPENING", None, value) for value in (0, 25, 60)]
    found += [Change(document, "LONG_TEXT", None, value) for value in (120, 300)]
    found += [Change(snapshot, "K1", None, value) for value in (0.9, 1.5)]
    found += [Change(snapshot, "B", None, value) for value in (0.6, 0.85)]
    found += [Change(snapshot, "TELLING", None, value) for value in (1.1, 1.4)]
    found += [Change(weighing, "FUNCTION_WEIGHT", None, value) for value in (0.4, 0.8, 1.0)]
    found += [Change(weighing, "ACROSS_WEIGHT", None, value) for value in (0.5, 0.85, 1.0)]
    found += [Change(weighing, "PRESENCE", "bigrams", value) for value in (0.0, 0.3, 0.9)]
    found += [Change(weighing, "BREVITY", None, value) for value in (0.0, 0.02, 0.05)]
    for view in ranking.COMMON_SHARES:
        found += [
            Change(ranking, "COMMON_SHARES", view, value) for value in (0.05, 0.1, 0.25, 0.5, 1.0)
        ]
    return found


@contextmanager
def applied(change: Change | None) -> Iterator[None]:
    """The setting holds within the block."""
    if change is None:
        yield
        return
    places = list(_places(change))
    before = [table[key] for table, key in places]
    for table, key in places:
        table[key] = change.value
    try:
        yield
    finally:
        for (table, key), value in zip(places, before, strict=True):
            table[key] = value


def _places(change: Change) -> Iterator[tuple[dict[str, Any], str]]:
    """Where the constant stands; a zone's weight is written into every view's lists besides."""
    if change.key is None:
        yield vars(change.room), change.name
        return
    yield getattr(change.room, change.name), change.key
    if change.name == "ZONES":
        for view in document.VIEWS:
            yield document.LISTS[view], f"{change.key}_{view}"


def qualities(directory: Path, judged: Corpus, change: Change | None) -> Scores:
    """nDCG@10 of each question; the index is opened anew, for what is cached was computed before.

    What is settled while it is written needs an index of its own.
    """
    with applied(change), tempfile.TemporaryDirectory(prefix="bench-tune-") as scratch:
        if change is not None and change.is_indexed:
            index = Index.rebuild(Path(scratch, "index"), judged.documents, revision=1)
        else:
            index = Index.open(directory)
        found = []
        for id_, text in judged.questions:
            answer = search.search(index, text, audiences=None, on_day=None)
            found.append(ndcg([hit.id for hit in answer.hits], judged.judged[id_]))
    return np.array(found)


def held_out(tables: dict[str, list[Scores]]) -> list[tuple[int, dict[str, float]]]:
    """For each fold the place of the setting the other folds choose, and its quality on the fold.

    `tables` holds for each set the qualities by setting, today's first.
    """
    chosen = []
    folds = {
        name: np.random.default_rng(2022).permutation(len(rows[0])) % FOLDS
        for name, rows in tables.items()
    }
    for fold in range(FOLDS):
        trained = np.array(
            [[row[folds[name] != fold].mean() for row in rows] for name, rows in tables.items()]
        )
        loses = (trained < trained[:, :1] - TOLERATED).any(axis=0)
        best = int(np.where(loses, -1.0, trained.mean(axis=0)).argmax())
        unseen = {
            name: float(
                rows[best][folds[name] == fold].mean() - rows[0][folds[name] == fold].mean()
            )
            for name, rows in tables.items()
        }
        chosen.append((best, unseen))
    return chosen


def main(directories: list[Path]) -> None:
    """Measure every setting on every set and print both tables."""
    settings: list[Change | None] = [None, *changes()]
    tables: dict[str, list[Scores]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-tune-") as scratch:
        for directory in directories:
            judged = corpus.read(directory)
            place = Path(scratch) / judged.name
            Index.rebuild(place, judged.documents, revision=1)
            tables[judged.name] = [qualities(place, judged, one) for one in settings]
    labels = ["today", *(one.label for one in settings if one is not None)]
    names = list(tables)
    print("| setting |", " | ".join(names), "| mean |")
    print("|---" * (len(names) + 2) + "|")
    for place, label in enumerate(labels):
        means = [float(tables[name][place].mean()) for name in names]
        cells = " | ".join(f"{mean:.4f}" for mean in means)
        print(f"| {label} | {cells} | {np.mean(means):.4f} |")
    print("\n| fold | the others choose | held-out gain:", " | ".join(names), "|")
    print("|---" * (len(names) + 2) + "|")
    for fold, (best, gains) in enumerate(held_out(tables), start=1):
        cells = " | ".join(f"{gains[name]:+.4f}" for name in names)
        print(f"| {fold} | {labels[best]} | {cells} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directories", nargs="+", type=Path)
    main(parser.parse_args().directories)
