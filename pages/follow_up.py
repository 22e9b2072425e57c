"""回访席: requesters are asked how it went, oldest first; who is dissatisfied goes into second handling."""

from __future__ import annotations

from core.rules.terms import Role
from pages._ui import shell
from pages._ui.follow_up import lists

desk = shell.enter(Role.CALL_TAKER, Role.OFFICE, Role.OFFICE_LEAD)

with desk.database.read(desk.actor) as reading:
    lists.draw(desk, reading)
