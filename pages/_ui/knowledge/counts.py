"""Counts beside the names of choices, and not in them: a link holds the names and must outlive the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pages._ui import words
from pages._ui.words import Markup


def on_tabs(key: str, counts: Mapping[str, int], tabs: Sequence[str]) -> None:
    """Show a number behind the tabs of these names; none where nothing waits."""
    rules = words.join(
        Markup(
            '.stTabs.st-key-{} > div > [role="tablist"] > [role="tab"]:nth-of-type({})::after'
            "{{content:'{}';margin-left:5px;font-size:12px;color:var(--faint)}}"
        ).format(key, at, counts[name])
        for at, name in enumerate(tabs, start=1)
        if counts.get(name)
    )
    words.show(Markup("<style>{}</style>").format(rules))


def beside(key: str, counts: Sequence[int]) -> None:
    """Show a number behind each choice of the pills or segments with this key, in their order."""
    rules = words.join(
        Markup(".st-key-{} button:nth-of-type({})::after{{--kb-count:'{:,}'}}").format(
            key, at, count
        )
        for at, count in enumerate(counts, start=1)
    )
    words.show(Markup("<style>{}</style>").format(rules))
