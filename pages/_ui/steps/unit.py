"""A unit's steps on a ticket: sign in, contact, return, reply, sign off, opinion of a co-unit."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from core.casework import handling
from core.clock import SHANGHAI
from core.insight import limits
from core.insight.dossier import Dossier
from core.rules import deadlines
from core.rules.terms import Action, ContactWay, Phase, ReturnKind
from core.store.models import Assignment
from core.store.work import Reading
from pages._ui import keys, words
from pages._ui.desk import Entered
from pages._ui.steps import fields
from pages._ui.steps.fields import Step, key, typed


def mine(d: Dossier, reading: Reading) -> Assignment | None:
    """The unit's own present round on this ticket."""
    own = [a for a in d.assignments if a.is_current and a.unit_id == reading.actor.unit_id]
    return own[-1] if own else None


def acknowledge(desk: Entered, d: Dossier, reading: Reading) -> None:
    """签收."""
    fields.button(
        desk, d, Action.ACKNOWLEDGE,
        lambda: lambda uow: handling.acknowledge(uow, d.head.id, seen_version=d.head.version),
        done=f"{d.head.number}已签收。", is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def support_acknowledge(desk: Entered, d: Dossier, reading: Reading) -> None:
    """配合签收."""
    own = mine(d, reading)
    if own is not None and own.acknowledged_at is None:
        fields.button(
            desk, d, Action.SUPPORT_ACKNOWLEDGE,
            lambda: lambda uow: handling.support_acknowledge(
                uow, d.head.id, seen_version=d.head.version
            ),
            done=f"{d.head.number}已配合签收。", is_primary=True, shortcut=keys.FIRST,
        )  # fmt: skip


def send_back(desk: Entered, d: Dossier, reading: Reading) -> None:
    """退回: how long it is still open, and after that the late application, which counts."""
    own = mine(d, reading)
    if own is None or own.phase is not Phase.FIRST:
        return
    is_late = deadlines.is_late(reading.now, own.return_closes_at)
    closes = words.when(own.return_closes_at, reading.now)
    if is_late:
        words.notice(f"退回时限已于{closes}截止，现在只能申请逾期退单，计入考核。", "late")
    else:
        words.notice(f"{closes}前可以退回（办法第七条（二））。")
    names = fields.unit_names(reading)
    fields.choose_term(d, "return_kind", "退回原因", tuple(ReturnKind))
    shortest = reading.policy.number("return_reason_min_chars")
    st.text_area(f"书面说明（至少{shortest}个字）", key=key(d, "return_reason"), height=90)
    st.selectbox(
        "建议承办单位（选填）", names, format_func=names.__getitem__, index=None,
        key=key(d, "suggested"), placeholder="知道该归谁办，请选上",
    )  # fmt: skip
    fields.button(
        desk, d, Action.SEND_BACK_LATE if is_late else Action.SEND_BACK,
        lambda: _send_back(d, is_late=is_late), done=f"{d.head.number}已提交退单，待热线办审核。",
    )  # fmt: skip


def _send_back(d: Dossier, *, is_late: bool) -> Step:
    kind, reason = typed(d, "return_kind", ReturnKind.NOT_OUR_DUTY), typed(d, "return_reason")
    suggested = typed(d, "suggested", None)
    send = handling.send_back_late if is_late else handling.send_back
    return lambda uow: send(
        uow, d.head.id, kind=kind, reason=reason, suggested_unit_id=suggested,
        seen_version=d.head.version,
    )  # fmt: skip


def contact(desk: Entered, d: Dossier, reading: Reading) -> None:
    """联系诉求人: the way, the time (now unless said), what was said."""
    fields.choose_term(d, "way", "联系方式", tuple(ContactWay))
    fields.prefill(d, "contacted_at", reading.now.replace(tzinfo=None, second=0))
    st.datetime_input("联系时间", key=key(d, "contacted_at"), step=300)
    st.text_area("联系情况", key=key(d, "contact_note"), height=90)
    fields.button(
        desk, d, Action.CONTACT, lambda: _contact(d), done=f"{d.head.number}已登记联系情况。",
        label="登记联系", shortcut=keys.SECOND,
    )  # fmt: skip


def _contact(d: Dossier) -> Step:
    written = typed(d, "contacted_at", None)
    at = written.replace(tzinfo=SHANGHAI) if isinstance(written, datetime) else None
    way, note = typed(d, "way", ContactWay.PHONE), typed(d, "contact_note")
    return lambda uow: handling.contact(
        uow, d.head.id, way=way, note=note, contacted_at=at, seen_version=d.head.version
    )


def reply(desk: Entered, d: Dossier, reading: Reading) -> None:
    """答复: one field for each item when there are several, the whole reply, and in a second handling the 情况说明."""
    _prefill_recalled(d)
    if len(d.items) > 1:
        for item in d.items:
            st.text_area(
                f"第{item.position}项：{words.plain(item.text[:40])}",
                key=key(d, f"item_{item.id}"),
                height=80,
            )
    st.text_area("答复内容", key=key(d, "reply"), height=140, placeholder="办理情况、结果和依据")
    if d.head.phase is Phase.SECOND:
        st.text_area("情况说明（办法第十三条（四））", key=key(d, "statement"), height=90)
    fields.button(
        desk, d, Action.REPLY, lambda: _reply(d), done=f"{d.head.number}已提交，待领导审签。",
        label="提交审签", is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _prefill_recalled(d: Dossier) -> None:
    """领导退改: the words sent back stand in the fields, with what the leader wants changed."""
    if not d.replies or d.replies[-1].recalled_at is None:
        return
    last = d.replies[-1]
    words.notice(f"单位领导退改：{last.recall_reason}", "soon")
    fields.prefill(d, "reply", last.text)
    fields.prefill(d, "statement", last.statement)
    for answer in last.item_answers:
        fields.prefill(d, f"item_{answer['item_id']}", answer["answer"])


def _reply(d: Dossier) -> Step:
    answers = {item.id: typed(d, f"item_{item.id}") for item in d.items}
    text, statement = typed(d, "reply"), typed(d, "statement")
    return lambda uow: handling.reply(
        uow, d.head.id, text=text, item_answers=answers, statement=statement,
        seen_version=d.head.version,
    )  # fmt: skip


def support_reply(desk: Entered, d: Dossier, reading: Reading) -> None:
    """配合意见."""
    st.text_area("配合意见", key=key(d, "opinion"), height=120)
    fields.button(
        desk, d, Action.SUPPORT_REPLY, lambda: _opinion(d), done=f"{d.head.number}已提交配合意见。",
        is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _opinion(d: Dossier) -> Step:
    opinion = typed(d, "opinion")
    return lambda uow: handling.support_reply(
        uow, d.head.id, opinion=opinion, seen_version=d.head.version
    )


def sign_off(desk: Entered, d: Dossier, reading: Reading) -> None:
    """审签: the signature stops the clock; sending back does not."""
    needed = limits.signing(reading, d.head.id)
    if needed.reasons and needed.principals:
        words.notice(f"重件（{'、'.join(needed.reasons)}），由主要负责人审签。{_agreed(d)}", "soon")
    ledger = limits.ledger(reading, d.head.id)
    if ledger.open_extension or ledger.open_promise:
        words.notice("还有一项延期或承诺申请没有决定，审签后申请失效。", "soon")
    fields.button(
        desk, d, Action.SIGN_OFF,
        lambda: lambda uow: handling.sign_off(uow, d.head.id, seen_version=d.head.version),
        done=f"{d.head.number}已审签报送热线办。", label="同意，审签报送", is_primary=True,
        shortcut=keys.FIRST,
    )  # fmt: skip
    _recall_form(desk, d)


def endorse_reply(desk: Entered, d: Dossier, reading: Reading) -> None:
    """分管领导同意 of a 重件, which the 主要负责人 then signs; no clock stops (办法第十二条（二）)."""
    needed = limits.signing(reading, d.head.id)
    names = "、".join(needed.principals)
    words.notice(f"重件（{'、'.join(needed.reasons)}），由主要负责人{names}审签。", "soon")
    if d.replies and d.replies[-1].endorsed_at is not None:
        words.notice(_agreed(d), "done")
    else:
        fields.button(
            desk, d, Action.ENDORSE_REPLY,
            lambda: lambda uow: handling.endorse_reply(
                uow, d.head.id, seen_version=d.head.version
            ),
            done=f"{d.head.number}已同意，报{names}审签。", label=f"同意，报{names}审签",
            is_primary=True, shortcut=keys.FIRST,
        )  # fmt: skip
    _recall_form(desk, d)


def _agreed(d: Dossier) -> str:
    last = d.replies[-1] if d.replies else None
    if last is None or last.endorsed_at is None:
        return "分管领导还没有表示同意。"
    return f"{last.endorsed_by}已同意。"


def _recall_form(desk: Entered, d: Dossier) -> None:
    st.text_area("退改意见", key=key(d, "recall"), height=80, placeholder="退回承办人修改时填写")
    fields.button(
        desk, d, Action.RECALL_REPLY, lambda: _recall(d), done=f"{d.head.number}已退回承办人修改。",
        label="退回承办人修改", shortcut=keys.SECOND,
    )  # fmt: skip
    words.notice("退改不停办理时限（办法第十二条（二））。")


def _recall(d: Dossier) -> Step:
    reason = typed(d, "recall")
    return lambda uow: handling.recall_reply(
        uow, d.head.id, reason=reason, seen_version=d.head.version
    )
