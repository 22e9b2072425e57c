"""抽查: the office looks again at a random sample of what was closed (办法第十三条（六）)."""

from __future__ import annotations

from core.rules.terms import Role
from pages._ui import shell
from pages._ui.follow_up import sampling

desk = shell.enter(Role.OFFICE, Role.OFFICE_LEAD)

with desk.database.read(desk.actor) as reading:
    sampling.draw(desk, reading)
