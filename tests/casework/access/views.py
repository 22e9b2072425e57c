"""Who may keep, share and remove saved lists, and choose their columns."""

from __future__ import annotations

from core.casework import views
from tests.casework.access.use_case import EVERYBODY, NOBODYS, OFFICE, UseCase
from tests.planted import County


def shared(county: County) -> int:
    """A list 赵热线 shares with the office."""
    with county.work("office") as uow:
        return views.save(uow, "supervision", "住建逾期", {"list": "late"}, is_shared=True).id


CASES: dict[str, UseCase] = {
    "views.save": UseCase(
        lambda u, _: views.save(u, "supervision", "逾期", {"list": "late"}), EVERYBODY - NOBODYS
    ),
    "views.keep_columns": UseCase(
        lambda u, _: views.keep_columns(u, "tickets", ["编号"]), EVERYBODY - NOBODYS
    ),
    "views.share": UseCase(lambda u, i: views.share(u, i, is_shared=False), OFFICE, shared),
    "views.remove": UseCase(lambda u, i: views.remove(u, i), OFFICE, shared),
}

PARTS: set[str] = set()
