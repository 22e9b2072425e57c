"""The calendar and policy the examples are judged by, and instants written short."""

from __future__ import annotations

from datetime import datetime

from core.rules.instants import SHANGHAI
from core.rules.policy import DEFAULT_POLICY
from core.rules.published import SEED

CALENDAR = SEED
POLICY = DEFAULT_POLICY


def at(text: str) -> datetime:
    """2026-10-09T18:00, in Asia/Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
