"""What a page holds once its guard has let somebody in: the person, proven anew when it matters, and the store."""

from __future__ import annotations

import time
from contextvars import ContextVar

from core.casework import sign_in
from core.errors import HotlineError
from core.store.actor import Actor
from core.store.db import Database

PROVEN_SECONDS = 5.0


class SessionEnded(HotlineError):
    """登录已失效: signed out elsewhere, idle too long, or the account was closed."""

    def __init__(self) -> None:
        super().__init__(
            "登录已失效，本次操作没有进行。", next_step="请重新登录，登录后会回到这个页面。"
        )


class Entered:
    """A person at a desk. Fragments and callbacks run without the shell, long after the guard did,
    so `actor` asks the session again when its last answer is more than a few seconds old.
    """

    def __init__(self, slug: str, actor: Actor, database: Database, token: str) -> None:
        self.slug = slug
        self.database = database
        self.token = token
        self._actor = actor
        self._proven_at = time.monotonic()

    @property
    def actor(self) -> Actor:
        """Who is here. Raises SessionEnded."""
        if time.monotonic() - self._proven_at > PROVEN_SECONDS:
            self.prove()
        return self._actor

    def prove(self) -> Actor:
        """Ask now whether the session still holds; every write does. Raises SessionEnded."""
        actor = sign_in.who(self.database, self.token, prolongs=False)
        if actor is None:
            raise SessionEnded
        self._actor, self._proven_at = actor, time.monotonic()
        return actor


routed: ContextVar[Entered | None] = ContextVar("routed", default=None)
"""Set by the shell while it runs a page: a page run by anybody else finds nothing here."""
