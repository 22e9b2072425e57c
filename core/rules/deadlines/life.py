"""The regulation's own life: issued, in force, expiring (办法第二十三条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.rules import wording
from core.rules.policy import Policy


@dataclass(frozen=True)
class RegulationLife:
    """办法的有效期: in force from the first day, no longer on `expires_on` itself."""

    issued_on: date
    in_force_on: date
    expires_on: date
    is_in_force: bool
    days_left: int
    banner_zh: str | None


def regulation_life(policy: Policy, day: date) -> RegulationLife:
    """有效期 as seen on a day, with the banner for 县热线办 once the end is near (办法第二十三条)."""
    issued_on = policy.day("regulation_issued_on")
    in_force_on = issued_on + timedelta(days=policy.days("regulation_in_force_after_days"))
    expires_on = _years_later(in_force_on, policy.number("regulation_valid_years"))
    days_left = (expires_on - day).days
    return RegulationLife(
        issued_on=issued_on,
        in_force_on=in_force_on,
        expires_on=expires_on,
        is_in_force=in_force_on <= day < expires_on,
        days_left=max(days_left, 0),
        banner_zh=_banner(policy, expires_on, days_left),
    )


def _banner(policy: Policy, expires_on: date, days_left: int) -> str | None:
    notice = policy.days("expiry_banner_days")
    if days_left > notice:
        return None
    if days_left <= 0:
        return f"办法已于{wording.full_day(expires_on)}期满，请尽快公布新办法或延长有效期。"
    return (
        f"办法将于{notice}天内到期（{wording.full_day(expires_on)}，还有{days_left}天），"
        "请及时修订。"
    )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
