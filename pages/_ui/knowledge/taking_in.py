"""导入: a table of questions and answers or a whole regulation; looked through first, then all of it or nothing."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.errors import HotlineError
from core.exchange.tables import RowProblem, Table
from core.insight import directory
from core.store.work import Reading, UnitOfWork
from kb import import_sheets, imports, lifecycle, regulation_import, regulations
from kb.imports import Checked, ImportRow
from kb.regulations import Article, Regulation
from kb.shelves import OFFICE_ITSELF
from kb.terms import Audience
from pages._ui import attempt, table, words
from pages._ui.desk import Entered

SLOT = "kb_import"
_TABLES, _LAWS = ("xlsx", "csv"), ("txt", "md", "docx")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_READ = "kb_import_read"


def draw(desk: Entered, reading: Reading) -> None:
    """Choose a file, see what would come of it, take it in."""
    name = attempt.form_key(SLOT)
    left, right = st.columns([5, 8], gap="medium")
    with left:
        file = st.file_uploader(
            "问答表格（xlsx、csv）或法规全文（txt、md、docx）",
            type=[*_TABLES, *_LAWS],
            key=f"file_{name}",
        )
        st.download_button(
            "下载表格模板", lambda: import_sheets.template_xlsx(reading.policy), "知识导入模板.xlsx",
            _XLSX, key="kb_template", on_click="ignore",
        )  # fmt: skip
        words.explanation(_RULES, title="导入规则")
    with right:
        attempt.outcome(SLOT)
        if file is None:
            words.empty("选择文件后，这里会显示导入的内容。", "确认之前，知识库里什么也不会改变。")
            return
        try:
            content = _read_once(file)
        except HotlineError as refusal:
            words.refusal(refusal)
            return
        if isinstance(content, Regulation):
            _regulation(desk, reading, content, name)
        else:
            _table(desk, reading, content, name)


_RULES = (
    "整个文件一起导入；有一处问题，就一条也不导入。",
    "标题与已有知识相同的行，作为那条知识的新版本；没有列出的列保持原样。",
    "法规按“第×条”拆分，每条一个条目；再次导入修订后的文本，只产生有变化的条目的新版本。",
    "导入后进入审核；有发布权限的人可以直接发布。",
)


def _read_once(file: Any) -> Regulation | Table:
    """The file's content, kept while the file stays chosen. Raises BadInput."""
    kept = st.session_state.get(_READ)
    if kept is None or kept[0] != file.file_id:
        is_law = file.name.rsplit(".", 1)[-1].lower() in _LAWS
        read = regulations.read if is_law else imports.read_table
        kept = (file.file_id, read(file.name, file.getvalue()))
        st.session_state[_READ] = kept
    return kept[1]


def _publishing(reading: Reading, name: str) -> None:
    if lifecycle.may_publish(reading.actor):
        st.checkbox("导入后直接发布（内容已经责任单位确认）", key=f"publish_{name}")


# --- a table --------------------------------------------------------------------------------------


def _table(desk: Entered, reading: Reading, read: Table, name: str) -> None:
    try:
        checked = imports.check(reading, read)
    except HotlineError as refusal:
        words.refusal(refusal)
        return
    if checked.problems:
        _problems(checked)
        return
    changed = sum(row.is_changed for row in checked.rows)
    words.section(
        f"共 {len(checked.rows)} 行，没有问题",
        f"将保存 {changed} 条" if changed else "内容与知识库一致，不需要导入",
    )
    with st.container(horizontal=True, key="kb_import_row"):
        st.button(
            f"导入 {changed} 条", type="primary", key="kb_import_go", disabled=not changed,
            on_click=_import_table, args=(desk, checked, name),
        )  # fmt: skip
        _publishing(reading, name)
    units = {unit.id: unit.name for unit in directory.units(reading, with_inactive=True)}
    table.table(_rows_columns(units), checked.rows, key=f"kb_rows_{name}", height=440,
                empty="表格里没有数据行。", row_id=lambda row: row.number, excel="知识导入预览")  # fmt: skip


def _rows_columns(units: dict[int, str]) -> tuple[table.Column[ImportRow], ...]:
    return (
        table.Column[ImportRow]("行", lambda row: row.number, "number", 52),
        table.Column[ImportRow]("结果", _becomes, "badge", 72),
        table.Column[ImportRow]("类型", lambda row: row.kind.zh, width=72),
        table.Column[ImportRow]("标题", lambda row: row.text.title),
        table.Column[ImportRow]("口语答复", lambda row: row.text.spoken_answer or row.text.text),
        table.Column[ImportRow](
            "责任单位", lambda row: units.get(row.unit_id or 0, OFFICE_ITSELF), width=130
        ),
    )


