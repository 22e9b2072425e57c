"""Do clicks help? A judged set, clicks of a hurried and mistaken user on its training questions, tested on the rest.

    python -m bench.learning DIRECTORY [--wrong 0.2] [--seed 7]

The directory is laid out as for `python -m kb evaluate`. The user looks at the first ten answers from
the top, at each place less likely than at the one before, opens a right one that is seen, and now
and then any one at all. `--wrong 1` opens at random only: then learning must stay off.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

from kb import evaluate, learning, search, trial
from kb.document import Document
from kb.index import Index
from kb.lessons import Lesson, Lessons
from kb.terms import LessonSource

TESTED_EVERY = 5
SEEN = tuple(1 / place**0.7 for place in range(1, 11))
"""How likely each place is looked at."""

TIMES_ASKED = 3
"""How often the same question comes up while the clicks are gathered."""

Question = tuple[str, str]


def clicked(
    index: Index, asked: Sequence[Question], judged: dict[str, set[str]], wrong: float, seed: int
) -> list[Lesson]:
    """What the user opened, weighted as the product weighs it."""
    rng, lessons = random.Random(seed), []  # noqa: S311
    for id_, text in [one for one in asked for _ in range(TIMES_ASKED)]:
        found = search.search(index, text, limit=len(SEEN), audiences=None, on_day=None)
        seen = [(n, hit.id) for n, hit in enumerate(found.hits) if rng.random() < SEEN[n]]
        right = [one for one in seen if one[1] in judged[id_]]
        if seen and rng.random() < wrong:
            opened = rng.choice(seen)
        elif right:
            opened = right[0]
        else:
            continue
        place = min(opened[0], len(learning.OPENED_WEIGHTS) - 1)
        weight = learning.OPENED_WEIGHTS[place]
        lessons.append(Lesson(text, opened[1], weight, LessonSource.OPENED))
    return lessons


def quality(
    index: Index, asked: Sequence[Question], judged: dict[str, set[str]], lessons: Lessons | None
) -> float:
    """Mean nDCG@10 of questions that nobody learned from."""
    return fmean(
        evaluate.ndcg(
            [
                hit.id
                for hit in search.search(
                    index, text, limit=10, audiences=None, on_day=None, lessons=lessons
                ).hits
            ],
            judged[id_],
        )
        for id_, text in asked
    )


def documents(path: Path) -> Iterator[Document]:
    """The set's documents as entries."""
    for one in _lines(path):
        headings = (one["chapter"],) if one.get("chapter") else ()
        yield Document(
            id=one["id"], title=one.get("title") or "", headings=headings, text=one["body"]
        )


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def main(arguments: Sequence[str] | None = None) -> int:
    """Print cold and learned quality on the held-out questions, by source."""
    parser = argparse.ArgumentParser(prog="python -m bench.learning", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--wrong", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    judged: dict[str, set[str]] = defaultdict(set)
    for line in (options.directory / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        id_, document_id = line.split("\t")[:2]
        judged[id_].add(document_id)
    queries = [*_lines(options.directory / "queries.jsonl")]
    asked = [(one["id"], one["text"]) for one in queries if one["id"] in judged]
    random.Random(options.seed).shuffle(asked)  # noqa: S311
    held_out, training = asked[::TESTED_EVERY], [
        one for n, one in enumerate(asked) if n % TESTED_EVERY
    ]  # fmt: skip
    docs = options.directory / "docs.jsonl"
    with tempfile.TemporaryDirectory(prefix="bench-learning-") as scratch:
        index = Index.rebuild(Path(scratch), documents(docs), revision=1)
        clicks = clicked(index, training, judged, options.wrong, options.seed)
        answers = [
            Lesson(text, entry_id)
            for id_, text in training[::3]
            for entry_id in sorted(judged[id_])
        ]
        named = {one.entry_id for one in (*clicks, *answers)}
        words = {one.id: learning.words_of(one) for one in documents(docs) if one.id in named}
        share_of = functools.partial(index.snapshot().share_of, "words")
        print(f"cold {quality(index, held_out, judged, None):.3f}  clicks {len(clicks)}")
        for name, taught in (
            ("clicks", clicks), ("answers", answers), ("answers + clicks", [*answers, *clicks]),
        ):  # fmt: skip
            outcome = trial.tried(index, taught, words, share_of)
            told = " ".join(f"{one.source.value}={one.verdict.value}" for one in outcome.checks)
            print(f"{name}: {quality(index, held_out, judged, outcome.lessons):.3f}  {told}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
