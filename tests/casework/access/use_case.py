"""One line of the table: a use case, who may call it, and on which kind of ticket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.store.work import UnitOfWork
from tests.casework import flow
from tests.planted import County

TAKERS, OFFICE = {"taker", "taker2"}, {"office", "lead"}
HOUSING_PEOPLE, CIVIL_PEOPLE = {"handler", "leader"}, {"handler2", "leader2"}
NOBODYS = {"editor", "admin"}
EVERYBODY = TAKERS | OFFICE | HOUSING_PEOPLE | CIVIL_PEOPLE | NOBODYS | {"town", "inspector"}


@dataclass(frozen=True)
class UseCase:
    """A public function of core/casework, who may call it on which kind of ticket, and how."""

    do: Callable[[UnitOfWork, int], object]
    allowed: set[str]
    start: Callable[[County], int] = flow.registered
