"""问责线索 on a ticket's page, for those who may read the register (办法第二十一条)."""

from __future__ import annotations

from core.insight import accountability
from core.insight.dossier import Dossier
from core.store.work import Reading
from pages._ui import words


def show(d: Dossier, reading: Reading) -> None:
    """The cases this ticket has raised; a unit never sees that there are any."""
    for case in accountability.cases_of(reading, d.head.id):
        note = f"{case.kind.zh}　{case.state.zh}　{words.when(case.raised_at, reading.now)}"
        words.section(f"问责线索　{case.unit}", note)
        words.spoken(case.ground)
