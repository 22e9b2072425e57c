"""保存的清单 of 督办席: which of its choices a kept list names."""

from __future__ import annotations

from core.store.work import Reading
from pages._ui import saved_lists
from pages._ui.desk import Entered

DESK = "supervision"
NAMES = ("list", "unit", "urgent", "day")


def draw(desk: Entered, reading: Reading) -> None:
    """Open, keep or remove a list."""
    saved_lists.draw(desk, reading, DESK, names=NAMES)
