"""Steps after a closing: call back, hand back, decide finally, inspect, contest and rule on it."""

from __future__ import annotations

import streamlit as st

from core.casework import contests, follow_up, inspection, second_handling
from core.insight import quality
from core.insight.dossier import Dossier
from core.rules import deadlines
from core.rules.terms import Action, ContestKind, FinalKind, FindingKind, Satisfaction, Track
from core.store.models import FollowUp
from core.store.work import Reading, UnitOfWork
from pages._ui import keys, words
from pages._ui.desk import Entered
from pages._ui.steps import fields
from pages._ui.steps.fields import Step, key, typed

_ANSWERS = {True: "是", False: "否"}
_NO_ROUND_LEFT = "二次办理的次数已经用完，由热线办负责人作终结认定（办法第十三条（四））。"
_REACHED = {True: "联系上了", False: "没有联系上"}


def call_back(desk: Entered, d: Dossier, reading: Reading) -> None:
    """回访: four questions in the order they are asked, each one Tab and an arrow key away."""
    st.radio(
        "电话是否接通", [True, False], format_func=_REACHED.__getitem__, horizontal=True,
        key=key(d, "is_reached"),
    )  # fmt: skip
    if typed(d, "is_reached", True):
        _questions(d)
    st.text_input("回访记录（选填）", key=key(d, "call_note"), max_chars=follow_up.LONGEST_NOTE)
    is_unhappy = _is_unhappy(d)
    fields.button(
        desk, d, Action.FOLLOW_UP, lambda: lambda uow: _call_back(uow, d), label="登记回访",
        done=f"{d.head.number}回访已登记。{'诉求人不满意，待转二次办理。' if is_unhappy else ''}",
        is_primary=not is_unhappy, shortcut=keys.FIRST,
    )  # fmt: skip
    if not is_unhappy:
        return
    if quality.aftermath(reading, d.head.id).rounds_left == 0:
        words.notice(_NO_ROUND_LEFT, "soon")
        return
    if not reading.actor.is_office:
        words.notice(
            "诉求人不满意或未解决：登记后由热线办转二次办理（办法第十三条（四））。", "soon"
        )
        return
    fields.button(
        desk, d, Action.OPEN_SECOND_HANDLING, lambda: lambda uow: _call_and_hand_back(uow, d),
        label="登记并转二次办理", done=f"{d.head.number}回访已登记，已转二次办理。",
        is_primary=True, shortcut=keys.SECOND,
    )  # fmt: skip


def _questions(d: Dossier) -> None:
    ratings = tuple(Satisfaction)
    if d.head.track is Track.ASSIGNED:
        _ask_yes_or_no(d, "was_contacted", "1. 承办单位是否联系过您？")
    _ask_yes_or_no(d, "is_solved", "2. 反映的问题是否解决？")
    for name, label in (
        ("result_rating", "3. 对办理结果是否满意？"),
        ("attitude_rating", "4. 对工作态度是否满意？"),
    ):
        st.radio(
            label, ratings, index=None, horizontal=True, key=key(d, name),
            format_func=lambda rating: rating.zh,
        )  # fmt: skip


def _ask_yes_or_no(d: Dossier, name: str, label: str) -> None:
    st.radio(
        label, [True, False], index=None, horizontal=True, key=key(d, name),
        format_func=_ANSWERS.__getitem__,
    )  # fmt: skip


def _is_unhappy(d: Dossier) -> bool:
    """Whether what is chosen so far proposes a second handling: the use case's own question."""
    return follow_up.is_dissatisfied(
        FollowUp(
            is_reached=typed(d, "is_reached", True), is_solved=typed(d, "is_solved", None),
            result_rating=typed(d, "result_rating", None),
            attitude_rating=typed(d, "attitude_rating", None),
        )
    )  # fmt: skip


def _call_back(uow: UnitOfWork, d: Dossier) -> FollowUp:
    is_reached = typed(d, "is_reached", True)

    def answer(name: str) -> object:
        return typed(d, name, None) if is_reached else None

    was_contacted, is_solved = answer("was_contacted"), answer("is_solved")
    result, attitude = answer("result_rating"), answer("attitude_rating")
    return follow_up.follow_up(
        uow, d.head.id, is_reached=is_reached,
        was_contacted=was_contacted if isinstance(was_contacted, bool) else None,
        is_solved=is_solved if isinstance(is_solved, bool) else None,
        result_rating=result if isinstance(result, Satisfaction) else None,
        attitude_rating=attitude if isinstance(attitude, Satisfaction) else None,
        note=typed(d, "call_note"), seen_version=d.head.version,
    )  # fmt: skip


def _call_and_hand_back(uow: UnitOfWork, d: Dossier) -> None:
    asked = _call_back(uow, d)
    second_handling.open_second_handling(uow, d.head.id, reason=reason_of(asked))


def reason_of(asked: FollowUp) -> str:
    """转二次办理的原因, as the call back gives it."""
    said = "诉求人反映问题未解决" if asked.is_solved is False else "诉求人不满意"
    return f"{asked.source.zh}，{said}" + (f"：{asked.note}" if asked.note else "")


