"""What can be asked of the hotline from a terminal, one module a command."""

from __future__ import annotations

from sqlalchemy import inspect

from core import settings
from core.rules.policy import DEFAULT_POLICY, Policy
from core.rules.published import SEED
from core.rules.workdays import WorkCalendar
from core.store import db
from core.store.actor import Actor


def calendar_in_force() -> tuple[WorkCalendar, Policy]:
    """The calendar and the policy a command judges by: the installation's own, so that terminal and screen agree.

    Where nothing is installed yet, those every installation starts with; asking installs nothing.
    """
    database = db.open_database() if settings.is_installed() else None
    if database is None or not inspect(database.engine).has_table("policies"):
        return SEED, DEFAULT_POLICY
    with database.read(Actor.system()) as reading:
        calendar, policy = reading.calendar, reading.policy
    return (calendar, policy) if calendar.years else (SEED, policy)
