"""督办席: the office's look at time — what falls due, is late, waits to be sent or decided."""

from __future__ import annotations

from core.rules.terms import Role
from pages._ui import shell, words
from pages._ui.supervision import forecast, saved, watching

desk = shell.enter(Role.OFFICE, Role.OFFICE_LEAD)

words.heading("督办席", "逾期在查看时计算，依据：办法第十三条")
with desk.database.read(desk.actor) as reading:
    watching.draw(desk, reading)
    saved.draw(desk, reading)
    forecast.draw(reading)
