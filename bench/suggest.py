"""How often the suggested department is the right one, beside simpler ways to guess it.

    python -m bench.suggest faq DIRECTORY      docs.jsonl, queries.jsonl, qrels.tsv; a document's
                                               `chapter` is its department
    python -m bench.suggest tickets HOME       a county's own closed tickets: learns from those closed
                                               before the last thirty days, asks about these

Prints a table: right at the first place, right among the first three. `--tuning` asks what set the
weights instead: the other half of the questions, the month before. The evidence is the product's own.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from core import settings
from core.rules.terms import State
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Ticket
from core.store.work import Reading
from kb import precedents, search, suggest, ticket_index
from kb.document import Document
from kb.index import Index
from kb.precedents import NONE, Precedent, Precedents
from kb.search import Hit

NEIGHBOURS = 10
DAYS = 30

Guess = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and the label that would be right."""

    text: str
    right: str


def main() -> None:
    """Measure one set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["faq", "tickets"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--tuning", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="suggest-") as scratch:
        if arguments.kind == "faq":
            _faq(arguments.path, Path(scratch), is_tuning=arguments.tuning)
        else:
            os.environ["HOTLINE_HOME"] = str(arguments.path)
            _tickets(Path(scratch), is_tuning=arguments.tuning)


# --- questions to a city's departments --------------------------------------------------------------


def _faq(source: Path, scratch: Path, *, is_tuning: bool) -> None:
    """The answers to the questions asked are left out: what is new must be known by its like."""
    documents = {one["id"]: one for one in _lines(source / "docs.jsonl")}
    texts = {one["id"]: one["text"] for one in _lines(source / "queries.jsonl")}
    answers = dict(line.split()[:2] for line in (source / "qrels.tsv").read_text().splitlines())
    questions = {answers[id_]: text for id_, text in texts.items()}
    tuned = {id_ for id_ in questions if zlib.crc32(id_.encode()) % 2}
    held_out = tuned if is_tuning else questions.keys() - tuned
    known = [
        Document(
            id=str(number), title=questions.get(id_, ""), text=one["body"], unit_id=one["chapter"]
        )
        for number, (id_, one) in enumerate(documents.items())
        if id_ not in held_out
    ]
    asked = [Asked(questions[id_], documents[id_]["chapter"]) for id_ in sorted(held_out)]
    index = Index.rebuild(scratch / "faq", known, 1)
    labels = {one.id: one.unit_id for one in known}
    _report(
        f"{len(known)} known, {len(asked)} asked, {len(set(labels.values()))} departments",
        _guesses(index, labels),
        asked,
    )


def _guesses(index: Index, labels: dict[str, str]) -> dict[str, Guess]:
    def near(text: str, limit: int) -> list[Hit]:
        return search.search(index, text, limit=limit, audiences=None, on_day=None).hits

    def by_precedents(text: str) -> list[str]:
        return _by_precedents(near(text, precedents.ASKED), labels)

    return {
        "majority": lambda _: _most(labels.values()),
        "1-NN": lambda text: [labels[hit.id] for hit in near(text, 1)],
        f"{NEIGHBOURS}-NN vote": lambda text: _most(
            labels[hit.id] for hit in near(text, NEIGHBOURS)
        ),
        "evidence": by_precedents,
    }


def _by_precedents(hits: Sequence[Hit], labels: dict[str, str]) -> list[str]:
    """The product's own weighing of similar tickets, all of one age and none handed back."""
    weights = precedents.weights_of(hits)
    ids = {label: number for number, label in enumerate(sorted(set(labels.values())))}
    names = {number: label for label, number in ids.items()}
    cases = [
        Precedent(id_, "", ids[labels[str(id_)]], None, None, frozenset(), frozenset(), weight)
        for id_, weight in weights.items()
    ]
    said = Precedents(cases).units()
    return [names[id_] for id_ in sorted(said, key=lambda id_: -said[id_].share)]


# --- a county's own tickets -------------------------------------------------------------------------


def _tickets(scratch: Path, *, is_tuning: bool) -> None:
    database = Database(settings.load().database_url)
    with database.read(Actor.system()) as reading:
        newest = reading.session.scalar(select(Ticket.registered_at).order_by(
            Ticket.registered_at.desc()
        ).limit(1))  # fmt: skip
        if newest is None:
            raise SystemExit("no tickets")
        end = newest - timedelta(days=DAYS) if is_tuning else newest
        start = end - timedelta(days=DAYS)
        closed = (Ticket.state.in_([State.CLOSED, State.ARCHIVED]), Ticket.closed_at.is_not(None))
        handled = reading.visible_tickets().where(*closed, Ticket.lead_unit_id.is_not(None))
        earlier = reading.session.scalars(handled.where(Ticket.closed_at < start)).all()
        asked = reading.session.scalars(
            handled.where(Ticket.registered_at >= start, Ticket.registered_at <= end)
        ).all()
        known = {str(one.id) for one in earlier}
        everything = ticket_index.Tickets().everything(reading.session)
        index = Index.rebuild(scratch / "tickets", (d for d in everything if d.id in known), 1)
        for name, label in (("承办单位", _lead_of), ("分类", _category_of)):
            labels = {str(one.id): label(one) for one in earlier}
            towns = {f"{one.title} {one.body}": one.town_id for one in asked}
            guesses = _guesses(index, labels) | _product(reading, index, towns, name)
            questions = [Asked(f"{one.title} {one.body}", label(one)) for one in asked]
            _report(f"{name}: {len(earlier)} earlier, {len(asked)} asked", guesses, questions)
    database.close()


def _product(
    reading: Reading, index: Index, towns: dict[str, int | None], name: str
) -> dict[str, Guess]:
    def ask(text: str, handled: Precedents) -> list[str]:
        found = suggest.for_matter(reading, text, towns[text], handled=handled)
        units, categories = found.units, found.categories
        return [str(one.unit_id) for one in units] if name == "承办单位" else [
            str(one.category_id) for one in categories
        ]  # fmt: skip

    def with_precedents(text: str) -> list[str]:
        found = search.search(index, text, limit=precedents.ASKED, audiences=None, on_day=None)
        return ask(text, precedents.of_hits(reading, found.hits))

    return {
        "rules and entries": lambda text: ask(text, NONE),
        "all three": with_precedents,
    }


def _lead_of(ticket: Ticket) -> str:
    return str(ticket.lead_unit_id)


def _category_of(ticket: Ticket) -> str:
    return str(ticket.category_id)


# --- the table --------------------------------------------------------------------------------------


def _report(title: str, guesses: dict[str, Guess], asked: Sequence[Asked]) -> None:
    print(title)
    for name, guess in guesses.items():
        began = time.perf_counter()
        places = [list(dict.fromkeys(guess(one.text)))[:3] for one in asked]
        spent = (time.perf_counter() - began) * 1000 / (len(asked) or 1)
        first = sum(found[:1] == [one.right] for found, one in zip(places, asked, strict=True))
        among = sum(one.right in found for found, one in zip(places, asked, strict=True))
        rates = f"top-1 {first / len(asked):.3f}  top-3 {among / len(asked):.3f}"
        print(f"  {name:<20} {rates}  {spent:.1f} ms")


def _most(labels: Iterable[str]) -> list[str]:
    return [label for label, _ in Counter(labels).most_common()]


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


if __name__ == "__main__":
    main()
