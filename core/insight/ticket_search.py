"""台账查找: what somebody types into one box, taken for a phone number or for words (办法第十四条)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from core import text
from core.casework import intake
from core.insight import listing
from core.insight.listing import Filter
from core.rules.terms import Role
from core.store.work import Reading

PHONE_ROLES = frozenset({Role.CALL_TAKER, Role.OFFICE, Role.OFFICE_LEAD})
_PHONE = re.compile(r"(?:\+?86[ -]?)?(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}|\d{7,8})")


def is_phone(typed: str) -> bool:
    """Whether it reads as a phone number, which no address line or log should keep (办法第十九条)."""
    return _PHONE.fullmatch(unicodedata.normalize("NFKC", typed).strip()) is not None


def narrowed(reading: Reading, wanted: Filter, typed: str) -> Filter:
    """The list narrowed to what was typed: by the caller's number where one matches, else by words.

    Numbers of tickets can look like phone numbers, so words are the way out when nobody called from it.
    """
    if is_phone(typed) and reading.actor.role in PHONE_ROLES:
        by_phone = replace(wanted, phone_hash=intake.phone_hash(reading, text.phone_digits(typed)))
        if listing.count(reading, by_phone):
            return by_phone
    return listing.with_words(wanted, typed)
