"""One ticket laid out: head, matter, clocks, what was contacted, replied and returned, and its history."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from core.insight.dossier import Clock, Dossier
from core.insight.listing import Row
from core.rules.terms import Action, Phase
from core.store.models import Assignment, Reply
from core.store.work import Reading
from pages._ui import words
from pages._ui.words import Markup


def badges(row: Row) -> Markup:
    """State, round, grade and what is special about a ticket."""
    parts = [words.state_badge(row.state)]
    if row.phase is not Phase.FIRST:
        parts.append(words.badge(row.phase.zh, "soon"))
    if row.grade:
        parts.append(words.grade_badge(row.grade))
    if row.is_urgent:
        parts.append(words.badge("紧急", "late"))
    if row.is_confidential:
        parts.append(words.badge("保密", "strong"))
    return Markup(" ").join(parts)


def head(d: Dossier) -> None:
    """编号、标题 and where it stands."""
    number = d.head.number + (f"　市平台 {d.head.city_number}" if d.head.city_number else "")
    words.show(
        Markup(
            '<div class="hl-ticket-head"><div class="hl-note">{}</div>'
            "<h1 data-own-words>{}</h1><div>{}</div></div>"
        ).format(number, d.head.title, badges(d.head))
    )


def matter(d: Dossier) -> None:
    """诉求内容, and its items when there are several."""
    words.spoken(d.body)
    if len(d.items) > 1:
        words.section("事项", f"共{len(d.items)}项，须逐项答复（办法第十二条（一））")
        words.facts([(f"第{item.position}项", item.text) for item in d.items])


def voices(d: Dossier, now: datetime) -> None:
    """重复来电: who calls again is waiting, and whoever handles it should know (办法第九条（四）)."""
    if d.voices:
        words.section("又来电", f"{len(d.voices)}次，没有另建工单（办法第九条（四））")
        words.facts(
            [(words.when(v.heard_at, now), f"{v.heard_by}：{v.note}") for v in reversed(d.voices)]
        )


def particulars(d: Dossier, now: datetime, *, columns: int = 1) -> None:
    """Who, where, when, through which channel."""
    place = "　".join(part for part in (d.head.town, d.address) if part)
    words.facts(
        [
            ("诉求人", f"{d.requester_name}　{d.requester_phone}"),
            ("登记", f"{words.when(d.head.registered_at, now)}　{d.head.registered_by}"),
            ("类型", f"{d.head.request_type.zh}　{d.head.channel.zh}"),
            ("分类", d.head.category),
            ("地点", place),
            ("首接单位", d.first_unit),
        ],
        columns=columns,
    )


def clocks(d: Dossier, reading: Reading) -> None:
    """两只钟, with the reason for each date."""
    if not d.clocks:
        return
    shown = [words.Clock(c.name_zh, _due(reading, c), _note(c)) for c in d.clocks]
    words.clocks(shown, reading.now)
    for clock in d.clocks[:1]:
        if clock.explanation:
            words.explanation([*clock.explanation, f"依据：{clock.article}。"])


def _due(reading: Reading, clock: Clock) -> words.Due:
    return words.due(reading, clock.due_at, stopped_at=clock.stopped_at)


def _note(clock: Clock) -> str:
    return "暂定" if clock.is_provisional else ""


def units(d: Dossier, now: datetime) -> None:
    """主办、协办 and how far each has come."""
    current = [a for a in d.assignments if a.is_current]
    if current:
        words.section("承办单位")
        words.facts([(f"{'主办' if a.is_lead else '协办'}", _progress(a, now)) for a in current])


def _progress(a: Assignment, now: datetime) -> Markup:
    steps = [f"派发 {words.when(a.dispatched_at, now)}"]
    for name, at in (
        ("签收", a.acknowledged_at),
        ("联系", a.contacted_at),
        ("报送" if a.is_lead else "配合意见", a.replied_at),
        ("审签", a.signed_at if a.is_lead else None),
    ):
        steps.append(f"{name} {words.when(at, now)}" if at else f"{name} —")
    opinion = Markup("<p data-own-words>{}</p>").format(a.opinion) if a.opinion else Markup("")
    told = (
        Markup('<p class="hl-note">办理要求：{}</p>').format(a.instructions)
        if a.instructions
        else Markup("")
    )
    return Markup('<b>{}</b><div class="hl-note">{}</div>{}{}').format(
        a.unit.name, "　".join(steps), told, opinion
    )


def replies(d: Dossier, now: datetime) -> None:
    """Every reply with its items, signatures and the office's verdict, the newest first."""
    for reply in reversed(d.replies):
        words.section(f"答复（{reply.phase.zh}）", _signatures(reply, now))
        words.spoken(reply.text)
        if len(reply.item_answers) > 1:
            words.facts([(f"第{a['position']}项", a["answer"]) for a in reply.item_answers])
        if reply.statement:
            words.facts([("情况说明", reply.statement)])
        if reply.recalled_at:
            words.notice(f"单位领导退改：{reply.recall_reason}", "soon")
        if reply.is_passed is False:
            kind = reply.rework_kind.zh if reply.rework_kind else ""
            words.notice(f"退回重办（{kind}）：{reply.audit_note}", "late")


