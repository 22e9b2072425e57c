"""Our search beside the engines a county could install: quality, times, memory, on the same entries.

    python -m bench.search [DIRECTORY] [--sizes 5000 50000 500000] [--engines ours tantivy …]

DIRECTORY holds docs.jsonl, queries.jsonl and qrels.tsv; without it the demo's knowledge base serves.
Beyond its entries more are made from its sentences. All engines answer each question in turn, so
that whatever else the machine does falls on all; ratios within one run compare, milliseconds of
two runs do not. Half the questions only warm up. Prints Markdown.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench import corpus
from bench.corpus import Corpus
from bench.engines import ENGINES, Engine
from kb import analyzer
from kb.evaluate import ndcg

ASKED = 300
"""Questions of each kind, the warming half included."""

ASKED_OF_WHOOSH = 40
SLOW_FROM = 200_000
"""From so many entries on plain Whoosh is asked fewer questions: it takes seconds for each."""

CHANGES = 7
DRAWS = 5000


class Timed(NamedTuple):
    """Milliseconds of one engine for one kind of question."""

    cpu: list[float]
    wall: list[float]

    def row(self) -> str:
        """p50 / p95 of both."""
        return " | ".join(
            " / ".join(f"{value:.2f}" for value in np.percentile(times, [50, 95]))
            for times in (self.cpu, self.wall)
        )


class Built(NamedTuple):
    """An engine with its index, and what that took."""

    engine: Engine
    directory: Path
    seconds: float
    size: int


def build(name: str, directory: Path, documents: Sequence[corpus.Document]) -> Built:
    """Index all documents, or open what an earlier run kept."""
    engine = ENGINES[name]()
    began = time.perf_counter()
    is_kept = directory.exists()
    engine.open(directory) if is_kept else engine.build(directory, documents)
    seconds = math.nan if is_kept else time.perf_counter() - began
    size = sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
    return Built(engine, directory, seconds, size)


def quality(judged: Corpus, names: Sequence[str], scratch: Path) -> dict[str, list[float]]:
    """nDCG@10 of each judged question, engine by engine, over the set's own entries."""
    found = {}
    for name in names:
        built = build(name, scratch / f"judged-{judged.name}-{name}", judged.documents)
        found[name] = [
            ndcg(built.engine.ask(text), judged.judged[id_]) for id_, text in judged.questions
        ]
    return found


