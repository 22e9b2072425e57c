"""Who may keep, share and remove the saved lists of the 督办席."""

from __future__ import annotations

from core.casework import views
from tests.casework.access.use_case import OFFICE, UseCase
from tests.planted import County


def shared(county: County) -> int:
    """A list 赵热线 shares with the office."""
    with county.work("office") as uow:
        return views.save(uow, "supervision", "住建逾期", {"list": "late"}, is_shared=True).id


CASES: dict[str, UseCase] = {
    "views.save": UseCase(
        lambda u, _: views.save(u, "supervision", "逾期", {"list": "late"}), OFFICE
    ),
    "views.share": UseCase(lambda u, i: views.share(u, i, is_shared=False), OFFICE, shared),
    "views.remove": UseCase(lambda u, i: views.remove(u, i), OFFICE, shared),
}

PARTS: set[str] = set()
