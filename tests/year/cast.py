"""The people of the simulated year: the planted county's, and in each of its units a handler and two leaders."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.casework import sign_in
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.models import Person
from core.store.work import UnitOfWork
from tests.planted import CIVIL_AFFAIRS, HOUSING, OTHER_TOWN, TOWN, County

UNITS = (HOUSING, CIVIL_AFFAIRS, TOWN, OTHER_TOWN)
_SURNAMES = "沈韩杨朱秦许何吕施张孔曹"


@dataclass
class Cast:
    """Everybody who takes part, by role and unit."""

    unit_ids: tuple[int, ...]
    office: list[Actor] = field(default_factory=list)
    units: dict[int, list[Actor]] = field(default_factory=dict)

    @property
    def everybody(self) -> list[Actor]:
        """The office's people and the units'."""
        return [*self.office, *(one for people in self.units.values() for one in people)]


def gather(county: County) -> Cast:
    """Hire who is missing: a second lead for what takes two, a 分管领导 and a 主要负责人 per unit."""
    cast = Cast(tuple(county.unit_id(name) for name in UNITS))
    known = ("taker", "taker2", "office", "lead", "inspector")
    cast.office = [county.actor(name) for name in known]
    with county.database.work(Actor.system()) as uow:
        cast.office.append(_hire(uow, "lead2", "尤副主任", Role.OFFICE_LEAD))
        for number, unit_id in enumerate(cast.unit_ids):
            surname = _SURNAMES[number]
            cast.units[unit_id] = [
                _hire(uow, f"y_handler{number}", f"{surname}承办", Role.HANDLER, unit_id),
                _hire(uow, f"y_deputy{number}", f"{surname}分管", Role.UNIT_LEADER, unit_id),
                _hire(
                    uow,
                    f"y_principal{number}",
                    f"{surname}主要",
                    Role.UNIT_LEADER,
                    unit_id,
                    is_principal=True,
                ),
            ]
    return cast


def _hire(
    uow: UnitOfWork,
    username: str,
    name: str,
    role: Role,
    unit_id: int | None = None,
    *,
    is_principal: bool = False,
) -> Actor:
    person = Person(
        username=username,
        name=name,
        role=role,
        unit_id=unit_id,
        password_hash="-",
        is_principal=is_principal,
        created_at=uow.now,
    )
    uow.session.add(person)
    uow.session.flush()
    uow.session.refresh(person)
    return sign_in.actor_of(person)
