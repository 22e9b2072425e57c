"""Around the answers: the emergency banner, earlier tickets of the same caller or matter, the unit to send it to."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.casework import calls
from core.insight.duplicates import ARTICLE, Earlier
from core.rules import wording
from core.store.work import UnitOfWork
from pages._ui import attempt, words
from pages._ui.desk import Entered
from pages._ui.intake import finishing, form
from pages._ui.intake.known import Heard, Known
from pages._ui.words import Markup


def emergency_banner(seen: Heard) -> None:
    """紧急求助, before anything is saved: the number, what to tell, and one click to finish so (办法第九条（一）)."""
    with st.container(key="tight_intake_alarm"):
        if not seen.emergencies:
            return
        first = seen.emergencies[0]
        others = "、".join(f"{one.name_zh}（{one.number}）" for one in seen.emergencies[1:])
        also = "；".join(part for part in (first.also_zh, others, "按紧急求助登记：Alt+B") if part)
        words.show(
            Markup(
                '<div class="hl-alarm" role="alert"><strong>{}</strong><div><b>{}</b>'
                "<span>听到“{}”　依据：{}</span><p>{}</p><small>{}</small></div></div>"
            ).format(first.number, first.name_zh, first.heard, first.article, first.tell_zh, also)
        )


def earlier_tickets(desk: Entered, seen: Known) -> None:
    """同一电话、同一地点、内容相近: each can hear this call once more, or be linked (办法第九条（四）)."""
    if seen.call.previous_id is not None:
        _linked(seen)
    if not seen.earlier:
        return
    words.section("较早的工单", f"依据：{ARTICLE}")
    for one in seen.earlier:
        with st.container(
            key=f"intake_earlier_{one.ticket_id}", horizontal=True, vertical_alignment="center"
        ):
            words.show(_line(one))
            if one.is_open:
                st.button(
                    "记为重复来电", key=f"voice_{one.ticket_id}", type="tertiary",
                    help="没有新情况：记在原工单上，不另建工单",
                    on_click=partial(_add_voice, desk, one),
                )  # fmt: skip
            st.button(
                "有新情况", key=f"link_{one.ticket_id}", type="tertiary",
                help="另建工单，并与这一张关联", on_click=partial(form.link, one.ticket_id),
            )  # fmt: skip


def suggested_unit(seen: Known) -> None:
    """拟派单位 and why (办法第十条)."""
    best = next(iter(seen.suggestion.units), None)
    if best is None:
        words.show(Markup('<div class="hl-why-line">{}</div>').format(seen.suggestion.rule or ""))
        return
    helped = "、".join(
        seen.units[one] for one in seen.suggestion.support_unit_ids if one in seen.units
    )
    supports = f"，{helped}协办" if helped else ""
    words.show(
        Markup('<div class="hl-why-line">建议派发：<b>{}</b>{}　{}</div>').format(
            best.name, supports, best.reason
        )
    )


def _line(one: Earlier) -> Markup:
    number = (
        Markup('<a href="/ticket?id={}" target="_blank" rel="noopener">{}</a>').format(
            one.ticket_id, one.number
        )
        if one.is_openable
        else one.number
    )
    said = [f"{wording.bare_day(one.registered_at.date())}登记"]
    if one.due_at is not None and one.is_open:
        said.append(f"{wording.bare_day(one.due_at.date())}到期")
    if one.voices:
        said.append(f"又来电{one.voices}次")
    said.append(one.unit_name)  # last: a long name is cut, a date is not
    return Markup(
        '<div class="hl-earlier"><p><b data-own-words>{}</b><i>{}</i></p>'
        "<p>{}{}<span>{}</span></p></div>"
    ).format(
        one.title, "、".join(one.reasons), number, words.state_badge(one.state),
        "　".join(part for part in said if part),
    )  # fmt: skip


def _linked(seen: Known) -> None:
    number = next(
        (one.number for one in seen.earlier if one.ticket_id == seen.call.previous_id), ""
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        words.notice(f"保存时关联原工单{number}（办法第九条（四））。", "done")
        st.button(
            "取消关联", key="intake_unlink", type="tertiary", on_click=partial(form.link, None)
        )


def _add_voice(desk: Entered, one: Earlier) -> None:
    call = form.typed()

    def hear(uow: UnitOfWork) -> str:
        return calls.add_voice(uow, one.ticket_id, phone=call.phone, note=call.matter[:200])

    number = attempt.attempt(desk, hear, done=None, slot=finishing.SLOT)
    if number is not None:
        finishing.done(f"已在{number}上记录这次来电，没有另建工单。")
