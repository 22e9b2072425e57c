"""指标目录: each indicator by its key — name, formula in words, article, and the rows it is counted from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.insight.indicators import handling, received, satisfaction
from core.insight.indicators.scope import Members, Scope


@dataclass(frozen=True, slots=True)
class Indicator:
    """一项指标. `rows` gives 单位, 工单, 是否计入分子; None: working hours decide, see `punctual`.

    `is_rate` false: only the count is told. `per_hundred_of`: told per 100 tickets of another indicator.
    `is_good_high` None: neither more nor less is better.
    """

    key: str
    name_zh: str
    formula_zh: str
    article: str
    rows: Callable[[Scope], Members] | None
    is_rate: bool = True
    is_good_high: bool | None = True
    per_hundred_of: str | None = None


_ALL = (
    Indicator("registered", "受理量", "本期登记的诉求件（已并件的另列）", "办法第九条",
              received.registered, is_rate=False, is_good_high=None),
    Indicator("direct", "直办率", "直接答复办结 ÷ 受理量", "办法第十条（一）",
              received.answered_directly),
    Indicator("passed_on", "转派", "派发承办单位 ÷ 受理量", "办法第十条（二）",
              received.passed_on, is_good_high=None),
    Indicator("declined", "不予受理", "不予受理 ÷ 受理量", "办法第九条",
              received.declined, is_good_high=None),
    Indicator("waiting", "待处理", "尚未答复、派发或不予受理 ÷ 受理量", "办法第十条",
              received.still_waiting, is_good_high=False),
    Indicator("repeated", "重复诉求率", "90天内与原工单关联 ÷ 受理量", "办法第九条（四）",
              received.repeated, is_good_high=False),
    Indicator("merged", "并件", "本期登记、已并入其他工单", "办法第九条（四）",
              received.merged, is_rate=False, is_good_high=None),
    Indicator("dispatched", "承办单量", "派发数减去同意退回数；分母为派发总数", "办法第十条（二）",
              handling.dispatched, is_good_high=None),
    Indicator("acknowledged", "及时签收率", "派发后2个工作小时内签收 ÷ 派发", "办法第十一条", None),
    Indicator("contacted", "先行联系率", "派发后1个工作日内首次联系 ÷ 派发", "办法第七条（二）", None),
    Indicator("on_time", "按时办结率", "按时审签 ÷ 期限在本期届满的工单（逾期未办结的计为未按时）",
              "办法第十一条", handling.on_time),
    Indicator("repeated_on_time", "重办按时率", "按时审签 ÷ 期限在本期届满的退回重办、二次办理",
              "办法第十二条（三）", handling.repeated_on_time),
    Indicator("promises", "承诺兑现率", "承诺日前二次答复 ÷ 承诺日在本期的承诺件", "办法第十条（四）",
              handling.promises_kept),
    Indicator("supported", "配合按时率", "协办单位按时提出意见 ÷ 期限在本期届满的协办", "办法第十五条",
              handling.supported_on_time),
    Indicator("closed", "办结率", "期末前办结 ÷（期初在办＋本期派发）", "办法第十一条", handling.closed),
    Indicator("extended", "延期率", "批准延期的工单 ÷ 派发", "办法第十三条（三）", handling.extended,
              is_good_high=False),
    Indicator("at_once", "一次办结率", "未退回、未重办、未二次办理 ÷ 本期办结", "办法第十二条（三）",
              handling.done_at_once),
    Indicator("reworked", "重办率", "退回重办 ÷ 本期办结", "办法第十二条（三）", handling.reworked,
              is_good_high=False),
    Indicator("returned", "退单率", "提出退单 ÷ 派发", "办法第七条（二）", handling.returned,
              is_good_high=False),
    Indicator("returned_late", "逾期退单率", "4小时后提出退单 ÷ 派发", "办法第七条（二）",
              handling.returned_late, is_good_high=False),
    Indicator("returned_in_vain", "无效退单率", "退单被驳回 ÷ 派发", "办法第七条（二）",
              handling.returned_in_vain, is_good_high=False),
    Indicator("reminded", "催办", "本期催办的次数，每100件承办单", "办法第十三条（一）",
              handling.reminded, is_rate=False, is_good_high=False, per_hundred_of="dispatched"),
    Indicator("supervised", "督办", "本期发出的督办单，每100件承办单", "办法第十三条（一）",
              handling.supervised, is_rate=False, is_good_high=False, per_hundred_of="dispatched"),
    Indicator("escalated", "上报督查室", "本期上报的件次，每100件承办单", "办法第十三条（一）",
              handling.escalated, is_rate=False, is_good_high=False, per_hundred_of="dispatched"),
    Indicator("satisfied", "满意率", "非常满意、满意、基本满意 ÷ 首次回访的有效评价",
              "办法第十三条（四）", satisfaction.satisfied),
    Indicator("satisfied_finally", "二次办理后满意率", "非常满意、满意、基本满意 ÷ 二次办理后回访的有效评价",
              "办法第十三条（四）", satisfaction.satisfied_finally),
    Indicator("solved", "解决率", "已解决 ÷ 回答了是否解决的回访", "办法第十三条（四）",
              satisfaction.solved),
    Indicator("called_back", "回访率", "回访过的工单 ÷ 本期办结", "办法第十三条（四）",
              satisfaction.called_back),
    Indicator("rated", "有效回访率", "作出有效评价 ÷ 回访次数", "办法第十三条（四）", satisfaction.rated),
    Indicator("excused", "申诉获准不计", "期限在本期届满、因考核申诉获准不计分", "办法第二十条",
              handling.excused, is_rate=False, is_good_high=None),
)  # fmt: skip

INDICATORS: Mapping[str, Indicator] = MappingProxyType({one.key: one for one in _ALL})
"""In the order in which screens and papers show them."""
