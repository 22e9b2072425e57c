"""What a ticket's page tells of decisions: 呈批 and 批示, who is to handle it, merging, a transfer."""

from __future__ import annotations

from datetime import datetime

from core.insight import decisions
from core.insight.decisions import Decisions
from core.insight.dossier import Dossier
from core.rules import wording
from core.rules.terms import DutyBasis
from core.store.models import DutyDecision, Instruction, Transfer
from core.store.work import Reading
from pages._ui import words


def show(d: Dossier, reading: Reading) -> None:
    """Nothing where nothing was decided."""
    found = decisions.decisions(reading, d.head.id)
    for instruction in reversed(found.instructions):
        _instruction(instruction, reading.now)
    for duty in reversed(found.duties):
        _duty(duty, found)
    for transfer in reversed(found.transfers):
        _transfer(transfer, reading.now)
    if found.merged_into:
        words.section("并件", "办法第九条（四）")
        words.notice(f"已并入{found.merged_into[1]}，请在那一张上办理。")
    if found.parts:
        words.section("并入本件的工单", "、".join(number for _, number in found.parts))


def _instruction(asked: Instruction, now: datetime) -> None:
    words.section(
        "呈批单", f"{asked.number}　{asked.reported_by} {words.when(asked.reported_at, now)}"
    )
    words.facts([("呈报事由", asked.ground), ("拟办意见", asked.suggestion or "—")])
    if asked.recorded_at is None:
        reminded = "，已提醒" if asked.reminded_at else ""
        words.notice(
            f"等待批示；{words.when(asked.remind_at, now)}提醒{reminded}（办法第十条（五））。",
            "soon",
        )
        return
    words.notice(f"{asked.leader} {words.when(asked.instructed_at, now)}批示：{asked.text}", "done")


def _duty(duty: DutyDecision, found: Decisions) -> None:
    words.section(duty.basis.zh, f"{wording.full_day(duty.decided_on)}　办法第十三条（二）")
    supports = "、".join(found.unit_names.get(one, "—") for one in duty.support_unit_ids)
    pairs = [
        ("议定事项", duty.decision),
        ("主办单位", found.unit_names.get(duty.lead_unit_id, "—")),
        ("协办单位", supports or "无"),
    ]
    if duty.basis is DutyBasis.JOINT_MEETING:
        pairs += [("参加", duty.attendees), ("主持", duty.host or "—"), ("地点", duty.place or "—")]
    words.facts(pairs)


def _transfer(asked: Transfer, now: datetime) -> None:
    words.section("移送", f"{asked.receiving_body}　办法第二十二条")
    proposed = f"{asked.proposed_by} {words.when(asked.proposed_at, now)}"
    words.facts([("提请", proposed), ("事实和理由", asked.ground), ("证据", asked.evidence)])
    if asked.decided_at is None:
        words.notice("等待另一人确认。", "soon")
        return
    outcome = "确认移送" if asked.is_confirmed else "不予移送"
    words.notice(
        f"{asked.decided_by} {words.when(asked.decided_at, now)}{outcome}：{asked.ruling}", "done"
    )
