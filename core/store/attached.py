"""附件 of any record: what a file must be to be kept, and the rows that keep it; who may do so is asked elsewhere."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePath

from sqlalchemy import Select, select

from core import text
from core.errors import BadInput
from core.store.models import Attachment
from core.store.work import UnitOfWork

MOST_BYTES = 10 * 1024 * 1024
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


def keep(
    uow: UnitOfWork,
    subject: str,
    subject_id: int,
    *,
    file_name: str,
    content: bytes,
    most: int,
    article: str,
) -> Attachment:
    """Keep a file with a record; the type is read from the content, not from the name.

    Raises BadInput for what is too large, of another kind or already there, or one more than `most`.
    """
    name = _name(file_name)
    suffix = _checked(name, content)
    digest = hashlib.sha256(content).hexdigest()
    kept = uow.session.scalars(of(subject, subject_id)).all()
    if any(one.sha256 == digest for one in kept):
        raise BadInput("这份文件已经上传过了。", field="file", article=article)
    if len(kept) >= most:
        raise BadInput(f"最多保留{most}份，请先移除旧的。", field="file", article=article)

    added = Attachment(
        subject=subject,
        subject_id=subject_id,
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
    return added


def of(subject: str, subject_id: int) -> Select[Attachment]:
    """The files of a record that were not removed."""
    return select(Attachment).where(
        Attachment.subject == subject,
        Attachment.subject_id == subject_id,
        Attachment.removed_at.is_(None),
    )


def lines(found: Iterable[Attachment]) -> list[FileLine]:
    """Files as a list shows them."""
    return [FileLine(f.id, f.file_name, f.size, f.added_at, f.added_by) for f in found]


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
