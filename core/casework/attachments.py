"""附件: files kept beside a record, known by what is in them; first of all a unit's 内部制度 (办法第七条（五）)."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePath

from sqlalchemy import Select, select

from core import text
from core.errors import BadInput, NotAllowed, NotFound
from core.exchange.sheets import Written
from core.rules.terms import Role
from core.store.models import Attachment
from core.store.work import Reading, UnitOfWork

UNIT_RULES = "unit_rules"
ARTICLE = "办法第七条（五）"
TAKE_VERB = "take_file"
MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 20
LONGEST_NAME = 200
_OFFICE_OPEN = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE_OPEN}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE_OPEN}.spreadsheetml.sheet",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
_BEGINNINGS = {".pdf": b"%PDF-", ".jpg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n"}
_INSIDE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}


@dataclass(frozen=True, slots=True)
class FileLine:
    """一份附件, without its bytes."""

    id: int
    file_name: str
    size: int
    added_at: datetime
    added_by: str


def add_file(uow: UnitOfWork, unit_id: int, *, file_name: str, content: bytes) -> Attachment:
    """上传制度文件: by the unit's own leader; the type is read from the content, not from the name.

    Raises NotAllowed, BadInput for what is too large, of another kind or already there.
    """
    _require_own_leader(uow, unit_id)
    name = _name(file_name)
    suffix = _checked(name, content)
    digest = hashlib.sha256(content).hexdigest()
    kept = uow.session.scalars(_of_unit(unit_id)).all()
    if any(one.sha256 == digest for one in kept):
        raise BadInput("这份文件已经上传过了。", field="file", article=ARTICLE)
    if len(kept) >= MOST_FILES:
        raise BadInput(f"最多保留{MOST_FILES}份，请先移除旧的。", field="file", article=ARTICLE)

    added = Attachment(
        subject=UNIT_RULES,
        subject_id=unit_id,
        file_name=name,
        media_type=MEDIA_TYPES[suffix],
        size=len(content),
        sha256=digest,
        content=content,
        added_at=uow.now,
        added_by=uow.actor.name,
    )
    uow.session.add(added)
    uow.session.flush()

    uow.audit("add_file", f"附件 {added.id}", unit_id=unit_id, sha256=digest)
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
    rows = reading.session.scalars(_of_unit(unit_id).order_by(Attachment.id.desc()))
    return [FileLine(f.id, f.file_name, f.size, f.added_at, f.added_by) for f in rows]


def open_file(reading: Reading, file_id: int) -> Written:
    """下载: to be handed out with its audit row. Raises NotFound, for another unit's file too."""
    found = _kept(reading, file_id)
    return Written(
        found.file_name, found.content, 0, TAKE_VERB, {"file": found.id}, found.media_type
    )


def _of_unit(unit_id: int) -> Select[Attachment]:
    return select(Attachment).where(
        Attachment.subject == UNIT_RULES,
        Attachment.subject_id == unit_id,
        Attachment.removed_at.is_(None),
    )


def _kept(reading: Reading, file_id: int) -> Attachment:
    found = reading.session.get(Attachment, file_id)
    is_kept = found is not None and found.removed_at is None
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


def _name(file_name: str) -> str:
    """The bare name: no folders, nothing a screen or a disk would trip over."""
    name = text.clean(file_name.replace("\\", "/").rpartition("/")[2]).replace("\n", " ")
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(f"文件名应有1到{LONGEST_NAME}个字。", field="file")
    return name


def _checked(name: str, content: bytes) -> str:
    """The suffix the content proves. Raises BadInput."""
    if not content:
        raise BadInput("文件是空的，没有上传。", field="file")
    if len(content) > MOST_BYTES:
        raise BadInput(
            f"文件不能超过{MOST_BYTES // 1024 // 1024}MB。",
            field="file",
            next_step="请压缩图片或分成几份上传。",
        )
    suffix = PurePath(name).suffix.lower().replace(".jpeg", ".jpg")
    is_known = suffix in MEDIA_TYPES
    if not is_known or not (_begins(suffix, content) or _holds(suffix, content)):
        raise BadInput(
            "只能上传 pdf、docx、xlsx、jpg、png 文件，并且内容要和文件类型一致。",
            field="file",
            next_step="请用 Office 或 WPS 另存为这些格式后再上传；带宏的文件不能上传。",
        )
    return suffix


def _begins(suffix: str, content: bytes) -> bool:
    return suffix in _BEGINNINGS and content.startswith(_BEGINNINGS[suffix])


def _holds(suffix: str, content: bytes) -> bool:
    """Whether it is the Office file it says it is, without macros; nothing is unpacked."""
    if suffix not in _INSIDE:
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return {_INSIDE[suffix], "[Content_Types].xml"} <= names and not has_macros
