"""Whether the server may be sent people yet."""

from __future__ import annotations

import threading

_warm = threading.Event()


def is_ready() -> bool:
    """True once the warm-up is over."""
    return _warm.is_set()


def mark(is_warm: bool) -> None:
    """Said by the lifespan alone."""
    if is_warm:
        _warm.set()
    else:
        _warm.clear()
