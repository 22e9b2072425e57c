"""Files for one person, once: fetched by the session that asked for them, from an address of our own.

Streamlit's own download button puts the file at /media, where any signed-in person who has the address gets it.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages._web import claims, gate

WAIT_SECONDS = 300
MOST_BYTES = 128 * 1024 * 1024
"""Of all files that wait; the oldest go first."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _Waiting:
    token: str
    file_name: str
    content: bytes
    media_type: str
    until: float


_lock = threading.Lock()
_waiting: dict[str, _Waiting] = {}


def offer(token: str, file_name: str, content: bytes, *, media_type: str = XLSX) -> str:
    """The address under which the session with this token can fetch a file, once, within five minutes.

    Whoever makes the file has checked the permission and written the audit row. In this process only.
    """
    key = secrets.token_urlsafe(32)
    moment = time.monotonic()
    with _lock:
        _drop_old(moment, room_for=len(content))
        _waiting[key] = _Waiting(token, file_name, content, media_type, moment + WAIT_SECONDS)
    return f"/download/{key}"


async def fetch(request: Request) -> Response:
    """GET /download/{key}: the file, to the session that asked for it and still holds; else 404 alike."""
    token = request.cookies.get(claims.COOKIE)
    found = None
    if token and await gate.is_signed_in(token):
        found = _take(request.path_params["key"], token)
    if found is None:
        return Response(
            "文件已经下载过或已过期，请回到页面重新导出。",
            404,
            headers={"Cache-Control": "no-store"},
        )
    return Response(
        found.content,
        media_type=found.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.file_name, safe='')}",
            "Cache-Control": "no-store",
        },
    )


def _take(key: str, token: str) -> _Waiting | None:
    with _lock:
        found = _waiting.get(key)
        if found is None or not secrets.compare_digest(found.token, token):
            return None
        del _waiting[key]
    return found if time.monotonic() <= found.until else None


def _drop_old(moment: float, *, room_for: int) -> None:
    for key in [key for key, one in _waiting.items() if one.until < moment]:
        del _waiting[key]
    while _waiting and sum(len(w.content) for w in _waiting.values()) + room_for > MOST_BYTES:
        del _waiting[next(iter(_waiting))]


ROUTE = Route("/download/{key}", fetch)
