"""A text with the question's words marked, everything else escaped."""

from __future__ import annotations

from collections.abc import Sequence

from kb.marking import Mark
from pages._ui import words
from pages._ui.words import Markup


def marked(text: str, marks: Sequence[Mark]) -> Markup:
    """`marks` are (start, end) in the text, apart and in order."""
    pieces: list[Markup | str] = []
    at = 0
    for start, end in marks:
        pieces += [text[at:start], Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return words.join([*pieces, text[at:]])
