"""检索学习: what the search learned from use, what that brought, and the switch (办法第十七条)."""

from __future__ import annotations

from kb import learning
from pages._ui import shell, words
from pages._ui.knowledge import learning as shown

desk = shell.enter(*learning.KEEPERS)

with desk.database.read(desk.actor) as looking:
    words.heading("检索学习", "从直接答复、点开的结果和评价中学习，只记词语和知识，不记来电原话")
    shown.controls(desk, looking)
    shown.running(looking)
    report = learning.last(looking)
    shown.state(looking, report)
    if report is not None and report.is_followed:
        shown.learned(desk, looking, report)
    else:
        shown.left_out(desk, looking)
