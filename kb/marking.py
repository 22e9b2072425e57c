"""Show where a text answers a question: marks in the original text, and its densest passage."""

import re
from collections.abc import Collection, Iterator
from itertools import groupby
from typing import NamedTuple

from kb import analyzer

Mark = tuple[int, int]

ELLIPSIS = "…"

_SENTENCE_END = re.compile(r"[。！？；\n]")


class Snippet(NamedTuple):
    """A passage of a text in one line, and the marks within it."""

    text: str
    marks: list[Mark]


def marks(text: str, query: str, also: Collection[str] = ()) -> list[Mark]:
    """Which characters `start:end` of `text` hold words of the question, apart and in order.

    `also` are normalised words the question may mean besides: what a synonym or a sound led to.

    The offsets are those of the original text, whatever normalising makes of it.
    """
    normal, offsets = analyzer.normalise_with_offsets(text)
    covered = bytearray(len(normal))
    for start, end in _matches(normal, analyzer.query(query), also):
        covered[start:end] = b"\1" * (end - start)
    found: list[Mark] = []
    for is_marked, run in groupby(range(len(covered)), key=covered.__getitem__):
        if is_marked:
            places = list(run)
            start, end = offsets[places[0]][0], offsets[places[-1]][1]
            if found and start <= found[-1][1]:
                start = found.pop()[0]
            found.append((start, end))
    return found


def snippet(text: str, query: str, length: int, also: Collection[str] = ()) -> Snippet:
    """The passage of at most `length` characters that holds most of the question.

    It begins with a sentence where one begins near by; what is left out shows as 「…」.
    """
    found = marks(text, query, also)
    if len(text) <= length:
        return Snippet(_one_line(text), found)
    room = length - 2 * len(ELLIPSIS)
    if room < 1:
        return Snippet(_one_line(text[: max(length, 0)]), _within(found, 0, max(length, 0), 0))
    start = _begin_well(text, found, _densest(text, found, room), room)
    end = min(start + room, len(text))
    before, after = ELLIPSIS * (start > 0), ELLIPSIS * (end < len(text))
    passage = before + _one_line(text[start:end]) + after
    return Snippet(passage, _within(found, start, end, len(before)))


def _matches(normal: str, query: analyzer.Query, also: Collection[str]) -> Iterator[Mark]:
    """Where the query's terms stand in a normalised text; they may overlap.

    Han match anywhere, letters and digits only as whole runs. Single Han are looked for when the
    query has nothing longer.
    """
    terms = query.views.words.keys() | query.views.bigrams.keys()
    whole_runs = {term for term in terms if not analyzer.is_han(term)}
    pieces = {term for term in terms - whole_runs if len(term) > 1}
    whole_runs.update(word for word in also if not analyzer.is_han(word))
    pieces.update(word for word in also if analyzer.is_han(word))
    if not pieces and not whole_runs:
        pieces = set(query.views.characters)
    for start, end in analyzer.runs_of_letters(normal):
        if normal[start:end] in whole_runs:
            yield start, end
    for piece in pieces:
        start = normal.find(piece)
        while start >= 0:
            yield start, start + len(piece)
            start = normal.find(piece, start + 1)


def _densest(text: str, found: list[Mark], room: int) -> int:
    """The mark from which `room` characters hold most of the question: each word once in full."""
    best, best_weight = 0, 0.0
    for first, (start, _) in enumerate(found):
        seen: set[str] = set()
        weight = 0.0
        for mark_start, mark_end in found[first:]:
            if mark_end > start + room:
                break
            word = analyzer.normalise(text[mark_start:mark_end])
            weight += len(word) if word not in seen else 0.1 * len(word)
            seen.add(word)
        if weight > best_weight:
            best, best_weight = start, weight
    return best


def _begin_well(text: str, found: list[Mark], densest: int, room: int) -> int:
    """Move a passage's beginning to the left into the room it has to spare, to a sentence's."""
    inside = [end for _, end in found if densest < end <= densest + room]
    spare = room - (max(inside, default=densest) - densest)
    earliest = max(0, min(densest - spare // 2, len(text) - room))
    if densest == 0 or earliest == 0:
        return 0
    begins = [match.end() for match in _SENTENCE_END.finditer(text, earliest, densest)]
    return begins[0] if begins else earliest


def _within(found: list[Mark], start: int, end: int, shift: int) -> list[Mark]:
    return [
        (max(mark_start, start) - start + shift, min(mark_end, end) - start + shift)
        for mark_start, mark_end in found
        if mark_start < end and mark_end > start
    ]


def _one_line(text: str) -> str:
    """The same characters, each space or control character as one space, so that marks hold."""
    return "".join(" " if character.isspace() else character for character in text)
