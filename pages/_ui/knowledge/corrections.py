"""纠错: said in one line where the entry is read, answered on the keepers' desk, the answer shown to who said it."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

import streamlit as st

from core.store.work import Reading, UnitOfWork
from kb import corrections, lifecycle
from kb.corrections import LONGEST_TEXT, CorrectionLine
from kb.finder import Hit
from kb.terms import CorrectionOutcome, Step
from pages._ui import attempt, table, words
from pages._ui.desk import Entered
from pages._ui.knowledge import files, shelf
from pages._ui.words import Markup

_SLOT = "kb_correct"
_ANSWER = "kb_correction"
_NOTHING = "只采纳"
_AFTERWARDS = {Step.REVISE: "采纳并修改", Step.DOUBT: "采纳，转待核实", Step.WITHDRAW: "采纳并下线"}
_LATEST = 30


def offer(desk: Entered, entry_id: int, revision_id: int, *, place: str) -> None:
    """纠错 beside the answer: one click, one line; what was typed stays where it is refused."""
    slot = f"{_SLOT}_{place}_{entry_id}"
    key = f"{slot}_what_{attempt.form_key(slot)}"

    def send() -> None:
        what = st.session_state.get(key) or ""
        attempt.attempt(
            desk, lambda uow: corrections.raise_correction(uow, entry_id, revision_id, what).id,
            done="已转责任单位核实，答复后会告诉您。", slot=slot, form=slot,
        )  # fmt: skip

    with st.popover("纠错", key=f"{slot}_open", help="内容不对，告诉责任单位"):
        st.text_input("哪里不对", key=key, max_chars=LONGEST_TEXT, width=360,
                      placeholder="例如：电话换了，现在是……")  # fmt: skip
        st.button("提交纠错", type="primary", key=f"{slot}_go", on_click=send)
        attempt.outcome(slot)


def beside_call(desk: Entered, reading: Reading, hit: Hit) -> None:
    """The same below the answer on 受理席: files to send on, what is in doubt, and one quiet button."""
    remarks(reading, hit.entry_id)
    files.offer(desk, reading, hit.entry_id)
    offer(desk, hit.entry_id, hit.revision_id, place="call")


def open_among(reading: Reading, entry_ids: Collection[int]) -> frozenset[int]:
    """Which entries of a list somebody says are wrong, for a mark beside their titles; one query."""
    return frozenset(corrections.open_of(reading, entry_ids))


def remarks(reading: Reading, entry_id: int) -> None:
    """有人提出纠错，待核实: what nobody has answered yet, for everybody who reads the entry."""
    said = corrections.open_of(reading, [entry_id]).get(entry_id, [])
    if said:
        words.notice(f"有人提出纠错，待核实：{'；'.join(said)}", "soon")


def told(desk: Entered, reading: Reading) -> None:
    """您的纠错有答复, until it is acknowledged."""
    for line in corrections.unseen_answers(reading):
        verdict = line.outcome.zh if line.outcome else ""
        with st.container(horizontal=True, key=f"kb_told_{line.id}", vertical_alignment="center"):
            words.notice(f"您的纠错有答复：《{line.title}》{verdict}。{line.answer}")
            st.button(
                "知道了", key=f"kb_told_seen_{line.id}", type="tertiary",
                on_click=partial(_seen, desk, line.id),
            )  # fmt: skip


def draw(desk: Entered, reading: Reading) -> None:
    """The keepers' list, the first due first, and beside it the chosen one with its answer."""
    waiting = corrections.waiting(reading)
    left, right = st.columns([6, 6], gap="medium")
    with left:
        chosen = table.table(
            _columns(reading), waiting, key="kb_corrections", select="one", is_first_chosen=True,
            height=300, empty="没有等待答复的纠错。", hint="读到错处的人提出后，会列在这里。",
            excel="待答复的纠错",
        )  # fmt: skip
    line = next((one for one in waiting if one.id in chosen), None)
    with right:
        attempt.outcome(_ANSWER)
        if line is not None:
            _answer(desk, reading, line)
    _answered(reading)


def summary(reading: Reading) -> str:
    """How many wait and how many are late, for the line beside the page's name; empty when none do."""
    waiting = corrections.waiting(reading)
    late = sum(line.is_overdue for line in waiting)
    if not waiting:
        return ""
    return f"　纠错 {len(waiting)} 条" + (f"（逾期 {late} 条）" if late else "")


def count(reading: Reading) -> int:
    """How many stand on the list, for its tab."""
    return len(corrections.waiting(reading))


def answer(desk: Entered, reading: Reading, correction_id: int | None) -> None:
    """The answer of one correction among other things to do, where who said what stands above already."""
    line = next((one for one in corrections.waiting(reading) if one.id == correction_id), None)
    attempt.outcome(_ANSWER)
    if line is not None:
        _reply(desk, reading, line)


