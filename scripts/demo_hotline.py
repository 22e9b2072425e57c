"""The hotline over a demo county, started for as long as somebody looks at it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 90


@contextmanager
def running(home: Path) -> Iterator[str]:
    """The hotline over a demo county, on a free port, stopped for certain; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "HOTLINE_HOME": str(home.resolve()), "HOTLINE_DATABASE_URL": ""},
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        last_call = time.monotonic() + START_SECONDS
        while not is_ready(address):
            if server.poll() is not None or time.monotonic() > last_call:
                sys.exit("The hotline did not start; see above.")
            time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def is_ready(address: str) -> bool:
    """Whether /healthz answers 200."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
