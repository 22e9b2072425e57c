"""承办席: a unit's desk — sign in, contact, reply, return; its leader signs."""

from __future__ import annotations

from core.rules.terms import Role
from pages._ui import queue_desk, shell

desk = shell.enter(Role.HANDLER, Role.UNIT_LEADER)

with desk.database.read(desk.actor) as reading:
    queue_desk.draw(desk, reading, f"承办席　{desk.actor.unit_name}")
