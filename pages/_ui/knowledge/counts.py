"""Counts beside the names of choices, and not in them: a link holds the names and must outlive the counts."""

from __future__ import annotations

from collections.abc import Sequence

from pages._ui import words
from pages._ui.words import Markup


def beside(key: str, counts: Sequence[int]) -> None:
    """Show a number behind each choice of the pills or segments with this key, in their order."""
    rules = words.join(
        Markup(".st-key-{} button:nth-of-type({})::after{{--kb-count:'{}'}}").format(key, at, count)
        for at, count in enumerate(counts, start=1)
    )
    words.show(Markup("<style>{}</style>").format(rules))
