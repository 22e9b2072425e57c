"""文字部分: typed on screen and saved when the typing pauses; two people never overwrite one another unseen."""

from __future__ import annotations

import streamlit as st

from core.casework import papers
from core.documents import kinds
from core.insight import papers as shown
from core.insight.papers import Opened
from core.rules import wording
from core.rules.terms import Role
from core.store.work import UnitOfWork
from pages._ui import attempt, download, words
from pages._ui.desk import Entered

SLOT = "papers_write"
PART_HEIGHT = 150


def draw(desk: Entered, one: Opened) -> None:
    """The parts with their candidates, and what may be done with the draft."""
    attempt.outcome(SLOT)
    _adopt(one)
    left = "、".join(one.lacking)
    words.notice(f"待填写：{left}" if left else "文字部分已填写完毕。", "soon" if left else "done")
    _buttons(desk, one)
    proposed = kinds.KINDS[one.kind].proposed(one.facts)
    for part in kinds.KINDS[one.kind].parts:
        with st.container(key=f"live_saved_{part.name}"):
            st.text_area(
                part.title, key=_key(one.id, part.name), height=PART_HEIGHT, help=part.asked,
                max_chars=papers.LONGEST_PART, placeholder=part.asked, on_change=_save,
                args=(desk, one.id),
            )  # fmt: skip
        _candidates(desk, one.id, part.name, proposed.get(part.name, []))
    st.caption(words.plain(f"{one.saved_by}于{wording.clock(one.saved_at)}保存；停笔即自动保存"))


def read_only(desk: Entered, one: Opened) -> None:
    """已签发 or 已废弃: who and when, and the file."""
    if one.issued_at is not None:
        words.facts(
            [
                ("文号", one.number),
                ("签发人", one.issued_by),
                ("签发时间", wording.instant(one.issued_at)),
            ]
        )
        _download(desk, one)
    else:
        words.facts([("废弃人", one.saved_by), ("原因", one.discard_reason)])


def _buttons(desk: Entered, one: Opened) -> None:
    with st.container(horizontal=True):
        st.button("存", key="paper_save", on_click=_save, args=(desk, one.id, "已保存。"))
        if desk.actor.role is Role.OFFICE_LEAD:
            with st.popover("签发", disabled=bool(one.lacking)):
                st.markdown("签发后编号、存档，内容不能再改。")
                st.button("确认签发", key="paper_issue", type="primary", on_click=_issue,
                          args=(desk, one.id))  # fmt: skip
        _download(desk, one)
        st.button("重新提取数据", key="paper_retake", on_click=_retake, args=(desk, one.id))
        with st.popover("废弃"):
            reason = st.text_area(
                "原因", key=f"paper_reason_{one.id}", max_chars=papers.LONGEST_REASON
            )
            st.button(
                "确认废弃", key="paper_discard", on_click=_discard, args=(desk, one.id, reason)
            )


def _download(desk: Entered, one: Opened) -> None:
    download.button(desk, "下载", lambda own: shown.file(own, one.id), key="paper_take", slot=SLOT)


def _candidates(desk: Entered, paper_id: int, name: str, sentences: list[str]) -> None:
    if not sentences:
        return
    with st.expander(f"备选文字 {len(sentences)}"):
        for place, sentence in enumerate(sentences):
            with st.container(horizontal=True, vertical_alignment="top"):
                st.button("用上", key=f"pick_{paper_id}_{name}_{place}", type="tertiary",
                          on_click=_pick, args=(desk, paper_id, name, sentence))  # fmt: skip
                st.caption(words.plain(sentence))


# --- what was typed, beside what is stored -----------------------------------------------------------


def _key(paper_id: int, name: str) -> str:
    return f"part_{paper_id}_{name}"


def _base(paper_id: int) -> str:
    return f"papers_base_{paper_id}"


def _adopt(one: Opened) -> None:
    """Take over what others saved, except where something else was typed here and is not saved yet."""
    names = [part.name for part in kinds.KINDS[one.kind].parts]
    version, before = st.session_state.get(_base(one.id), (0, {}))
    typed = _typed(one.id, before) if version else {}
    for name in names:
        key = _key(one.id, name)
        if name not in typed and (version != one.version or key not in st.session_state):
            st.session_state[key] = one.parts.get(name, "")
    if not typed or attempt.refused(SLOT) is not None:
        st.session_state[_base(one.id)] = (one.version, dict(one.parts))


def _typed(paper_id: int, before: dict[str, str]) -> dict[str, str]:
    """The parts that read otherwise than when they were last taken over."""
    start = _key(paper_id, "")
    found = {
        str(key).removeprefix(start): str(value)
        for key, value in st.session_state.items()
        if str(key).startswith(start)
    }
    return {name: said for name, said in found.items() if said.strip() != before.get(name, "")}


def _save(desk: Entered, paper_id: int, done: str | None = None) -> None:
    version, before = st.session_state[_base(paper_id)]
    typed = _typed(paper_id, before)

    def save(uow: UnitOfWork) -> tuple[int, dict[str, str]]:
        paper = papers.save(uow, paper_id, typed, seen_version=version)
        return paper.version, dict(paper.parts)

    saved = attempt.attempt(desk, save, done=done, slot=SLOT)
    if saved is not None:
        st.session_state[_base(paper_id)] = saved


def _pick(desk: Entered, paper_id: int, name: str, sentence: str) -> None:
    key = _key(paper_id, name)
    st.session_state[key] = "\n".join(
        part for part in (st.session_state.get(key, ""), sentence) if part
    )
    _save(desk, paper_id)


def _issue(desk: Entered, paper_id: int) -> None:
    _save(desk, paper_id)
    if attempt.refused(SLOT) is None:
        version, _ = st.session_state[_base(paper_id)]
        attempt.attempt(desk, lambda uow: papers.issue(uow, paper_id, seen_version=version).id,
                        done="已签发。", slot=SLOT)  # fmt: skip


def _retake(desk: Entered, paper_id: int) -> None:
    version, _ = st.session_state[_base(paper_id)]
    attempt.attempt(desk, lambda uow: papers.retake(uow, paper_id, seen_version=version).id,
                    done="已重新提取数据，文字没有变动。", slot=SLOT)  # fmt: skip


def _discard(desk: Entered, paper_id: int, reason: str) -> None:
    attempt.attempt(desk, lambda uow: papers.discard(uow, paper_id, reason=reason).id,
                    done="草稿已废弃。", slot=SLOT)  # fmt: skip
