"""The one clock: nothing else in the project reads the time of day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]
"""Something that answers the present instant, aware, in Asia/Shanghai."""


def now() -> datetime:
    """The present instant in Asia/Shanghai, to the second: 18:00:00 is on time for all of its length."""
    return datetime.now(UTC).replace(microsecond=0).astimezone(SHANGHAI)


def fixed(instant: datetime) -> Clock:
    """A clock that stands still, for tests and for rebuilding a past year."""
    if instant.tzinfo is None:
        raise ValueError("a clock needs an aware instant")
    return lambda: instant.astimezone(SHANGHAI)
