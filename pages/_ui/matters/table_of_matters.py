"""Which areas a ticket's page and the desks show, in order; each draws nothing where it has nothing to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.insight.dossier import Dossier
from core.store.work import Reading
from pages._ui.matters import accountability, alike, decisions, limits, quality, supervision

Matter = Callable[[Dossier, Reading], None]

SHOWN: Sequence[Matter] = (
    decisions.show,
    limits.show,
    supervision.show,
    quality.show,
    accountability.show,
    alike.show,
)


def show(d: Dossier, reading: Reading) -> None:
    """Every area's part of this ticket."""
    for matter in SHOWN:
        matter(d, reading)
