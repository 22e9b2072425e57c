"""One zone for every instant the rules see: Asia/Shanghai, always aware."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(instant: datetime) -> datetime:
    """The same instant on the county's clock.

    Raises ValueError for a naive datetime: guessing a zone is how eight hours get lost.
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError(f"naive datetime: {instant!r}")
    return instant.astimezone(SHANGHAI)
