"""草稿: what a person has typed and not yet saved, kept so that a broken line or a restart loses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from core import text
from core.errors import BadInput, NotAllowed
from core.store.models import Draft
from core.store.work import Reading, UnitOfWork

LONGEST_CONTENT = 60_000
LONGEST_DESK, LONGEST_KEY = 60, 40


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was last kept: the form it belongs to, its fields, and when."""

    form_key: str
    content: Mapping[str, Any]
    saved_at: datetime


def save(uow: UnitOfWork, desk: str, form_key: str, content: Mapping[str, Any]) -> None:
    """保存草稿: keep the form as it stands, over what was kept before. Raises BadInput when too large.

    Nobody but its writer ever sees a draft; it leaves no event and no audit row.
    """
    person_id = _person_id(uow)
    cleaned = text.clean_within(content)
    if len(json.dumps(cleaned, ensure_ascii=False)) > LONGEST_CONTENT:
        raise BadInput(
            "内容太长，草稿没有自动保存。", next_step="请精简后再保存，或把长材料作为附件。"
        )

    draft = uow.session.scalar(_mine(person_id, desk).where(Draft.form_key == form_key))
    if draft is None:
        draft = Draft(person_id=person_id, desk=desk, form_key=form_key)
        uow.session.add(draft)
    draft.content = cleaned
    draft.saved_at = uow.now


def load(reading: Reading, desk: str) -> Kept | None:
    """取回草稿: the person's latest on a desk, None when there is none."""
    if reading.actor.person_id is None:
        return None
    latest = _mine(reading.actor.person_id, desk).order_by(Draft.saved_at.desc(), Draft.id.desc())
    draft = reading.session.scalar(latest.limit(1))
    return Kept(draft.form_key, draft.content, draft.saved_at) if draft else None


def discard(uow: UnitOfWork, desk: str, form_key: str | None = None) -> None:
    """清除草稿: of one form, or all of the person's on a desk; nothing to clear is no error."""
    theirs = delete(Draft).where(Draft.person_id == _person_id(uow), Draft.desk == desk)
    if form_key is not None:
        theirs = theirs.where(Draft.form_key == form_key)
    uow.session.execute(theirs)


def _mine(person_id: int, desk: str) -> Any:
    return select(Draft).where(Draft.person_id == person_id, Draft.desk == desk)


def _person_id(uow: UnitOfWork) -> int:
    if uow.actor.person_id is None:
        raise NotAllowed("系统没有草稿。", subject="草稿")
    return uow.actor.person_id
