"""政策参数 as of a day: the numbers of the regulation, read and checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from core.errors import PolicyError
from core.rules.policy_table import BY_KEY, DEFAULTS, Kind, PolicyDefault

__all__ = [
    "BY_KEY",
    "DEFAULTS",
    "DEFAULT_POLICY",
    "WEIGHTS",
    "Kind",
    "Policy",
    "PolicyDefault",
    "PolicyRow",
    "contradictions",
    "definition",
    "normalise",
]

WEIGHTS = tuple(row.key for row in DEFAULTS if row.key.startswith("weight_"))
WEIGHTS_TOTAL = Decimal(100)

_WHOLE = re.compile(r"[0-9]{1,6}")
_POINTS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")

# Pairs of which the first may not exceed the second.
_ORDERED = (
    ("grade_simple_days", "grade_complex_days"),
    ("handlers_min", "handlers_max"),
    ("ext_max_single", "extension_total_days"),
    ("band_pass", "band_good"),
    ("band_good", "band_excellent"),
)


class PolicyRow(NamedTuple):
    """A stored value and its first day."""

    key: str
    value: str
    effective_on: date


def definition(key: str) -> PolicyDefault:
    """The default, article and reading of a key. Raises PolicyError for an unknown key."""
    try:
        return BY_KEY[key]
    except KeyError:
        raise PolicyError(f"没有名为“{key}”的政策参数。") from None


def normalise(key: str, text: str) -> str:
    """The text as it is to be stored, full-width digits and blanks put right.

    Raises PolicyError with a sentence for the person editing the value.
    """
    row = definition(key)
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if row.kind in (Kind.CHOICE, Kind.YES_NO):
        return _checked_choice(row, cleaned)
    if row.kind is Kind.DATE:
        return _checked_date(row, cleaned)
    if row.kind is Kind.POINTS:
        if not _POINTS.fullmatch(cleaned) or Decimal(cleaned) > row.highest:
            raise PolicyError(f"“{row.name_zh}”应填0到{row.highest}之间的数，最多两位小数。")
        return cleaned
    if not _WHOLE.fullmatch(cleaned) or not row.lowest <= int(cleaned) <= row.highest:
        raise PolicyError(f"“{row.name_zh}”应填{row.lowest}到{row.highest}之间的整数。")
    return str(int(cleaned))


def _checked_choice(row: PolicyDefault, text: str) -> str:
    if text not in dict(row.options):
        words = "、".join(words for _, words in row.options)
        raise PolicyError(f"“{row.name_zh}”只能选：{words}。")
    return text


def _checked_date(row: PolicyDefault, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise PolicyError(f"“{row.name_zh}”应填日期，例如2022-08-19。") from None


@dataclass(frozen=True, eq=False)
class Policy(Mapping[str, str]):
    """政策参数 in force on one day: every key present, read through the getter of its kind.

    As a mapping it gives the stored texts; `version` is whatever the store calls this state.
    """

    values_by_key: Mapping[str, str]
    version: str = ""

    @classmethod
    def as_of(
        cls, rows: Iterable[tuple[str, str, date]], day: date, *, version: str = ""
    ) -> Policy:
        """The latest row of each key with its first day on or before `day`, else the default.

        Of two rows with the same first day the later one in `rows` wins. Raises PolicyError for
        an unknown key or an unreadable value.
        """
        chosen = {row.key: (date.min, row.value) for row in DEFAULTS}
        for key, value, effective_on in rows:
            text = normalise(key, value)
            if chosen[key][0] <= effective_on <= day:
                chosen[key] = (effective_on, text)
        values = {key: text for key, (_, text) in chosen.items()}
        return cls(MappingProxyType(values), version)

    def __getitem__(self, key: str) -> str:
        definition(key)
        return self.values_by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_key)

    def __len__(self) -> int:
        return len(self.values_by_key)

    def days(self, key: str) -> int:
        """A length in working days or natural days, as the key defines."""
        return int(self._of_kind(key, Kind.WORKING_DAYS, Kind.DAYS))

    def hours(self, key: str) -> int:
        """A length in hours, of work or natural, as the key defines."""
        return int(self._of_kind(key, Kind.HOURS))

    def minutes(self, key: str) -> int:
        """A length in minutes."""
        return int(self._of_kind(key, Kind.MINUTES))

    def number(self, key: str) -> int:
        """A count or a percentage."""
        return int(self._of_kind(key, Kind.COUNT, Kind.PERCENT))

    def points(self, key: str) -> Decimal:
        """Points of the appraisal: weights, deductions, bands."""
        return Decimal(self._of_kind(key, Kind.POINTS))

    def text(self, key: str) -> str:
        """The chosen reading, by its code name."""
        return self._of_kind(key, Kind.CHOICE)

    def is_on(self, key: str) -> bool:
        """A yes-or-no reading."""
        return self._of_kind(key, Kind.YES_NO) == "yes"

    def day(self, key: str) -> date:
        """A date."""
        return date.fromisoformat(self._of_kind(key, Kind.DATE))

    def spoken(self, key: str) -> str:
        """The value as the screen says it: 3个工作日, 工作小时, 是, 30分."""
        row = definition(key)
        return dict(row.options).get(self[key], f"{self[key]}{row.unit_zh}")

    def _of_kind(self, key: str, *kinds: Kind) -> str:
        kind = definition(key).kind
        if kind not in kinds:
            raise TypeError(f"policy {key} is of kind {kind}, not {kinds}")
        return self.values_by_key[key]


def contradictions(policy: Policy) -> list[str]:
    """Sentences on values that cannot stand together; none when the policy is sound.

    Weights must sum to 100 (办法第二十条); a lower bound may not pass its upper one.
    """
    found = []
    total = sum((policy.points(key) for key in WEIGHTS), Decimal(0))
    if total != WEIGHTS_TOTAL:
        found.append(f"各项权重合计为{total}，应为{WEIGHTS_TOTAL}。")
    for low, high in _ORDERED:
        if Decimal(policy[low]) > Decimal(policy[high]):
            found.append(
                f"“{definition(low).name_zh}”（{policy.spoken(low)}）"
                f"不能大于“{definition(high).name_zh}”（{policy.spoken(high)}）。"
            )
    return found


DEFAULT_POLICY = Policy.as_of((), date.min)
