"""Streamlit's scripts, compressed once and kept: 8 MB over a township's line is a long first morning."""

from __future__ import annotations

import functools
import gzip
from pathlib import Path

import streamlit
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pages._web.assets import FOREVER

_STATIC = (Path(streamlit.__file__).parent / "static").resolve()
_KINDS = {".js": "text/javascript", ".css": "text/css"}


class CompressedScripts:
    """Serves /static/**.js and .css as gzip from memory; everything else passes.

    Streamlit 1.67 leaves them uncompressed because its middleware would compress anew at every request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        found = _wanted(scope)
        if found is None:
            return await self.app(scope, receive, send)
        content = await to_thread.run_sync(_compressed, found)
        headers = {
            "Cache-Control": FOREVER,
            "Content-Encoding": "gzip",
            "Vary": "Accept-Encoding",
        }
        response = Response(content, media_type=_KINDS[found.suffix], headers=headers)
        return await response(scope, receive, send)


def _wanted(scope: Scope) -> Path | None:
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    path: str = scope["path"]
    if not path.startswith("/static/") or Path(path).suffix not in _KINDS:
        return None
    if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
        return None
    found = (_STATIC / path.lstrip("/")).resolve()
    return found if found.is_relative_to(_STATIC) and found.is_file() else None


@functools.lru_cache(maxsize=512)
def _compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)
