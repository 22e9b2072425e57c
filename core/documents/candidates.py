"""备选文字: sentences the figures propose for the parts people write (办法第六条（三）)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.documents import said
from core.rules.terms import Band

Plain = Mapping[str, Any]
Proposed = dict[str, list[str]]

_LOW = 95.0
_NO_UNITS = frozenset({"热线直接答复", "未派发"})
"""What stands in a topic's table beside units, and can't be asked to do anything."""

_MOST_NAMED = 3


def of_month(facts: Plain) -> Proposed:
    """典型案例、突出问题、下步要求 of a month's figures."""
    figures = facts["figures"]
    return {
        "cases": _cases(figures.get("cases", {})),
        "problems": _problems(figures),
        "demands": _demands(figures),
    }


def of_topic(facts: Plain) -> Proposed:
    """分析研判、工作建议 of a hot topic."""
    handling = [name for name, _, _ in facts["units"] if name not in _NO_UNITS]
    units = "、".join(handling[:_MOST_NAMED]) or "有关单位"
    place = facts["towns"][0] if facts["towns"] else None
    where = f"，其中{place[0]}{place[1]}件，相对集中" if place else ""
    open_count = facts["count"] - facts["done"]
    judged = [f"该事项{facts['first']}至{facts['last']}共有{facts['count']}件诉求{where}。"]
    if facts["callers"] < facts["count"]:
        judged.append(f"诉求来自{facts['callers']}个号码，部分群众多次反映，问题尚未从根本上解决。")
    if open_count:
        judged.append(f"仍有{open_count}件正在办理，如不及时处置，诉求可能继续增加。")
    else:
        judged.append("已有诉求均已办结，后续主要防止反弹。")
    return {
        "judgement": judged,
        "advice": [
            f"建议由{units}明确责任人和完成时限，集中解决，并将结果告知群众。",
            "建议由县政府召集有关单位会商，提出系统治理的办法，从源头减少同类诉求。",
            "建议有关单位及时发布权威信息，更新热线知识库，由热线统一答复口径。",
        ],
    }


def of_shirking(facts: Plain) -> Proposed:
    """情况分析、处理建议 on shirking."""
    found = [
        f"{row[0]}本期退单{row[1]}件，其中超过4小时{row[2]}件、被驳回{row[3]}件，对职责边界把握不准。"
        for row in facts["units"][:_MOST_NAMED]
        if row[2] or row[3]
    ]
    if facts["contested"]:
        first = facts["contested"][0]
        found.append(
            f"工单{first[0]}（{first[1]}）被退回{first[3]}次，群众诉求因职责争议延误办理。"
        )
    return {
        "findings": found or ["本期退单总体规范，没有发现明显的推诿扯皮。"],
        "advice": [
            "建议县政府督查室对反复退单、无效退单的单位予以提醒或约谈。",
            "建议由县委编办会同有关单位对争议事项逐项明确主办单位，纳入热线派单规则。",
            "经联席会议议定的事项，主办单位不得再次退单；拒不承办的，依照办法第二十一条处理。",
        ],
    }


def of_scores(facts: Plain) -> Proposed:
    """情况说明、工作要求 of an assessment, naming who stands in the lowest band."""
    scores = facts.get("figures", {}).get("scores", ())
    low = "、".join(one["name"] for one in scores if one["band"] == Band.POOR.value)
    improve = f"{low}等列入待改进档次的单位" if low else "得分靠后的单位"
    return {
        "remarks": [
            "本次考核依照《襄汾县12345政务服务便民热线规范管理办法》第二十条，"
            "按乡镇、县直、公共服务企业分组计分。",
            "样本不足的单位只列得分、不列名次；没有应办结工单的，该项权重分摊到其他指标。",
        ],
        "demands": [
            "各单位对考核结果有异议的，可在系统中提出考核申诉并附证据。",
            f"{improve}应分析原因，于通报印发之日起5个工作日内向县热线办书面报告整改措施。",
        ],
    }


def _cases(found: Plain) -> list[str]:
    good = [_good(one) for one in found.get("good", ())]
    poor = [_poor(one) for one in found.get("poor", ())]
    return [*good, *poor] or ["本月没有可供通报的典型案例。"]


