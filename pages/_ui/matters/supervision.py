"""催办督办 on a ticket's page: every level with its words, who sent it, and what came of it (办法第十三条（一）)."""

from __future__ import annotations

from datetime import datetime

from core.insight import supervision_steps
from core.insight.dossier import Dossier
from core.insight.supervision_steps import UnitStep
from core.rules.terms import Level
from core.store.models import SupervisionStep
from core.store.work import Reading
from pages._ui import words
from pages._ui.words import Markup


def show(d: Dossier, reading: Reading) -> None:
    """The steps, the newest first; nothing where time never had to say anything."""
    taken = supervision_steps.of_ticket(reading, d.head.id)
    if not taken:
        return
    words.section("催办督办", "办法第十三条（一）")
    words.facts((_name(one), _line(one, reading.now)) for one in reversed(taken))


def _name(one: UnitStep) -> str:
    if one.step.number:
        return f"{one.step.level.zh}　{one.step.number}"
    return one.step.level.zh if one.is_lead else f"{one.step.level.zh}（协办）"


def _line(one: UnitStep, now: datetime) -> Markup:
    step = one.step
    return Markup(
        '{} <span class="hl-note">{}</span><p data-own-words>{}</p><p data-own-words>{}</p>'
    ).format(_verdict(step), _when(one, now), step.text, _result(step, now))


def _verdict(step: SupervisionStep) -> Markup:
    if step.sent_at is not None:
        is_warning = step.level is Level.WARNING
        return words.badge("已发出", "soon" if is_warning else "late")
    if step.lapsed_at is not None:
        return words.badge("未发出，已失效", "out")
    return words.badge("待发出", "strong")


def _when(one: UnitStep, now: datetime) -> str:
    step = one.step
    parts = [one.unit, f"办理时限 {words.when(step.due_at, now)}"]
    if step.sent_at is not None:
        parts.append(f"{step.sent_by} {words.when(step.sent_at, now)} 发出")
    else:
        parts.append(f"{step.drafted_by} {words.when(step.drafted_at, now)} 拟稿")
    if step.limit_at is not None:
        parts.append(f"规定时限 {words.when(step.limit_at, now)}")
    if step.received_at is not None:
        parts.append(f"{step.received_by} {words.when(step.received_at, now)} 签收")
    return "　".join(parts)


def _result(step: SupervisionStep, now: datetime) -> str:
    if not step.result:
        return ""
    return f"督查结果（{step.result_by} {words.when(step.result_at, now)}）：{step.result}"
