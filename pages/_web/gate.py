"""The gate: which of Streamlit's own addresses answer whom; it would answer most of them to anybody."""

from __future__ import annotations

from functools import partial

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.casework import sign_in
from core.store import db
from pages._web import claims

OPEN = ("/_stcore/stream", "/_stcore/health", "/_stcore/host-config")
"""What the browser needs before anybody has signed in: the sign-in form comes over the stream."""

CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/component")
"""What nobody needs: figures about sessions, the agent interface, components of the old kind."""

GATED = ("/_stcore", "/media")
"""What only a signed-in person gets: uploads, generated files and pictures."""


class Gate:
    """Refuses before Streamlit is asked, so that a file's address alone opens nothing (办法第十九条)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket."""
        if scope["type"] not in {"http", "websocket"}:
            return await self.app(scope, receive, send)
        path = scope["path"]
        if _is_under(path, CLOSED):
            return await _refuse(404, scope, receive, send)
        if _is_under(path, GATED) and not _is_under(path, OPEN):
            token = HTTPConnection(scope).cookies.get(claims.COOKIE)
            if not await is_signed_in(token):
                return await _refuse(401, scope, receive, send)
        return await self.app(scope, receive, send)


async def is_signed_in(token: str | None, *, prolongs: bool = False) -> bool:
    """Whether a cookie's session still holds; being asked does not prolong it unless the person is at work."""
    if not token:
        return False
    ask = partial(sign_in.who, db.open_database(), token, prolongs=prolongs)
    return await to_thread.run_sync(ask) is not None


def _is_under(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(place + "/") for place in places)


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await Response(status_code=status, headers={"Cache-Control": "no-store"})(scope, receive, send)
