"""What a ticket's page tells of the time after its closing: call-backs, final decision, contests, findings."""

from __future__ import annotations

from datetime import datetime

from core.casework import follow_up
from core.insight import quality
from core.insight.dossier import Dossier
from core.insight.quality import Aftermath
from core.store.models import Contest, FollowUp
from core.store.work import Reading
from pages._ui import words


def show(d: Dossier, reading: Reading) -> None:
    """The newest first; nothing where nothing has followed."""
    found = quality.aftermath(reading, d.head.id)
    if found.is_empty:
        return
    now = reading.now
    _decisions(found, now)
    if found.follow_ups:
        note = f"已二次办理{found.second_rounds}次" if found.second_rounds else ""
        words.section("回访", note)
        words.facts([_call(one, now) for one in reversed(found.follow_ups)])
    for contest in reversed(found.contests):
        _contest(contest, now)
    if found.findings:
        words.section("抽查", "办法第十三条（六）")
        words.facts(
            [
                (
                    words.when(line.inspected_at, now),
                    f"{line.finding.zh if line.finding else ''}　{line.inspected_by}　{line.note}",
                )
                for line in reversed(found.findings)
            ]
        )


def _decisions(found: Aftermath, now: datetime) -> None:
    for decision in reversed(found.decisions):
        words.section("终结认定", f"{decision.decided_by} {words.when(decision.decided_at, now)}")
        words.notice(f"{decision.kind.zh}：{decision.ground}", "done")


def _call(asked: FollowUp, now: datetime) -> tuple[str, words.Markup | str]:
    said = follow_up.said(asked)
    if not follow_up.is_dissatisfied(asked):
        return words.when(asked.asked_at, now), said
    return words.when(asked.asked_at, now), words.join([words.badge("不满意", "late"), " ", said])


def _contest(contest: Contest, now: datetime) -> None:
    if contest.is_granted is None:
        verdict = "等待县热线办负责人认定"
    else:
        outcome = "成立，不计入考核" if contest.is_granted else "不成立"
        verdict = f"{outcome}　{contest.decided_by} {words.when(contest.decided_at, now)}：{contest.ruling}"
    words.section(
        f"申诉（{contest.kind.zh}）",
        f"{contest.unit.name} {contest.filed_by} {words.when(contest.filed_at, now)}",
    )
    words.facts([("理由", contest.ground), ("证据", contest.evidence), ("认定", verdict)])
