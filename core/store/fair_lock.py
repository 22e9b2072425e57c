"""A lock served in order of arrival, so that no writer on SQLite starves behind faster ones."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType

from core.errors import HotlineError

PATIENCE_SECONDS = 30.0


class FairLock:
    """First come, first served. Python's own Lock promises no order: under load its p99 grows tenfold."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_held = False

    def acquire(self, timeout: float = PATIENCE_SECONDS) -> bool:
        """Wait for one's turn, at most `timeout` seconds."""
        with self._guard:
            if not self._is_held and not self._waiting:
                self._is_held = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._guard:
            if turn.is_set():  # the turn came between the time-out and this line
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hand the lock to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_held = False

    def __enter__(self) -> FairLock:
        if not self.acquire():
            raise HotlineError("系统正忙，本次操作没有保存。", next_step="请稍等片刻再试。")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
