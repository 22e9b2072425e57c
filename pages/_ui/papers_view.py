"""文书: the papers of a ticket, to print and sign; each download is logged like every other."""

from __future__ import annotations

from collections.abc import Callable

from core.documents import papers
from core.exchange.sheets import Written
from core.insight.dossier import Dossier
from core.store.work import Reading
from pages._ui import attempt, download, words
from pages._ui.desk import Entered
from pages._ui.papers import of_ticket

SLOT = "papers"


def draw(desk: Entered, d: Dossier, reading: Reading) -> None:
    """A button for each paper there is; nothing where there is none."""
    found = of_ticket.papers(d, reading)
    if not found:
        return
    words.section("文书", "Word 文件，可打印签字")
    attempt.outcome(SLOT)
    for place, (name, make) in enumerate(found):
        download.button(
            desk, name, _written(d, name, make), key=f"paper_{d.head.id}_{place}", slot=SLOT
        )


def _written(d: Dossier, name: str, make: of_ticket.Make) -> Callable[[Reading], Written]:
    def written(reading: Reading) -> Written:
        reading.seen_ticket(d.head.id)
        return Written(
            file_name=f"{name}_{d.head.number}.docx",
            content=make(),
            rows=1,
            verb="print_paper",
            details={"ticket": d.head.number},
            media_type=papers.MEDIA_TYPE,
        )

    return written
