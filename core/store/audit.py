"""审计日志: rows that can only be added, each sealed by a hash over itself and the row before (办法第十四、十九条)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import text
from core.store import counters
from core.store.actor import Actor
from core.store.models import AuditRow

FIRST = "0" * 64
LONGEST_SUBJECT = 120


def append(
    session: Session,
    actor: Actor,
    at: datetime,
    *,
    verb: str,
    subject: str,
    is_allowed: bool = True,
    details: Mapping[str, Any] | None = None,
) -> AuditRow:
    """Add one row to the chain. Taking the counter first makes writers on PostgreSQL queue up here.

    Texts are cleaned before they are sealed: the columns clean them anyway, and a seal over what
    somebody typed would not fit what was stored.
    """
    row_id = counters.next_value(session, "audit_log")
    last = session.scalar(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)) or FIRST
    row = AuditRow(
        id=row_id,
        at=at,
        person_id=actor.person_id,
        person_name=actor.name,
        verb=verb,
        subject=text.clean(text.clean(subject)[:LONGEST_SUBJECT]),
        is_allowed=is_allowed,
        details=text.clean_within(dict(details or {})),
        previous_hash=last,
    )
    row.hash = seal(row)
    session.add(row)
    session.flush()
    return row


def seal(row: AuditRow) -> str:
    """The row's hash: SHA-256 over its fields as sorted JSON and over the hash before it."""
    content = {
        "id": row.id,
        "at": row.at.astimezone(UTC).isoformat(),
        "person_id": row.person_id,
        "person_name": row.person_name,
        "verb": row.verb,
        "subject": row.subject,
        "is_allowed": row.is_allowed,
        "details": row.details,
        "previous": row.previous_hash,
    }
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def first_broken(session: Session) -> int | None:
    """The id of the first row that does not follow from the one before it, None when all do."""
    previous, expected_id = FIRST, 1
    for row in session.scalars(select(AuditRow).order_by(AuditRow.id)):
        if row.id != expected_id or row.previous_hash != previous or row.hash != seal(row):
            return row.id
        previous, expected_id = row.hash, expected_id + 1
    return None
