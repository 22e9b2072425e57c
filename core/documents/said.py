"""数字的说法: counts, shares and changes out of a paper's facts, in the words of official papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.rules.terms import UnitKind

Plain = Mapping[str, Any]

NONE = "—"
GROUPS = {kind.value: kind.zh for kind in UnitKind}


def part(plain: Plain, key: str) -> int:
    """分子."""
    found: int = plain.get(key, (0, 0))[0]
    return found


def whole(plain: Plain, key: str) -> int:
    """分母."""
    found: int = plain.get(key, (0, 0))[1]
    return found


def percent(plain: Plain, key: str) -> float | None:
    """0 to 100; None where nothing falls under the indicator."""
    below = whole(plain, key)
    return part(plain, key) * 100 / below if below else None


def share(plain: Plain, key: str) -> str:
    """87.5%, or — of nothing."""
    found = percent(plain, key)
    return NONE if found is None else f"{found:.1f}%"


def fraction(plain: Plain, key: str) -> str:
    """87.5%（7/8）: the rate with what it is made of."""
    if not whole(plain, key):
        return "无相应工单"
    return f"{share(plain, key)}（{part(plain, key)}/{whole(plain, key)}）"


def of_all(count: int, all_of: int) -> str:
    """占25.0%."""
    return f"占{count * 100 / all_of:.1f}%" if all_of else "占比无从计算"


def change(now: int, before: int, word: str) -> str:
    """环比增加12件、增长8.3%; of a period without any only the count."""
    if not before:
        return f"{word}无可比数据"
    if now == before:
        return f"{word}持平"
    more, grown = ("增加", "增长") if now > before else ("减少", "下降")
    return f"{word}{more}{abs(now - before)}件、{grown}{abs(now - before) * 100 / before:.1f}%"


def points(plain: Plain, earlier: Plain, key: str) -> str:
    """，环比提高1.2个百分点; nothing where either period had none."""
    now, before = percent(plain, key), percent(earlier, key)
    if now is None or before is None:
        return ""
    moved = round(now, 1) - round(before, 1)
    if abs(moved) < 0.05:
        return "，环比持平"
    return f"，环比{'提高' if moved > 0 else '降低'}{abs(moved):.1f}个百分点"


def listed(rows: Sequence[Plain], most: int) -> str:
    """求助120件（占60.0%）、投诉…: the largest parts of a split."""
    total = sum(row["figure"][1] for row in rows)
    return "、".join(
        f"{row['name']}{row['figure'][1]}件（{of_all(row['figure'][1], total)}）"
        for row in rows[:most]
        if row["figure"][1]
    )
