"""Column types that keep one convention on both databases: UTC instants, cleaned text, terms by their code."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Generic, TypeVar

from sqlalchemy import DateTime, Dialect, Integer, String, Text
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

from core import text
from core.clock import SHANGHAI
from core.rules.terms import Term


class Instant(TypeDecorator[datetime]):
    """An instant: aware in Python (Asia/Shanghai), UTC in the table.

    SQLite drops the zone of DateTime(timezone=True) and gives naive values back, so it is put on again here.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants are aware; a naive datetime was given")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(SHANGHAI)


class Line(TypeDecorator[str]):
    """A short text: cleaned; one longer than its column is the caller's error."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.longest = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        cleaned = text.clean(value)
        if len(cleaned) > self.longest:  # SQLite would keep it, PostgreSQL would not
            raise ValueError(f"{len(cleaned)} characters in a column of {self.longest}")
        return cleaned

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        """What is looked for may be of any length: it is then found nowhere."""
        return LongText()


class LongText(TypeDecorator[str]):
    """A long text, cleaned of what the databases or Office files can't hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else text.clean(value)


class Points(TypeDecorator[Decimal]):
    """分: hundredths as a whole number, so that both databases add them exactly."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((value * 100).to_integral_value(ROUND_HALF_UP))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


T = TypeVar("T", bound=Term)


class TermCode(TypeDecorator[T], Generic[T]):
    """A term of the regulation, stored by its English code so that renaming the Chinese changes no row."""

    impl = String(40)
    cache_ok = True

    def __init__(self, terms: type[T]) -> None:
        super().__init__()
        self.terms = terms

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:
        return None if value is None else self.terms(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> T | None:
        return None if value is None else self.terms(value)
