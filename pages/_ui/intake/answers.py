"""The right half: likely answers with the matching words marked, and the chosen one made to be read aloud."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import RuleRefused
from core.store.work import Reading
from kb import entries, marking
from kb.finder import Hit
from kb.marking import Mark
from kb.models import Entry, Revision
from kb.terms import Audience
from pages._ui import words
from pages._ui.intake import known
from pages._ui.intake.known import Heard
from pages._ui.knowledge import reading
from pages._ui.words import Markup

_SECTIONS = (
    ("place", "办理地点"),
    ("phone", "咨询电话"),
    ("time_limit", "办理时限"),
    ("fee", "收费"),
    ("conditions", "受理条件"),
    ("materials", "申报材料"),
    ("steps", "办理流程"),
    ("link", "网上办理"),
    ("text", "全文"),
)


def listed(seen: Heard) -> None:
    """The answers in their order: Alt+1 … Alt+5 opens one, and the opened one is cited."""
    with st.container(key="tight_intake_answers"):
        for number, hit in enumerate(seen.found.hits, start=1):
            is_open = seen.chosen is not None and hit.entry_id == seen.chosen.entry_id
            st.button(
                _label(hit, is_doubted=hit.entry_id in seen.doubted),
                # The entry in the key: a press that comes late opens what was pressed, or nothing.
                key=f"intake_answer_{number}_{hit.entry_id}{'_open' if is_open else ''}",
                type="tertiary",
                shortcut=f"Alt+{number}",
                width="stretch",
                on_click=partial(known.choose, hit.entry_id),
            )
    if seen.call.matter.strip() and not seen.found.hits:
        words.notice("知识库里没有找到相近的答案，可以派发承办单位，或凭文件直接答复。")
    elif seen.found.is_near:
        words.notice("没有直接对应的答案，下面是字面上最接近的。")
    if seen.found.is_fallback:
        words.notice("知识库索引正在重建，现在的结果可能较少。")


def reading_pane(reading: Reading, seen: Heard) -> None:
    """What is read to the caller, large; everything else of the entry below it."""
    if seen.chosen is None:
        if not seen.call.matter.strip():
            words.empty(
                "开始记录，这里就会出现答案。",
                "Alt+1 至 Alt+5 打开答案，Alt+A 引用打开的答案直接答复并办结。",
            )
        return
    try:
        entry, revision = entries.in_force(reading, seen.chosen.entry_id)
    except RuleRefused as refusal:
        words.refusal(refusal)
        return
    words.show(_article(entry, revision, seen))


def _label(hit: Hit, *, is_doubted: bool) -> str:
    """Title with the matching words in bold, and whose it is."""
    overdue = "　复核逾期" if hit.is_review_overdue else ""
    overdue += "　意思相近" if hit.is_by_meaning else ""
    overdue += "　有纠错待核实" if is_doubted else ""
    return f"{_bold(hit.title, hit.title_marks)}　:gray[{words.plain(hit.unit_name + overdue)}]"


def _bold(text: str, marks: list[Mark]) -> str:
    pieces, at = [], 0
    for start, end in marks:
        pieces += [words.plain(text[at:start]), f"**{words.plain(text[start:end])}**"]
        at = end
    return "".join([*pieces, words.plain(text[at:])])


def _article(entry: Entry, revision: Revision, seen: Heard) -> Markup:
    query = " ".join((seen.call.matter, *seen.found.also))
    spoken = revision.spoken_answer or revision.text
    parts = [
        Markup("<section><h3>{}</h3><p>{}</p></section>").format(name, _marked(content, query))
        for field, name in _SECTIONS
        if (content := getattr(revision, field)) and content != spoken
    ]
    return Markup(
        '<article class="hl-answer" data-own-words data-open="{}"><header><b>{}</b>{}</header>'
        "{}{}<footer>{}</footer></article>"
    ).format(
        revision.id,
        revision.title,
        words.join(_badges(entry, revision, seen)),
        reading.aloud(spoken),
        words.join(parts),
        _origin(entry, revision),
    )


def _badges(entry: Entry, revision: Revision, seen: Heard) -> list[Markup]:
    badges = [words.badge(entry.kind.zh)]
    if revision.audience is Audience.INTERNAL:
        badges.append(words.badge("内部资料，不可原文告知", "soon"))
    if seen.chosen is not None and seen.chosen.is_review_overdue:
        badges.append(words.badge("复核逾期，请先核实", "soon"))
    return badges


def _origin(entry: Entry, revision: Revision) -> str:
    unit = entry.unit.name if entry.unit else "县热线办"
    said = [f"责任单位：{unit}", f"第{revision.number}版"]
    if revision.source:
        said.append(f"来源：{revision.source}")
    if revision.effective_until:
        said.append(f"有效期至{revision.effective_until:%Y-%m-%d}")
    return "　".join(said)


def _marked(text: str, query: str) -> Markup:
    """A text with the question's words marked, everything escaped."""
    pieces: list[Markup | str] = []
    at = 0
    for start, end in marking.marks(text, query):
        pieces += [text[at:start], Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return words.join([*pieces, text[at:]])
