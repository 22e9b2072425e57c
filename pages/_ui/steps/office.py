"""The office's steps on a ticket: dispatch, rule on a return, audit, rework, ask for more, decline, archive."""

from __future__ import annotations

import streamlit as st

from core.casework import auditing, dispatching, intake
from core.insight import directory
from core.insight.dossier import Dossier
from core.rules import deadlines, scope, wording
from core.rules.terms import Action, DeclineKind, Grade, ReworkKind
from core.store.work import Reading
from kb import suggest
from kb.suggest import UnitChoice
from pages._ui import keys, words
from pages._ui.desk import Entered
from pages._ui.steps import fields
from pages._ui.steps.fields import Step, key, typed

_MOST_OTHERS = 2


def dispatch(desk: Entered, d: Dossier, reading: Reading) -> None:
    """派发: units with the reason they are proposed, grade with the date it leads to, then one button."""
    names = fields.unit_names(reading)
    category_id = _category(d, reading)
    proposed = _proposed(d, reading, names, category_id)
    if proposed.lead_unit_id in names:
        fields.prefill(d, "lead", proposed.lead_unit_id)
    st.selectbox(
        "主办单位", names, format_func=names.__getitem__, key=key(d, "lead"), index=None,
        placeholder="请选择主办单位",
    )  # fmt: skip
    fields.prefill(d, "support", [one for one in proposed.support_unit_ids if one in names])
    st.multiselect(
        "协办单位", names, format_func=names.__getitem__, key=key(d, "support"),
        placeholder="没有可不选",
    )  # fmt: skip
    fields.choose_term(d, "grade", "办理时限", tuple(Grade), first=proposed.grade)
    st.text_input(
        "办理要求（选填）", value=proposed.instructions, key=key(d, "instructions"), max_chars=200
    )
    _due_date(d, reading, typed(d, "grade", proposed.grade))
    fields.button(
        desk, d, Action.DISPATCH, lambda: _dispatch_step(d), done=f"{d.head.number}已派发。",
        is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _category(d: Dossier, reading: Reading) -> int | None:
    """诉求分类, to be put right here: it decides which rule proposes the unit and the usual grade."""
    paths = {category.id: category.path for category in directory.categories(reading)}
    chosen: int | None = st.selectbox(
        "诉求分类", paths, format_func=paths.__getitem__, key=key(d, "category"),
        index=_place(paths, d.category_id or 0), placeholder="请选择分类",
        on_change=_propose_anew, args=(d,),
    )  # fmt: skip
    return chosen


def _propose_anew(d: Dossier) -> None:
    for name in ("lead", "support", "grade"):
        st.session_state.pop(key(d, name), None)


def _place(names: dict[int, str], unit_id: int) -> int | None:
    return list(names).index(unit_id) if unit_id in names else None


def _proposed(
    d: Dossier, reading: Reading, names: dict[int, str], category_id: int | None
) -> dispatching.Order:
    """What a call-taker or the returning unit proposed, else what rules and knowledge suggest, with the reason."""
    if d.proposal and category_id == d.category_id:
        lead_id = d.proposal["lead_unit_id"]
        words.notice(f"{d.proposal['proposed_by']}建议由{names.get(lead_id, '—')}主办。")
        return dispatching.Order(
            lead_id,
            Grade(d.proposal["grade"]),
            d.proposal["support_unit_ids"],
            d.proposal["instructions"],
        )
    usual = {c.id: c.usual_grade for c in directory.categories(reading)}
    grade = usual.get(category_id or 0, Grade.SIMPLE)
    found = suggest.for_matter(
        reading, f"{d.head.title} {d.body}", town_id=d.town_id, category_id=category_id
    )
    if not found.units:
        return dispatching.Order(0, grade)
    lead = found.units[0]
    words.notice(f"建议{lead.name}主办：{lead.reason}")
    if found.grade is not None and found.grade.grade is not grade:
        grade = found.grade.grade
        words.notice(f"办理时限建议{grade.zh}：{found.grade.reason}")
    _runners_up(d, found.units[1 : 1 + _MOST_OTHERS])
    supports = [one for one in found.support_unit_ids if one != lead.unit_id]
    return dispatching.Order(lead.unit_id, grade, supports)


def _runners_up(d: Dossier, others: list[UnitChoice]) -> None:
    """其次: one click makes another unit the lead; why it is named shows on hovering."""
    if not others:
        return
    with st.container(horizontal=True, key=key(d, "others")):
        for other in others:
            st.button(
                f"改由{words.plain(other.name)}主办", key=key(d, f"other{other.unit_id}"),
                type="tertiary", help=words.plain(other.reason),
                on_click=_take_instead, args=(d, other.unit_id),
            )  # fmt: skip


def _take_instead(d: Dossier, unit_id: int) -> None:
    st.session_state[key(d, "lead")] = unit_id
    supports = typed(d, "support", ())
    st.session_state[key(d, "support")] = [one for one in supports if one != unit_id]


def _due_date(d: Dossier, reading: Reading, grade: Grade) -> None:
    term = dispatching.deadline_of(reading.calendar, reading.policy, reading.now, grade)
    provisional = "（暂定）" if term.is_provisional else ""
    words.notice(f"现在派发，{wording.instant(term.due_at, reading.now.year)}到期{provisional}。")
    words.explanation([*deadlines.explain(term), "依据：办法第十条（三）。"])
    warning = deadlines.city_warning(reading.policy, term.due_at, d.city_due_at)
    if warning:
        words.notice(warning, "soon")


def _dispatch_step(d: Dossier) -> Step:
    order = dispatching.Order(
        lead_unit_id=typed(d, "lead", 0) or 0,
        grade=typed(d, "grade", Grade.SIMPLE),
        support_unit_ids=tuple(typed(d, "support", ())),
        instructions=typed(d, "instructions"),
        category_id=typed(d, "category", None),
    )
    return lambda uow: dispatching.dispatch(uow, d.head.id, order, seen_version=d.head.version)


def rule_on_return(desk: Entered, d: Dossier, reading: Reading) -> None:
    """退单审核: the unit's reason stands above; the ruling is written, then accepted or rejected."""
    st.text_area("审核意见", key=key(d, "ruling"), height=80, placeholder="写明同意或驳回的理由")
    accept, reject = st.columns(2)
    with accept:
        fields.button(
            desk, d, Action.ACCEPT_RETURN, lambda: _ruling(d, is_accepted=True),
            done=f"{d.head.number}已同意退单，转回待派发。", shortcut=keys.FIRST, is_primary=True,
        )  # fmt: skip
    with reject:
        fields.button(
            desk, d, Action.REJECT_RETURN, lambda: _ruling(d, is_accepted=False),
            done=f"{d.head.number}已驳回退单，由原单位继续办理。", shortcut=keys.SECOND,
        )  # fmt: skip
    if d.accepted_returns:
        words.notice(
            f"这张工单已退单{d.accepted_returns}次；再次同意后列为疑难工单（办法第十三条（二））。",
            "soon",
        )


def _ruling(d: Dossier, *, is_accepted: bool) -> Step:
    ruling, version = typed(d, "ruling"), d.head.version
    decide = dispatching.accept_return if is_accepted else dispatching.reject_return
    return lambda uow: decide(uow, d.head.id, ruling=ruling, seen_version=version)


def audit(desk: Entered, d: Dossier, reading: Reading) -> None:
    """审核: pass and close, or send back with the kind of fault."""
    st.text_area(
        "审核意见", key=key(d, "note"), height=80, placeholder="通过可不写；退回重办请写明原因"
    )
    fields.button(
        desk, d, Action.AUDIT_REPLY, lambda: _audit(d), done=f"{d.head.number}审核通过，已办结。",
        label="审核通过并办结", is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip
    refusal = next((c.refusal for c in d.choices if c.action is Action.REWORK), None)
    if refusal is not None:
        words.notice(f"{refusal}（办法第十二条（三））", "soon")
        return
    fields.choose_term(d, "rework_kind", "退回重办的原因", tuple(ReworkKind))
    fields.button(
        desk, d, Action.REWORK, lambda: _rework(d), done=f"{d.head.number}已退回重办。",
        shortcut=keys.SECOND,
    )  # fmt: skip


def _audit(d: Dossier) -> Step:
    note, version = typed(d, "note"), d.head.version
    return lambda uow: auditing.audit_reply(uow, d.head.id, note=note, seen_version=version)


def _rework(d: Dossier) -> Step:
    note, version = typed(d, "note"), d.head.version
    kind = typed(d, "rework_kind", ReworkKind.OFF_THE_POINT)
    return lambda uow: auditing.rework(uow, d.head.id, kind=kind, note=note, seen_version=version)


def add_details(desk: Entered, d: Dossier, reading: Reading) -> None:
    """补充要素: what the call back brought."""
    words.notice(f"还缺：{d.missing_details}", "soon")
    st.text_area("补充的内容", key=key(d, "details"), height=100)
    fields.button(
        desk, d, Action.ADD_DETAILS, lambda: _details(d), done=f"{d.head.number}已补充，转待派发。",
        is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _details(d: Dossier) -> Step:
    details, version = typed(d, "details"), d.head.version
    return lambda uow: intake.add_details(uow, d.head.id, details=details, seen_version=version)


def await_details(desk: Entered, d: Dossier, reading: Reading) -> None:
    """转待补充: what is missing; a call back is due within one working day."""
    st.text_input("还缺什么", key=key(d, "missing"), placeholder="例如：具体小区和楼号")
    fields.button(
        desk, d, Action.AWAIT_DETAILS, lambda: _missing(d), done=f"{d.head.number}已转待补充。"
    )


def _missing(d: Dossier) -> Step:
    missing, version = typed(d, "missing"), d.head.version
    return lambda uow: intake.await_details(uow, d.head.id, missing=missing, seen_version=version)


def decline(desk: Entered, d: Dossier, reading: Reading) -> None:
    """不予受理: one of the six kinds, with what to tell the caller ready to be changed."""
    kinds = tuple(DeclineKind)
    st.selectbox(
        "情形（办法第九条）", kinds, format_func=lambda kind: kind.zh, key=key(d, "decline_kind"),
        on_change=_retell, args=(d,),
    )  # fmt: skip
    fields.prefill(d, "told", scope.told(typed(d, "decline_kind", kinds[0]), d.body))
    st.text_area("告知诉求人", key=key(d, "told"), height=90)
    fields.button(
        desk, d, Action.DECLINE, lambda: _decline(d), done=f"{d.head.number}已按不予受理办结。"
    )


def _retell(d: Dossier) -> None:
    st.session_state[key(d, "told")] = scope.told(typed(d, "decline_kind"), d.body)


def _decline(d: Dossier) -> Step:
    kind, told, version = typed(d, "decline_kind"), typed(d, "told"), d.head.version
    return lambda uow: intake.decline(uow, d.head.id, kind=kind, told=told, seen_version=version)


def archive(desk: Entered, d: Dossier, reading: Reading) -> None:
    """归档."""
    fields.button(
        desk, d, Action.ARCHIVE, lambda: _archive(d), done=f"{d.head.number}已归档。",
        is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _archive(d: Dossier) -> Step:
    return lambda uow: auditing.archive(uow, d.head.id, seen_version=d.head.version)
