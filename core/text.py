"""Text at the boundary: made storable when it comes in, masked before it reaches a screen (办法第十九条)."""

from __future__ import annotations

import re
import unicodedata

_KEPT_CONTROLS = {"\n", "\t"}
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[ -]?(\d{3,4})(\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?!\d)")


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
    covered = _IDENTITY.sub(r"\1************", text)
    covered = _PHONE.sub(r"\1****\3", covered)
    return _LANDLINE.sub(lambda m: f"{m[1]}-{'*' * len(m[2])}{m[3]}", covered)


def phone_digits(phone: str) -> str:
    """A phone number reduced to its digits in ASCII, country code dropped, for comparing and hashing."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
