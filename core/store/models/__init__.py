"""All tables of the core, under one name: `from core.store import models`."""

from core.store.models.appraisal import FrozenMonth, ManualScore, ScoreAdjustment, UnitScore
from core.store.models.base import Base
from core.store.models.deciding import DutyDecision, FinalDecision, Instruction, Transfer
from core.store.models.handling import Assignment, Citation, Contact, Reply, Return
from core.store.models.limits import Extension, Promise
from core.store.models.messages import Attachment, Notice, NoticeSeen, OutboxMessage
from core.store.models.organisation import Person, SavedView, SignInSession, Unit
from core.store.models.papers import IssuedPaper
from core.store.models.quality import (
    AccountabilityCase,
    Contest,
    FollowUp,
    InspectionFinding,
    InspectionRound,
)
from core.store.models.records import AuditRow, Counter, Event, Fact
from core.store.models.regulation import (
    CalendarDay,
    CalendarYear,
    Category,
    DispatchRule,
    PolicyChange,
    PolicyRow,
    WorkingHours,
)
from core.store.models.supervision import Lease, SupervisionStep
from core.store.models.tickets import (
    CityImport,
    ColumnMapping,
    Draft,
    Item,
    Requester,
    Ticket,
    Voice,
)
from core.store.models.topics import HotTopic, HotTopicTicket

__all__ = [
    "AccountabilityCase",
    "Assignment",
    "Attachment",
    "AuditRow",
    "Base",
    "CalendarDay",
    "CalendarYear",
    "Category",
    "Citation",
    "CityImport",
    "ColumnMapping",
    "Contact",
    "Contest",
    "Counter",
    "DispatchRule",
    "Draft",
    "DutyDecision",
    "Event",
    "Extension",
    "Fact",
    "FinalDecision",
    "FollowUp",
    "FrozenMonth",
    "HotTopic",
    "HotTopicTicket",
    "InspectionFinding",
    "InspectionRound",
    "Instruction",
    "IssuedPaper",
    "Item",
    "Lease",
    "ManualScore",
    "Notice",
    "NoticeSeen",
    "OutboxMessage",
    "Person",
    "PolicyChange",
    "PolicyRow",
    "Promise",
    "Reply",
    "Requester",
    "Return",
    "SavedView",
    "ScoreAdjustment",
    "SignInSession",
    "SupervisionStep",
    "Ticket",
    "Transfer",
    "Unit",
    "UnitScore",
    "Voice",
    "WorkingHours",
]
