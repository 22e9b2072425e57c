"""Many writers at once: nobody is locked out, nothing is lost, nothing is numbered twice, turns are kept."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import HotlineError
from core.store.actor import Actor
from core.store.db import Database
from core.store.fair_lock import FairLock

SYSTEM = Actor.system()
WRITERS, EACH = 12, 8


def test_no_number_is_given_twice_and_none_is_lost(database: Database) -> None:
    def write(_: int) -> list[int]:
        numbers = []
        for _ in range(EACH):
            with database.work(SYSTEM) as uow:
                numbers.append(uow.next_number("ticket:20260929"))
        return numbers

    with ThreadPoolExecutor(WRITERS) as pool:
        given = [number for numbers in pool.map(write, range(WRITERS)) for number in numbers]
    assert sorted(given) == list(range(1, WRITERS * EACH + 1))


def test_a_failed_use_case_gives_its_number_back(database: Database) -> None:
    def fails() -> None:
        with database.work(SYSTEM) as uow:
            uow.next_number("ticket:20260929")
            raise HotlineError("不行。")

    with pytest.raises(HotlineError):
        fails()
    with database.work(SYSTEM) as uow:
        assert uow.next_number("ticket:20260929") == 1


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    with database.work(SYSTEM) as uow:
        uow.set_fact("demo", "yes")
        with database.read(SYSTEM) as reading:
            assert reading.fact("demo") is None  # not yet committed, and not blocked
    with database.read(SYSTEM) as reading:
        assert reading.fact("demo") == "yes"


def test_a_reading_writes_nothing(database: Database) -> None:
    from core.store.models import Fact

    with database.read(SYSTEM) as reading:
        reading.session.add(Fact(name="colour", value="red"))
    with database.read(SYSTEM) as reading:
        assert reading.fact("colour") is None


def test_the_lock_is_served_in_order_of_arrival() -> None:
    lock, served = FairLock(), []
    lock.acquire()

    def wait(number: int) -> None:
        with lock:
            served.append(number)

    waiting = []
    for number in range(20):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        waiting.append(thread)
        while len(lock._waiting) <= number:
            time.sleep(0.001)
    lock.release()
    for thread in waiting:
        thread.join(timeout=5)
    assert served == list(range(20))


def test_who_gave_up_waiting_is_not_served() -> None:
    lock = FairLock()
    lock.acquire()
    assert not lock.acquire(timeout=0.01)
    lock.release()
    assert lock.acquire(timeout=0.01)
