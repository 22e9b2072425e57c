"""可查的知识: how many there are and which came last, counted once until the knowledge base changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from core.store.work import Reading
from kb import indexing, lifecycle

KEPT = 64
"""Filters are few and people ask the same ones: as many answers as this are remembered."""

Answer = TypeVar("Answer")
_kept: WeakKeyDictionary[Engine, OrderedDict[Hashable, object]] = WeakKeyDictionary()
_lock = threading.Lock()


def once(reading: Reading, about: Hashable, count: Callable[[], Answer]) -> Answer:
    """What `count` gives for this reader today, at this state of the knowledge base.

    `about` names what is counted and its filters. What the answer holds must change with nothing but
    the knowledge base's revision, the day and what the role may read.
    """
    key = (
        about,
        indexing.Entries().revision(reading.session),
        reading.now.date(),
        lifecycle.audiences_of(reading.actor.role),
    )
    with _lock:
        known = _kept.setdefault(reading.session.get_bind().engine, OrderedDict())
        if key in known:
            known.move_to_end(key)
            found: Answer = known[key]  # type: ignore[assignment]
            return found
    answer = count()  # outside the lock: it looks through everything
    with _lock:
        known[key] = answer
        while len(known) > KEPT:
            known.popitem(last=False)
    return answer
