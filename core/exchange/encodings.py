"""Which encoding a text file is in: told from its bytes, for people save in whatever they have."""

from __future__ import annotations

import codecs


def decoded(content: bytes) -> str | None:
    """UTF-8 with or without mark, else GB18030; UTF-16 only with its mark. None: not a text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return None
