"""What a new installation starts with: units, categories, dispatch rules, the regulation's numbers and days."""

from __future__ import annotations

import csv
import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from core.rules import published
from core.rules.policy import DEFAULTS
from core.rules.terms import DayKind, Grade, UnitKind
from core.rules.workdays import PublishedYear
from core.store.models import (
    CalendarDay,
    CalendarYear,
    Category,
    DispatchRule,
    Fact,
    PolicyRow,
    Unit,
    WorkingHours,
)

PHONE_KEY = "phone_hash_key"
"""The fact that keeps the secret of phone hashes, made once per installation."""
HERE = Path(__file__).parent
NOTICES = (published.NOTICE_2025, published.NOTICE_2026)


def plant(session: Session, now: datetime) -> bool:
    """Fill an empty installation; does nothing (False) where units exist already."""
    if session.scalar(select(func.count(Unit.id))):
        return False
    _plant_units(session)
    _plant_categories(session)
    _plant_dispatch_rules(session)
    _plant_policies(session, now)
    for notice in NOTICES:
        plant_year(session, notice, source="国务院办公厅节假日安排通知", now=now)
    _plant_working_hours(session)
    session.add(Fact(name=PHONE_KEY, value=secrets.token_hex(32)))
    session.flush()
    return True


def plant_year(session: Session, notice: PublishedYear, *, source: str, now: datetime) -> int:
    """Store one published notice as a new calendar version, and return that version."""
    year = CalendarYear(year=notice.year, source=f"{source}（{notice.year}年）", published_at=now)
    session.add(year)
    session.flush()
    days = [
        {"calendar_year_id": year.id, "day": day, "kind": kind, "name": name}
        for kind, named in (
            (DayKind.HOLIDAY, notice.holidays),
            (DayKind.MAKE_UP, notice.make_up_days),
        )
        for day, name in sorted(named.items())
    ]
    if days:
        session.execute(insert(CalendarDay), days)
    return year.id


def _rows(file_name: str) -> list[dict[str, str]]:
    with (HERE / file_name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _plant_units(session: Session) -> None:
    kinds = {kind.zh: kind for kind in UnitKind}
    units = [{"name": row["name"], "kind": kinds[row["kind"]]} for row in _rows("units.csv")]
    session.execute(insert(Unit), units)


def _plant_categories(session: Session) -> None:
    complex_codes = {row["code"] for row in _rows("complex_categories.csv")}
    categories = [
        row | {"usual_grade": Grade.COMPLEX if row["code"] in complex_codes else Grade.SIMPLE}
        for row in _rows("categories.csv")
    ]
    session.execute(insert(Category), categories)


def _plant_dispatch_rules(session: Session) -> None:
    units = dict(session.execute(select(Unit.name, Unit.id)).all())
    categories = dict(session.execute(select(Category.code, Category.id)).all())
    rules = [
        {
            "category_id": categories[row["category"]],
            "lead_unit_id": units[row["lead"]] if row["lead"] else None,
            "is_town_support": row["town_supports"] == "yes",
        }
        for row in _rows("dispatch_rules.csv")
    ]
    session.execute(insert(DispatchRule), rules)


def _plant_policies(session: Session, now: datetime) -> None:
    policies = [
        {
            "key": default.key,
            "value": default.value,
            "article": default.article,
            "effective_on": default.effective_on,
            "set_by": "系统",
            "set_at": now,
            "note": default.reading_zh,
        }
        for default in DEFAULTS
    ]
    session.execute(insert(PolicyRow), policies)


def _plant_working_hours(session: Session) -> None:
    standing = published.STANDING_HOURS
    hours = [
        {"from_on": standing.from_on, "until_on": standing.until_on, "opens": opens, "closes": closes}
        for opens, closes in standing.sessions
    ]  # fmt: skip
    session.execute(insert(WorkingHours), hours)
