"""From the start of the process to the first healthy answer, beside an empty Streamlit app.

    python -m bench.start HOME      HOME: a HOTLINE_HOME with the demo county in it

Prints one JSON line: the median of five starts of each, in seconds, and their ratio.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS = 5
EMPTY = 'import streamlit as st\nst.text("")\n'


def seconds_to_ready(script: Path, health: str, env: dict[str, str]) -> float:
    """One start, timed and ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", port,
               "--server.headless", "true", "--browser.gatherUsageStats", "false"]  # fmt: skip
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        command, cwd=script.parent, env={**os.environ, **env},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{health}", timeout=1):
                    return time.perf_counter() - began
            except OSError:
                time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def main(home: Path) -> None:
    """Both apps in turn, so that whatever else the machine does falls on both."""
    empty_times, hotline_times = [], []
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        for _ in range(STARTS):
            empty_times.append(seconds_to_ready(empty, "/_stcore/health", {}))
            hotline_times.append(
                seconds_to_ready(ROOT / "app.py", "/healthz", {"HOTLINE_HOME": str(home)})
            )
    empty_s, hotline_s = statistics.median(empty_times), statistics.median(hotline_times)
    print(
        json.dumps(
            {
                "empty_s": round(empty_s, 2),
                "hotline_s": round(hotline_s, 2),
                "ratio": round(hotline_s / empty_s, 1),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
