"""紧急求助: recognises what belongs to 110, 119, 120 or 122 while the caller is still speaking (办法第九条（一）).

A missed emergency costs a life, a false alarm costs a glance: signs are read clause by clause, and only
clear marks of something past, feared or on paper take them back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from core.rules.emergency_signs import SIGNS, Sign

ARTICLE = "办法第九条（一）"

_CLAUSE = re.compile(r"[^，。！？；,!?;：:\n]+")
_SENTENCE_END = re.compile(r"[。！？!?\n]")

# Something is going on at this moment, whatever else the sentence says.
_NOW = re.compile(
    r"正在|现在(?!想|申请|要求|怎么|去哪|能|需要)|刚刚|刚才|刚(?=着|起|被|撞|摔|掉|发生|有)|救命|快来|快点来|"
    r"赶紧(?:来|派)|赶快(?:来|派)|马上派|还在(?:烧|打|漏|着|冒|流|闹|砸)|又(?:着|烧|打|漏)起?|这会儿|此刻|眼下|(?<!消)火很大"
)
_PAST = re.compile(
    r"以前|之前|曾经?|当年|那年|去年|前年|上个?月|上个?星期|上周|上次|上回|昨[天晚日夜]|前天|前几天|前两天|"
    r"前段时间|前些|年前|天前|月前|周前|小时候|早就|当时|已经?(?:被?扑灭|灭|解决|送医|出院|去世|处理)|"
    r"(?:19|20)\d\d年|\d{1,2}月(?:份|\d{1,2}[日号])"
)
# Feared, imagined or prevented: stands before the sign in its own clause.
_FEARED = re.compile(
    r"容易|担心|害怕|怕|恐|万一|如果|要是|一旦|一但|压力|可能|会不会|以免|防止|谨防|严防|防范|防|避免|预防|免得|随时会|"
    r"早晚|迟早|导致|引发|引起|造成|差点|险些|存在|有没有|什么时候|不(?:会|准|许|能|得)|没有?(?!人管)|未(?!成年)|禁止|严禁"
)
_OFTEN = re.compile(
    r"经常|常常|时常|常年|总是|老是|频繁|频频|每年|每次|多次|好几次|屡次|年年|隔三差五|发生过|出过|有过"
)
# Paperwork about it: anywhere in the sentence.
_ON_PAPER = re.compile(
    r"隐患|演练|演习|培训|宣传|讲座|知识|证明|报销|理赔|赔偿|补助|补贴|救助金|临时救助|医疗救助|申请|认定|鉴定|"
    r"立案|判决|笔录|多少钱|怎么规定|工伤|医保|低保|后遗症|康复|重建|处理结果|责任划分|怎么划分|"
    r"保险(?![杠丝柜])|伤残|护理费|诊断书|结案|事故处理|"
    r"消防(?:通道|车道).{0,20}(?:着火|起火|失火)了?(?:怎么办|咋办|谁负责|怎么进)"
)


@dataclass(frozen=True, slots=True)
class Emergency:
    """紧急情形: the number to give, what to tell the caller, and the words that gave it away."""

    name_zh: str
    number: str
    also_zh: str
    tell_zh: str
    heard: str
    article: str = ARTICLE


def recognise(text: str) -> list[Emergency]:
    """紧急情形 in a caller's words, the gravest first, each kind once; empty for everyday matters."""
    plain = unicodedata.normalize("NFKC", text)
    found: dict[str, Emergency] = {}
    for clause in _clauses(plain):
        for sign in SIGNS:
            heard = _heard(sign, clause)
            if heard and sign.name_zh not in found:
                found[sign.name_zh] = _emergency(sign, heard, plain)
    order = [sign.name_zh for sign in SIGNS]
    return sorted(found.values(), key=lambda one: order.index(one.name_zh))


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause and the sentence it stands in."""

    text: str
    sentence: str


def _clauses(text: str) -> Iterator[_Clause]:
    for sentence in _SENTENCE_END.split(text):
        for clause in _CLAUSE.findall(sentence):
            yield _Clause(clause, sentence)


def _heard(sign: Sign, clause: _Clause) -> str | None:
    """The words of the clause that show the sign, None where it is taken back."""
    for match in sign.pattern.finditer(clause.text):
        if _NOW.search(clause.text) or not _is_taken_back(sign, clause, match):
            return match.group()
    return None


def _is_taken_back(sign: Sign, clause: _Clause, match: re.Match[str]) -> bool:
    before = clause.text[: match.start()]
    if sign.is_cry:  # 如果不解决我就跳楼 is a threat to life, not a mere possibility
        return bool(_PAST.search(clause.text) or _ON_PAPER.search(clause.text))
    if _PAST.search(clause.sentence) or _ON_PAPER.search(clause.sentence):
        return True
    feared = _FEARED.search(before)
    if feared and not (sign.is_smelt and feared.group() in {"可能", "会不会", "怕"}):
        return True
    return bool(_OFTEN.search(before))


def _emergency(sign: Sign, heard: str, text: str) -> Emergency:
    is_hurt = sign.hurt is not None and sign.hurt.search(text)
    also = sign.also_hurt_zh if is_hurt else sign.also_zh
    return Emergency(sign.name_zh, sign.number, also, sign.tell_zh, heard)
