"""不予受理的六种情形: the text of each, the right channel instead, and what to read to the caller (办法第九条)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.rules import emergency
from core.rules.terms import DeclineKind

K = DeclineKind


@dataclass(frozen=True, slots=True)
class Exclusion:
    """一种不予受理的情形, with what the caller is told about it."""

    kind: DeclineKind
    article: str
    text_zh: str
    channel_zh: str
    tell_zh: str


EXCLUSIONS: Mapping[DeclineKind, Exclusion] = MappingProxyType(
    {
        one.kind: one
        for one in (
            Exclusion(
                K.EMERGENCY,
                "办法第九条（一）",
                "涉及人身、财产安全，通过110、119、120、122等紧急渠道求助的事项",
                "110（公安）、119（消防）、120（急救）、122（交通事故）",
                "您说的情况关系到人身或财产安全，12345不是应急电话，打紧急电话最快："
                "报警110，火警和救援119，急救120，交通事故122。请您现在就打，注意安全。",
            ),
            Exclusion(
                K.PETITION_OR_COURT,
                "办法第九条（二）",
                "涉访、涉诉、涉军进入行政复议程序的诉求事项",
                "信访：县信访局；诉讼：受理的人民法院、12368诉讼服务热线；行政复议：受理的复议机构；法律咨询：12348",
                "您反映的事情已经进入信访、诉讼或行政复议程序，要由受理的机关依法处理，热线不能干预。"
                "信访事项请联系县信访局，诉讼事项请拨打法院的12368，复议事项请联系受理的复议机构；"
                "想问法律问题可以拨打12348免费咨询。",
            ),
            Exclusion(
                K.DISCIPLINE_OR_SECRET,
                "办法第九条（三）",
                "涉及纪检监察、国家安全、商业秘密、个人隐私的事项",
                "纪检监察：12388；国家安全：12339；个人信息被侵害：公安机关110",
                "您反映的事情涉及纪检监察、国家安全或者他人的秘密、隐私，按规定热线不能受理，也不会记录具体内容。"
                "反映党员干部违纪违法请拨打12388，涉及国家安全请拨打12339，这样也能更好地保护您。",
            ),
            Exclusion(
                K.ALREADY_ANSWERED,
                "办法第九条（四）",
                "正在办理过程中或已按照职责职能依法办理完毕，并明确答复的，"
                "诉求人未提供新情况、新理由仍反复投诉的事项",
                "原工单；有新情况、新理由的，另行登记并关联原工单",
                "您反映的这件事我们已经登记过，正在办理或已经答复。我把您这次来电记在原来的工单上，一并催办，"
                "您记一下工单编号，可以随时来电查询。如果有新的情况或证据，请您现在告诉我，我重新登记。",
            ),
            Exclusion(
                K.UNCLEAR,
                "办法第九条（五）",
                "信息要素不全、内容不明确的事项",
                "补充要素后重新来电，或由热线办回拨",
                "您反映的事情还缺少一些要紧的内容，暂时没有办法转给单位办理。"
                "请您了解清楚时间、地点和具体情况后再打12345，我们随时受理。",
            ),
            Exclusion(
                K.OTHER_BY_LAW,
                "办法第九条（六）",
                "法律、法规、规章规定的其他不予受理的事项",
                "法律、法规、规章规定的主管机关或程序",
                "您反映的事情，法律法规规定了专门的处理渠道，热线不能受理。我把该找的单位和电话告诉您，请您向他们反映。",
            ),
        )
    }
)
"""The six kinds in the order of the article."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A kind the words smell of, and the words; a hint for the call-taker, who decides."""

    kind: DeclineKind
    heard: str


_SMELLS: tuple[tuple[DeclineKind, re.Pattern[str]], ...] = (
    (
        K.PETITION_OR_COURT,
        re.compile(
            r"(?:已经?|正在|准备好?|在)?(?:起诉(?!离婚)了|打官司)|法院[^，。]{0,6}(?:判|受理|立案|执行|开庭|不公|不执行)|"
            r"判决书|(?:一审|二审|终审|再审|上诉|抗诉)|不服[^，。]{0,4}判决|强制执行|老赖|执行局|法官|检察院|"
            r"行政复议|复议(?:决定|机关|申请)|上访|信访(?:局|答复|复查|复核|件)|(?:部队|军区|军队)(?!家属)"
        ),
    ),
    (
        K.DISCIPLINE_OR_SECRET,
        re.compile(
            r"纪委|监委|贪污|受贿|行贿|腐败|贪腐|以权谋私|挪用公款|侵吞|公款|违纪|吃空饷|作风问题|包养|"
            r"(?:干部|书记|主任|局长|镇长|领导|村长|所长|会计)[^，。]{0,10}(?:收(?:了)?(?:红包|好处费|钱|礼)|贪|侵占|截留|挪用)|"
            r"好处费|回扣|国家秘密|国家机密|泄密|间谍|国家安全|商业秘密|"
            r"(?:查|打听|要)[^，。]{0,6}(?:别人|他人|邻居|前夫|前妻|对方)[^，。]{0,4}(?:电话|住址|身份证|信息|账户)"
        ),
    ),
    (
        K.ALREADY_ANSWERED,
        re.compile(
            r"(?:反映|投诉|打)过(?:好?几|很?多|[两二三四五]|\d+)次|(?:再次|又一?次|第[二三四五六七八九\d]次)(?:反映|投诉|来电|打)|"
            r"上次(?:反映|投诉|打)|之前(?:反映|投诉|打)过|(?:还是|一直|至今)(?:没|未)(?:有)?(?:人)?(?:处理|解决|回复|答复|管|修)|"
            r"催(?:一下|办|促)|办理?进度|什么进度|办得怎么样|不满意[^，。]{0,4}(?:答复|回复|结果)|"
            r"对?[^，。]{0,4}(?:答复|回复|结果)不满意"
        ),
    ),
)


def hints(text: str) -> list[Hint]:
    """The kinds of 第九条 a text smells of, in the article's order, each once."""
    plain = unicodedata.normalize("NFKC", text)
    found = [Hint(K.EMERGENCY, one.heard) for one in emergency.recognise(plain)[:1]]
    for kind, smell in _SMELLS:
        match = smell.search(plain)
        if match:
            found.append(Hint(kind, match.group()))
    return found


def told(kind: DeclineKind, text: str = "") -> str:
    """告知用语, ready to read aloud; for an emergency the words that fit what is going on."""
    urgent = emergency.recognise(text) if kind is K.EMERGENCY else []
    return urgent[0].tell_zh if urgent else EXCLUSIONS[kind].tell_zh
