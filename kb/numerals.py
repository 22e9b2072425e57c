"""Chinese numerals as regulations write them: 第一百二十三条, 三十日后, 有效期五年."""

from __future__ import annotations

import re

NUMERAL = "[零〇一二两三四五六七八九十百千0-9０-９]"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WRITTEN = "零一二三四五六七八九"


def value(written: str) -> int | None:
    """一百二十三 and 123 → 123; None for what is no number below ten thousand."""
    if not re.fullmatch(f"{NUMERAL}{{1,9}}", written):
        return None
    if written.isdecimal():
        return int(written)
    total, digit = 0, 0
    for character in written:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        elif character in _DIGITS:
            digit = _DIGITS[character]
        else:
            return None
    return total + digit


def written(number: int) -> str:
    """123 → 一百二十三, as an article's number is written (below ten thousand)."""
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += _WRITTEN[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text or "零"
