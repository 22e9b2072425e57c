"""附件: files kept beside a record, known by what is in them; first of all a unit's 内部制度 (办法第七条（五）)."""

from __future__ import annotations

from core.errors import NotAllowed, NotFound
from core.exchange.sheets import Written
from core.rules.terms import Role
from core.store import attached
from core.store.models import Attachment
from core.store.work import Reading, UnitOfWork

UNIT_RULES = "unit_rules"
ARTICLE = "办法第七条（五）"
TAKE_VERB = "take_file"
MOST_BYTES = attached.MOST_BYTES
MOST_FILES = 20
FileLine = attached.FileLine


def add_file(uow: UnitOfWork, unit_id: int, *, file_name: str, content: bytes) -> Attachment:
    """上传制度文件: by the unit's own leader; the type is read from the content, not from the name.

    Raises NotAllowed, BadInput for what is too large, of another kind or already there.
    """
    _require_own_leader(uow, unit_id)
    added = attached.keep(
        uow, UNIT_RULES, unit_id,
        file_name=file_name, content=content, most=MOST_FILES, article=ARTICLE,
    )  # fmt: skip

    uow.audit("add_file", f"附件 {added.id}", unit_id=unit_id, sha256=added.sha256)
    return added


def remove_file(uow: UnitOfWork, file_id: int) -> None:
    """移除: no longer listed; the bytes stay as evidence of what was once in force. Raises NotFound."""
    found = _kept(uow, file_id)
    _require_own_leader(uow, found.subject_id)

    found.removed_at = uow.now

    uow.audit("remove_file", f"附件 {found.id}", unit_id=found.subject_id)


def files(reading: Reading, unit_id: int) -> list[FileLine]:
    """A unit's files, the newest first; nothing of other units for a unit. Raises NotAllowed."""
    _require_reader(reading, unit_id)
    rows = attached.of(UNIT_RULES, unit_id).order_by(Attachment.id.desc())
    return attached.lines(reading.session.scalars(rows))


def open_file(reading: Reading, file_id: int) -> Written:
    """下载: to be handed out with its audit row. Raises NotFound, for another unit's file too."""
    found = _kept(reading, file_id)
    return Written(
        found.file_name, found.content, 0, TAKE_VERB, {"file": found.id}, found.media_type
    )


def _kept(reading: Reading, file_id: int) -> Attachment:
    found = reading.session.get(Attachment, file_id)
    is_kept = found is not None and found.subject == UNIT_RULES and found.removed_at is None
    if found is None or not is_kept or not _may_read(reading, found.subject_id):
        raise NotFound("没有找到这份文件。", subject=f"附件 id {file_id}")
    return found


def _may_read(reading: Reading, unit_id: int) -> bool:
    actor = reading.actor
    if actor.is_unit:
        return actor.unit_id == unit_id
    return actor.is_office or actor.role is Role.ADMIN


def _require_reader(reading: Reading, unit_id: int) -> None:
    if not _may_read(reading, unit_id):
        raise NotAllowed("只能查看本单位的制度文件。", article=ARTICLE, subject="单位制度文件")


def _require_own_leader(uow: UnitOfWork, unit_id: int) -> None:
    uow.require(Role.UNIT_LEADER, doing="上传或移除单位制度文件")
    if uow.actor.unit_id != unit_id:
        raise NotAllowed("只能维护本单位的制度文件。", article=ARTICLE, subject="单位制度文件")
