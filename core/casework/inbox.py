"""已读: a person has seen what they were told; nobody marks another's messages."""

from __future__ import annotations

from core.errors import NotFound
from core.insight import inbox
from core.store.models import NoticeSeen
from core.store.work import UnitOfWork


def mark_seen(uow: UnitOfWork, notice_id: int) -> None:
    """标为已读; a second time changes nothing. Raises NotFound for what was not told to this person."""
    if not inbox.is_told(uow, notice_id):
        raise NotFound("没有找到这条消息。", subject=f"消息 id {notice_id}")
    _mark(uow, notice_id)


def mark_all_seen(uow: UnitOfWork) -> int:
    """全部标为已读; how many there were."""
    unseen = inbox.unseen_ids(uow)
    for notice_id in unseen:
        _mark(uow, notice_id)
    return len(unseen)


def _mark(uow: UnitOfWork, notice_id: int) -> None:
    person_id = uow.actor.person_id
    if person_id is None:
        return
    if uow.session.get(NoticeSeen, {"notice_id": notice_id, "person_id": person_id}) is not None:
        return
    uow.session.add(NoticeSeen(notice_id=notice_id, person_id=person_id, seen_at=uow.now))
