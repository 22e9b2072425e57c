"""专报: on a hot topic to the county government, on shirking to 县政府督查室 (办法第十六、十八条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.documents import charts
from core.documents.blocks import Annex, Block, Chart, Heading, Part, Table, Text

Plain = Mapping[str, Any]

_MOST_IN_TEXT = 40
"""Rows of a list in the text; further ones are an annex."""

TOPIC_PARTS = (
    Part("judgement", "三、分析研判", "写明成因、趋势和风险。"),
    Part("advice", "四、工作建议", "写明建议由谁做什么。"),
)
SHIRKING_PARTS = (
    Part("findings", "四、情况分析", "写明单位、事实和后果。"),
    Part("advice", "五、处理建议", "写明建议由谁做什么，依据哪一条。"),
)


def topic_title(facts: Plain) -> str:
    """关于“…”热点诉求的专报."""
    return f"关于“{facts['title']}”热点诉求的专报"


def topic_blocks(facts: Plain, parts: Plain) -> list[Block]:
    """基本情况, 办理情况, and what people write."""
    days = facts["days"]
    found: list[Block] = [
        Heading("一、基本情况"),
        Text(
            f"{facts['first']}至{facts['last']}，热线共受理“{facts['title']}”诉求{facts['count']}件"
            f"（重复件合并计算），来自{facts['callers']}名诉求人。{_noted(facts['note'])}"
        ),
    ]
    if facts["towns"]:
        towns = "、".join(f"{name}{count}件" for name, count in facts["towns"])
        found.append(Text(f"按发生地分：{towns}。"))
    if 1 < len(days) <= 62:
        rows = [(str(name), int(count)) for name, count in days]
        found.append(Chart("图1　每日诉求量", charts.daily(rows, measure="诉求量（件）")))
    found += [
        Heading("二、办理情况"),
        Text(
            f"截至{facts['as_of']}，已办结{facts['done']}件，正在办理{facts['count'] - facts['done']}件。"
            "各单位情况见表1，工单清单见附件。"
        ),
        Table(
            "表1　各单位办理情况", ("承办单位", "工单（件）", "已办结（件）", "办理中（件）"),
            [(name, str(count), str(done), str(count - done)) for name, count, done in facts["units"]],
            (66, 30, 30, 30),
        ),
    ]  # fmt: skip
    return found + _written(TOPIC_PARTS, parts)


def topic_annexes(facts: Plain) -> list[Annex]:
    """工单清单, personal data covered."""
    header = ("工单编号", "诉求标题", "受理日", "发生地", "承办单位", "状态")
    table = Table("", header, facts["tickets"], (32, 43, 20, 18, 28, 15), frozenset({1}))
    return [Annex("热点诉求工单清单", [table])] if facts["tickets"] else []


def shirking_title(facts: Plain) -> str:
    """关于2026年10月推诿扯皮情况的专报."""
    return f"关于{facts['period']}承办单位推诿扯皮情况的专报"


def shirking_blocks(facts: Plain, parts: Plain) -> list[Block]:
    """退单情况, 反复退回的工单, 联席会议, and what people write."""
    county = facts["county"]
    found: list[Block] = [
        Heading("一、退单情况"),
        Text(
            f"{facts['period']}共派发{county['returned'][1]}件，承办单位提出退单{county['returned'][0]}件，"
            f"其中超过4小时提出{county['returned_late'][0]}件，被驳回{county['returned_in_vain'][0]}件。"
        ),
    ]
    if facts["units"]:
        rows = [tuple(str(cell) for cell in row) for row in facts["units"]]
        header = ("单位", "退单", "超过4小时", "被驳回", "承办单量")
        found.append(Table("表1　各单位退单情况", header, rows, (60, 24, 24, 24, 24)))
    found.append(Heading("二、反复退回、无效退回的工单"))
    if facts["contested"]:
        found.append(
            _contested("表2　反复退回、无效退回的工单", facts["contested"][:_MOST_IN_TEXT])
        )
        left = len(facts["contested"]) - _MOST_IN_TEXT
        if left > 0:
            found.append(Text(f"其余{left}件见附件。"))
    else:
        found.append(Text("本期没有反复退回、无效退回的工单。"))
    found.append(Heading("三、联席会议定责情况"))
    if facts["meetings"]:
        about = ("工单编号", "诉求标题", "会议日期", "主办单位", "协办单位")
        table = Table(
            "表3　联席会议定责情况",
            about,
            facts["meetings"],
            (32, 46, 18, 30, 30),
            frozenset({1}),
        )
        found.append(table)
    else:
        found.append(Text("本期没有召开联席会议。"))
    return found + _written(SHIRKING_PARTS, parts)


def shirking_annexes(facts: Plain) -> list[Annex]:
    """What table 2 has no room for."""
    rest = facts["contested"][_MOST_IN_TEXT:]
    return [Annex("反复退回、无效退回的工单（续表2）", [_contested("", rest)])] if rest else []


def _contested(title: str, rows: Sequence[Sequence[str]]) -> Table:
    columns = ("工单编号", "诉求标题", "退回单位", "退回", "驳回", "超时")
    return Table(title, columns, rows, (32, 46, 42, 12, 12, 12), frozenset({1, 2}))


def _noted(note: str) -> str:
    return f"{note.strip().rstrip('。')}。" if note.strip() else ""


def _written(parts: tuple[Part, ...], texts: Plain) -> list[Block]:
    found: list[Block] = []
    for part in parts:
        found += [Heading(part.title), Text(texts.get(part.name) or "（待填写）")]
    return found
