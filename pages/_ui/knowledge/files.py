"""附件 of an entry: taken by whoever reads it, put there and removed by whoever keeps it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import BadInput
from core.exchange.sheets import Written
from core.store.attached import FileLine
from core.store.work import Reading
from kb import entry_files
from pages._ui import attempt, download, table, words
from pages._ui.desk import Entered

SLOT = "kb_files"
_COLUMNS = (
    table.Column[FileLine]("文件", lambda f: f.file_name),
    table.Column[FileLine]("大小", lambda f: _size(f), width=90),
    table.Column[FileLine]("上传", lambda f: f.added_at, "instant", 120),
    table.Column[FileLine]("上传人", lambda f: f.added_by, width=90),
)


def offer(desk: Entered, reading: Reading, entry_id: int) -> None:
    """The entry's files below its text, one button each; nothing where there are none."""
    found = entry_files.files(reading, entry_id)
    if not found:
        return
    attempt.outcome(SLOT)
    with st.container(horizontal=True, key="kb_reading_files"):
        for line in found:
            download.button(
                desk, f":material/attach_file: {words.plain(line.file_name)}（{_size(line)}）",
                partial(_open, file_id=line.id), key=f"kb_take_{line.id}", slot=SLOT,
            )  # fmt: skip


def keep(desk: Entered, reading: Reading, entry_id: int, *, is_mine: bool) -> None:
    """The keepers' list: download, remove, upload."""
    found = entry_files.files(reading, entry_id)
    chosen = table.table(
        _COLUMNS, found, key=f"kb_files_{entry_id}", select="one", is_first_chosen=True,
        now=reading.now, empty="没有附件。", hint="申请表、办事指南、政策文件可以放在这里，查到这条知识的人都能下载。",
        excel="附件清单",
    )  # fmt: skip
    line = next((one for one in found if one.id in chosen), None)
    attempt.outcome(SLOT)
    if line is not None:
        with st.container(horizontal=True):
            download.button(desk, "下载所选附件", partial(_open, file_id=line.id),
                            key="kb_file_take", slot=SLOT)  # fmt: skip
            if is_mine:
                st.button("移除所选附件", key="kb_file_remove", on_click=_remove, args=(desk, line))
    if is_mine:
        _upload(desk, entry_id)


def _open(reading: Reading, *, file_id: int) -> Written:
    return entry_files.open_file(reading, file_id)


def _upload(desk: Entered, entry_id: int) -> None:
    key = f"kb_file_{entry_id}_{attempt.form_key(SLOT)}"
    st.file_uploader(
        f"上传附件（pdf、docx、xlsx、jpg、png，每份不超过10MB，最多{entry_files.MOST_FILES}份）", key=key,
        type=["pdf", "docx", "xlsx", "jpg", "jpeg", "png"], max_upload_size=10,
    )  # fmt: skip
    st.button("上传", key="kb_file_add", on_click=_add, args=(desk, entry_id, key))


def _add(desk: Entered, entry_id: int, key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        attempt.refuse(BadInput("请先选择要上传的文件。"), slot=SLOT)
        return
    name, content = file.name, file.getvalue()
    attempt.attempt(
        desk,
        lambda uow: entry_files.add_file(uow, entry_id, file_name=name, content=content).id,
        done="已上传。", slot=SLOT, form=SLOT,
    )  # fmt: skip


def _remove(desk: Entered, line: FileLine) -> None:
    attempt.attempt(
        desk, lambda uow: entry_files.remove_file(uow, line.id), done="已移除。", slot=SLOT
    )


def _size(line: FileLine) -> str:
    return f"{max(line.size // 1024, 1):,} KB"
