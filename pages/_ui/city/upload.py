"""导入: a file is chosen, its columns are matched, every row is checked, and only then taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from core.errors import HotlineError
from core.exchange import city, city_columns, tables
from core.exchange.city import Checked, PreviewRow
from core.exchange.tables import RowProblem, Table
from core.store.work import Reading
from pages._ui import attempt, download, failures, keys, long_work, table, words
from pages._ui.desk import Entered

WORK = "city_import_work"
_UPLOAD, _GENERATION = "city_upload", "city_upload_generation"
_COLUMNS_A_LINE = 5
_MOST_PROBLEMS = 400

_PROBLEMS = (
    table.Column[RowProblem]("行", lambda p: p.row, "number", 64),
    table.Column[RowProblem]("列", lambda p: p.column, width=140),
    table.Column[RowProblem]("问题", lambda p: p.message),
)
_PREVIEW = (
    table.Column[PreviewRow]("行", lambda r: r.number, "number", 56),
    table.Column[PreviewRow]("市平台编号", lambda r: r.city_number, width=136),
    table.Column[PreviewRow]("标题", lambda r: r.title, width=260),
    table.Column[PreviewRow]("诉求内容", lambda r: r.body),
    table.Column[PreviewRow]("诉求人", lambda r: r.requester, width=132),
    table.Column[PreviewRow]("受理时间", lambda r: r.registered, width=140),
    table.Column[PreviewRow]("说明", lambda r: r.remarks, width=150),
)


@dataclass
class Upload:
    """A file as it was read: reading it again at every click would take seconds."""

    file_id: str
    file_name: str
    sha256: str
    read: Table | None
    refusal: HotlineError | None = None
    checked: dict[tuple[tuple[str, str], ...], Checked] = field(default_factory=dict)


def draw(desk: Entered, reading: Reading) -> None:
    """The whole tab, from the file to the button that takes it in."""
    upload = _chosen()
    if upload is None:
        words.empty(
            "选择市平台导出的工单文件。",
            "Excel（.xlsx）或 CSV，第一行是列名。同一编号只会导入一次，可以放心重复导入。",
        )
        return
    if upload.read is None:
        if upload.refusal is not None:
            words.refusal(upload.refusal)
        return
    mapping = _mapping(reading, upload, upload.read)
    try:
        checked = _checked(reading, upload, upload.read, mapping)
    except HotlineError as refusal:
        words.refusal(refusal)
        return
    _summary(desk, upload, checked)
    _lists(checked)


def start_over() -> None:
    """Forget the file; the uploader comes back empty."""
    st.session_state.pop(_UPLOAD, None)
    st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1


def _chosen() -> Upload | None:
    generation = st.session_state.get(_GENERATION, 0)
    file = st.file_uploader(
        "市平台导出文件", type=["xlsx", "csv"], key=f"city_file_{generation}",
        max_upload_size=tables.MAX_BYTES // 1024 // 1024, label_visibility="collapsed",
    )  # fmt: skip
    if file is None:
        st.session_state.pop(_UPLOAD, None)
        return None
    held: Upload | None = st.session_state.get(_UPLOAD)
    if held is None or held.file_id != file.file_id:
        with st.spinner("正在读取…"):
            held = _read(file.file_id, file.name, file.getvalue())
        st.session_state[_UPLOAD] = held
    return held


def _read(file_id: str, name: str, content: bytes) -> Upload:
    sha256 = city.fingerprint(content)
    try:
        return Upload(file_id, name, sha256, city.read_export(name, content))
    except Exception as error:
        return Upload(file_id, name, sha256, None, failures.sentence(error))


def _mapping(reading: Reading, upload: Upload, read: Table) -> Mapping[str, str]:
    """列对应: proposed or kept, and open for change."""
    proposal = city_columns.mapping_for(reading, read.headers)
    is_sure = proposal.is_kept or {city_columns.NUMBER, city_columns.BODY} <= set(proposal.mapping)
    origin = "沿用上次确认的对应" if proposal.is_kept else "按列名自动对应"
    chosen: dict[str, str] = {}
    with st.expander(
        f"列对应（{origin}，请核对）", expanded=not is_sure, key=f"city_map_{upload.file_id}"
    ):
        places = st.columns(_COLUMNS_A_LINE)
        for number, wanted in enumerate(city_columns.FIELDS):
            with places[number % _COLUMNS_A_LINE]:
                header = _select(upload, read, wanted, proposal.mapping.get(wanted.code))
            if header is not None:
                chosen[wanted.code] = header
        left = [header for header in read.headers if header not in chosen.values()]
        if left:
            words.notice(f"不导入的列：{'、'.join(left)}")
    return chosen


def _select(
    upload: Upload, read: Table, wanted: city_columns.Field, proposed: str | None
) -> str | None:
    is_needed = wanted.code in {city_columns.NUMBER, city_columns.BODY}
    return st.selectbox(
        wanted.zh + ("（必选）" if is_needed else ""), read.headers,
        index=read.headers.index(proposed) if proposed in read.headers else None,
        placeholder="不导入", key=f"city_map_{wanted.code}_{upload.file_id}",
    )  # fmt: skip


def _checked(reading: Reading, upload: Upload, read: Table, mapping: Mapping[str, str]) -> Checked:
    key = tuple(sorted(mapping.items()))
    if key not in upload.checked:
        with st.spinner("正在逐行核对…"):
            upload.checked = {key: city.check(reading, read, mapping)}
    return upload.checked[key]


def _summary(desk: Entered, upload: Upload, checked: Checked) -> None:
    fresh, refused = len(checked.rows), len(checked.refused_rows)
    with st.container(horizontal=True, key="city_summary", vertical_alignment="center"):
        words.show(
            words.Markup(" ").join(
                [
                    words.badge(f"新增 {fresh:,}", "unit" if fresh else "plain"),
                    words.badge(f"已存在 {len(checked.existing):,}"),
                    words.badge(f"有问题 {refused:,}", "late" if refused else "plain"),
                ]
            )
        )
        with st.container(horizontal=True, horizontal_alignment="right"):
            if refused:
                download.button(
                    desk, "下载问题清单", lambda r: city.problems_sheet(r, checked),
                    key="city_problems", slot="city", shortcut=keys.SECOND,
                )  # fmt: skip
            st.button(
                f"导入 {fresh:,} 件" if fresh else "登记本次核对结果", type="primary",
                key="city_take_in", shortcut=keys.FIRST, on_click=_take_in,
                args=(desk, upload, checked),
            )  # fmt: skip
    attempt.outcome("city")


def _lists(checked: Checked) -> None:
    if checked.problems:
        words.section(
            "有问题的行", "这些行不会导入，其余照常导入；在原文件里改好后再导入一次，只会补上它们。"
        )
        table.table(
            _PROBLEMS, checked.problems[:_MOST_PROBLEMS], key="city_problem_rows", empty="没有问题。",
            row_id=lambda problem: f"{problem.row}-{problem.column}-{problem.message}", height=240,
        )  # fmt: skip
        if len(checked.problems) > _MOST_PROBLEMS:
            words.notice(f"只列出前{_MOST_PROBLEMS}处，全部见问题清单。")
    if not checked.rows and not checked.problems:
        words.empty("这个文件里没有新的工单。", "全部已经导入过；可以登记一次，留下核对记录。")
    if checked.rows:
        words.section("新增工单预览", f"前{min(8, len(checked.rows))}件，共{len(checked.rows):,}件")
        table.table(
            _PREVIEW, city.preview(checked), key="city_preview", empty="没有新增工单。",
            row_id=lambda row: row.number, excel="新增工单预览",
        )  # fmt: skip


def _take_in(desk: Entered, upload: Upload, checked: Checked) -> None:
    """Begin, and let go of the file: what is left to do belongs to the work."""
    name, sha256 = upload.file_name, upload.sha256
    do = partial(
        city.take_in_parts, desk.database, desk.prove, checked, file_name=name, sha256=sha256
    )
    long_work.begin(WORK, f"正在导入“{name}”", len(checked.rows), lambda told: do(told=told))
    start_over()
