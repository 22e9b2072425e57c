"""What questions ask most is decoded and scored before anybody waits for it."""

from __future__ import annotations

from collections.abc import Callable

from kb import pruning
from kb.document import VIEWS
from kb.snapshot import Snapshot

LEAST_HOLDERS = 32
"""A term that fewer documents hold is decoded in no time when it is asked."""


def warm(snapshot: Snapshot, is_stopping: Callable[[], bool]) -> None:
    """Make the terms that many documents hold ready, the most frequent of each segment first.

    It ends where it is told to, or where the cache would have no room for others.
    """
    for part in snapshot.parts:
        for view in VIEWS:
            for text in part.segment.frequent(view, LEAST_HOLDERS):
                if is_stopping() or part.segment.is_filling():
                    return
                if pruning.is_left_for_the_end(snapshot, view, text):
                    part.segment.spread(view, text)
                else:
                    snapshot.prepare(view, text)