def lead(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """By how much we lead, and within what this lies in 95 of 100 draws of the same questions."""
    gaps = np.array(ours) - np.array(theirs)
    chance = np.random.default_rng(corpus.SEED)
    draws = [chance.choice(gaps, len(gaps)).mean() for _ in range(DRAWS)]
    low, high = np.percentile(draws, [2.5, 97.5])
    return float(gaps.mean()), float(low), float(high)


def ask_all(engines: dict[str, Built], questions: Sequence[str], size: int) -> dict[str, Timed]:
    """Every engine answers every question, in an order that changes; the first half only warms up."""
    chance = random.Random(corpus.SEED)  # noqa: S311
    times = {name: Timed([], []) for name in engines}
    for place, question in enumerate(questions):
        is_measured = place >= len(questions) // 2
        is_slow_asked = place % (len(questions) // ASKED_OF_WHOOSH or 1) == 0
        for name in chance.sample(list(engines), len(engines)):
            if name == "whoosh" and size >= SLOW_FROM and not is_slow_asked:
                continue
            cpu, wall = time.process_time(), time.perf_counter()
            engines[name].engine.ask(question)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            if is_measured:
                times[name].cpu.append(cpu * 1000)
                times[name].wall.append(wall * 1000)
    return times


def change_one(engine: Engine, documents: Sequence[corpus.Document]) -> float:
    """Milliseconds from a changed entry in hand until it is found, the median of several."""
    times = []
    for number, document in enumerate(documents[:CHANGES]):
        word = f"修改稿{chr(0x9F00 + number)}第"
        changed = dataclasses.replace(document, text=word + document.text)
        began = time.perf_counter()
        engine.change(changed)
        found = engine.ask(word)
        times.append((time.perf_counter() - began) * 1000)
        if document.id not in found:
            raise AssertionError(f"{type(engine).__name__} does not find what was changed")
    return statistics.median(times)


def memory(name: str, directory: Path, questions: Sequence[str]) -> float:
    """MB by which a fresh process grows that opens the index and answers all questions."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_grown_by, (name, directory, questions))


def _grown_by(name: str, directory: Path, questions: Sequence[str]) -> float:
    analyzer.query("先把词典装好")
    before = _own_memory()
    engine = ENGINES[name]()
    engine.open(directory)
    for question in questions:
        engine.ask(question)
    return _own_memory() - before


def _own_memory() -> float:
    """MB of this process that are not pages of files, which the system may drop at will."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    raise OSError("no RssAnon in /proc/self/status")


def print_quality(judged: Corpus, names: Sequence[str], scratch: Path) -> None:
    """The table of quality, and our lead over each engine."""
    found = quality(judged, names, scratch)
    print(
        f"\n### {judged.name}: {len(judged.documents):,} entries, {len(judged.questions):,} questions\n"
    )
    print("| engine | nDCG@10 | ours is ahead by (95 %) |\n|---|---|---|")
    for name, own in found.items():
        ahead = ""
        if "ours" in found and name != "ours":
            gap, low, high = lead(found["ours"], own)
            ahead = f"{gap:+.4f} ({low:+.4f} … {high:+.4f})"
        print(f"| {name} | {statistics.fmean(own):.4f} | {ahead} |", flush=True)


def print_speed(judged: Corpus, names: Sequence[str], size: int, scratch: Path) -> None:
    """The tables of one size: costs first, then times and their ratios."""
    documents = corpus.grown(judged, size)
    engines = {
        name: build(name, scratch / f"{size}-{judged.name}-{name}", documents) for name in names
    }
    kinds = {
        "2–6 characters": corpus.keystrokes(judged, ASKED),
        "30–60 characters": corpus.long_questions(judged, ASKED),
    }
    asked = {kind: ask_all(engines, questions, size) for kind, questions in kinds.items()}
    few = [text for questions in kinds.values() for text in questions][
        :: 20 if size >= SLOW_FROM else 1
    ]
    print(f"\n### {len(documents):,} entries\n")
    print("| engine | index s | index MB | memory MB | one change ms |\n|---|---|---|---|---|")
    for name, built in engines.items():
        grown = memory(name, built.directory, few)
        changed = change_one(built.engine, documents)
        cells = f"{built.seconds:.0f} | {built.size / 1e6:.0f} | {grown:.0f} | {changed:.0f}"
        print(f"| {name} | {cells} |", flush=True)
    for kind, times in asked.items():
        print(f"\n| {kind} | CPU ms p50 / p95 | wall ms p50 / p95 | CPU p95 beside Tantivy | p50 |")
        print("|---|---|---|---|---|")
        for name, timed in times.items():
            print(
                f"| {name} | {timed.row()} | {_beside(times, name, 95)} | {_beside(times, name, 50)} |"
            )


def _beside(times: dict[str, Timed], name: str, percent: int) -> str:
    if "tantivy" not in times:
        return ""
    own, other = (float(np.percentile(times[one].cpu, percent)) for one in (name, "tantivy"))
    return f"× {own / other:.1f}"


def main() -> None:
    """Read the command line and print everything asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", nargs="?", type=Path)
    parser.add_argument("--sizes", nargs="*", type=int, default=[5_000, 50_000, 500_000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--without-quality", action="store_true")
    parser.add_argument("--keep", type=Path, help="where the indexes stay for another run")
    wanted = parser.parse_args()
    judged = corpus.read(wanted.directory) if wanted.directory else corpus.demo()
    with tempfile.TemporaryDirectory(prefix="bench-search-") as scratch:
        kept = wanted.keep or Path(scratch)
        if not wanted.without_quality:
            print_quality(judged, wanted.engines, kept)
        for size in wanted.sizes:
            print_speed(judged, wanted.engines, size, kept)


if __name__ == "__main__":
    main()
