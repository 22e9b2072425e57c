"""One-time claims: how a token made inside the websocket reaches an HttpOnly cookie without JavaScript seeing it."""

from __future__ import annotations

import secrets
import threading
import time

COOKIE = "hotline_session"
CLAIM_SECONDS = 60

_lock = threading.Lock()
_waiting: dict[str, tuple[str, float]] = {}


def issue(token: str) -> str:
    """A claim for a fresh sign-in's token, good once within a minute, in this process only."""
    claim = secrets.token_urlsafe(32)
    moment = time.monotonic()
    with _lock:
        for old in [old for old, (_, until) in _waiting.items() if until < moment]:
            del _waiting[old]
        _waiting[claim] = (token, moment + CLAIM_SECONDS)
    return claim


def redeem(claim: str) -> str | None:
    """The token behind a claim; None when it is unknown, was used before or has run out."""
    with _lock:
        token, until = _waiting.pop(claim, ("", 0.0))
    return token if time.monotonic() <= until else None
