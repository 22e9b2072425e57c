"""What can be asked of the hotline from a terminal, one module a command."""

from __future__ import annotations

from core.rules.policy import DEFAULT_POLICY, Policy
from core.rules.published import SEED
from core.rules.workdays import WorkCalendar


def calendar_in_force() -> tuple[WorkCalendar, Policy]:
    """The calendar and the policy a command judges by."""
    return SEED, DEFAULT_POLICY
