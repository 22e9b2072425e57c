"""运行情况通报: a frozen month told in seven parts and its annexes (办法第六条（三）、第十八条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.documents import charts, said
from core.documents.blocks import Annex, Block, Chart, Heading, Part, Table, Text

Plain = Mapping[str, Any]

PARTS = (
    Part("cases", "五、典型案例", "写明办得好的和办得差的各一至三件，不写诉求人姓名、电话。"),
    Part("problems", "六、存在的突出问题", "写明问题、单位和数据。"),
    Part("demands", "七、下步要求", "写明由谁、在何时前做什么。"),
)
_UNIT_HEADER = (
    "单位",
    "承办单量",
    "按时办结率",
    "办结率",
    "延期率",
    "满意率",
    "退单",
    "督办",
    "上报",
)
_UNIT_WIDTHS = (43, 17, 21, 15, 15, 15, 10, 10, 10)
_GROUP_HEADER = ("组别", "承办单量", "按时办结率", "办结率", "延期率", "满意率", "督办")
_GROUP_WIDTHS = (36, 20, 22, 20, 20, 22, 16)
_MOST_TOPICS, _MOST_TYPES, _MOST_AREAS = 8, 6, 8


def title(facts: Plain) -> str:
    """关于2026年10月…运行情况的通报."""
    return f"关于{facts['figures']['period']}襄汾县12345政务服务便民热线运行情况的通报"


def blocks(facts: Plain, parts: Plain) -> list[Block]:
    """本期提要 and the seven parts; a text part not yet written says so."""
    figures = facts["figures"]
    written: list[Block] = []
    for part in PARTS:
        written += [Heading(part.title), Text(parts.get(part.name) or "（待填写）")]
    return [
        Heading("本期提要"),
        Text(_summary(figures)),
        *_running(figures),
        *_units(figures),
        *_satisfaction(figures),
        *_topics(figures),
        *written,
    ]


def annexes(facts: Plain) -> list[Annex]:
    """承办单位一览, 各乡镇诉求量, 逾期未办结."""
    figures = facts["figures"]
    names = {str(one["unit_id"]): one for one in figures["scores"]}
    tables = [
        Table(f"{zh}组", _UNIT_HEADER, rows, _UNIT_WIDTHS)
        for group, zh in said.GROUPS.items()
        if (rows := _unit_rows(figures, names, group))
    ]
    found = [Annex(f"{figures['period']}各承办单位办理情况一览表", tables)]
    towns = [(row["name"], str(row["figure"][1])) for row in figures["splits"]["town"]]
    if towns:
        found.append(
            Annex(
                f"{figures['period']}各地诉求量",
                [Table("", ("发生地", "受理量（件）"), towns, (96, 60))],
            )
        )
    late = [(one["unit"], str(one["tickets"]), one["since"]) for one in figures.get("overdue", ())]
    if late:
        table = Table("", ("单位", "逾期未办结（件）", "最早到期日"), late, (76, 40, 40))
        found.append(Annex(f"{figures['period']}底逾期未办结工单统计表", [table]))
    return found


def _annex_count(figures: Plain) -> int:
    return 1 + bool(figures["splits"]["town"]) + bool(figures.get("overdue"))


def _mark(figures: Plain, place: int) -> str:
    """附件2 as the text refers to it; a single annex has no number."""
    return f"附件{place}" if _annex_count(figures) > 1 else "附件"


def _summary(figures: Plain) -> str:
    county, before = figures["county"], figures["before"]
    registered = said.part(county, "registered")
    top = said.listed(figures["splits"]["area"], 3)
    return (
        f"{figures['period']}，热线共受理群众诉求{registered}件，"
        f"{said.change(registered, said.part(before, 'registered'), '环比')}；"
        f"直办率{said.share(county, 'direct')}，按时办结率{said.share(county, 'on_time')}"
        f"{said.points(county, before, 'on_time')}，满意率{said.share(county, 'satisfied')}"
        f"{said.points(county, before, 'satisfied')}。"
        f"{f'诉求集中在{top}。' if top else ''}"
    )


def _running(figures: Plain) -> Sequence[Block]:
    county, before, past = figures["county"], figures["before"], figures["year_before"]
    registered = said.part(county, "registered")
    count = {key: said.part(county, key) for key in ("direct", "passed_on", "declined", "waiting")}
    splits = figures["splits"]
    areas = [(row["name"], row["figure"][1]) for row in splits["area"][:_MOST_AREAS]]
    days = [(row["name"], row["figure"][1]) for row in splits["registered_on"]]
    merged = said.part(county, "merged")
    found: list[Block] = [
        Heading("一、总体运行"),
        Heading("（一）受理情况", 2),
        Text(
            f"{figures['period']}共受理群众诉求{registered}件，"
            f"{said.change(registered, said.part(before, 'registered'), '环比')}，"
            f"{said.change(registered, said.part(past, 'registered'), '同比')}。其中，"
            f"直接答复办结{count['direct']}件，{said.of_all(count['direct'], registered)}；"
            f"转派承办单位{count['passed_on']}件，{said.of_all(count['passed_on'], registered)}；"
            f"不予受理{count['declined']}件；待处理{count['waiting']}件。"
            f"{f'另有重复诉求并件{merged}件，不计入受理量。' if merged else ''}"
        ),
        Heading("（二）诉求构成", 2),
        Text(
            f"按诉求类型分：{said.listed(splits['request_type'], _MOST_TYPES) or '无'}。\n"
            f"按受理渠道分：{said.listed(splits['channel'], _MOST_TYPES) or '无'}。\n"
            f"按诉求内容分：{said.listed(splits['area'], 5) or '无'}。"
        ),
    ]
    if areas:
        found.append(Chart("图1　诉求内容分布", charts.bars(areas, measure="受理量（件）")))
    if registered:
        found.append(Chart("图2　每日受理量", charts.daily(days, measure="受理量（件）")))
    return found


def _units(figures: Plain) -> Sequence[Block]:
    county, before, durations = figures["county"], figures["before"], figures["durations"]
    groups = [
        (zh, *_row(figures["groups"].get(group, {}), _GROUP_KEYS))
        for group, zh in said.GROUPS.items()
    ]
    total = ("全县", *_row(county, _GROUP_KEYS))
    median, longest = durations.get("unit_median"), durations.get("unit_p90")
    hours = (
        f"办理时长中位数{median}个工作小时，九成工单在{longest}个工作小时内办结。" if median else ""
    )
    found: list[Block] = [
        Heading("二、承办单位办理情况"),
        Text(
            f"本月派发承办单位{said.part(county, 'dispatched')}件（已扣除同意退回）。"
            f"期限在本月届满的{said.whole(county, 'on_time')}件，"
            f"按时办结{said.part(county, 'on_time')}件，按时办结率{said.share(county, 'on_time')}"
            f"{said.points(county, before, 'on_time')}，逾期未办结的计为未按时；"
            f"办结率{said.fraction(county, 'closed')}；延期率{said.fraction(county, 'extended')}；"
            f"一次办结率{said.fraction(county, 'at_once')}。{hours}"
        ),
        Text(
            f"本月催办{said.part(county, 'reminded')}次，发出督办单{said.part(county, 'supervised')}份，"
            f"书面上报县政府督查室{said.part(county, 'escalated')}件次；退单率{said.fraction(county, 'returned')}，"
            f"其中超过4小时的{said.part(county, 'returned_late')}件。各组情况见表1，各单位情况见{_mark(figures, 1)}。"
        ),
        Table("表1　承办单位分组办理情况", _GROUP_HEADER, [*groups, total], _GROUP_WIDTHS),
    ]
    rates = [
        (zh, value)
        for group, zh in said.GROUPS.items()
        if (value := said.percent(figures["groups"].get(group, {}), "on_time")) is not None
    ]
    if rates:
        chart = charts.bars(rates, measure="按时办结率（%）", is_percent=True)
        found.append(Chart("图3　各组按时办结率", chart))
    return found


def _satisfaction(figures: Plain) -> Sequence[Block]:
    county, before = figures["county"], figures["before"]
    again = said.whole(county, "satisfied_finally")
    second = f"二次办理后满意率{said.fraction(county, 'satisfied_finally')}。" if again else ""
    return [
        Heading("三、回访与满意度"),
        Text(
            f"本月回访率{said.fraction(county, 'called_back')}，有效回访率{said.fraction(county, 'rated')}。"
            f"首次回访满意率{said.fraction(county, 'satisfied')}{said.points(county, before, 'satisfied')}；"
            f"解决率{said.fraction(county, 'solved')}。{second}"
        ),
    ]


def _topics(figures: Plain) -> Sequence[Block]:
    topics, late = figures["topics"], figures.get("overdue", ())
    found: list[Block] = [Heading("四、热点、焦点、难点及办理情况")]
    if topics:
        found.append(Text(f"本月涉及热点事项{len(topics)}个，办理情况见表2。"))
        rows = [
            (one["title"], str(one["tickets"]), str(one["closed"]),
             f"{one['closed'] * 100 / one['tickets']:.1f}%")
            for one in topics[:_MOST_TOPICS]
        ]  # fmt: skip
        header = ("热点事项", "工单（件）", "已办结（件）", "办结比例")
        found.append(Table("表2　热点事项办理情况", header, rows, (72, 28, 28, 28)))
    else:
        found.append(Text("本月没有列入关注的热点事项。"))
    categories = said.listed(figures["splits"]["category"], 5)
    if categories:
        found.append(Text(f"群众反映较多的具体事项依次为：{categories}。"))
    if late:
        count = sum(one["tickets"] for one in late)
        most = "、".join(f"{one['unit']}{one['tickets']}件" for one in late[:3])
        where = f"见{_mark(figures, _annex_count(figures))}"
        end = f"等{len(late)}个单位，{where}" if len(late) > 3 else f"，{where}"
        found.append(Text(f"截至月底，逾期未办结工单{count}件，涉及{most}{end}。"))
    else:
        found.append(Text("截至月底，没有逾期未办结的工单。"))
    return found


_GROUP_KEYS = ("dispatched", "on_time", "closed", "extended", "satisfied", "supervised")
_UNIT_KEYS = (
    "dispatched", "on_time", "closed", "extended", "satisfied", "returned", "supervised", "escalated",
)  # fmt: skip
_COUNTED = {"dispatched", "returned", "supervised", "escalated"}


def _row(plain: Plain, keys: Sequence[str]) -> list[str]:
    return [
        str(said.part(plain, key)) if key in _COUNTED else said.share(plain, key) for key in keys
    ]


def _unit_rows(figures: Plain, names: Mapping[str, Plain], group: str) -> list[tuple[str, ...]]:
    """Units with anything to do in the month, the most first."""
    rows = [
        (names[unit_id]["name"], *_row(plain, _UNIT_KEYS))
        for unit_id, plain in figures["units"].items()
        if unit_id in names and names[unit_id]["group"] == group and _has_any(plain)
    ]
    return sorted(rows, key=lambda row: (-int(row[1]), row[0]))


def _has_any(plain: Plain) -> bool:
    return any(said.whole(plain, key) for key in ("dispatched", "on_time", "satisfied", "closed"))
