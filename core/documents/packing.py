"""装订: a Word file without anything of the moment it was made, its stand-in types named."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

from docx.document import Document as DocumentType

from core.documents import layout

_STILL = datetime(2022, 9, 18, tzinfo=UTC)
_STILL_IN_ZIP = (2022, 9, 18, 0, 0, 0)
_TYPES = "word/fontTable.xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(document: DocumentType) -> bytes:
    """The file: the same content gives the same bytes."""
    core = document.core_properties
    core.author = core.last_modified_by = core.title = core.comments = ""
    core.created = core.modified = _STILL
    stream = io.BytesIO()
    document.save(stream)
    return _stilled(stream.getvalue())


def _stilled(content: bytes) -> bytes:
    """The same archive with one date on every part, the parts in one order."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as still,
    ):
        for name in sorted(made.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = zipfile.ZipInfo(name, _STILL_IN_ZIP)
            part.compress_type = zipfile.ZIP_DEFLATED
            still.writestr(part, _type_table() if name == _TYPES else made.read(name))
    return stream.getvalue()


def _type_table() -> bytes:
    """字体表: each type of official papers with what stands in for it."""
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(others)}/>"
        f'<w:charset w:val="86"/><w:family w:val="{layout.FAMILIES[name]}"/></w:font>'
        for name, others in layout.FALLBACKS.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<w:fonts xmlns:w="{_W}">{fonts}</w:fonts>'.encode()
