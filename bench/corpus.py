"""Entries and questions to measure on: a judged set as it is, or as many more made from its sentences."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from demo import library
from kb.document import Document

SEED = 2022
_SENTENCE = re.compile("[^。！？；\n]+[。！？；\n]?")
_LONG, _SHORT = (30, 60), (2, 6)


class Corpus(NamedTuple):
    """Entries, judged questions and which entries answer each; `questions` are (id, text)."""

    name: str
    documents: list[Document]
    questions: list[tuple[str, str]]
    judged: dict[str, set[str]]


def read(directory: Path) -> Corpus:
    """`docs.jsonl`, `queries.jsonl` and `qrels.tsv` of one directory; unjudged questions fall out."""
    judged: dict[str, set[str]] = defaultdict(set)
    for line in (directory / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        question_id, document_id = line.split("\t")[:2]
        judged[question_id].add(document_id)
    documents = [
        Document(
            id=line["id"],
            title=line.get("title") or "",
            headings=(line["chapter"],) if line.get("chapter") else (),
            text=line["body"],
        )
        for line in _lines(directory / "docs.jsonl")
    ]
    questions = [
        (line["id"], line["text"])
        for line in _lines(directory / "queries.jsonl")
        if line["id"] in judged
    ]
    return Corpus(directory.name, documents, questions, dict(judged))


def demo() -> Corpus:
    """示例知识库, when no directory is at hand: its 相似问题 are asked, and left out of the entries."""
    documents, questions, judged = [], [], {}
    for place, row in enumerate(library.rows()):
        cells = dict(row.cells)
        asked = cells.pop("相似问题", "").strip()
        text = "\n".join(value for name, value in cells.items() if value and name != "标题")
        documents.append(Document(id=str(place), title=cells["标题"], text=text))
        for number, question in enumerate(filter(None, re.split("[\n；;|]", asked))):
            questions.append((f"q{place}-{number}", question))
            judged[questions[-1][0]] = {str(place)}
    return Corpus("demo", documents, questions, judged)


def grown(corpus: Corpus, count: int) -> list[Document]:
    """The first `count` entries, or all and more put together from their sentences; always the same."""
    chance = random.Random(SEED)  # noqa: S311
    documents = corpus.documents[:count]
    if len(documents) == count:
        return documents
    sentences = [text for one in corpus.documents for text in _SENTENCE.findall(one.text)]
    titles = [one.title for one in corpus.documents]
    lengths = [len(_SENTENCE.findall(one.text)) for one in corpus.documents]
    made = []
    for number in range(count - len(documents)):
        text = "".join(chance.choices(sentences, k=min(chance.choice(lengths), 40)))
        made.append(Document(id=f"made{number}", title=chance.choice(titles), text=text))
    return documents + made


def keystrokes(corpus: Corpus, count: int) -> list[str]:
    """What stands in the field while somebody types: the first 2–6 characters of questions."""
    chance = random.Random(SEED)  # noqa: S311
    texts = [text for _, text in corpus.questions]
    return [text[: chance.randint(*_SHORT)] for text in chance.choices(texts, k=count)]


def long_questions(corpus: Corpus, count: int) -> list[str]:
    """Questions of 30–60 characters, put together from several where they are shorter."""
    chance = random.Random(SEED)  # noqa: S311
    texts = [text for _, text in corpus.questions]
    return [_lengthened(chance, texts) for _ in range(count)]


def _lengthened(chance: random.Random, texts: Sequence[str]) -> str:
    length = chance.randint(*_LONG)
    text = chance.choice(texts)
    while len(text) < length:
        text += "，" + chance.choice(texts)
    return text[:length]


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