def _signatures(reply: Reply, now: datetime) -> str:
    said = [f"{reply.submitted_by} {words.when(reply.submitted_at, now)} 提交"]
    if reply.signed_at:
        said.append(f"{reply.signed_by} {words.when(reply.signed_at, now, is_exact=True)} 审签")
    if reply.is_passed:
        said.append(f"{reply.audited_by} {words.when(reply.audited_at, now)} 审核通过")
    return "　".join(said)


def answers(d: Dossier, now: datetime) -> None:
    """直接答复: what was read out, on which basis."""
    for citation in d.citations:
        words.section(
            "直接答复",
            f"{citation.cited_by} {words.when(citation.cited_at, now)}　依据《{citation.title}》",
        )
        words.spoken(citation.answer)


def contacts(d: Dossier, now: datetime) -> None:
    """联系记录."""
    if d.contacts:
        words.section("联系诉求人")
        words.facts(
            [
                (words.when(c.contacted_at, now), f"{c.way.zh}　{c.recorded_by}：{c.note}")
                for c in d.contacts
            ]
        )


def returns(d: Dossier, now: datetime) -> None:
    """退单 with the office's ruling."""
    for back in reversed(d.returns):
        late = "（逾期退单）" if back.is_late else ""
        words.section(f"退单{late}", f"{back.requested_by} {words.when(back.requested_at, now)}")
        suggested = back.suggested_unit.name if back.suggested_unit else "未建议"
        ruling = "待审"
        if back.ruled_at:
            verdict = "同意" if back.is_accepted else "驳回"
            ruling = f"{back.ruled_by} {words.when(back.ruled_at, now)} {verdict}：{back.ruling}"
        words.facts(
            [
                ("原因", f"{back.kind.zh}：{back.reason}"),
                ("建议单位", suggested),
                ("审核", ruling),
            ]
        )


def history(d: Dossier, now: datetime) -> None:
    """办理过程, newest first."""
    words.section("办理过程", f"共{len(d.steps)}步")
    words.timeline(list(reversed(d.steps)), now)


def possible(d: Dossier, names: Collection[Action]) -> None:
    """现在能做什么, each with its article; what the role could do at another time with the reason why not now."""
    choices = [choice for choice in d.choices if choice.action in names]
    words.section("现在能做")
    words.facts([(c.action.zh, c.article) for c in choices if c.refusal is None])
    later = [f"{c.action.zh}（{c.article}）：{c.refusal}" for c in choices if c.refusal]
    if later:
        words.explanation(later, title="现在不能做的，为什么")
