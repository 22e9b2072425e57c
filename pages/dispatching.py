"""派发审核席: the office's desk — dispatch, rule on returns, audit replies, archive."""

from __future__ import annotations

from core.rules.terms import Role
from pages._ui import queue_desk, shell

desk = shell.enter(Role.OFFICE, Role.OFFICE_LEAD)

with desk.database.read(desk.actor) as reading:
    queue_desk.draw(desk, reading, "派发审核席")
