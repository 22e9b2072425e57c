"""版本: any two beside each other, what was taken out and put in marked within each field; an old one restored."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.rules import wording
from core.store.work import Reading
from kb import comparing, entries, shelves
from kb.comparing import Piece
from kb.models import Entry, Revision
from kb.terms import EntryState
from pages._ui import attempt, words
from pages._ui.desk import Entered
from pages._ui.knowledge import form, shelf
from pages._ui.words import Markup

_TAGS = {"deleted": Markup("<del>{}</del>"), "inserted": Markup("<ins>{}</ins>")}
_AWAITING = frozenset({EntryState.AWAITING_REVIEW, EntryState.AWAITING_PUBLICATION})


def draw(desk: Entered, reading: Reading, entry: Entry, *, is_mine: bool) -> None:
    """Two versions to choose; at first the one in force, or the one before, beside the newest."""
    past = shelves.history(reading, entry.id)
    by_number = {revision.number: revision for revision in past}
    if len(past) == 1:
        words.notice(f"只有这一个版本：{_told(past[0], entry, reading)}")
        return
    numbers = list(by_number)
    in_force = entry.in_force_number
    other = in_force if in_force is not None and in_force != numbers[0] else numbers[1]
    name = f"{entry.id}_{entry.latest_number}"
    with st.container(horizontal=True, key="kb_versions_row", vertical_alignment="bottom"):
        older = _choose("旧版本", numbers, other, f"older_{name}", by_number, entry, reading)
        newer = _choose("新版本", numbers, numbers[0], f"newer_{name}", by_number, entry, reading)
        if is_mine and older != entry.latest_number:
            _restore(desk, entry, older)
    _lives(by_number[older], by_number[newer], reading)
    _compare(by_number[older], by_number[newer])


def before_approval(reading: Reading, entry: Entry, revision: Revision) -> None:
    """审核、发布之前: what the version would change in the one that answers calls now."""
    if entry.state not in _AWAITING or entry.in_force_number in {None, revision.number}:
        return
    in_force = next(
        one for one in shelves.history(reading, entry.id) if one.number == entry.in_force_number
    )
    words.section("与现行版本对比", _told(in_force, entry, reading))
    _compare(in_force, revision)


def _choose(
    label: str, numbers: list[int], first: int, key: str, by_number: dict[int, Revision],
    entry: Entry, reading: Reading,
) -> int:  # fmt: skip
    chosen: int = st.selectbox(
        label, numbers, index=numbers.index(first), key=key,
        format_func=lambda number: _told(by_number[number], entry, reading),
    )  # fmt: skip
    return chosen


def _restore(desk: Entered, entry: Entry, number: int) -> None:
    entry_id, seen, slot = entry.id, entry.version, form.slot_of(entry.id)

    def go() -> None:
        done = f"已用第{number}版的内容起草新版本，审核发布后生效。"
        if attempt.attempt(
            desk, lambda uow: entries.restore(uow, entry_id, number, seen_version=seen),
            done=done, slot=slot, form=slot,
        ) is not None:  # fmt: skip
            shelf.stay(entry_id)

    st.button(f"恢复第{number}版", key=f"kb_restore_{entry_id}", on_click=go,
              help="用这个版本的内容起草一个新版本")  # fmt: skip


def _told(revision: Revision, entry: Entry, reading: Reading) -> str:
    """第3版 周局长 9月29日 已发布 现行."""
    written = wording.bare_day(revision.written_at.date(), reading.now.year)
    said = [f"第{revision.number}版", revision.written_by, written]
    if revision.number == entry.in_force_number:
        said.append("现行")
    elif revision.rejected_at:
        said.append("曾驳回")
    if revision.change_note:
        said.append(revision.change_note)
    return "　".join(said)


def _lives(older: Revision, newer: Revision, reading: Reading) -> None:
    """Who wrote, reviewed and published each, and when."""
    words.show(
        words.join(
            Markup('<p class="hl-note">第{}版：{}</p>').format(one.number, _life(one, reading))
            for one in ((older, newer) if older.number != newer.number else (older,))
        )
    )


def _life(revision: Revision, reading: Reading) -> str:
    steps = (
        (revision.written_by, revision.written_at, "起草"),
        (revision.reviewed_by, revision.reviewed_at, "审核"),
        (revision.rejected_by, revision.rejected_at, "驳回"),
        (revision.published_by, revision.published_at, "发布"),
    )
    return "，".join(
        f"{who}{words.when(at, reading.now)}{what}" for who, at, what in steps if who and at
    )


def _compare(older: Revision, newer: Revision) -> None:
    found = comparing.compare(older, newer)
    if not found.changed:
        words.notice("两个版本的内容相同。")
        return
    rows = words.join(
        Markup("<tr><th>{}</th><td data-own-words>{}</td><td data-own-words>{}</td></tr>").format(
            one.name, _marked(one.before), _marked(one.after)
        )
        for one in found.changed
    )
    same = "、".join(found.unchanged) or "无"
    words.show(
        Markup(
            '<table class="kb-versions"><thead><tr><th></th><th>第{}版</th><th>第{}版</th></tr></thead>'
            "<tbody>{}</tbody></table><details class='hl-note'><summary>没有变化的{}项</summary>{}</details>"
        ).format(older.number, newer.number, rows, len(found.unchanged), same)
    )


def _marked(pieces: Iterable[Piece]) -> Markup:
    """Everything escaped; taken out struck through, put in underlined, so that colour alone says nothing."""
    return words.join(
        _TAGS[piece.change].format(piece.text) if piece.change in _TAGS else piece.text
        for piece in pieces
    )
