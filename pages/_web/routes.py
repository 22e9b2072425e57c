"""Own HTTP routes beside Streamlit's: the session cookie, whether it still holds, readiness, own files."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from core.casework import sign_in
from core.store import db
from pages._web import assets, claims, gate, readiness

_NO_STORE = {"Cache-Control": "no-store"}
_LONGEST_BODY = 1000
_COOKIE_SECONDS = 24 * 3600  # the session row ends sooner; the cookie need not know when


def is_same_origin(request: Request) -> bool:
    """Whether a page of ours sent the request: browsers always name the origin of a POST."""
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


async def keep_session(request: Request) -> Response:
    """POST /auth/session: turn a one-time claim into the HttpOnly cookie."""
    if not is_same_origin(request):
        return JSONResponse({}, 403, headers=_NO_STORE)
    body = await request.body()
    try:
        claim = json.loads(body[:_LONGEST_BODY])["claim"]
    except (ValueError, KeyError, TypeError):
        return JSONResponse({}, 400, headers=_NO_STORE)
    token = claims.redeem(claim) if isinstance(claim, str) else None
    if token is None:
        return JSONResponse({}, 401, headers=_NO_STORE)
    response = JSONResponse({}, headers=_NO_STORE)
    response.set_cookie(
        claims.COOKIE,
        token,
        max_age=_COOKIE_SECONDS,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


async def end_session(request: Request) -> Response:
    """POST /auth/logout: end the session on the server, then drop the cookie."""
    if not is_same_origin(request):
        return JSONResponse({}, 403, headers=_NO_STORE)
    token = request.cookies.get(claims.COOKIE)
    if token:
        await to_thread.run_sync(sign_in.sign_out, db.open_database(), token)
    response = JSONResponse({}, headers=_NO_STORE)
    response.delete_cookie(claims.COOKIE, path="/", httponly=True, samesite="strict")
    return response


async def still_signed_in(request: Request) -> Response:
    """GET /auth/alive: 204 while the cookie's session holds, else 401.

    With ?active=1 somebody typed or clicked since the last time, which prolongs it: a long text can be
    written, or the knowledge base searched, without a run of the whole page for half an hour.
    """
    is_signed_in = await gate.is_signed_in(
        request.cookies.get(claims.COOKIE), prolongs=request.query_params.get("active") == "1"
    )
    return Response(status_code=204 if is_signed_in else 401, headers=_NO_STORE)


async def health(_: Request) -> Response:
    """GET /healthz: 200 once warm-up is over."""
    is_ready = readiness.is_ready()
    return JSONResponse(
        {"status": "ok" if is_ready else "starting"}, 200 if is_ready else 503, headers=_NO_STORE
    )


ROUTES: list[BaseRoute] = [
    Route("/healthz", health),
    Route("/assets/{name}", assets.serve),
    Route("/auth/session", keep_session, methods=["POST"]),
    Route("/auth/logout", end_session, methods=["POST"]),
    Route("/auth/alive", still_signed_in),
]
