"""The hotline started for a test: its own home and port, asked until it is ready, and stopped for certain."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from core.store.db import Database

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
_RUN = (sys.executable, "-m", "streamlit", "run", "app.py")

Seed = Callable[[Database], None]


class Server:
    """`streamlit run app.py` over a home of its own; `restart` keeps home and port."""

    def __init__(self, home: Path, *, seed: Seed) -> None:
        self.home = home
        self.port = _free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.database = Database(f"sqlite:///{home / 'hotline.db'}")
        self.database.migrate()
        seed(self.database)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return (self.home / "server.log").read_text(encoding="utf-8", errors="replace")

    @property
    def pid(self) -> int | None:
        """The running server's process."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start and wait for /healthz."""
        with (self.home / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_RUN, "--server.port", str(self.port)],
                cwd=ROOT,
                env={**os.environ, "HOTLINE_HOME": str(self.home), "HOTLINE_DATABASE_URL": ""},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        last_call = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > last_call:
                raise RuntimeError(f"the server did not start: {self.log[-4000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop, gently first."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def restart(self) -> None:
        """Stop and start on the same home and port."""
        self.stop()
        self.start()

    def status(self, path: str, cookie: str = "", *, method: str = "GET") -> int:
        """The status an address answers with."""
        return self.ask(path, cookie, method=method)[0]

    def ask(
        self, path: str, cookie: str = "", *, method: str = "GET"
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an address."""
        request = urllib.request.Request(  # noqa: S310 - our own server
            self.base_url + path, headers={"Cookie": cookie} if cookie else {}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, dict(refusal.headers), refusal.read()

    def _is_ready(self) -> bool:
        try:
            return self.status("/healthz") == 200
        except OSError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
