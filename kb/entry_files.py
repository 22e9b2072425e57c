"""附件 of an entry: forms, guides and notices kept beside its text, for whoever may read the text (办法第十七条)."""

from __future__ import annotations

from core.errors import NotFound, RuleRefused
from core.exchange.sheets import Written
from core.store import attached
from core.store.attached import FileLine
from core.store.models import Attachment
from core.store.work import Reading, UnitOfWork
from kb import entries, entry_checks, lifecycle
from kb.models import Entry
from kb.terms import Step

SUBJECT = "kb_entry"
MOST_FILES = 10


def add_file(uow: UnitOfWork, entry_id: int, *, file_name: str, content: bytes) -> Attachment:
    """上传附件: by whoever may revise the entry; readers find it beside the text at once.

    Raises NotFound, NotAllowed, BadInput for what is too large, of another kind or already there.
    """
    entry = entry_checks.load(uow, entry_id, Step.REVISE, None)
    added = attached.keep(
        uow, SUBJECT, entry.id,
        file_name=file_name, content=content, most=MOST_FILES, article=lifecycle.ARTICLE,
    )  # fmt: skip

    uow.audit("add_file", f"附件 {added.id}", entry_id=entry.id, sha256=added.sha256)
    return added


def remove_file(uow: UnitOfWork, file_id: int) -> None:
    """移除附件: no longer listed; the bytes stay as evidence of what was once handed out. Raises NotFound."""
    found = _kept(uow, file_id)
    entry_checks.load(uow, found.subject_id, Step.REVISE, None)

    found.removed_at = uow.now

    uow.audit("remove_file", f"附件 {found.id}", entry_id=found.subject_id)


def files(reading: Reading, entry_id: int) -> list[FileLine]:
    """附件 of an entry, the newest first; none where the entry is not the person's to read."""
    if not _may_read(reading, entry_id):
        return []
    rows = attached.of(SUBJECT, entry_id).order_by(Attachment.id.desc())
    return attached.lines(reading.session.scalars(rows))


def open_file(reading: Reading, file_id: int) -> Written:
    """下载附件: to be handed out with its audit row. Raises NotFound, for what is not the person's to read too."""
    found = _kept(reading, file_id)
    details = {"file": found.id, "entry_id": found.subject_id}
    return Written(found.file_name, found.content, 0, "take_file", details, found.media_type)


def _kept(reading: Reading, file_id: int) -> Attachment:
    found = reading.session.get(Attachment, file_id)
    is_kept = found is not None and found.subject == SUBJECT and found.removed_at is None
    if found is None or not is_kept or not _may_read(reading, found.subject_id):
        raise NotFound("没有找到这份附件。", subject=f"附件 id {file_id}")
    return found


def _may_read(reading: Reading, entry_id: int) -> bool:
    """Its keepers always; everybody else while the entry answers calls and they may read it."""
    entry = reading.session.get(Entry, entry_id)
    if entry is None:
        return False
    if lifecycle.sees_drafts(reading.actor, entry.unit_id):
        return True
    try:
        entries.in_force(reading, entry_id)
    except RuleRefused:
        return False
    return True
