"""发件箱: off by default; by file or webhook, signed, tried again ever later, and nobody's words leave the house."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from core.commands import outbox as command
from core.errors import BadInput, HotlineError
from core.exchange import outbox
from core.store import db
from core.store.models import Notice, OutboxMessage
from tests.casework import flow
from tests.planted import County, count, nothing_written

SECRET = "county-gateway-secret"
NAME, PHONE = "欧阳金丝雀", "13999990001"


class Gateway(HTTPServer):
    """A message gateway on this machine: keeps what it was sent, answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/messages"


class _Answering(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def by_webhook(monkeypatch: pytest.MonkeyPatch, gateway: Gateway) -> outbox.Adapter:
    monkeypatch.setenv("HOTLINE_OUTBOX", gateway.address)
    monkeypatch.setenv("HOTLINE_OUTBOX_SECRET", SECRET)
    way = outbox.adapter()
    assert way is not None
    return way


def only_message(county: County) -> OutboxMessage:
    with county.read("lead") as reading:
        return reading.session.query(OutboxMessage).one()


def test_nothing_is_kept_for_sending_unless_an_adapter_is_set(county: County) -> None:
    flow.dispatched(county)
    assert count(county.database, Notice) == 1
    assert count(county.database, OutboxMessage) == 0
    assert outbox.adapter() is None


def test_a_file_gets_a_line_each_with_number_and_deadline_and_no_citizen(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "outbox.jsonl"
    monkeypatch.setenv("HOTLINE_OUTBOX", f"file:{path}")
    ticket_id = flow.dispatched(
        county, requester_name=NAME, requester_phone=PHONE, body=f"我叫{NAME}，电梯坏了。"
    )
    flow.dispatched(county)
    way = outbox.adapter()
    assert way is not None
    assert outbox.send_due(county.database, way) == outbox.Sent(sent=2)
    assert outbox.send_due(county.database, way) == outbox.Sent()
    written = path.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    assert len(lines) == 2
    assert lines[0]["addressee"] == "县住房和城乡建设管理局单位承办人"
    assert flow.seen(county, ticket_id).number in lines[0]["text"]
    assert "10月9日（周五）18:00" in lines[0]["text"]
    assert NAME not in written
    assert PHONE not in written
    assert path.stat().st_mode & 0o077 == 0


def test_a_step_that_fails_leaves_no_message_behind(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row stands or falls with the notice."""
    monkeypatch.setenv("HOTLINE_OUTBOX", f"file:{tmp_path / 'outbox.jsonl'}")
    ticket_id = flow.registered(county)
    with nothing_written(county.database), pytest.raises(HotlineError):
        flow.dispatch(county, ticket_id, by="handler")
    assert count(county.database, OutboxMessage) == 0


def test_a_webhook_gets_signed_json(
    county: County, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = by_webhook(monkeypatch, gateway)
    flow.dispatched(county)
    assert outbox.send_due(county.database, way) == outbox.Sent(sent=1)
    (headers, body) = gateway.got[0]
    instant = headers["X-Hotline-Timestamp"]
    assert instant == str(int(county.now.timestamp()))
    assert headers["X-Hotline-Signature"] == f"sha256={outbox.signature(SECRET, instant, body)}"
    assert outbox.signature("another", instant, body) not in headers["X-Hotline-Signature"]
    assert json.loads(body)["text"].startswith("【襄汾县12345热线】")
    assert only_message(county).sent_at == county.now


@pytest.mark.parametrize("answer", [500, 403, 302])
def test_what_is_not_taken_is_tried_again_after_one_two_four_minutes(
    county: County, gateway: Gateway, monkeypatch: pytest.MonkeyPatch, answer: int
) -> None:
    """A redirect counts as not taken: what is signed for one place goes to no other."""
    way = by_webhook(monkeypatch, gateway)
    flow.dispatched(county)
    gateway.answers = [answer, answer]
    for minutes in (1, 2):
        assert outbox.send_due(county.database, way) == outbox.Sent(failed=1)
        kept = only_message(county)
        assert kept.failure == f"HTTP {answer}"
        assert kept.try_at == county.now + timedelta(minutes=minutes)
        county.now = kept.try_at - timedelta(seconds=1)
        assert outbox.send_due(county.database, way) == outbox.Sent()
        county.now = kept.try_at
    assert outbox.send_due(county.database, way) == outbox.Sent(sent=1)
    assert len(gateway.got) == 3
    assert len({headers["X-Hotline-Message"] for headers, _ in gateway.got}) == 1


def test_a_gateway_that_is_not_there_stops_nothing(
    county: County, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow.registered(county)
    way = by_webhook(monkeypatch, gateway)
    flow.dispatched(county)
    silent = outbox.WebhookAdapter("http://127.0.0.1:9/", SECRET, timeout_seconds=0.5)
    assert outbox.send_due(county.database, silent) == outbox.Sent(failed=1)
    assert only_message(county).sent_at is None
    county.now += timedelta(minutes=1)
    assert outbox.send_due(county.database, way) == outbox.Sent(sent=1)


def test_after_twelve_attempts_it_is_given_up(
    county: County, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = by_webhook(monkeypatch, gateway)
    flow.dispatched(county)
    gateway.answers = [500] * 20
    for _ in range(20):
        outbox.send_due(county.database, way)
        county.now += timedelta(hours=6)
    assert len(gateway.got) == outbox.MOST_ATTEMPTS
    assert outbox.state(county.database) == {"waiting": 0, "given_up": 1}


def test_the_delay_grows_to_six_hours() -> None:
    minutes = [outbox.delay(n) / timedelta(minutes=1) for n in range(1, 13)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


@pytest.mark.parametrize(
    "address", ["http://gateway.example/messages", "ftp://gateway.example", "file:", "短信"]
)
def test_an_address_that_would_leak_or_means_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HOTLINE_OUTBOX", address)
    monkeypatch.setenv("HOTLINE_OUTBOX_SECRET", SECRET)
    with pytest.raises(BadInput, match="HOTLINE_OUTBOX"):
        outbox.adapter()


def test_a_webhook_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_OUTBOX", "https://gateway.example/messages")
    with pytest.raises(BadInput, match="HOTLINE_OUTBOX_SECRET"):
        outbox.adapter()


def test_the_command_says_what_it_sent(
    county: County,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(db, "open_database", lambda: county.database)
    assert command.run(None) == 0  # type: ignore[arg-type]
    assert "只在系统内提醒" in capsys.readouterr().out
    monkeypatch.setenv("HOTLINE_OUTBOX", f"file:{tmp_path / 'outbox.jsonl'}")
    flow.dispatched(county)
    assert command.run(None) == 0  # type: ignore[arg-type]
    assert capsys.readouterr().out.startswith("发出1条，未发出0条，待发0条")
