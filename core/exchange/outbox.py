"""发件箱: messages leave the house by a file or a webhook, again and again until taken, at most once at a time."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlsplit

from sqlalchemy import select

from core import settings
from core.errors import BadInput
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import OutboxMessage

BATCH = 50
TIMEOUT_SECONDS = 10.0
CLAIM = timedelta(minutes=10)
"""Longer than a batch can take: what a process that died had claimed is free afterwards."""
FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=6)
MOST_ATTEMPTS = 12
LONGEST_FAILURE = 300
_FILE = "file:"
_HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Parcel:
    """一条待发消息 as a gateway gets it; `id` lets it drop what it was sent twice."""

    id: int
    addressee: str
    phone: str
    text: str
    created_at: str


class Adapter(Protocol):
    """A way out of the house."""

    def send(self, parcel: Parcel, at: datetime) -> None:
        """Hand one message over. Raises OSError when it was not taken."""
        ...


@dataclass(frozen=True, slots=True)
class FileAdapter:
    """写入文件: a line of JSON each, for another program to fetch; readable by its owner only."""

    path: Path

    def send(self, parcel: Parcel, at: datetime) -> None:
        """Append and make sure it is on the disk."""
        line = json.dumps(asdict(parcel), ensure_ascii=False) + "\n"
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as stream:
            stream.write(line.encode())
            stream.flush()
            os.fsync(stream.fileno())


@dataclass(frozen=True, slots=True)
class WebhookAdapter:
    """HTTP POST of JSON, signed with HMAC-SHA256 over instant and body, so that nobody else can send."""

    address: str
    secret: str
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, parcel: Parcel, at: datetime) -> None:
        """Post it; any answer but 2xx, a redirect too, counts as not taken."""
        body = json.dumps(asdict(parcel), ensure_ascii=False).encode()
        instant = str(int(at.timestamp()))
        request = urllib.request.Request(  # noqa: S310 - `adapter` lets https through, and this machine
            self.address,
            data=body,
            method="POST",
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "X-Hotline-Message": str(parcel.id),
                "X-Hotline-Timestamp": instant,
                "X-Hotline-Signature": f"sha256={signature(self.secret, instant, body)}",
            },
        )
        with _opener.open(request, timeout=self.timeout_seconds) as answer:
            answer.read(1)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected POST becomes a GET elsewhere: nothing that was signed for one place goes to another."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        """Follow none."""


_opener = urllib.request.build_opener(_NoRedirect)


@dataclass(frozen=True, slots=True)
class Sent:
    """发送的结果."""

    sent: int = 0
    failed: int = 0


def signature(secret: str, instant: str, body: bytes) -> str:
    """HMAC-SHA256 over `instant.body` in hex, as the gateway computes it too."""
    return hmac.new(secret.encode(), f"{instant}.".encode() + body, hashlib.sha256).hexdigest()


def adapter() -> Adapter | None:
    """The adapter of this installation's settings, None where messages stay in the house.

    Raises BadInput for an address that is neither, for http beyond this machine, and without a secret.
    """
    address = settings.outbox()
    if not address:
        return None
    if address.startswith(_FILE) and len(address) > len(_FILE):
        return FileAdapter(Path(address.removeprefix(_FILE)))
    parts = urlsplit(address)
    is_private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    if not is_private or not parts.hostname:
        raise BadInput(
            "HOTLINE_OUTBOX 写得不对。",
            next_step="请写成 file:/路径 或 https://地址；不加密的 http 只能发到本机。",
        )
    secret = settings.outbox_secret()
    if not secret:
        raise BadInput(
            "没有设置 HOTLINE_OUTBOX_SECRET，消息没有发送。", next_step="请设置签名密钥。"
        )
    return WebhookAdapter(address, secret)


def send_due(database: Database, way: Adapter, *, batch: int = BATCH) -> Sent:
    """Send what is due, the oldest first; what was not taken is tried again, ever later.

    The network is never waited for inside a transaction. A gateway may get a message twice when a
    process dies in between, never loses one.
    """
    sent = failed = 0
    for parcel in _claim(database, batch):
        failure = _try(way, parcel, database.clock())
        _settle(database, parcel.id, failure)
        sent, failed = sent + (not failure), failed + bool(failure)
    return Sent(sent, failed)


def delay(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: one minute, two, four … six hours."""
    doublings: int = 2 ** max(attempts - 1, 0)
    return min(FIRST_DELAY * doublings, LONGEST_DELAY)


def _claim(database: Database, batch: int) -> list[Parcel]:
    """Take what is due for oneself: another process finds it not due until the claim runs out."""
    with database.work(Actor.system()) as uow:
        due = uow.session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.sent_at.is_(None),
                OutboxMessage.try_at <= uow.now,
                OutboxMessage.attempts < MOST_ATTEMPTS,
            )
            .order_by(OutboxMessage.try_at, OutboxMessage.id)
            .limit(batch)
            .with_for_update(skip_locked=True)
        ).all()
        for message in due:
            message.try_at = uow.now + CLAIM
        return [_parcel(message) for message in due]


def _parcel(message: OutboxMessage) -> Parcel:
    return Parcel(
        id=message.id,
        addressee=message.addressee,
        phone=message.phone,
        text=message.text,
        created_at=message.created_at.isoformat(),
    )


def _try(way: Adapter, parcel: Parcel, at: datetime) -> str:
    """Empty when it was taken, else why not; never the answer's own words, which may say anything."""
    try:
        way.send(parcel, at)
    except urllib.error.HTTPError as refused:
        refused.close()
        return f"HTTP {refused.code}"
    except (OSError, ValueError) as failure:  # urllib and http.client fail in both ways
        return f"{type(failure).__name__}: {failure}"[:LONGEST_FAILURE]
    return ""


def _settle(database: Database, message_id: int, failure: str) -> None:
    with database.work(Actor.system()) as uow:
        message = uow.session.get_one(OutboxMessage, message_id)
        message.failure = failure
        if failure:
            message.attempts += 1
            message.try_at = uow.now + delay(message.attempts)
        else:
            message.sent_at = uow.now


def state(database: Database) -> Mapping[str, int]:
    """How many messages wait and how many were given up."""
    with database.read(Actor.system()) as reading:
        attempts = reading.session.scalars(
            select(OutboxMessage.attempts).where(OutboxMessage.sent_at.is_(None))
        ).all()
    given_up = sum(one >= MOST_ATTEMPTS for one in attempts)
    return {"waiting": len(attempts) - given_up, "given_up": given_up}
