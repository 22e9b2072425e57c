"""Office files are zip archives: weighed before anything opens them."""

from __future__ import annotations

import io
import zipfile
from typing import IO
from xml.parsers import expat

from core.errors import BadInput

MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
RESAVE = "请用 Office 或 WPS 打开，另存为新文件后再导入。"


def weigh(file_name: str, content: bytes) -> zipfile.ZipFile:
    """The archive, once it can neither swell nor reach out when opened.

    zipfile reads no more of a member than its directory declares, so the declared sizes bind.
    Raises BadInput for a broken, encrypted, oversized or entity-laden file.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise BadInput(f"“{file_name}”内部文件过多，无法导入。", next_step=RESAVE)
        if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
            raise BadInput(
                f"“{file_name}”展开后超过{MAX_UNPACKED_BYTES // 1024 // 1024}MB，无法导入。",
                next_step="请去掉图片和多余的内容，分成几个文件导入。",
            )
        if any(member.flag_bits & 1 for member in members):
            raise BadInput(f"“{file_name}”加了密码，无法导入。", next_step=RESAVE)
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as stream:
                    _refuse_doctype(file_name, stream)
    except BadInput:
        raise
    except Exception:  # zipfile, zlib and struct each fail in their own way on a broken archive
        raise broken(file_name) from None
    return archive


def broken(file_name: str) -> BadInput:
    """The one sentence for whatever a library trips over inside the file."""
    return BadInput(f"“{file_name}”已损坏，或不是有效的文件。", next_step=RESAVE)


def _refuse_doctype(file_name: str, stream: IO[bytes]) -> None:
    """A document type is where entity bombs and outside files hide; Office files never have one."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append("doctype")
    parser.StartElementHandler = lambda *_: found.append("element")
    while not found and (chunk := stream.read(4096)):
        try:
            parser.Parse(chunk)
        except expat.ExpatError:
            break  # whoever opens the member will say so too, where it matters
    if "doctype" in found:
        raise BadInput(f"“{file_name}”含有不允许的内容，无法导入。", next_step=RESAVE)
