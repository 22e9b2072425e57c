"""五要素: who, where, what, when, what is wanted; which to ask for before the caller hangs up (办法第九条（五）)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.rules.terms import RequestType, Term

ARTICLE = "办法第九条（五）"


class Element(Term):
    """要素, in the order in which a caller is best asked."""

    WHAT = "what", "事情"
    WHERE = "where", "地点"
    WHEN = "when", "时间"
    WANT = "want", "诉求"
    WHO = "who", "联系方式"


@dataclass(frozen=True, slots=True)
class Missing:
    """A missing element and the question to ask, ready to read aloud.

    `is_needed`: without it no unit can act; the others only help.
    """

    element: Element
    question_zh: str
    is_needed: bool


_NEEDS_NO_PLACE = frozenset({RequestType.INQUIRY, RequestType.SUGGESTION, RequestType.PRAISE})

_PLACE = re.compile(
    r"[一-鿿]{1,8}(?:镇|乡|村|庄|小区|社区|花园|家园|佳园|公寓|苑|府|城|路|街|巷|胡同|大道|桥|广场|公园|学校|小学|"
    r"中学|幼儿园|医院|卫生院|卫生室|市场|超市|商场|饭店|酒店|宾馆|厂|公司|工地|车站|站|大厅|银行|局|所|中心|门口|"
    r"水库|河|渠|坡|沟|组|队|店)|\d+(?:号楼|栋|单元|号院|组|号)|[A-Za-z]座"
)
_TIME = re.compile(
    r"今天|今早|今晚|今年|昨[天晚日]|前天|前几天|最近|近期|这几天|这两天|这段时间|刚才|刚刚|现在|目前|一直|长期|"
    r"经常|每[天晚年月周]|天天|晚上|凌晨|夜里|半夜|早上|上午|中午|下午|周[一二三四五六日末]|星期|去年|前年|上个?[月周]|"
    r"本[月周]|这个月|\d+[点时月日号]|\d{4}年|[一二两三四五六七八九十半几多\d]+(?:个)?(?:多)?(?:小时|分钟|天|周|星期|月|年)|"
    r"自从|以来|从[^，。]{1,8}(?:开始|起)|至今|到现在|月初|月底|年初|年底|冬天|夏天|春天|秋天|春节|国庆|节前|节后|假期"
)
_WANT = re.compile(
    r"希望|要求|请(?!问|假)|想|能不能|能否|可不可以|可否|是否|建议|盼|尽快|帮|解决|处理|查处|整改|修|清理|赔|退|补|怎么|如何|"
    r"怎样|哪里|哪儿|多少|什么|吗|呢|[？?]|咨询|询问|查询|投诉|举报|反映|表扬|感谢|申请|需要|催|制止|取缔|恢复|协调|为何|为啥|咋"
)
_CHARACTER = re.compile(r"[\w一-鿿]")
_SHORTEST_MATTER = 4

_QUESTIONS = {
    Element.WHAT: "具体是什么事？请您把发生的情况说一下。",
    Element.WHERE: "具体在哪个乡镇、哪个小区或哪个村？附近有什么明显的标志？",
    Element.WHEN: "是什么时候开始的？现在还是这样吗？",
    Element.WANT: "您希望怎样解决？",
    Element.WHO: "方便留个联系电话吗？单位核实情况、答复结果时用；不留也可以受理。",
}


def missing(
    text: str,
    *,
    request_type: RequestType,
    phone: str = "",
    name: str = "",
    place: str = "",
) -> list[Missing]:
    """要素还缺什么, what matters most first; `place` is town and address as far as chosen.

    Sparing on purpose: a question of policy needs no place and no time, an anonymous caller is
    welcome, and words in the text count as well as fields.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return []
    if len(_CHARACTER.findall(plain)) < _SHORTEST_MATTER:
        return [_ask(Element.WHAT, is_needed=True)]
    if request_type in _NEEDS_NO_PLACE:
        return []
    found = []
    if not _is_placed(plain, place):
        found.append(_ask(Element.WHERE, is_needed=True))
    if not _TIME.search(plain):
        found.append(_ask(Element.WHEN))
    if not _WANT.search(plain):
        found.append(_ask(Element.WANT))
    if not phone.strip() and not name.strip():
        found.append(_ask(Element.WHO))
    return found


def _is_placed(text: str, place: str) -> bool:
    return bool(place.strip()) or bool(_PLACE.search(text))


def _ask(element: Element, *, is_needed: bool = False) -> Missing:
    return Missing(element, _QUESTIONS[element], is_needed)


def as_callback_note(found: list[Missing]) -> str:
    """待补充件 are called back about this: 缺地点、时间。请问……, filled in for the call-taker."""
    if not found:
        return ""
    names = "、".join(one.element.zh for one in found)
    return f"缺{names}。" + "".join(one.question_zh for one in found)
