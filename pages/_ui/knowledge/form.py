"""The form of an entry: every field of its kind, kept while it is refused, and saved as a new version."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from core.insight import directory
from core.store.work import Reading, UnitOfWork
from kb import entries, entry_text, lifecycle
from kb.entry_text import EntryText
from kb.models import Entry, Revision
from kb.preview import Draft
from kb.shelves import OFFICE_ITSELF
from kb.terms import Audience, EntryKind
from pages._ui import attempt, keys, words
from pages._ui.desk import Entered
from pages._ui.knowledge import keeping, preview, shelf

NEW = "kb_new"
_SAVED = "kb_form_saved"
"""Which form was saved just now, so that what stands around it is drawn again."""

_SEPARATOR = re.compile(r"[；;，,、\n]+")
_FOUND_BY = frozenset({"title", "standard_question"})
"""Followed while they are typed: 怎样被查到 answers at once."""

_SERVICE = (
    *(("conditions", 68), ("materials", 68), ("steps", 68)),
    *(("time_limit", 0), ("fee", 0), ("place", 0), ("phone", 0), ("link", 0)),
)
_LAW = (("law_title", 0), ("document_number", 0), ("issuer", 0), ("chapter", 0), ("article", 0))
_TEXTS = tuple(
    name
    for name in entry_text.NAMES
    if name not in {"variant_questions", "keywords", "effective_until"}
)


def new(desk: Entered, _: Reading) -> None:
    """起草: kind and keeper first, then the same fields as for a change."""
    _new(desk)


def change(desk: Entered, _: Reading, entry: Entry, revision: Revision) -> None:
    """修改: from the newest version to the next; who saved in between is never overwritten unseen."""
    _change(desk, entry.id, entry.version, entry_text.of(revision), entry.kind, entry.unit_id)


@st.fragment
def _new(desk: Entered) -> None:
    """Each field that is left runs this part again, and nothing outside it."""
    _again(NEW)
    with desk.database.read(desk.actor) as reading:
        name = attempt.form_key(NEW)
        text, _ = keeping.restored(reading, NEW, name, EntryText(title=""))
        with st.container(horizontal=True, key="kb_new_head"):
            kind = st.segmented_control(
                "知识类型", list(EntryKind), default=EntryKind.FAQ, required=True,
                key=f"kind_{name}", format_func=lambda one: one.zh,
            )  # fmt: skip
            unit_id = _keeper(reading, name)
        keeping.told(desk, NEW, name)
        attempt.outcome(NEW)
        fields, beside = st.columns([8, 4], gap="medium")
        with fields:
            _fields(reading, name, kind, text, is_wide=True)
            _buttons(desk, name, lambda uow: _draft(uow, name, kind), NEW)
        typed = _typed(name, text)
        keeping.keep(desk, NEW, name, typed, None)
        with beside:
            preview.draw(reading, Draft(typed, kind, unit_id), name)


@st.fragment
def _change(
    desk: Entered, entry_id: int, version: int, newest: EntryText, kind: EntryKind,
    unit_id: int | None,
) -> None:  # fmt: skip
    slot = slot_of(entry_id)
    _again(slot)
    with desk.database.read(desk.actor) as reading:
        name = attempt.form_key(slot)
        text, begun_upon = keeping.restored(reading, slot, name, newest)
        seen = st.session_state.setdefault(f"kb_seen_{name}", begun_upon or version)
        attempt.outcome(f"{slot}_form")
        keeping.told(desk, slot, name)
        if seen != version:
            words.notice("这条知识在您填写期间被修改过，按现在的内容不能保存。", "soon")
            st.button(
                "放弃我的修改，载入最新内容", key=f"reload_{name}", on_click=_reload,
                args=(desk, slot),
            )  # fmt: skip
        _fields(reading, name, kind, text)
        st.text_input("修改说明", key=f"note_{name}", placeholder="改了什么、依据什么（选填）")
        _buttons(desk, name, lambda uow: _revise(uow, name, entry_id, seen), slot)
        typed = _typed(name, text)
        keeping.keep(desk, slot, name, typed, seen)
        preview.draw(reading, Draft(typed, kind, unit_id, entry_id), name)


def _keeper(reading: Reading, name: str) -> int | None:
    """责任单位: one's own for a unit, chosen by the office."""
    if reading.actor.is_unit:
        return reading.actor.unit_id
    names = {unit.id: unit.name for unit in directory.units(reading)}
    chosen: int | None = st.selectbox(
        "责任单位", [None, *names], key=f"unit_{name}", width=300,
        format_func=lambda one: names.get(one, OFFICE_ITSELF),
    )  # fmt: skip
    return chosen


def _reload(desk: Entered, slot: str) -> None:
    """Let what was typed go, for the entry as it is now."""
    attempt.attempt(
        desk, lambda uow: keeping.discard(uow, slot), done=None, slot=f"{slot}_form", form=slot
    )
    st.session_state[_SAVED] = slot


def _again(slot: str) -> None:
    """After a save the lists beside the form have changed too: the whole page is drawn again."""
    if st.session_state.get(_SAVED) == slot:
        st.session_state.pop(_SAVED)
        st.rerun()


def slot_of(entry_id: int) -> str:
    """The name of an entry's form and of the place of its refusals."""
    return f"kb_{entry_id}"


def _draft(uow: UnitOfWork, name: str, kind: EntryKind) -> Entry:
    return entries.draft(
        uow, _typed(name, EntryText(title="")), kind=kind,
        unit_id=st.session_state.get(f"unit_{name}"),
    )  # fmt: skip


