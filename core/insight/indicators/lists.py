"""数字背后的工单: a figure's tickets named in one short text, so that a link from any screen opens their list."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import select

from core.insight.indicators import figures, running
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.figures import Which
from core.insight.indicators.running import Rounds
from core.insight.indicators.scope import Scope, scope_of
from core.insight.listing import Filter
from core.rules.instants import SHANGHAI
from core.rules.periods import Period
from core.rules.terms import Channel, Level, RequestType, UnitKind
from core.store.models import Ticket
from core.store.work import Reading

_IDS = r"\d{1,9}(?:-\d{1,9}){0,199}"
_WRITTEN = re.compile(
    r"(?P<key>[a-z_]+)\.(?P<which>part|rest|whole)"
    r"\.(?P<first>\d{4}-\d\d-\d\d)\.(?P<last>\d{4}-\d\d-\d\d)"
    r"(?:\.u(?P<unit>\d{1,9}))?(?:\.g(?P<group>[a-z]+))?"
    rf"(?:\.t(?P<town>{_IDS}))?(?:\.c(?P<category>{_IDS}))?"
    r"(?:\.w(?P<channel>[a-z_]+))?(?:\.k(?P<request_type>[a-z_]+))?"
    r"(?:\.a(?P<as_of>\d{14}))?"
)
_SECOND = "%Y%m%d%H%M%S"
_SAID: dict[Which, str] = {"part": "计入的", "rest": "未计入的", "whole": "全部"}

_OPEN: Mapping[str, tuple[str, Callable[[Scope], Rounds]]] = MappingProxyType(
    {
        "open": ("在办", running.rounds),
        "open_late": ("已逾期", running.late),
        "open_due": ("到期", running.falling_due),
        "open_reminded": ("已催办", lambda scope: running.pressed(scope, Level.REMINDER)),
        "open_ordered": ("已督办", lambda scope: running.pressed(scope, Level.ORDER)),
        "open_reported": ("已上报", lambda scope: running.pressed(scope, Level.ESCALATION)),
    }
)
"""在办的数字: counted at one instant, beside the indicators of a period; `open_due` falls due within the period."""


@dataclass(frozen=True, slots=True)
class Behind:
    """哪个数字的哪些工单: its key, which of them, of which days, of which part of the county, as known when."""

    key: str
    which: Which
    period: Period
    unit_id: int | None = None
    group: UnitKind | None = None
    town_ids: frozenset[int] = frozenset()
    category_ids: frozenset[int] = frozenset()
    channel: Channel | None = None
    request_type: RequestType | None = None
    as_of: datetime | None = None
    """To the second; None: as known when the list is opened."""

    @property
    def written(self) -> str:
        """As it stands in an address."""
        days = f"{self.period.first_on.isoformat()}.{self.period.last_on.isoformat()}"
        marked = (
            ("u", "" if self.unit_id is None else str(self.unit_id)),
            ("g", self.group.value if self.group else ""),
            ("t", _joined(self.town_ids)),
            ("c", _joined(self.category_ids)),
            ("w", self.channel.value if self.channel else ""),
            ("k", self.request_type.value if self.request_type else ""),
            ("a", f"{self.as_of.astimezone(SHANGHAI):{_SECOND}}" if self.as_of else ""),
        )
        narrowed = "".join(f".{mark}{text}" for mark, text in marked if text)
        return f"{self.key}.{self.which}.{days}{narrowed}"

    @property
    def zh(self) -> str:
        """2026年10月按时办结率（未计入的）."""
        if self.key in _OPEN:
            days = self.period.zh if self.key == "open_due" else ""
            return f"{days}{_OPEN[self.key][0]}"
        which = "" if self.which == "whole" else f"（{_SAID[self.which]}）"
        return f"{self.period.zh}{INDICATORS[self.key].name_zh}{which}"

    @property
    def groups(self) -> frozenset[UnitKind]:
        """组别 as a scope takes it."""
        return frozenset({self.group}) if self.group else frozenset()


def read(written: str) -> Behind | None:
    """What an address names; None for anything else."""
    found = _WRITTEN.fullmatch(written)
    if found is None or found["key"] not in INDICATORS.keys() | _OPEN.keys():
        return None
    try:
        return Behind(
            found["key"], _which(found["which"]),
            Period(date.fromisoformat(found["first"]), date.fromisoformat(found["last"])),
            unit_id=int(found["unit"]) if found["unit"] else None,
            group=UnitKind(found["group"]) if found["group"] else None,
            town_ids=_ids(found["town"]), category_ids=_ids(found["category"]),
            channel=Channel(found["channel"]) if found["channel"] else None,
            request_type=RequestType(found["request_type"]) if found["request_type"] else None,
            as_of=_instant(found["as_of"]),
        )  # fmt: skip
    except ValueError:
        return None


def scope_behind(reading: Reading, behind: Behind) -> Scope:
    """The part of the county a link names."""
    scope = scope_of(reading, behind.period, as_of=behind.as_of)
    return replace(
        scope,
        unit_ids=frozenset() if behind.unit_id is None else frozenset({behind.unit_id}),
        groups=behind.groups if behind.unit_id is None else frozenset(),
        town_ids=behind.town_ids,
        category_ids=behind.category_ids,
        channels=frozenset({behind.channel}) if behind.channel else frozenset(),
        request_types=frozenset({behind.request_type}) if behind.request_type else frozenset(),
    )


def filter_of(reading: Reading, behind: Behind) -> Filter:
    """The list of those tickets, as far as the person may see them. Raises NotAllowed as figures do."""
    scope = scope_behind(reading, behind)
    if behind.key in _OPEN:
        figures.require(reading, scope)
        rounds = _OPEN[behind.key][1](scope).subquery()
        return Filter(also=Ticket.id.in_(select(rounds.c.ticket_id)))
    ids = figures.ticket_ids(reading, scope, behind.key, behind.which)
    return Filter(also=Ticket.id.in_(ids))


def _which(written: str) -> Which:
    return "part" if written == "part" else "rest" if written == "rest" else "whole"


def _joined(ids: Collection[int]) -> str:
    return "-".join(str(one) for one in sorted(ids))


def _ids(written: str | None) -> frozenset[int]:
    return frozenset(int(one) for one in written.split("-")) if written else frozenset()


def _instant(written: str | None) -> datetime | None:
    return datetime.strptime(written, _SECOND).replace(tzinfo=SHANGHAI) if written else None
