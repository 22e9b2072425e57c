"""The plain document the index takes, and the fields Whoosh keeps of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from whoosh import columns, fields, formats

from kb import analyzer, postings

FORMAT = 3
"""Raised whenever the fields below change their meaning: every index is then made anew."""

# A title's weight is tuned (2.0 cost 0.004 nDCG on titled articles of law), the others are by
# judgement: a question says what the entry answers, what it stands under says little.
ZONES = {
    "title": 1.25,
    "questions": 2.0,
    "keywords": 1.0,
    "headings": 1.0,
    "opening": 1.5,
    "text": 1.0,
}
"""The searched parts of a document, and how much one occurrence of a term there counts."""

OPENING, LONG_TEXT = 40, 200
"""What a text of more characters than these begins with counts once more: there it says what it is about."""

VIEWS = ("words", "bigrams", "characters")

PHRASE_ZONES = ("title_characters", "questions_characters")
"""Where an exact phrase is looked for; their lists are asked apart from the others."""

LISTS = {
    **{view: {f"{zone}_{view}": weight for zone, weight in ZONES.items()} for view in VIEWS},
    **{field: {field: 1.0} for field in PHRASE_ZONES},
}
"""The names that a segment's lists are asked under, with their fields and what each counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What can be found: the searched text of an entry, and what it may be filtered by.

    `headings` is what it stands under (chapter, category, unit's name). `category` is a path whose
    every beginning can be filtered by. `also_for` are further values the unit's filter lets
    through. `valid_from` and `valid_until` are its first and last day.
    """

    id: str
    title: str = ""
    questions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    text: str = ""
    kind: str = ""
    unit_id: str = ""
    also_for: tuple[str, ...] = ()
    area: str = ""
    category: tuple[str, ...] = ()
    audience: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


class ViewField(fields.FieldType):  # type: ignore[misc]
    """Terms that arrive counted; a posting's weight is how often the term occurs."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None, scorable=True)

    def index(self, value: Counter[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The terms of one document, as Whoosh's writer takes them."""
        for term, count in value.items():
            yield postings.encode(term), count, float(count), b""


class TermsField(fields.FieldType):  # type: ignore[misc]
    """Whole values to filter by: a document has any number of them."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: tuple[str, ...], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Each value as one term."""
        for term in value:
            yield postings.encode(term), 1, 1.0, b""


FILTERS = ("kind", "unit_id", "area", "category", "audience")

SCHEMA = fields.Schema(
    id=fields.ID(unique=True, stored=True),
    **{f"{zone}_{view}": ViewField() for zone in ZONES for view in VIEWS},
    **{name: TermsField() for name in FILTERS},
    phrases=fields.COLUMN(columns.VarBytesColumn()),
    valid_from=fields.COLUMN(columns.NumericColumn("I")),
    valid_until=fields.COLUMN(columns.NumericColumn("I")),
)


def to_fields(document: Document) -> dict[str, Any]:
    """A document as keyword arguments for Whoosh's `add_document`."""
    texts = {
        "title": document.title,
        "questions": "\n".join(document.questions),
        "keywords": "\n".join(document.keywords),
        "headings": "\n".join(document.headings),
        "opening": document.text[:OPENING] if len(document.text) > LONG_TEXT else "",
        "text": document.text,
    }
    values: dict[str, Any] = {"id": document.id}
    for zone, text in texts.items():
        if text:
            for view, counts in zip(VIEWS, analyzer.views(text), strict=True):
                values[f"{zone}_{view}"] = counts
    for name in ("kind", "unit_id", "area", "audience"):
        values[name] = (getattr(document, name),)
    values["unit_id"] = (document.unit_id, *document.also_for)
    values["category"] = tuple(category_terms(document.category))
    phrases = "\n".join(map(analyzer.phrase, (document.title, *document.questions)))
    values["phrases"] = phrases.encode()
    values["valid_from"] = (document.valid_from or date.min).toordinal()
    values["valid_until"] = (document.valid_until or date.max).toordinal()
    return values


def category_terms(path: tuple[str, ...]) -> list[str]:
    """A path and each of its beginnings as one term apiece: 城乡建设, 城乡建设/物业管理."""
    return ["/".join(path[:depth]) for depth in range(1, len(path) + 1)]
