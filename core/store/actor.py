"""Who is asking: the person behind a transaction, as far as permission needs to know."""

from __future__ import annotations

from dataclasses import dataclass

from core.rules.terms import OFFICE_ROLES, UNIT_ROLES, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """操作人: an account's identity, role and unit, without a database object behind it."""

    person_id: int | None
    name: str
    role: Role
    unit_id: int | None = None
    unit_name: str = ""
    may_publish: bool = False

    @property
    def is_unit(self) -> bool:
        """承办单位人员: sees its own unit's tickets only."""
        return self.role in UNIT_ROLES

    @property
    def is_office(self) -> bool:
        """县热线办人员."""
        return self.role in OFFICE_ROLES

    @classmethod
    def system(cls) -> Actor:
        """系统: the command line and time itself; it has the lead's view but no account."""
        return cls(person_id=None, name="系统", role=Role.OFFICE_LEAD)
