"""租约: a job that only one process may do at a time, on either database, whoever dies in between."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError

from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Lease

LONGEST_HOLDER = 80


def new_holder() -> str:
    """A name for one run of one process, like no other's."""
    run = f":{os.getpid()}:{secrets.token_hex(4)}"
    return socket.gethostname()[: LONGEST_HOLDER - len(run)] + run


def take(database: Database, name: str, holder: str, length: timedelta) -> bool:
    """Take a lease, or prolong one's own; False while another process has it.

    What ran out is free. So is what runs longer than `length` from now: it was written before the
    clock was set back, and would otherwise stop the job for that long.
    """
    with database.work(Actor.system()) as uow:
        until_at = uow.now + length
        is_free = or_(Lease.holder == holder, Lease.until_at <= uow.now, Lease.until_at > until_at)
        taken = uow.session.scalar(
            update(Lease)
            .where(Lease.name == name, is_free)
            .values(holder=holder, until_at=until_at)
            .returning(Lease.name)
            .execution_options(synchronize_session=False)
        )
        if taken is not None:
            return True
        try:
            with uow.session.begin_nested():
                uow.session.add(Lease(name=name, holder=holder, until_at=until_at))
        except IntegrityError:  # somebody has it
            return False
        return True


def give_back(database: Database, name: str, holder: str) -> None:
    """Let the next one take it at once; a lease that went to another process stays theirs."""
    with database.work(Actor.system()) as uow:
        uow.session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))
