"""怎样被查到: beside the form, in which place each question would find what is being written."""

from __future__ import annotations

import streamlit as st

from core.store.work import Reading
from kb import entry_hints, preview
from kb.index import IndexBroken
from kb.preview import Draft, Place
from pages._ui import words
from pages._ui.words import Markup

_ADDED = "kb_try"


def draw(reading: Reading, draft: Draft, name: str) -> None:
    """The writer's own questions and whatever is typed into 试搜, then remarks on the text."""
    words.section("怎样被查到")
    tried = st.text_input(
        "试搜", key=f"{_ADDED}_{name}", live="200ms", label_visibility="collapsed", type="search",
        placeholder="试搜：群众会怎么问",
    )  # fmt: skip
    text = draft.text
    asked = [tried or "", text.standard_question or text.title, *text.variant_questions]
    try:
        places = preview.places(reading, draft, asked) if text.title.strip() else []
    except IndexBroken:
        words.notice("索引正在重建，稍后再试搜。", "soon")
        return
    if not places:
        words.show(Markup('<p class="hl-note">写上标题和问题，这里显示发布后排在第几。</p>'))
    else:
        lines = words.join(_line(place) for place in places)
        words.show(Markup('<ol class="kb-places">{}</ol>').format(lines))
    _remarks(reading, draft)


def _line(place: Place) -> Markup:
    """低保怎么办 第2 / 前面是《…》 / 「暖气」没有出现在标题、问题、关键词中."""
    if place.place is None:
        badge = words.badge("查不到" if not place.total else f"不在前{preview.LOOKED_AT}", "late")
    else:
        badge = words.badge(f"第{place.place}", "done" if place.place == 1 else "soon")
    said = []
    if place.above:
        said.append("前面是" + "".join(f"《{one.title}》" for one in place.above))
    if place.absent and place.place != 1:
        missing = "".join(f"「{word}」" for word in place.absent)
        said.append(f"{missing}没有出现在标题、问题、关键词中，可以补上")
    note = Markup('<div class="hl-note">{}。</div>').format("；".join(said)) if said else Markup("")
    return Markup("<li>{} <span data-own-words>{}</span>{}</li>").format(
        badge, place.question, note
    )


def _remarks(reading: Reading, draft: Draft) -> None:
    spoken = draft.text.spoken_answer
    longest = reading.policy.number("spoken_answer_max_chars")
    hints = entry_hints.of_text(draft.text, draft.kind)
    if spoken.strip():
        length = f"口语答复 {len(spoken)}/{longest} 字，念完约 {entry_hints.seconds(spoken)} 秒"
        words.show(Markup('<p class="hl-note">{}</p>').format(length))
    for hint in [*entry_hints.duplicates(reading, draft.text, draft.entry_id), *hints]:
        link = (
            Markup(' <a href="/knowledge?entry={}" target="_blank">查看</a>').format(hint.entry_id)
            if hint.entry_id is not None
            else Markup("")
        )
        words.notice(Markup("{}{}").format(hint.message, link))
