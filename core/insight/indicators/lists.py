"""数字背后的工单: a figure's tickets named in one short text, so that a link from any screen opens their list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from core.insight.indicators import figures
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.figures import Which
from core.insight.indicators.scope import Scope, scope_of
from core.insight.listing import Filter
from core.rules.periods import Period
from core.rules.terms import UnitKind
from core.store.models import Ticket
from core.store.work import Reading

_WRITTEN = re.compile(
    r"(?P<key>[a-z_]+)\.(?P<which>part|rest|whole)"
    r"\.(?P<first>\d{4}-\d\d-\d\d)\.(?P<last>\d{4}-\d\d-\d\d)"
    r"(?:\.u(?P<unit>\d{1,9}))?(?:\.g(?P<group>[a-z]+))?"
)
_SAID: dict[Which, str] = {"part": "计入的", "rest": "未计入的", "whole": "全部"}


@dataclass(frozen=True, slots=True)
class Behind:
    """哪个数字的哪些工单: its key, which of them, of which days, of which unit or peer group."""

    key: str
    which: Which
    period: Period
    unit_id: int | None = None
    group: UnitKind | None = None

    @property
    def written(self) -> str:
        """As it stands in an address."""
        unit = f".u{self.unit_id}" if self.unit_id is not None else ""
        group = f".g{self.group.value}" if self.group is not None else ""
        days = f"{self.period.first_on.isoformat()}.{self.period.last_on.isoformat()}"
        return f"{self.key}.{self.which}.{days}{unit}{group}"

    @property
    def zh(self) -> str:
        """2026年10月 按时办结率 未计入的."""
        which = "" if self.which == "whole" else f"（{_SAID[self.which]}）"
        return f"{self.period.zh}{INDICATORS[self.key].name_zh}{which}"


def read(written: str) -> Behind | None:
    """What an address names; None for anything else."""
    found = _WRITTEN.fullmatch(written)
    if found is None or found["key"] not in INDICATORS:
        return None
    groups = {kind.value: kind for kind in UnitKind}
    if found["group"] is not None and found["group"] not in groups:
        return None
    try:
        period = Period(date.fromisoformat(found["first"]), date.fromisoformat(found["last"]))
    except ValueError:
        return None
    which: Which = (
        "part" if found["which"] == "part" else "rest" if found["which"] == "rest" else "whole"
    )
    unit_id = int(found["unit"]) if found["unit"] is not None else None
    return Behind(found["key"], which, period, unit_id, groups.get(found["group"] or ""))


def filter_of(reading: Reading, behind: Behind) -> Filter:
    """The list of those tickets, as far as the person may see them. Raises NotAllowed as figures do."""
    scope = scope_of(reading, behind.period)
    if behind.unit_id is not None:
        scope = scope.of_unit(behind.unit_id)
    elif behind.group is not None:
        scope = Scope(
            scope.period, scope.as_of, groups=frozenset({behind.group}), sources=scope.sources
        )
    ids = figures.ticket_ids(reading, scope, behind.key, behind.which)
    return Filter(also=Ticket.id.in_(ids))
