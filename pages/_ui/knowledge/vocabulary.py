"""The words desk in parts: the list with its field for a new group, the chosen group, the trial, the pasted list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import streamlit as st

from core.errors import BadInput, HotlineError
from core.store.work import Reading
from kb import finder, lifecycle, synonyms
from kb.alternatives import Vocabulary
from kb.synonyms import Group, Words
from kb.terms import SynonymKind
from pages._ui import attempt, keys, table, words
from pages._ui.desk import Entered
from pages._ui.knowledge.marked import marked
from pages._ui.words import Markup

NEW, OPEN, PASTED, COMMON = "syn_new", "syn_open", "syn_pasted", "syn_common"
_TRY = "syn_try"
_TRIED = 5

_COLUMNS = (
    table.Column[Group]("群众怎么说", lambda group: "、".join(group.said)),
    table.Column[Group]("知识里怎么写", lambda group: "、".join(group.written) or "（互为同义）"),
    table.Column[Group](
        "状态", lambda group: ("使用", "done") if group.is_active else ("停用", "out"), "badge", 64
    ),
)
_RULES = (
    "一行一组。用“=”连接同义词，例如：低保=最低生活保障。",
    "用“→”连接群众的说法和知识里的写法，例如：暖气、热气→供热。",
    "“#”后面是备注。有一行不对，就一组也不导入。",
)


def summary(kept: Sequence[Group]) -> str:
    """What stands beside the page's name."""
    off = sum(not group.is_active for group in kept)
    return f"共 {len(kept)} 组{f'　停用 {off} 组' if off else ''}　保存后检索立即生效（{lifecycle.ARTICLE}）"


def listed(desk: Entered, reading: Reading, kept: Sequence[Group]) -> None:
    """词表: a new group on top, the list below it, the chosen group and the trial beside."""
    left, right = st.columns([7, 5], gap="medium")
    with left:
        typed = _new(desk)
        shown, chosen = _list(reading, kept) if kept else ([], [])
        if not kept:
            _empty(desk)
    with right:
        group = next((one for one in shown if one.id in chosen), None)
        if group is not None and typed is None:
            _opened(desk, group)
        _trial(reading, typed, group)


def pasted(desk: Entered, reading: Reading, _: Sequence[Group]) -> None:
    """粘贴导入: read as it stands, every problem told with its line, all taken in or nothing."""
    name = attempt.form_key(PASTED)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        attempt.outcome(PASTED)
        text = st.text_area(
            "一行一组",
            key=f"pasted_{name}",
            height=300,
            placeholder="低保=最低生活保障\n暖气、热气→供热\n扯证→结婚登记 # 领结婚证",
        )
        found = synonyms.check(reading, text or "")

        def take_in() -> None:
            written = st.session_state.get(f"pasted_{name}") or ""
            attempt.attempt(
                desk, lambda uow: synonyms.take_in(uow, written),
                done="已导入，检索立即生效。", slot=PASTED, form=PASTED,
            )  # fmt: skip

        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "导入", type="primary", shortcut=keys.FIRST, key="syn_take_in", on_click=take_in
            )
            if found.groups and not found.problems:
                words.show(
                    Markup('<span class="hl-note">读出 {} 组</span>').format(len(found.groups))
                )
    with right:
        if found.problems:
            words.section(f"有 {len(found.problems)} 行需要修改")
            words.facts([(f"第 {one.line} 行", one.message) for one in found.problems])
        else:
            words.explanation(_RULES, title="怎样写")


PARTS: Mapping[str, Callable[[Entered, Reading, Sequence[Group]], None]] = MappingProxyType(
    {"词表": listed, "粘贴导入": pasted}
)
"""The tabs of the page."""


def _list(reading: Reading, kept: Sequence[Group]) -> tuple[Sequence[Group], list[int]]:
    """The groups looked for, and which of them is chosen."""
    wanted = st.text_input(
        "查找同义词", key="syn_find", type="search", live="200ms", width=260,
        label_visibility="collapsed", placeholder="按词查找",
    )  # fmt: skip
    shown = synonyms.groups(reading, wanted) if wanted else kept
    chosen = table.table(
        _COLUMNS, shown, key="syn_list", select="one", height=430, empty="没有这样的词。",
        hint="可以在上面新增。", is_first_chosen=bool(wanted), excel="同义词",
        row_tone=lambda group: None if group.is_active else "out",
    )  # fmt: skip
    return shown, chosen


# --- a new group -----------------------------------------------------------------------------


def _new(desk: Entered) -> Words | None:
    """The fields of a new group; what they hold now, when it could be kept."""
    name = attempt.form_key(NEW)
    attempt.outcome(NEW)
    with st.container(horizontal=True, vertical_alignment="bottom", key="syn_add"):
        with st.container(key="focus_synonym"):
            said = st.text_input(
                "群众怎么说", key=f"said_{name}", live="300ms",
                placeholder="几种说法用顿号隔开：扯证、领证",
            )  # fmt: skip
        written = st.text_input(
            "知识里怎么写（留空表示左边的词互为同义）", key=f"written_{name}", live="300ms",
            placeholder="结婚登记",
        )  # fmt: skip
        st.button(
            "新增", type="primary", key="syn_save_new", shortcut=keys.FIRST,
            on_click=lambda: _save_new(desk, _typed(name)),
        )  # fmt: skip
    if not said:
        return None
    try:
        return synonyms.checked(_words(said, written or ""))
    except BadInput:
        return None