def _becomes(row: ImportRow) -> tuple[str, words.Tone]:
    if not row.is_changed:
        return "无变化", "out"
    return ("新增", "office") if row.entry_id is None else ("新版本", "unit")


def _problems(checked: Checked) -> None:
    words.section(f"有 {len(checked.problems)} 处问题，没有导入任何一行", "请改正后重新选择文件")
    st.download_button(
        "下载错误清单", lambda: import_sheets.problems_xlsx(checked), "知识导入错误清单.xlsx", _XLSX,
        key="kb_problems", on_click="ignore",
    )  # fmt: skip
    numbered = list(enumerate(checked.problems))
    columns = (
        table.Column[tuple[int, RowProblem]]("行", lambda line: line[1].row, "number", 60),
        table.Column[tuple[int, RowProblem]]("列", lambda line: line[1].column, width=110),
        table.Column[tuple[int, RowProblem]]("问题", lambda line: line[1].message),
    )
    table.table(columns, numbered, key="kb_import_problems", height=440, empty="没有问题。",
                row_id=lambda line: line[0])  # fmt: skip


def _import_table(desk: Entered, checked: Checked, name: str) -> None:
    is_published = bool(st.session_state.get(f"publish_{name}"))
    counts = attempt.attempt(
        desk, lambda uow: imports.import_rows(uow, checked, is_published=is_published),
        done=None, slot=SLOT, form=SLOT,
    )  # fmt: skip
    if counts is not None:
        attempt.say(
            f"已导入：新增{counts.added}条，新版本{counts.revised}条，无变化{counts.unchanged}条。"
        )


# --- a regulation ---------------------------------------------------------------------------------


def _regulation(desk: Entered, reading: Reading, regulation: Regulation, name: str) -> None:
    words.section(f"《{regulation.title}》", f"共 {len(regulation.articles)} 条")
    words.facts(_known(regulation), columns=2)
    names = {unit.id: unit.name for unit in directory.units(reading)}
    with st.container(horizontal=True, key="kb_law_row"):
        if not reading.actor.is_unit:
            st.selectbox("责任单位", [None, *names], key=f"unit_{name}", width=280,
                         format_func=lambda one: names.get(one, OFFICE_ITSELF))  # fmt: skip
        st.segmented_control("可见范围", list(Audience), default=Audience.PUBLIC, required=True,
                             key=f"audience_{name}", format_func=lambda one: one.zh)  # fmt: skip
    with st.container(horizontal=True, key="kb_import_row"):
        st.button(
            f"导入 {len(regulation.articles) + bool(regulation.annex)} 条", type="primary",
            key="kb_import_go", on_click=_import_regulation, args=(desk, regulation, name),
        )  # fmt: skip
        _publishing(reading, name)
    numbered = list(enumerate(regulation.articles))
    columns = (
        table.Column[tuple[int, Article]]("条号", lambda line: line[1].label, width=96),
        table.Column[tuple[int, Article]](
            "章节", lambda line: " ".join(line[1].headings), width=180
        ),
        table.Column[tuple[int, Article]]("条文", lambda line: line[1].text),
    )
    table.table(columns, numbered, key=f"kb_articles_{name}", height=340, empty="没有条文。",
                row_id=lambda line: line[0], excel="条文预览")  # fmt: skip


def _known(regulation: Regulation) -> list[tuple[str, str]]:
    return [
        ("文号", regulation.document_number),
        ("发布机关", regulation.issuer),
        ("施行日期", str(regulation.in_force_on or "")),
        ("失效日期", str(regulation.in_force_until or "")),
    ]


def _import_regulation(desk: Entered, regulation: Regulation, name: str) -> None:
    is_published = bool(st.session_state.get(f"publish_{name}"))
    unit_id = st.session_state.get(f"unit_{name}")
    audience = st.session_state.get(f"audience_{name}") or Audience.PUBLIC

    def take_in(uow: UnitOfWork) -> regulation_import.RegulationCounts:
        return regulation_import.import_regulation(
            uow, regulation, unit_id=unit_id, audience=audience, is_published=is_published
        )

    counts = attempt.attempt(desk, take_in, done=None, slot=SLOT, form=SLOT)
    if counts is not None:
        attempt.say(
            f"《{regulation.short_title}》：新增{counts.added}条，新版本{counts.revised}条，"
            f"无变化{counts.unchanged}条，下线{counts.withdrawn}条。"
        )