def _revise(uow: UnitOfWork, name: str, entry_id: int, seen: int) -> Entry:
    before: EntryText = st.session_state[f"before_{name}"]
    note = st.session_state.get(f"note_{name}") or ""
    return entries.revise(uow, entry_id, _typed(name, before), note=note, seen_version=seen)


def _buttons(desk: Entered, name: str, save: Any, form: str) -> None:
    """保存 or 保存并送审: one transaction either way."""
    slot = form if form == NEW else f"{form}_form"

    def store(is_submitted: bool) -> None:
        def both(uow: UnitOfWork) -> Entry:
            entry: Entry = save(uow)
            keeping.discard(uow, form)
            return entries.submit(uow, entry.id) if is_submitted else entry

        done = "已保存并送审。" if is_submitted else "已保存为草稿。"
        entry = attempt.attempt(desk, both, done=done, slot=slot, form=form)
        if entry is not None:
            shelf.stay(entry.id)
            st.session_state[_SAVED] = form

    with st.container(horizontal=True):
        st.button("保存并送审", type="primary", on_click=store, args=(True,), key=f"submit_{name}")
        st.button("保存草稿", on_click=store, args=(False,), shortcut=keys.SAVE, key=f"save_{name}")
        words.show(words.Markup('<span class="hl-note">{}</span>').format(lifecycle.ARTICLE))


def _fields(
    reading: Reading, name: str, kind: EntryKind, text: EntryText, *, is_wide: bool = False
) -> None:
    """What is asked and said on the left, everything else on the right; one below the other in a pane."""
    st.session_state[f"before_{name}"] = text
    left, right = st.columns(2, gap="medium") if is_wide else (st.container(), st.container())
    longest = reading.policy.number("spoken_answer_max_chars")
    with left:
        _line(name, text, "title", hint="全库不重复，例如：暖气不热怎么办")
        _line(name, text, "standard_question", hint="群众最常用的问法")
        _lines(name, text, "variant_questions", "相似问题（一行一个）", "\n", 84)
        _area(
            name,
            text,
            "spoken_answer",
            100 if is_wide else 140,
            f"口语答复（电话里念得出来，不超过{longest}字）",
        )
        _lines(name, text, "keywords", "关键词（用分号隔开）", "；", 0)
    with right:
        _area(name, text, "text", 200 if is_wide else 150)
        for field, height in {EntryKind.SERVICE: _SERVICE, EntryKind.LAW: _LAW}.get(kind, ()):
            if height:
                _area(name, text, field, height)
            else:
                _line(name, text, field)
        _filing(reading, name, text)
        _line(name, text, "source", hint="文件名称、文号或出处")


def _filing(reading: Reading, name: str, text: EntryText) -> None:
    """分类、地区、可见范围 and the days it holds."""
    categories = {line.id: f"{line.code} {line.path}" for line in directory.categories(reading)}
    towns = {town.id: town.name for town in directory.towns(reading)}
    first, second = st.columns(2)
    with first:
        _choice(name, "category_id", "分类", categories, text.category_id, "未分类")
        st.segmented_control(
            "可见范围", list(Audience), default=text.audience, required=True, key=f"audience_{name}",
            format_func=lambda one: one.zh, help="可对外的内容可以原文告知群众（办法第十九条）",
        )  # fmt: skip
    with second:
        _choice(name, "area_id", "适用地区", towns, text.area_id, "全县")
        start, end = st.columns(2)
        for place, field, label in (
            (start, "effective_from", "生效日期"),
            (end, "effective_until", "失效日期"),
        ):
            place.date_input(
                label, value=getattr(text, field), key=f"{field}_{name}", format="YYYY-MM-DD"
            )


def _line(name: str, text: EntryText, field: str, *, hint: str = "") -> None:
    st.text_input(
        entry_text.NAMES[field], value=getattr(text, field), key=f"{field}_{name}", placeholder=hint,
        live="500ms" if field in _FOUND_BY else False,
    )  # fmt: skip


def _area(name: str, text: EntryText, field: str, height: int, label: str = "") -> None:
    st.text_area(
        label or entry_text.NAMES[field],
        value=getattr(text, field),
        key=f"{field}_{name}",
        height=height,
    )


def _lines(name: str, text: EntryText, field: str, label: str, joint: str, height: int) -> None:
    written = joint.join(getattr(text, field))
    if height:
        st.text_area(label, value=written, key=f"{field}_{name}", height=height)
    else:
        st.text_input(label, value=written, key=f"{field}_{name}")


def _choice(
    name: str, field: str, label: str, named: dict[int, str], chosen: int | None, none: str
) -> None:
    known = [*named] if chosen in named or chosen is None else [*named, chosen]
    st.selectbox(
        label, known, index=known.index(chosen) if chosen is not None else None, placeholder=none,
        key=f"{field}_{name}", format_func=lambda one: named.get(one, "（已停用）"),
    )  # fmt: skip


def _typed(name: str, before: EntryText) -> EntryText:
    """What the form holds; fields that the kind does not show stay what they were."""

    def held(field: str, default: Any) -> Any:
        return st.session_state.get(f"{field}_{name}", default)

    values: dict[str, Any] = {field: held(field, getattr(before, field)) or "" for field in _TEXTS}
    questions = held("variant_questions", "\n".join(before.variant_questions))
    keywords = held("keywords", "；".join(before.keywords))
    return EntryText(
        **values,
        variant_questions=tuple((questions or "").splitlines()),
        keywords=tuple(_SEPARATOR.split(keywords or "")),
        category_id=held("category_id", before.category_id),
        area_id=held("area_id", before.area_id),
        audience=held("audience", before.audience) or Audience.INTERNAL,
        effective_from=held("effective_from", before.effective_from),
        effective_until=held("effective_until", before.effective_until),
    )
