"""市回访不满意件: the city's list is read, checked row by row, and each row opens a second handling."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.errors import HotlineError
from core.exchange import city, dissatisfied, tables
from core.exchange.dissatisfied import Answer, Line
from core.store.work import Reading
from pages._ui import attempt, failures, keys, table, words
from pages._ui.desk import Entered
from pages._ui.words import Tone

_HELD, _GENERATION, _REPORT = "city_list", "city_list_generation", "city_list_report"
_TONES: dict[str, Tone] = {
    dissatisfied.OPENED: "unit", dissatisfied.RECORDED: "plain",
    dissatisfied.EXISTING: "plain", dissatisfied.REFUSED: "late",
}  # fmt: skip
_COLUMNS = (
    table.Column[Line]("行", lambda line: line.row, "number", 64),
    table.Column[Line]("市平台编号", lambda line: line.city_number, width=180),
    table.Column[Line]("县工单编号", lambda line: line.ticket, width=160),
    table.Column[Line](
        "结果", lambda line: (dissatisfied.OUTCOMES[line.outcome], _TONES[line.outcome]), "badge",
        96,
    ),
    table.Column[Line]("说明", lambda line: line.said),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A file as it was read."""

    file_id: str
    file_name: str
    sha256: str
    answers: list[Answer] | None
    refusal: HotlineError | None = None


def draw(desk: Entered, reading: Reading) -> None:
    """The whole tab: the file, what its rows would become, and the button that takes them in."""
    held = _chosen()
    attempt.outcome(_HELD)
    if held is None:
        _report()
        words.empty(
            "选择市平台下发的不满意件清单。",
            "Excel（.xlsx）或 CSV，列名：" + "、".join(dissatisfied.ZH.values())
            + "。前两列必有；同一次回访只登记一次，可以放心重复导入。",
        )  # fmt: skip
        return
    if held.answers is None:
        if held.refusal is not None:
            words.refusal(held.refusal)
        return
    lines = dissatisfied.check(reading, held.answers)
    fresh = sum(line.outcome in {dissatisfied.OPENED, dissatisfied.RECORDED} for line in lines)
    with st.container(horizontal=True, key="city_list_summary", vertical_alignment="center"):
        words.show(_counts(lines))
        with st.container(horizontal=True, horizontal_alignment="right"):
            st.button(
                f"导入 {fresh:,} 件" if fresh else "没有可以导入的", type="primary",
                key="city_list_take_in", shortcut=keys.FIRST, disabled=not fresh,
                help="依据：办法第十三条（四）", on_click=_take_in, args=(desk, held),
            )  # fmt: skip
    _list(lines)


def _chosen() -> Held | None:
    file = st.file_uploader(
        "不满意件清单", type=["xlsx", "csv"], label_visibility="collapsed",
        key=f"city_list_file_{st.session_state.get(_GENERATION, 0)}",
        max_upload_size=tables.MAX_BYTES // 1024 // 1024,
    )  # fmt: skip
    if file is None:
        st.session_state.pop(_HELD, None)
        return None
    held: Held | None = st.session_state.get(_HELD)
    if held is None or held.file_id != file.file_id:
        held = _read(file.file_id, file.name, file.getvalue())
        st.session_state[_HELD] = held
        st.session_state.pop(_REPORT, None)
    return held


def _read(file_id: str, name: str, content: bytes) -> Held:
    sha256 = city.fingerprint(content)
    try:
        return Held(file_id, name, sha256, dissatisfied.read_list(name, content))
    except Exception as error:
        return Held(file_id, name, sha256, None, failures.sentence(error))


def _take_in(desk: Entered, held: Held) -> None:
    answers = held.answers or []
    lines = attempt.attempt(
        desk,
        lambda uow: dissatisfied.take_in(
            uow, answers, file_name=held.file_name, sha256=held.sha256
        ),
        done=f"“{held.file_name}”已导入。",
        slot=_HELD,
    )
    if lines is not None:
        st.session_state[_REPORT] = lines
        st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1


def _report() -> None:
    lines: list[Line] | None = st.session_state.get(_REPORT)
    if lines:
        words.section("刚才导入的结果", _counts(lines))
        _list(lines)


def _counts(lines: list[Line]) -> words.Markup:
    outcomes = [line.outcome for line in lines]
    return words.Markup(" ").join(
        words.badge(f"{name} {outcomes.count(one)}", _TONES[one])
        for one, name in dissatisfied.OUTCOMES.items()
        if outcomes.count(one)
    )


def _list(lines: list[Line]) -> None:
    table.table(
        _COLUMNS, lines, key="city_list_rows", empty="清单里没有行。",
        row_id=lambda line: line.row, height=420, excel="不满意件导入结果",
    )  # fmt: skip
