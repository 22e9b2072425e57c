"""知识库检索: one field, the answers as they are typed, the chosen one beside them to be read to the caller."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import RuleRefused
from core.insight import directory
from core.store.work import Reading
from kb import entries, finder, indexing, lifecycle, suggest
from kb.finder import Choices, Found
from kb.terms import SearchPlace
from pages._ui import download, registry, renewing, rested, shell, words
from pages._ui.intake import known as calls
from pages._ui.knowledge import (
    asking,
    corrections,
    files,
    judging,
    keyboard,
    question,
    reading,
    replaced,
    results,
)
from pages._ui.knowledge.question import Question

desk = shell.enter(*lifecycle.READERS)

INTAKE = registry.find("intake")
CITE = "Alt+A"
DESK = "knowledge"


def _find(looking: Reading, asked: Question) -> Found:
    if not asked.text.strip():
        return finder.newest(
            looking, kinds=asked.kinds, unit_ids=asked.unit_ids, town_id=asked.town_id
        )
    is_finished = rested.has_rested(DESK, asked.text)
    return finder.find(
        looking, asked.text, kinds=asked.kinds, unit_ids=asked.unit_ids, town_id=asked.town_id,
        is_typing=not is_finished, is_finished=is_finished,
    )  # fmt: skip


def _results(looking: Reading, asked: Question, found: Found, chosen: int | None) -> None:
    is_asked = bool(asked.text.strip())
    results.remarks(found, lag=indexing.index_of(looking).lag(looking) if is_asked else 0)
    if is_asked and (found.is_near or not found.hits):
        about = suggest.for_matter(looking, asked.text, asked.town_id)
        results.nothing_direct(asked, found, about)
        asking.offer(desk, looking, asked.text, about, DESK)
    elif not found.hits:
        words.empty("这个范围里还没有知识。", "可以去掉筛选条件。")
    elif not is_asked:
        words.section("最近发布")
    if found.hits:
        doubted = corrections.open_among(looking, [hit.entry_id for hit in found.hits])
        results.listed(found, chosen, looking.now.date(), doubted)
        results.foot(found)


def _reading(looking: Reading, asked: Question, found: Found, entry_id: int | None) -> None:
    if entry_id is None:
        return
    try:
        entry, revision = entries.in_force(looking, entry_id)
    except RuleRefused as refusal:
        words.refusal(refusal)
        replaced.lead_on(looking, entry_id)
        return
    reading.head(entry, revision, looking.now.date())
    corrections.remarks(looking, entry_id)
    with st.container(key="kb_steps", horizontal=True):
        if INTAKE is not None and looking.actor.role in INTAKE.roles:
            is_cited = st.button("引用到受理席", type="primary", shortcut=CITE, key="kb_cite")
            if is_cited:
                asking.cited(desk, SearchPlace.KNOWLEDGE, entry_id)
                calls.bring(entry_id)
                # Without a mapping Streamlit 1.67 refuses to leave while the address holds bound names.
                st.switch_page(INTAKE.file, query_params={})
        spoken = revision.spoken_answer or revision.text
        keyboard.copy("复制口语答复", spoken, letter="C", key="kb_copy")
        corrections.offer(desk, entry_id, revision.id, place="search")
        judging.draw(desk, looking, entry_id, revision.id)
    judging.why(desk, entry_id, revision.id)
    reading.body(revision, " ".join((asked.text, *found.also)))
    files.offer(desk, looking, entry_id)
    replaced.remark(looking, entry_id)


@st.fragment
def search(choices: Choices) -> None:
    """Everything follows each pause in typing; nothing outside is run again."""
    with desk.database.read(desk.actor) as looking:
        asked, beside = question.ask(choices, directory.towns(looking))
        found = _find(looking, asked)
        first = found.hits[0].entry_id if found.hits else None
        chosen = question.picked() or first
        left, right = st.columns([5, 7], gap="medium")
        with left, st.container(key="kb_results"):
            _results(looking, asked, found, chosen)
        if asked.text.strip() and found.hits and not found.is_near:
            with beside:
                asking.offer(desk, looking, asked.text, None, DESK)
        with right, st.container(key="kb_reading"):
            _reading(looking, asked, found, chosen)
        if finder.has_meaning(looking):
            rested.listen(DESK, asked.text, partial(question.pick, chosen))
    keyboard.listen(chosen, question.pick)
    renewing.answered(asked.text)
    asking.follow(desk, SearchPlace.KNOWLEDGE, asked.text, found, question.picked())
    download.start("search")


with desk.database.read(desk.actor) as opening:
    known = finder.filters(opening)
    count = sum(each for _, each in known.kinds)
    note = f"可查 {count:,} 条　↑ ↓ 选择　Alt+1 至 5 打开　翻页键往下读　Alt+F 重新输入"
    with st.container(key="kb_head", horizontal=True, vertical_alignment="center"):
        words.heading("知识库检索", note if count else "")
        asking.mine(opening)
    corrections.told(desk, opening)
    asking.told(desk, opening)
if count:
    search(known)
else:
    words.empty("知识库里还没有可以查的知识。", "各单位在“知识维护”里起草，热线办发布后就能查到。")
