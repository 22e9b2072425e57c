"""Text at the boundary: made storable when it comes in, masked before it reaches a screen (办法第十九条)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

_SHORTEST_PHONE = 7
_KEPT_CONTROLS = {"\n", "\t"}
_ASCII_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_GAP = r"[ \-.　\u2010-\u2015－]?"
# Also behind a country code: +86, 0086 or 86 alone.
_PHONE = re.compile(rf"(?<!\d)((?:\+?0*86{_GAP})?1[3-9]\d){_GAP}(\d{{4}}){_GAP}(\d{{4}})(?!\d)")
_LANDLINE = re.compile(rf"(?<!\d)(0\d{{2,3}}){_GAP}(\d{{3,4}})(\d{{4}})(?!\d)")
_IDENTITY = re.compile(
    rf"(?<!\d)(\d{{6}}){_GAP}(?:19|20)\d{{2}}{_GAP}[01]\d{_GAP}[0-3]\d{_GAP}\d{{3}}[\dXx](?!\d)"
)


def clean(text: str) -> str:
    """Text that both databases, Excel and Word can hold: no NUL, controls or lone surrogates; idempotent.

    Rare characters, emoji and the caller's own wording stay as they are.
    """
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c
        for c in joined
        if c in _KEPT_CONTROLS
        or unicodedata.category(c) not in {"Cc", "Cs", "Cn"}
        or ord(c) >= 0x10000
    ).strip()


def clean_within(value: Any) -> Any:
    """The same for every text inside a JSON value: PostgreSQL's takes no NUL and no lone surrogate."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {str(key): clean_within(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean_within(part) for part in value]
    return value


def mask_phone(phone: str | None) -> str:
    """脱敏电话: 13812341234 → 138****1234; shorter numbers keep their last two digits."""
    digits = unicodedata.normalize("NFKC", phone or "").strip()
    if not digits:
        return ""
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return "*" * max(len(digits) - 2, 1) + digits[-2:]


def mask_name(name: str | None) -> str:
    """脱敏姓名: 张三丰 → 张**."""
    written = (name or "").strip()
    return written[:1] + "*" * max(len(written) - 1, 1) if written else ""


def mask_within(text: str) -> str:
    """脱敏正文: phone and identity numbers inside free text are covered, the rest is untouched."""
    covered = _cover(_IDENTITY, text, lambda m: f"{m[1]}************")
    covered = _cover(_PHONE, covered, lambda m: f"{m[1]}****{m[3]}")
    return _cover(_LANDLINE, covered, lambda m: f"{m[1]}-{'*' * len(m[2])}{m[3]}")


def mask_person(text: str, *, name: str = "", phone: str = "") -> str:
    """脱敏正文 of somebody whose name and number are known: these are covered too, as they were given.

    A single character is no name; a number of less than seven digits is nobody's.
    """
    covered = mask_within(text)
    if len(name.strip()) > 1:
        covered = covered.replace(name.strip(), mask_name(name))
    if len(phone_digits(phone)) >= _SHORTEST_PHONE:
        covered = covered.replace(phone.strip(), mask_phone(phone))
    return covered


def _cover(pattern: re.Pattern[str], text: str, covered: Callable[[re.Match[str]], str]) -> str:
    """Replace what matches when full-width digits are read as plain ones; the rest stays as written."""
    read = text.translate(_ASCII_DIGITS)
    pieces, at = [], 0
    for match in pattern.finditer(read):
        pieces += [text[at : match.start()], covered(match)]
        at = match.end()
    return "".join([*pieces, text[at:]])


def phone_digits(phone: str) -> str:
    """A phone number reduced to its digits in ASCII, country code dropped, for comparing and hashing."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


_WRITTEN_PHONE = re.compile(r"[\d\s()+.-]+")
_WHOLE_PHONE = re.compile(r"1\d{10}|0\d{9,11}|[2-9]\d{6,7}|[48]00\d{7}")


def is_whole_phone(phone: str) -> bool:
    """Whether somebody could be called back on it: 手机, 座机 with or without its area code, 400 or 800."""
    written = unicodedata.normalize("NFKC", phone).strip()
    is_number = _WRITTEN_PHONE.fullmatch(written) is not None
    return is_number and _WHOLE_PHONE.fullmatch(phone_digits(written)) is not None