def hand_back(desk: Entered, d: Dossier, reading: Reading) -> None:
    """转二次办理: the reason from the last call back, the date it leads to, one click."""
    found = quality.aftermath(reading, d.head.id)
    unhappy = [one for one in found.follow_ups if follow_up.is_dissatisfied(one)]
    fields.prefill(d, "second_reason", reason_of(unhappy[-1]) if unhappy else "")
    st.text_area("转二次办理的原因", key=key(d, "second_reason"), height=80)
    term = deadlines.second_handling_due(reading.calendar, reading.policy, reading.now)
    words.notice(
        f"第{found.second_rounds + 1}次二次办理，{words.when(term.due_at, reading.now)}到期；"
        "单位须再次联系诉求人，并提交情况说明。"
    )
    words.explanation([*deadlines.explain(term), "依据：办法第十三条（四）。"])
    fields.button(
        desk, d, Action.OPEN_SECOND_HANDLING, lambda: _hand_back(d),
        done=f"{d.head.number}已转二次办理。", is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _hand_back(d: Dossier) -> Step:
    reason, version = typed(d, "second_reason"), d.head.version
    return lambda uow: second_handling.open_second_handling(
        uow, d.head.id, reason=reason, seen_version=version
    )


def decide_finally(desk: Entered, d: Dossier, reading: Reading) -> None:
    """终结认定: how it ends, and why."""
    fields.choose_term(d, "final_kind", "认定的结论", tuple(FinalKind))
    st.text_area("理由和依据", key=key(d, "final_ground"), height=100)
    fields.button(
        desk, d, Action.DECIDE_FINALLY, lambda: _decide(d), done=f"{d.head.number}已作终结认定。"
    )


def _decide(d: Dossier) -> Step:
    kind, ground = typed(d, "final_kind", FinalKind.DONE_AS_LAWFUL), typed(d, "final_ground")
    return lambda uow: second_handling.decide_finally(
        uow, d.head.id, kind=kind, ground=ground, seen_version=d.head.version
    )


def inspect(desk: Entered, d: Dossier, reading: Reading) -> None:
    """抽查: what was found, for the newest sample the ticket still stands open in."""
    waiting = quality.open_samples(reading, d.head.id)
    if not waiting:
        words.notice("这张工单不在待查的样本里；请先在“抽查”里抽取样本。")
        return
    kinds = tuple(FindingKind)
    st.selectbox("抽查结论", kinds, format_func=lambda kind: kind.zh, key=key(d, "finding"))
    st.text_area(
        "情况", key=key(d, "finding_note"), height=100, placeholder="合格可不写；不合格请写明情况"
    )
    fields.button(
        desk, d, Action.INSPECT_CLOSED, lambda: _inspect(d, waiting[0].round_id),
        done=f"{d.head.number}抽查结论已登记。", label="登记抽查结论", is_primary=True,
        shortcut=keys.FIRST,
    )  # fmt: skip


def _inspect(d: Dossier, round_id: int) -> Step:
    finding, note = typed(d, "finding", FindingKind.SOUND), typed(d, "finding_note")
    return lambda uow: inspection.inspect_closed(
        uow, d.head.id, round_id=round_id, finding=finding, note=note, seen_version=d.head.version
    )


def contest(desk: Entered, d: Dossier, reading: Reading) -> None:
    """申诉, by the unit's leader."""
    fields.choose_term(d, "contest_kind", "申诉的种类", tuple(ContestKind))
    st.text_area("申诉的理由", key=key(d, "contest_ground"), height=100)
    st.text_area(
        "证据",
        key=key(d, "contest_evidence"),
        height=80,
        placeholder="例如现场照片、文件名称和文号",
    )
    fields.button(
        desk, d, Action.CONTEST, lambda: _contest(d), done=f"{d.head.number}的申诉已提交。",
        label="提交申诉",
    )  # fmt: skip


def _contest(d: Dossier) -> Step:
    kind = typed(d, "contest_kind", ContestKind.APPRAISAL)
    ground, evidence = typed(d, "contest_ground"), typed(d, "contest_evidence")
    return lambda uow: contests.contest(
        uow, d.head.id, kind=kind, ground=ground, evidence=evidence, seen_version=d.head.version
    )


def decide_contest(desk: Entered, d: Dossier, reading: Reading) -> None:
    """申诉认定: claim and evidence first, then the ruling."""
    waiting = quality.aftermath(reading, d.head.id).open_contest
    if waiting is None:
        words.notice("没有等待认定的申诉。")
        return
    words.facts([("申诉", waiting.kind.zh), ("理由", waiting.ground), ("证据", waiting.evidence)])
    st.segmented_control(
        "认定", [True, False], default=True, required=True, key=key(d, "is_granted"),
        format_func=lambda one: "成立，不计入考核" if one else "不成立",
    )  # fmt: skip
    st.text_area("认定的意见", key=key(d, "contest_ruling"), height=80)
    fields.button(
        desk, d, Action.DECIDE_CONTEST, lambda: _rule(d, waiting.id),
        done=f"{d.head.number}的申诉已认定。", label="登记认定", is_primary=True,
        shortcut=keys.FIRST,
    )  # fmt: skip


def _rule(d: Dossier, contest_id: int) -> Step:
    is_granted, ruling = bool(typed(d, "is_granted", True)), typed(d, "contest_ruling")
    return lambda uow: contests.decide_contest(
        uow, d.head.id, contest_id=contest_id, is_granted=is_granted, ruling=ruling,
        seen_version=d.head.version,
    )  # fmt: skip
