"""All tables of the core, under one name: `from core.store import models`."""

from core.store.models.base import Base
from core.store.models.handling import Assignment, Citation, Contact, Reply, Return
from core.store.models.organisation import Person, SignInSession, Unit
from core.store.models.records import AuditRow, Counter, Event, Fact
from core.store.models.regulation import (
    CalendarDay,
    CalendarYear,
    Category,
    DispatchRule,
    PolicyRow,
    WorkingHours,
)
from core.store.models.tickets import (
    CityImport,
    ColumnMapping,
    Draft,
    Item,
    Requester,
    Ticket,
    Voice,
)

__all__ = [
    "Assignment",
    "AuditRow",
    "Base",
    "CalendarDay",
    "CalendarYear",
    "Category",
    "Citation",
    "CityImport",
    "ColumnMapping",
    "Contact",
    "Counter",
    "DispatchRule",
    "Draft",
    "Event",
    "Fact",
    "Item",
    "Person",
    "PolicyRow",
    "Reply",
    "Requester",
    "Return",
    "SignInSession",
    "Ticket",
    "Unit",
    "Voice",
    "WorkingHours",
]