def _columns(reading: Reading) -> tuple[table.Column[CorrectionLine], ...]:
    return (
        table.Column[CorrectionLine](
            "时限", lambda one: words.due(reading, one.due_at), "due", 126
        ),
        table.Column[CorrectionLine]("知识", lambda one: one.title),
        table.Column[CorrectionLine]("哪里不对", lambda one: one.what),
        table.Column[CorrectionLine]("责任单位", lambda one: one.unit_name, width=110),
    )


def _answer(desk: Entered, reading: Reading, line: CorrectionLine) -> None:
    words.section(line.title, f"第{line.number}版　{line.unit_name}")
    words.show(
        Markup('<p class="kb-correction" data-own-words>{}</p><p class="hl-note">{}</p>').format(
            line.what, f"{line.raised_by}　{words.when(line.raised_at, reading.now)}提出"
        )
    )
    _reply(desk, reading, line)


def _reply(desk: Entered, reading: Reading, line: CorrectionLine) -> None:
    if not line.is_mine_to_answer:
        words.notice("由责任单位答复；逾期未答复的，热线办负责人、知识库管理员可以代为答复。")
        st.button("打开这条知识", key=f"kb_correction_see_{line.id}",
                  on_click=_open, args=(line,))  # fmt: skip
        return
    key = f"kb_correction_text_{line.id}"
    st.text_area("答复（不采纳时必填）", key=key, height=76, max_chars=LONGEST_TEXT)
    with st.container(horizontal=True):
        for step, label in _offered(reading):
            st.button(
                label, key=f"kb_accept_{step.value if step else 'only'}_{line.id}",
                type="primary" if step is Step.REVISE else "secondary",
                on_click=partial(_accept, desk, line, key, step),
            )  # fmt: skip
        st.button("不采纳", key=f"kb_refuse_{line.id}", on_click=partial(_refuse, desk, line, key))


def _offered(reading: Reading) -> list[tuple[Step | None, str]]:
    """What may follow from accepting; withdrawing is for those who publish."""
    steps = [
        step
        for step in corrections.REMEDIES
        if step is not Step.WITHDRAW or lifecycle.may_publish(reading.actor)
    ]
    return [*((step, _AFTERWARDS[step]) for step in steps), (None, _NOTHING)]


def _accept(desk: Entered, line: CorrectionLine, key: str, step: Step | None) -> None:
    answer = st.session_state.get(key) or ""

    def use_case(uow: UnitOfWork) -> int:
        return corrections.accept(uow, line.id, answer=answer, remedy=step).id

    said = {None: "已采纳。", Step.REVISE: "已采纳，新版本可以修改了。"}.get(step, "已采纳并处理。")
    if attempt.attempt(desk, use_case, done=said, slot=_ANSWER) and step is Step.REVISE:
        _open(line, tab="修改")


def _open(line: CorrectionLine, tab: str = "内容") -> None:
    shelf.show(line.entry_id, line.title, tab)


def _refuse(desk: Entered, line: CorrectionLine, key: str) -> None:
    reason = st.session_state.get(key) or ""
    attempt.attempt(
        desk, lambda uow: corrections.refuse(uow, line.id, reason=reason).id,
        done="已答复：不采纳。", slot=_ANSWER,
    )  # fmt: skip


def _seen(desk: Entered, correction_id: int) -> None:
    attempt.attempt(
        desk, lambda uow: corrections.mark_seen(uow, correction_id), done=None, slot=_SLOT
    )


def _answered(reading: Reading) -> None:
    """已答复, folded below."""
    done = corrections.answered(reading, limit=_LATEST)
    if not done:
        return
    with st.expander(f"最近答复的 {len(done)} 条", key="kb_corrections_answered"):
        columns = (
            table.Column[CorrectionLine]("答复时间", lambda one: one.answered_at, "instant", 120),
            table.Column[CorrectionLine]("知识", lambda one: one.title),
            table.Column[CorrectionLine]("哪里不对", lambda one: one.what),
            table.Column[CorrectionLine]("结果", _outcome, "badge", 76),
            table.Column[CorrectionLine]("答复", lambda one: one.answer),
            table.Column[CorrectionLine]("答复人", lambda one: one.answered_by, width=80),
        )
        table.table(columns, done, key="kb_corrections_done", empty="", now=reading.now,
                    excel="已答复的纠错")  # fmt: skip


def _outcome(line: CorrectionLine) -> tuple[str, words.Tone] | None:
    if line.outcome is None:
        return None
    return line.outcome.zh, "done" if line.outcome is CorrectionOutcome.ACCEPTED else "out"
