"""What moves a deadline: 延期 and 承诺, asked for, agreed and decided, and the grade put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import streamlit as st

from core.casework import dispatching, extensions, promises
from core.clock import SHANGHAI
from core.errors import HotlineError
from core.insight import limits
from core.insight.dossier import Dossier
from core.rules import deadlines, wording
from core.rules.terms import Action, ContactWay, Grade, Phase, Role
from core.store.models import Extension, Promise
from core.store.work import Reading, UnitOfWork
from pages._ui import keys, words
from pages._ui.desk import Entered
from pages._ui.matters import limits as ledger_view
from pages._ui.steps import fields
from pages._ui.steps.fields import Step, key, typed

_TOLD_WAYS = (ContactWay.PHONE, ContactWay.VISIT, ContactWay.MESSAGE)


def request_extension(desk: Entered, d: Dossier, reading: Reading) -> None:
    """申请延期: how many days are left, the new date as the days are chosen, who will decide."""
    room = limits.ledger(reading, d.head.id).room
    st.number_input(
        "延期几个工作日", min_value=1, max_value=max(room.most_days, 1), value=1, step=1,
        key=key(d, "ext_days"),
    )  # fmt: skip
    days = int(typed(d, "ext_days", 1))
    ledger_view.days_bar(room, days)
    try:
        term = limits.preview_extension(reading, d.head.id, days)
    except HotlineError as refusal:
        words.refusal(refusal)
        return
    approver = limits.approver_of(reading, d.head.id, days)
    due = wording.instant(term.due_at, reading.now.year)
    words.notice(f"批准后{due}到期；单位领导同意后，由{approver.zh}审批。")
    words.explanation([*deadlines.explain(term), "依据：办法第十三条（三）。"])
    _told(d, "ext", reading)
    st.text_area(
        "延期的事由", key=key(d, "ext_cause"), height=80, placeholder="为什么在时限内办不结"
    )
    fields.button(
        desk, d, Action.REQUEST_EXTENSION, lambda: _extension_step(d),
        done=f"{d.head.number}已申请延期，待单位领导同意。", label="提交延期申请", is_primary=True,
    )  # fmt: skip


def _told(d: Dossier, name: str, reading: Reading) -> None:
    """告知来电人: the way is never chosen beforehand, since nobody may say it without having done it."""
    st.segmented_control(
        "怎样告知来电人", _TOLD_WAYS, format_func=lambda way: way.zh, key=key(d, f"{name}_way")
    )
    fields.prefill(d, f"{name}_told_at", reading.now.replace(tzinfo=None, second=0))
    st.datetime_input("告知时间", key=key(d, f"{name}_told_at"), step=300)


def _told_at(d: Dossier, name: str) -> datetime | None:
    written = typed(d, f"{name}_told_at", None)
    return written.replace(tzinfo=SHANGHAI) if isinstance(written, datetime) else None


def _extension_step(d: Dossier) -> Step:
    days, cause = int(typed(d, "ext_days", 1)), typed(d, "ext_cause")
    told_at, way = _told_at(d, "ext"), typed(d, "ext_way", None)
    return lambda uow: extensions.request_extension(
        uow, d.head.id, days=days, cause=cause, told_at=told_at, told_way=way,
        seen_version=d.head.version,
    )  # fmt: skip


def promise(desk: Entered, d: Dossier, reading: Reading) -> None:
    """申请承诺, or in 承诺办理 its one change: the date with its length, what the requester hears now."""
    is_change = d.head.phase is Phase.PROMISE
    _promised_day(d, reading)
    if not is_change:
        st.text_area(
            "首次答复", key=key(d, "pro_reply"), height=90,
            placeholder="现在办到哪一步，为什么要更长时间",
        )  # fmt: skip
    _told(d, "pro", reading)
    st.text_area(
        "承诺的事由" if not is_change else "更改的事由", key=key(d, "pro_cause"), height=80
    )
    fields.button(
        desk, d, Action.PROMISE, lambda: _promise_step(d),
        done=f"{d.head.number}已提交，待单位领导同意。",
        label="申请更改承诺日期" if is_change else "提交承诺申请", is_primary=True,
    )  # fmt: skip


def _promised_day(d: Dossier, reading: Reading) -> None:
    latest = limits.latest_promise_on(reading, d.head.id)
    first = (d.head.due_at or reading.now).date() + timedelta(days=1)
    st.date_input(
        f"承诺的最后时限（最远{wording.full_day(latest)}）", value=min(first, latest),
        min_value=min(first, latest), max_value=latest, key=key(d, "pro_on"),
    )  # fmt: skip
    try:
        terms = limits.preview_promise(reading, d.head.id, typed(d, "pro_on", first))
    except HotlineError as refusal:
        words.refusal(refusal)
        return
    due = wording.instant(terms.due_at, reading.now.year)
    words.notice(
        f"共{terms.working_days}个工作日，{due}前再次答复"
        f"{'（暂定）' if terms.is_provisional else ''}；单位领导同意后，由{Role.OFFICE_LEAD.zh}审批。"
    )
    if terms.warning_zh:
        words.notice(terms.warning_zh, "soon")


def _promise_step(d: Dossier) -> Step:
    on, cause, first_reply = typed(d, "pro_on", None), typed(d, "pro_cause"), typed(d, "pro_reply")
    told_at, way = _told_at(d, "pro"), typed(d, "pro_way", None)
    return lambda uow: promises.promise(
        uow, d.head.id, promised_on=on, cause=cause, first_reply=first_reply, told_at=told_at,
        told_way=way, seen_version=d.head.version,
    )  # fmt: skip


def endorse_extension(desk: Entered, d: Dossier, reading: Reading) -> None:
    """同意申请延期, or send it back to the handler."""
    asked = limits.ledger(reading, d.head.id).open_extension
    if asked is None:
        return
    _extension_asked(d, reading, asked)
    _endorse(
        desk, d, asked, Action.ENDORSE_EXTENSION, Action.WITHDRAW_EXTENSION,
        extensions.endorse_extension, extensions.withdraw_extension, reading,
    )  # fmt: skip


def endorse_promise(desk: Entered, d: Dossier, reading: Reading) -> None:
    """同意承诺, or send it back to the handler."""
    asked = limits.ledger(reading, d.head.id).open_promise
    if asked is None:
        return
    _promise_asked(d, reading, asked)
    _endorse(
        desk, d, asked, Action.ENDORSE_PROMISE, Action.WITHDRAW_PROMISE,
        promises.endorse_promise, promises.withdraw_promise, reading,
    )  # fmt: skip


def _endorse(
    desk: Entered,
    d: Dossier,
    asked: Extension | Promise,
    agree: Action,
    disagree: Action,
    endorse: Callable[..., object],
    withdraw: Callable[..., object],
    reading: Reading,
) -> None:
    until = words.when(asked.decide_due_at, reading.now)
    words.notice(f"请在{until}前决定；逾期未同意的，申请失效，原时限不变。", "soon")
    fields.button(
        desk, d, agree, lambda: _versioned(d, endorse), done=f"{d.head.number}已同意，报热线办审批。",
        label="同意，报热线办审批", is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip
    st.text_area("不同意的原因", key=key(d, "disagree"), height=70)
    fields.button(
        desk, d, disagree, lambda: _with_reason(d, withdraw, "disagree"),
        done=f"{d.head.number}已退回承办人，原时限不变。", label="不同意，退回承办人",
    )  # fmt: skip


def _versioned(d: Dossier, use_case: Callable[..., object], **fields_: object) -> Step:
    return lambda uow: use_case(uow, d.head.id, seen_version=d.head.version, **fields_)


def _with_reason(d: Dossier, withdraw: Callable[..., object], name: str) -> Step:
    return _versioned(d, withdraw, reason=typed(d, name))


def withdraw_extension(desk: Entered, d: Dossier, reading: Reading) -> None:
    """撤回延期申请."""
    _withdraw(desk, d, Action.WITHDRAW_EXTENSION, extensions.withdraw_extension)


def withdraw_promise(desk: Entered, d: Dossier, reading: Reading) -> None:
    """撤回承诺申请."""
    _withdraw(desk, d, Action.WITHDRAW_PROMISE, promises.withdraw_promise)


def _withdraw(desk: Entered, d: Dossier, action: Action, withdraw: Callable[..., object]) -> None:
    st.text_area("撤回的原因", key=key(d, "take_back"), height=70)
    fields.button(
        desk, d, action, lambda: _with_reason(d, withdraw, "take_back"),
        done=f"{d.head.number}已撤回申请，原时限不变。",
    )  # fmt: skip


def decide_extension(desk: Entered, d: Dossier, reading: Reading) -> None:
    """延期审批: cause, who was told, old and new date; granted or refused."""
    asked = limits.ledger(reading, d.head.id).open_extension
    if asked is None:
        return
    _extension_asked(d, reading, asked)
    warning = _city_warning(d, reading, asked.days)
    if warning:
        words.notice(warning, "soon")
    _decide(
        desk, d, (Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION),
        (extensions.grant_extension, extensions.refuse_extension), "延期",
    )  # fmt: skip


def _city_warning(d: Dossier, reading: Reading, days: int) -> str | None:
    if d.head.due_at is None or d.city_due_at is None:
        return None
    term = deadlines.due(reading.calendar, reading.policy, d.head.due_at, days)
    return deadlines.city_warning(reading.policy, term.due_at, d.city_due_at)


def decide_promise(desk: Entered, d: Dossier, reading: Reading) -> None:
    """承诺审批: the promised date with its length, the first reply; approved or refused."""
    asked = limits.ledger(reading, d.head.id).open_promise
    if asked is None:
        return
    _promise_asked(d, reading, asked)
    _decide(
        desk, d, (Action.APPROVE_PROMISE, Action.REFUSE_PROMISE),
        (promises.approve_promise, promises.refuse_promise), "承诺",
    )  # fmt: skip


def _decide(
    desk: Entered,
    d: Dossier,
    actions: tuple[Action, Action],
    use_cases: tuple[Callable[..., object], Callable[..., object]],
    name: str,
) -> None:
    st.text_area(
        "审批意见", key=key(d, "decision"), height=70, placeholder="批准可不写；不予批准请写明理由"
    )
    yes, no = st.columns(2)
    with yes:
        fields.button(
            desk, d, actions[0], lambda: _versioned(d, use_cases[0], ruling=typed(d, "decision")),
            done=f"{d.head.number}已批准{name}。", is_primary=True, shortcut=keys.FIRST,
        )  # fmt: skip
    with no:
        fields.button(
            desk, d, actions[1], lambda: _versioned(d, use_cases[1], ruling=typed(d, "decision")),
            done=f"{d.head.number}不予{name}，原时限不变。", shortcut=keys.SECOND,
        )  # fmt: skip


def _extension_asked(d: Dossier, reading: Reading, asked: Extension) -> None:
    """What is asked, before agreeing or deciding."""
    term = limits.asked_term(reading, d.head.id, asked)
    year = reading.now.year
    approver = limits.approver_of(reading, d.head.id, asked.days)
    words.facts(
        [
            ("申请", f"延期{asked.days}个工作日，由{approver.zh}审批"),
            ("事由", asked.cause),
            ("告知", ledger_view.told(asked, reading.now)),
            ("现时限", wording.instant(asked.due_before, year)),
            ("延期后", wording.instant(term.due_at, year)),
        ]
    )
    words.explanation([*deadlines.explain(term), "依据：办法第十三条（三）。"])


def _promise_asked(d: Dossier, reading: Reading, asked: Promise) -> None:
    terms = limits.asked_promise(reading, d.head.id, asked)
    name = "更改承诺日期" if asked.is_change else "承诺"
    year = reading.now.year
    words.facts(
        [
            ("申请", f"{name}，由{Role.OFFICE_LEAD.zh}审批"),
            ("事由", asked.cause),
            ("告知", ledger_view.told(asked, reading.now)),
            ("现时限", wording.instant(asked.due_before, year)),
            ("承诺至", f"{wording.instant(terms.due_at, year)}，共{terms.working_days}个工作日"),
        ]
    )
    if terms.warning_zh:
        words.notice(terms.warning_zh, "soon")


def change_grade(desk: Entered, d: Dossier, reading: Reading) -> None:
    """调整等级: the other grade with the date it leads to, until the end of the first working day."""
    other = Grade.COMPLEX if d.head.grade is Grade.SIMPLE else Grade.SIMPLE
    fields.choose_term(d, "new_grade", "办理时限", tuple(Grade), first=other)
    grade = typed(d, "new_grade", other)
    if d.head.dispatched_at is not None:
        term = dispatching.deadline_of(
            reading.calendar, reading.policy, d.head.dispatched_at, grade
        )
        words.notice(f"调整后{wording.instant(term.due_at, reading.now.year)}到期。")
        words.explanation([*deadlines.explain(term), "依据：办法第十条（三）。"])
    st.text_area("调整的理由", key=key(d, "grade_reason"), height=70)
    fields.button(
        desk, d, Action.CHANGE_GRADE, lambda: _grade_step(d, other),
        done=f"{d.head.number}已调整等级。",
    )  # fmt: skip


def _grade_step(d: Dossier, other: Grade) -> Callable[[UnitOfWork], object]:
    grade, reason = typed(d, "new_grade", other), typed(d, "grade_reason")
    return lambda uow: dispatching.change_grade(
        uow, d.head.id, grade=grade, reason=reason, seen_version=d.head.version
    )
