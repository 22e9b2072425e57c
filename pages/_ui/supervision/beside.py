"""The chosen ticket beside a list: its clocks, its next step, then the matter and what was done so far."""

from __future__ import annotations

from core.insight.dossier import Dossier
from core.store.work import Reading
from pages._ui import dossier_view, queue_desk, words
from pages._ui.desk import Entered
from pages._ui.matters import table_of_matters


def draw(desk: Entered, d: Dossier, reading: Reading) -> None:
    """One ticket, the step first: the list has said already why it is here."""
    dossier_view.head(d)
    dossier_view.clocks(d, reading)
    queue_desk.steps(desk, d, reading)
    dossier_view.matter(d)
    table_of_matters.show(d, reading)
    dossier_view.replies(d, reading.now)
    dossier_view.returns(d, reading.now)
    dossier_view.units(d, reading.now)
    words.section("办理过程")
    words.timeline(reversed(d.steps), reading.now)
