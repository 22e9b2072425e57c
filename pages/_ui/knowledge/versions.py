"""历史版本: two versions side by side, what was taken out and what was put in marked within each field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

import streamlit as st

from core.rules import wording
from core.store.work import Reading
from kb import entry_text, shelves
from kb.models import Entry, Revision
from kb.terms import Audience
from pages._ui import words
from pages._ui.words import Markup

_SENTENCE = re.compile(r"[^。！？；;\n]*[。！？；;\n]?")
_FINE = 600
"""Passages longer than this are compared by sentence only: by character they would cost seconds."""

_FILED = {
    "category": "分类",
    "area": "适用地区",
    "audience": "可见范围",
    "effective_from": "生效日期",
    "effective_until": "失效日期",
}


def draw(reading: Reading, entry: Entry) -> None:
    """The versions as a list to choose two from; the newest beside the one in force, or the one before."""
    past = shelves.history(reading, entry.id)
    by_number = {revision.number: revision for revision in past}
    if len(past) == 1:
        words.notice(f"只有这一个版本：{_told(past[0], entry, reading)}")
        return
    numbers = list(by_number)
    in_force = entry.in_force_number
    other = in_force if in_force is not None and in_force != numbers[0] else numbers[1]
    name = f"{entry.id}_{entry.latest_number}"
    with st.container(horizontal=True, key="kb_versions_row"):
        older = _choose("旧版本", numbers, other, f"older_{name}", by_number, entry, reading)
        newer = _choose("新版本", numbers, numbers[0], f"newer_{name}", by_number, entry, reading)
    _compare(by_number[older], by_number[newer])


def _choose(
    label: str, numbers: list[int], first: int, key: str, by_number: dict[int, Revision],
    entry: Entry, reading: Reading,
) -> int:  # fmt: skip
    chosen: int = st.selectbox(
        label, numbers, index=numbers.index(first), key=key,
        format_func=lambda number: _told(by_number[number], entry, reading),
    )  # fmt: skip
    return chosen


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


def _compare(older: Revision, newer: Revision) -> None:
    rows = words.join(
        Markup("<tr><th>{}</th><td data-own-words>{}</td><td data-own-words>{}</td></tr>").format(
            label, *_difference(before, after)
        )
        for label, before, after in _changed(older, newer)
    )
    if not rows:
        words.notice("两个版本的内容相同。")
        return
    words.show(
        Markup(
            '<table class="kb-versions"><thead><tr><th></th><th>第{}版</th><th>第{}版</th></tr></thead>'
            "<tbody>{}</tbody></table><p class='hl-note'>其他内容没有变化。</p>"
        ).format(older.number, newer.number, rows)
    )


def _changed(older: Revision, newer: Revision) -> Iterator[tuple[str, str, str]]:
    for field, label in (entry_text.NAMES | _FILED).items():
        before, after = _shown(older, field), _shown(newer, field)
        if before != after:
            yield label, before, after


def _shown(revision: Revision, field: str) -> str:
    value = getattr(revision, field)
    if isinstance(value, Audience):
        return value.zh
    if field == "category":
        return value.path if value else ""
    if field == "area":
        return value.name if value else "全县"
    return "" if value is None else str(value)


def _difference(before: str, after: str) -> tuple[Markup, Markup]:
    """Both texts, what is only in one marked; by sentence first, then within what was replaced."""
    return _marked(_SENTENCE.findall(before), _SENTENCE.findall(after), is_fine=False)


def _marked(before: list[str], after: list[str], *, is_fine: bool) -> tuple[Markup, Markup]:
    left: list[Markup | str] = []
    right: list[Markup | str] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        old, new = "".join(before[a:b]), "".join(after[c:d])
        if what == "equal":
            left.append(old)
            right.append(new)
        elif what == "replace" and not is_fine and len(old) <= _FINE and len(new) <= _FINE:
            for side, piece in zip(
                (left, right), _marked(list(old), list(new), is_fine=True), strict=True
            ):
                side.append(piece)
        else:
            left.append(Markup("<del>{}</del>").format(old) if old else "")
            right.append(Markup("<ins>{}</ins>").format(new) if new else "")
    return words.join(left), words.join(right)
