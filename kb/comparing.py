"""版本对比: two versions of an entry field by field, what was put in and taken out, by words (办法第十七条)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from kb import analyzer, entry_text
from kb.models import Revision
from kb.terms import Audience

Change = Literal["kept", "deleted", "inserted"]

FILED = {
    "category": "分类",
    "area": "适用地区",
    "audience": "可见范围",
    "effective_from": "生效日期",
    "effective_until": "失效日期",
}
NAMES = entry_text.NAMES | FILED
"""What the screen calls each field, in the order of the comparison."""

_FINE = 2_000
"""Words a side: longer passages are compared sentence by sentence first."""
_SENTENCE_ENDS = frozenset("。！？；;\n")


class Piece(NamedTuple):
    """A stretch of text that stands in both versions, or in one of them."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: its name, both contents, and the pieces that lead from the one to the other."""

    field: str
    name: str
    older: str
    newer: str
    pieces: tuple[Piece, ...]

    @property
    def before(self) -> tuple[Piece, ...]:
        """The older content, its deletions marked."""
        return tuple(piece for piece in self.pieces if piece.change != "inserted")

    @property
    def after(self) -> tuple[Piece, ...]:
        """The newer content, its insertions marked."""
        return tuple(piece for piece in self.pieces if piece.change != "deleted")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The fields that differ, and by name those that have a content and do not."""

    changed: tuple[FieldChange, ...]
    unchanged: tuple[str, ...]


def compare(older: Revision, newer: Revision) -> Comparison:
    """Two versions side by side; nothing that is stored changes."""
    changed, unchanged = [], []
    for field, name in NAMES.items():
        before, after = shown(older, field), shown(newer, field)
        if before != after:
            pieces = tuple(difference(before, after))
            changed.append(FieldChange(field, name, before, after, pieces))
        elif before:
            unchanged.append(name)
    return Comparison(tuple(changed), tuple(unchanged))


def shown(revision: Revision, field: str) -> str:
    """A field's content as it is read: names instead of ids, days as written."""
    value = getattr(revision, field)
    if isinstance(value, Audience):
        return value.zh
    if field == "category":
        return value.path if value else ""
    if field == "area":
        return value.name if value else "全县"
    return "" if value is None else str(value)


def difference(before: str, after: str) -> list[Piece]:
    """The pieces that lead from one text to the other; kept and deleted ones together are the first text.

    By words, so that a changed number or name stands out as a whole; within long texts only the
    sentences that differ are looked into, for by words the whole would cost seconds.
    """
    old, new = _words(before), _words(after)
    if max(len(old), len(new)) <= _FINE:
        return _joined(_steps(old, new))
    return _joined(_by_sentences(before, after))


def _by_sentences(before: str, after: str) -> Iterator[Piece]:
    old, new = _sentences(before), _sentences(after)
    for what, a, b, c, d in _opcodes(old, new):
        left, right = "".join(old[a:b]), "".join(new[c:d])
        if what == "replace":
            words = _words(left), _words(right)
            if max(map(len, words)) <= _FINE:
                yield from _steps(*words)
                continue
        yield from _of(what, left, right)


def _steps(old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, a, b, c, d in _opcodes(old, new):
        yield from _of(what, "".join(old[a:b]), "".join(new[c:d]))


def _of(what: str, left: str, right: str) -> Iterator[Piece]:
    if what == "equal":
        yield Piece("kept", left)
        return
    if left:
        yield Piece("deleted", left)
    if right:
        yield Piece("inserted", right)


def _opcodes(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece; deletions before insertions."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].change == piece.change:
            found[-1] = Piece(piece.change, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


def _words(text: str) -> list[str]:
    """The engine's longest words, and one by one whatever stands between them: joined they are the text."""
    normal, offsets = analyzer.normalise_with_offsets(text)
    pieces: list[str] = []
    at = 0
    # In search mode a long word comes with the words within it: the longest from each place is taken.
    for word in sorted(analyzer.words(normal), key=lambda word: (word.start, -word.end)):
        start, end = offsets[word.start][0], offsets[word.end - 1][1]
        if start >= at:
            pieces += [*text[at:start], text[start:end]]
            at = end
    return [*pieces, *text[at:]]


def _sentences(text: str) -> list[str]:
    found, start = [], 0
    for at, character in enumerate(text, start=1):
        if character in _SENTENCE_ENDS:
            found.append(text[start:at])
            start = at
    return [*found, text[start:]] if start < len(text) else found
