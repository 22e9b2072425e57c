"""The engines a county could install, each as it does best in Chinese, behind one narrow door.

All get the same normal form of the text, so that what differs is the engine. Each answers with ids.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from kb import analyzer, search, warming
from kb.document import Document
from kb.index import Index


class Engine(Protocol):
    """What is measured of each; `directory` is its own and empty."""

    def build(self, directory: Path, documents: Sequence[Document]) -> None:
        """Index all entries."""

    def open(self, directory: Path) -> None:
        """Open what was built before, as another process would."""

    def ask(self, text: str, limit: int = 10) -> list[str]:
        """The ids of the best entries."""

    def change(self, document: Document) -> None:
        """Replace one entry; it can be found on return."""


def whole_text(document: Document) -> str:
    """An entry as one text, for engines that weight no parts."""
    return "\n".join([document.title, *document.questions, *document.headings, document.text])


def pairs(text: str) -> list[str]:
    """Neighbouring characters of a text."""
    return analyzer.bigrams(analyzer.normalise(text))


def pairs_and_singles(text: str) -> list[str]:
    """Neighbouring characters, and each for itself."""
    normal = analyzer.normalise(text)
    return analyzer.bigrams(normal) + analyzer.characters(normal)


class Ours:
    """The product: three views, several parts of an entry, sounds and numbers, exact phrases first."""

    def build(self, directory: Path, documents: Sequence[Document]) -> None:
        self.index = Index.rebuild(directory, documents, revision=1)
        self._warm()

    def open(self, directory: Path) -> None:
        self.index = Index.open(directory)
        self._warm()

    def _warm(self) -> None:
        # As the hotline does in the background when it starts.
        warming.warm(self.index.snapshot(), lambda: False)

    def ask(self, text: str, limit: int = 10) -> list[str]:
        found = search.search(self.index, text, limit=limit, audiences=None, on_day=None)
        return [hit.id for hit in found.hits]

    def change(self, document: Document) -> None:
        self.index.apply([document], [], self.index.revision + 1)


class Tantivy:
    """Tantivy 0.27, BM25 over terms cut by us as its own n-gram tokenizer would, without marks."""

    def __init__(self, terms_of: Callable[[str], list[str]] = pairs_and_singles) -> None:
        self._terms_of = terms_of
        self._writer: Any = None

    def build(self, directory: Path, documents: Sequence[Document]) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        directory.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(directory))
        self._writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        for document in documents:
            self._add(document)
        self._commit()

    def open(self, directory: Path) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(directory))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def _add(self, document: Document) -> None:
        import tantivy

        text = " ".join(self._terms_of(whole_text(document)))
        self._writer.add_document(tantivy.Document(id=document.id, text=text))

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, text: str, limit: int = 10) -> list[str]:
        import tantivy

        wanted = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", term))
            for term in dict.fromkeys(self._terms_of(text))
        ]
        if not wanted:
            return []
        query = tantivy.Query.boolean_query(wanted)
        hits = self._searcher.search(query, limit, count=False).hits
        return [self._searcher.doc(address)["id"][0] for _, address in hits]

    def change(self, document: Document) -> None:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        self._writer.delete_documents("id", document.id)
        self._add(document)
        self._commit()


class Fts5:
    """SQLite FTS5 over pairs of characters, its own bm25()."""

    def build(self, directory: Path, documents: Sequence[Document]) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(directory / "fts.db")
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, id TEXT UNIQUE)")
        self._base.execute(
            "CREATE VIRTUAL TABLE found USING fts5(text, detail=full, tokenize='unicode61')"
        )
        self._insert(documents)

    def open(self, directory: Path) -> None:
        self._base = sqlite3.connect(directory / "fts.db")

    def _insert(self, documents: Iterable[Document]) -> None:
        with self._base:
            for document in documents:
                number = self._base.execute(
                    "INSERT INTO entry (id) VALUES (?)", (document.id,)
                ).lastrowid
                text = " ".join(pairs(whole_text(document)))
                self._base.execute("INSERT INTO found (rowid, text) VALUES (?, ?)", (number, text))

    def ask(self, text: str, limit: int = 10) -> list[str]:
        terms = " OR ".join(f'"{term}"' for term in dict.fromkeys(pairs(text)))
        if not terms:
            return []
        rows = self._base.execute(
            "SELECT entry.id FROM (SELECT rowid AS number FROM found WHERE found MATCH ?"
            " ORDER BY rank LIMIT ?) JOIN entry USING (number)",
            (terms, limit),
        )
        return [id_ for (id_,) in rows]

    def change(self, document: Document) -> None:
        with self._base:
            where = "SELECT number FROM entry WHERE id = ?"
            self._base.execute(f"DELETE FROM found WHERE rowid IN ({where})", (document.id,))  # noqa: S608
            self._base.execute("DELETE FROM entry WHERE id = ?", (document.id,))
        self._insert([document])


class PlainWhoosh:
    """Whoosh 2.7.4 as its handbook has it: words, BM25F, OR between them."""

    def build(self, directory: Path, documents: Sequence[Document]) -> None:
        from whoosh import fields, index

        directory.mkdir(parents=True, exist_ok=True)
        schema = fields.Schema(
            id=fields.ID(unique=True, stored=True),
            text=fields.TEXT(analyzer=analyzer.WordAnalyzer(), phrase=False),
        )
        self._index = index.create_in(str(directory), schema)
        writer = self._index.writer(limitmb=512)
        for document in documents:
            writer.add_document(id=document.id, text=whole_text(document))
        writer.commit()
        self._searcher = self._index.searcher()

    def open(self, directory: Path) -> None:
        from whoosh import index

        self._index = index.open_dir(str(directory))
        self._searcher = self._index.searcher()

    def ask(self, text: str, limit: int = 10) -> list[str]:
        from whoosh.query import Or, Term

        words = dict.fromkeys(word.text for word in analyzer.words(analyzer.normalise(text)))
        hits = self._searcher.search(Or([Term("text", word) for word in words]), limit=limit)
        return [hit["id"] for hit in hits]

    def change(self, document: Document) -> None:
        writer = self._index.writer()
        writer.update_document(id=document.id, text=whole_text(document))
        writer.commit()
        self._searcher = self._searcher.refresh()


ENGINES: dict[str, Callable[[], Engine]] = {
    "ours": Ours,
    "tantivy": Tantivy,
    "tantivy-pairs": lambda: Tantivy(pairs),
    "fts5": Fts5,
    "whoosh": PlainWhoosh,
}
