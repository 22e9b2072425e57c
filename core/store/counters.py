"""流水号: numbers given out once each, in order, inside the transaction that uses them."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.store.models import Counter


def next_value(session: Session, name: str) -> int:
    """The next number under a name, from 1; its row stays locked until the transaction ends."""
    raise_by_one = (
        update(Counter)
        .where(Counter.name == name)
        .values(value=Counter.value + 1)
        .returning(Counter.value)
        .execution_options(synchronize_session=False)  # counters are never held as objects
    )
    value = session.execute(raise_by_one).scalar()
    if value is None:
        try:
            with session.begin_nested():
                session.add(Counter(name=name, value=1))
            return 1
        except IntegrityError:  # another transaction made the row between the two statements
            value = session.execute(raise_by_one).scalar_one()
    return value
