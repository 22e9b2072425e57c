"""写作提示: what a reader would stumble over in an entry that may well be stored as it stands (办法第十七条)."""

from __future__ import annotations

import math
import re
from difflib import SequenceMatcher
from typing import NamedTuple

from core.store.work import Reading
from kb import analyzer, finder
from kb.entry_text import EntryText
from kb.terms import EntryKind

SPOKEN_CHARS_A_SECOND = 4.5
"""How fast a call-taker reads aloud so that an elderly caller follows."""

LONGEST_SENTENCE = 60
ALIKE = 0.75
"""From this share of common characters on, two questions are nearly the same."""

_COMPARED = 5
_SENTENCE = re.compile(r"[^。！？；;\n]+")
_RELATIVE = re.compile(r"今年|明年|去年|本月|下月|近期|最近|目前|日前|即日起|年底前")


class Hint(NamedTuple):
    """A remark on one field, or on another entry when `entry_id` names it. Nothing is refused for it."""

    field: str
    message: str
    entry_id: int | None = None


def seconds(spoken: str) -> int:
    """How many seconds it takes to read a text aloud, rounded up; 0 for none."""
    return math.ceil(len("".join(spoken.split())) / SPOKEN_CHARS_A_SECOND)


def of_text(text: EntryText, kind: EntryKind) -> list[Hint]:
    """What the text itself gives cause to say, in the order of the form."""
    found = []
    if text.title.strip() and text.title.strip() in {word.strip() for word in text.keywords}:
        found.append(Hint("keywords", "关键词与标题相同，起不到补充的作用。"))
    if (text.title.strip() or text.text.strip()) and not text.spoken_answer.strip():
        found.append(Hint("spoken_answer", "还没有口语答复，话务员只能念正文。"))
    if kind is EntryKind.SERVICE and not text.phone.strip():
        found.append(Hint("phone", "服务事项没有写联系电话。"))
    longest = max(map(len, _SENTENCE.findall(text.spoken_answer)), default=0)
    if longest > LONGEST_SENTENCE:
        found.append(
            Hint(
                "spoken_answer",
                f"有一句长达{longest}字，念起来费力，建议断成{LONGEST_SENTENCE}字以内。",
            )
        )
    said = dict.fromkeys(_RELATIVE.findall(f"{text.spoken_answer}\n{text.text}"))
    if said:
        found.append(Hint("text", f"“{'、'.join(said)}”过一段时间就说不清了，建议写明日期。"))
    return found


def duplicates(reading: Reading, text: EntryText, own_id: int | None) -> list[Hint]:
    """重复: entries that answer nearly the same question, the likest first."""
    asked = [one for one in dict.fromkeys((text.standard_question, text.title)) if one.strip()]
    likest: dict[int, tuple[float, str]] = {}
    for question in asked:
        wanted = analyzer.query(question).phrase
        for hit in finder.find(reading, question, limit=_COMPARED).hits:
            share = SequenceMatcher(
                None, wanted, analyzer.phrase(hit.title), autojunk=False
            ).ratio()
            if hit.entry_id != own_id and share >= max(ALIKE, likest.get(hit.entry_id, (0, ""))[0]):
                likest[hit.entry_id] = (share, hit.title)
    best = sorted(likest.items(), key=lambda one: -one[1][0])
    return [
        Hint("title", f"已有相近的知识《{title}》，可以直接修改那一条。", entry_id)
        for entry_id, (_, title) in best
    ]
