"""内部制度文件: listed and downloaded by the unit and the office, put there and removed by the unit's leader."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.casework import attachments
from core.casework.attachments import FileLine
from core.errors import BadInput
from core.rules.terms import Role
from core.store.work import Reading
from pages._ui import attempt, download, table, words
from pages._ui.desk import Entered

SLOT = "unit_rules"
COLUMNS = (
    table.Column[FileLine]("文件", lambda f: f.file_name),
    table.Column[FileLine]("大小", lambda f: f"{max(f.size // 1024, 1):,} KB", width=100),
    table.Column[FileLine]("上传时间", lambda f: f.added_at, "instant", 176),
    table.Column[FileLine]("上传人", lambda f: f.added_by, width=110),
)


def show(desk: Entered, reading: Reading, unit_id: int) -> None:
    """The files of a unit, and for its leader the way to add and remove one."""
    words.section(
        "内部制度", "受理、办理、审批、答复、反馈、归档、保密、考核、问责（办法第七条（五））"
    )
    is_leader = desk.actor.role is Role.UNIT_LEADER and desk.actor.unit_id == unit_id
    hint = "请把本单位的热线工作制度上传到这里。" if is_leader else "由单位领导上传。"
    found = attachments.files(reading, unit_id)
    chosen = table.table(
        COLUMNS, found, key=f"rules_{unit_id}", empty="还没有上传制度文件。", hint=hint,
        select="one", now=reading.now, is_first_chosen=True, excel="内部制度",
    )  # fmt: skip
    line = next((one for one in found if one.id in chosen), None)
    attempt.outcome(SLOT)
    if line:
        with st.container(horizontal=True):
            download.button(
                desk, "下载所选文件", lambda r: attachments.open_file(r, line.id),
                key="rules_take", slot=SLOT,
            )  # fmt: skip
            if is_leader:
                st.button("移除所选文件", key="rules_remove", on_click=partial(_remove, desk, line))
    if is_leader:
        _upload(desk, unit_id)


def _upload(desk: Entered, unit_id: int) -> None:
    key = f"rules_file_{attempt.form_key(SLOT)}"
    st.file_uploader(
        "上传制度文件（pdf、docx、xlsx、jpg、png，不超过10MB）", key=key,
        type=["pdf", "docx", "xlsx", "jpg", "jpeg", "png"], max_upload_size=10,
    )  # fmt: skip
    st.button(
        "上传", key="rules_add", type="primary", help=f"依据：{attachments.ARTICLE}",
        on_click=partial(_add, desk, unit_id, key),
    )  # fmt: skip


def _add(desk: Entered, unit_id: int, key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        attempt.refuse(BadInput("请先选择要上传的文件。"), slot=SLOT)
        return
    name, content = file.name, file.getvalue()
    attempt.attempt(
        desk,
        lambda uow: attachments.add_file(uow, unit_id, file_name=name, content=content).id,
        done="已上传。", slot=SLOT, form=SLOT,
    )  # fmt: skip


def _remove(desk: Entered, line: FileLine) -> None:
    attempt.attempt(
        desk, lambda uow: attachments.remove_file(uow, line.id), done="已移除。", slot=SLOT
    )
