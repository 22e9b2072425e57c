"""Sentences with slots and choices: `{place}[停水|没水]{since}` said a little differently each time."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")

_SINCE = (
    "从前天开始", "从上周末起", "这两天", "已经快一个礼拜了，", "从昨天夜里开始",
    "断断续续半个来月", "最近十来天", "从这个月初就", "三四天了，",
)  # fmt: skip
_AGO = ("上月", "两个月前", "今年年初", "去年年底", "上个季度")
_UNITS = ("1单元", "2单元", "3单元")


def fill(template: str, rng: random.Random, slots: Mapping[str, str]) -> str:
    """The template with one of each choice taken and every slot filled; numbers differ each time."""
    chosen = template
    while "[" in chosen:
        chosen = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), chosen)

    def slot(found: re.Match[str]) -> str:
        name = found[1]
        return slots[name] if name in slots else _invented(name, rng)

    return _SLOT.sub(slot, chosen)


def _invented(name: str, rng: random.Random) -> str:
    """A slot that nothing else depends on. Raises KeyError for a name no table may use."""
    if name == "n":
        return str(rng.randint(2, 9))
    if name == "nn":
        return str(rng.randint(11, 58))
    if name == "money":
        return str(rng.randint(8, 286) * 100)
    if name == "line":
        return f"{rng.randint(1, 9)}路"
    if name == "building":
        return f"{rng.randint(1, 18)}号楼"
    if name == "unit":
        return rng.choice(_UNITS)
    if name == "since":
        return rng.choice(_SINCE)
    if name == "ago":
        return rng.choice(_AGO)
    raise KeyError(name)