def _typed(name: str) -> Words:
    state = st.session_state
    return _words(state.get(f"said_{name}") or "", state.get(f"written_{name}") or "")


def _words(said: str, written: str, note: str = "") -> Words:
    kind = SynonymKind.SPOKEN if synonyms.split(written) else SynonymKind.EQUAL
    return Words(kind, synonyms.split(said), synonyms.split(written), note)


def _save_new(desk: Entered, new: Words) -> None:
    attempt.attempt(
        desk, lambda uow: synonyms.add(uow, new), done="已新增，检索立即生效。", slot=NEW, form=NEW
    )


def _empty(desk: Entered) -> None:
    words.empty("还没有同义词。", "可以先载入常用的一百多组再改，也可以逐组新增。")
    attempt.outcome(COMMON)

    def load() -> None:
        attempt.attempt(desk, synonyms.load_common, done="已载入常用词表。", slot=COMMON)

    st.button("载入常用词表", key="syn_common_load", on_click=load)


# --- the chosen group ------------------------------------------------------------------------


def _opened(desk: Entered, group: Group) -> None:
    """修改、停用、删除."""
    key = f"{group.id}_{group.version}"
    attempt.outcome(OPEN)
    said = st.text_input("群众怎么说", "、".join(group.said), key=f"said_{key}")
    written = st.text_input("知识里怎么写", "、".join(group.written), key=f"written_{key}")
    note = st.text_input("备注", group.note, key=f"note_{key}", placeholder="选填")
    changed = _words(said or "", written or "", note or "")
    seen = group.version

    def save() -> None:
        state = st.session_state
        now = _words(*(state.get(f"{field}_{key}") or "" for field in ("said", "written", "note")))
        attempt.attempt(
            desk, lambda uow: synonyms.change(uow, group.id, now, seen_version=seen),
            done="已保存，检索立即生效。", slot=OPEN,
        )  # fmt: skip

    def switch() -> None:
        attempt.attempt(
            desk,
            lambda uow: synonyms.switch(
                uow, group.id, is_on=not group.is_active, seen_version=seen
            ),
            done="已停用。" if group.is_active else "已启用。", slot=OPEN,
        )  # fmt: skip

    def remove() -> None:
        attempt.attempt(
            desk, lambda uow: synonyms.remove(uow, group.id, seen_version=seen),
            done="已删除。", slot=OPEN,
        )  # fmt: skip

    with st.container(horizontal=True, vertical_alignment="center"):
        is_same = (changed.said, changed.written, changed.note) == (
            group.said, group.written, group.note,
        )  # fmt: skip
        st.button("保存修改", key="syn_save", shortcut=keys.SAVE, disabled=is_same, on_click=save)
        st.button("停用" if group.is_active else "启用", key="syn_switch", on_click=switch)
        if not group.is_active:
            st.button("删除", key="syn_remove", on_click=remove)
        words.show(
            Markup('<span class="hl-note">{}　{:%Y-%m-%d}</span>').format(
                group.changed_by, group.changed_at
            )
        )


# --- the trial -------------------------------------------------------------------------------


def _trial(reading: Reading, typed: Words | None, group: Group | None) -> None:
    """试一试: the first answers to a question with the group and without it."""
    words.section("试一试")
    question = st.text_input(
        "群众的问法", key=_TRY, type="search", live="200ms",
        placeholder="输入群众的问法，看看这组词有没有用", label_visibility="collapsed",
    )  # fmt: skip
    if not (question or "").strip():
        words.show(
            Markup('<p class="hl-note">左边写好或选中一组词，在这里比较用与不用的结果。</p>')
        )
        return
    now = synonyms.known(reading)
    if typed is not None:
        sides = (("加上新写的这组", synonyms.trial(reading, typed)), ("现在", now))
    elif group is not None and group.is_active:
        sides = (("现在", now), ("停用这组", synonyms.trial(reading, None, without_id=group.id)))
    elif group is not None:
        with_it = synonyms.trial(reading, Words(group.kind, group.said, group.written))
        sides = (("启用这组", with_it), ("现在", now))
    else:
        sides = (("现在", now), ("不用同义词", Vocabulary()))
    for place, (title, vocabulary) in zip(st.columns(2), sides, strict=True):
        with place:
            _answers(reading, title, question, vocabulary)


def _answers(reading: Reading, title: str, question: str, vocabulary: Vocabulary) -> None:
    words.section(title)
    try:
        found = finder.find(reading, question, limit=_TRIED, vocabulary=vocabulary)
    except HotlineError as refusal:
        words.refusal(refusal)
        return
    if not found.hits or found.is_near:
        words.show(Markup('<p class="hl-note">没有直接对应的知识。</p>'))
        return
    lines = words.join(
        Markup("<li>{}</li>").format(marked(hit.title, hit.title_marks)) for hit in found.hits
    )
    words.show(Markup('<ol class="kb-tried">{}</ol>').format(lines))