def _good(one: Plain) -> str:
    reply = f"：{one['reply']}" if one["reply"] else ""
    return (
        f"办得好的案例：{one['day']}，群众反映“{one['title']}”{_at(one)}。"
        f"{one['unit']}按期办结{reply}。回访时群众表示非常满意。"
    )


def _poor(one: Plain) -> str:
    again = f"，答复被退回重办{one['reworks']}次" if one["reworks"] else ""
    end = "月底仍未办结" if one["is_open"] else "后经督办办结"
    return (
        f"办得差的案例：{one['day']}，群众反映“{one['title']}”{_at(one)}。"
        f"{one['unit']}未在规定时限内办结{again}，县热线办发出督办单，{end}。"
    )


def _at(one: Plain) -> str:
    return f"（{one['town']}）" if one["town"] else ""


def _problems(figures: Plain) -> list[str]:
    county, found = figures["county"], []
    low = _lowest(figures)
    if low:
        found.append(
            f"部分单位办理不及时。{'、'.join(f'{name}（{rate:.1f}%）' for name, rate in low)}"
            f"按时办结率低于全县{said.share(county, 'on_time')}的水平。"
        )
    late = figures.get("overdue", ())
    if late:
        count = sum(one["tickets"] for one in late)
        found.append(
            f"逾期未结仍然存在。截至月底逾期未办结{count}件，{late[0]['unit']}最多，有{late[0]['tickets']}件，"
            f"最早的已于{late[0]['since']}到期。"
        )
    if said.part(county, "returned_in_vain") or said.part(county, "returned_late"):
        found.append(
            f"退单不够规范。被驳回的退单{said.part(county, 'returned_in_vain')}件，"
            f"超过4小时的退单{said.part(county, 'returned_late')}件。"
        )
    if said.part(county, "reworked"):
        found.append(
            f"答复质量有待提高。退回重办{said.part(county, 'reworked')}件，重办率{said.share(county, 'reworked')}。"
        )
    if (said.percent(county, "satisfied") or 100.0) < _LOW:
        unhappy = said.whole(county, "satisfied") - said.part(county, "satisfied")
        found.append(
            f"群众满意度不高。首次回访不满意{unhappy}件，满意率{said.share(county, 'satisfied')}。"
        )
    return found or ["本月运行总体平稳，没有发现突出问题。"]


def _demands(figures: Plain) -> list[str]:
    late = figures.get("overdue", ())
    found = []
    if late:
        units = "、".join(one["unit"] for one in late[:_MOST_NAMED])
        found.append(
            f"限期清零。{units}等单位要逐件明确责任人，在5个工作日内办结逾期工单并书面说明原因。"
        )
    found.append(
        "按时办理。各承办单位要严格执行办理时限，确需延期的，应在到期前申请并告知诉求人（办法第十三条（三））。"
    )
    found.append(
        "规范退单。不属于本单位职责的，应在派发后4小时内书面说明理由退回（办法第七条（二））。"
    )
    if figures["topics"]:
        found.append(
            f"紧盯热点。对“{figures['topics'][0]['title']}”等热点事项，有关单位要举一反三，集中解决。"
        )
    found.append(
        "提高质量。各单位主要负责人要把好审签关，答复前先与诉求人联系，做到事事有回音、件件有着落。"
    )
    return found


def _lowest(figures: Plain) -> list[tuple[str, float]]:
    """The units furthest below the county, of those with enough to judge by."""
    names = {str(one["unit_id"]): one["name"] for one in figures["scores"]}
    county = said.percent(figures["county"], "on_time") or 0.0
    rates = [
        (names[unit_id], rate)
        for unit_id, plain in figures["units"].items()
        if unit_id in names and said.whole(plain, "on_time") >= 5  # 样本不足 below (办法第二十条)
        and (rate := said.percent(plain, "on_time")) is not None and rate < county
    ]  # fmt: skip
    return sorted(rates, key=lambda one: (one[1], one[0]))[:_MOST_NAMED]
