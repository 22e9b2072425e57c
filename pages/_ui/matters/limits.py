"""延期与承诺 on a ticket's page: asked, agreed, decided, and the days used (办法第十条（四）、第十三条（三）)."""

from __future__ import annotations

from datetime import datetime

from core.insight import limits
from core.insight.dossier import Dossier
from core.insight.limits import Room
from core.rules import wording
from core.rules.terms import RequestOutcome, Role
from core.store.models import Extension, Promise
from core.store.work import Reading
from pages._ui import words
from pages._ui.words import Markup, Tone

_TONES: dict[RequestOutcome, Tone] = {
    RequestOutcome.GRANTED: "done",
    RequestOutcome.REFUSED: "late",
    RequestOutcome.WITHDRAWN: "out",
    RequestOutcome.LAPSED: "out",
}


def show(d: Dossier, reading: Reading) -> None:
    """延期 and 承诺 of this ticket, the newest first; nothing where none was ever asked for."""
    ledger = limits.ledger(reading, d.head.id)
    if ledger.extensions:
        words.section("延期", "办法第十三条（三）")
        days_bar(ledger.room, _open_days(ledger.open_extension))
        words.facts(_extension(d, reading, one) for one in reversed(ledger.extensions))
    if ledger.promises:
        words.section("承诺", "办法第十条（四）")
        words.facts(_promise(one, reading.now) for one in reversed(ledger.promises))


def days_bar(room: Room, days: int) -> None:
    """已用、本次、剩余 of the days there are in all, a cell for each working day."""
    kinds = ["hl-used"] * room.days_used + ["hl-now"] * days
    beyond = max(len(kinds) - room.total_days, 0)
    if beyond:
        kinds = [*kinds[: room.total_days - 1], "hl-over"]
    kinds += [""] * (room.total_days - len(kinds))
    cells = words.join(Markup('<i class="{}"></i>').format(kind) for kind in kinds)
    left = max(room.total_days - room.days_used - days, 0)
    asked = f"本次{days}　" if days else ""
    words.show(
        Markup('<div class="hl-days">{}</div><span class="hl-note">{}</span>').format(
            cells,
            f"已用{room.days_used}　{asked}剩余{left}（累计不超过{room.total_days}个工作日）",
        )
    )


def told(asked: Extension | Promise, now: datetime) -> str:
    """告知来电人, when and how."""
    return f"{words.when(asked.told_at, now)}　{asked.told_way.zh}"


def endorsed(asked: Extension | Promise, now: datetime) -> str:
    """单位领导的意见."""
    if asked.endorsed_at is None:
        return f"待同意，{words.when(asked.decide_due_at, now)}前"
    return f"{asked.endorsed_by} {words.when(asked.endorsed_at, now)} 同意"


def _open_days(asked: Extension | None) -> int:
    return asked.days if asked is not None else 0


def _extension(d: Dossier, reading: Reading, one: Extension) -> tuple[str, Markup]:
    approver = limits.approver_of(reading, d.head.id, one.days)
    return f"{one.days}个工作日", _line(one, reading.now, "", approver)


def _promise(one: Promise, now: datetime) -> tuple[str, Markup]:
    name = "更改至" if one.is_change else "承诺至"
    said = f"首次答复：{one.first_reply}" if one.first_reply else ""
    return f"{name}{wording.bare_day(one.promised_on, now.year)}", _line(
        one, now, said, Role.OFFICE_LEAD
    )


def _line(one: Extension | Promise, now: datetime, said: str, approver: Role) -> Markup:
    steps = [
        f"{one.requested_by} {words.when(one.requested_at, now)} 申请",
        f"告知 {told(one, now)}",
        endorsed(one, now) if one.outcome is None or one.endorsed_at else "",
    ]
    return Markup(
        '{} <span class="hl-note">{}</span><p data-own-words>{}</p><p>{}</p><p>{}</p>'
    ).format(
        _verdict(one, approver), "　".join(step for step in steps if step), f"事由：{one.cause}", said,
        _decision(one, now),
    )  # fmt: skip


def _verdict(one: Extension | Promise, approver: Role) -> Markup:
    if one.outcome is not None:
        return words.badge(one.outcome.zh, _TONES[one.outcome])
    return words.badge(f"待{approver.zh}审批" if one.endorsed_at else "待单位领导同意", "soon")


def _decision(one: Extension | Promise, now: datetime) -> str:
    if one.outcome is None:
        return ""
    ruling = f"：{one.ruling}" if one.ruling else ""
    due = ""
    if one.outcome is RequestOutcome.GRANTED:
        due = f"，时限由{words.when(one.due_before, now)}改为{words.when(one.due_after, now)}"
    return f"{one.decided_by} {words.when(one.decided_at, now)} {one.outcome.zh}{due}{ruling}"
