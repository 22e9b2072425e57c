"""The text of an entry as it is written and checked, apart from the row it will become."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, NamedTuple

from core import text as wording
from core.rules.policy import Policy
from kb.models import Revision
from kb.terms import Audience

TITLE_COLUMN = 128
LONGEST_TEXT = 20_000
_LONGEST = {
    "standard_question": 200,
    "phone": 120,
    "link": 500,
    "law_title": 128,
    "document_number": 80,
    "issuer": 80,
    "chapter": 120,
    "article": 20,
    "source": 200,
}
_LONGEST_QUESTION = 200
_MOST_QUESTIONS = 50
_MOST_KEYWORDS = 30
_LISTS = ("variant_questions", "keywords")
_LINK = re.compile(r"https?://\S+")

NAMES = {
    "title": "标题",
    "standard_question": "标准问题",
    "variant_questions": "相似问题",
    "spoken_answer": "口语答复",
    "text": "正文",
    "conditions": "办理条件",
    "materials": "申请材料",
    "steps": "办理流程",
    "time_limit": "办理时限",
    "fee": "收费标准",
    "place": "办理地点",
    "phone": "联系电话",
    "link": "办事链接",
    "law_title": "法规名称",
    "document_number": "文号",
    "issuer": "发布机关",
    "chapter": "章节",
    "article": "条号",
    "keywords": "关键词",
    "effective_until": "失效日期",
    "source": "来源",
}
"""What the screen calls each field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryText:
    """一个版本的内容: everything about an entry that an edit may change."""

    title: str
    standard_question: str = ""
    variant_questions: tuple[str, ...] = ()
    spoken_answer: str = ""
    text: str = ""
    conditions: str = ""
    materials: str = ""
    steps: str = ""
    time_limit: str = ""
    fee: str = ""
    place: str = ""
    phone: str = ""
    link: str = ""
    law_title: str = ""
    document_number: str = ""
    issuer: str = ""
    chapter: str = ""
    article: str = ""
    category_id: int | None = None
    area_id: int | None = None
    keywords: tuple[str, ...] = ()
    audience: Audience = Audience.INTERNAL
    effective_from: date | None = None
    effective_until: date | None = None
    source: str = ""


class Problem(NamedTuple):
    """What is wrong with which field, in one Chinese sentence."""

    field: str
    message: str


def tidy(text: EntryText) -> EntryText:
    """The text as it will be stored: storable characters, no blank or repeated list items."""
    cleaned: dict[str, Any] = {}
    for name in (one.name for one in fields(text)):
        given = getattr(text, name)
        if name in _LISTS:
            lines = (" ".join(wording.clean(one).split()) for one in given)
            cleaned[name] = tuple(dict.fromkeys(line for line in lines if line))
        elif isinstance(given, str) and not isinstance(given, Audience):
            cleaned[name] = wording.clean(given)
    cleaned["title"] = " ".join(cleaned["title"].split())
    return replace(text, **cleaned)


def problems(text: EntryText, policy: Policy) -> list[Problem]:
    """Everything that keeps a tidied text from being stored; empty when it is sound."""
    return [
        *_of_title(text, policy),
        *_of_lengths(text, policy),
        *_of_lists(text, policy),
        *_of_meaning(text),
    ]


def of(revision: Revision) -> EntryText:
    """A version's text, to start an edit from."""
    values = {one.name: getattr(revision, one.name) for one in fields(EntryText)}
    for name in _LISTS:
        values[name] = tuple(values[name].splitlines())
    return EntryText(**values)


def columns(text: EntryText) -> dict[str, Any]:
    """The text as a version's columns; lists stand one a line."""
    values = asdict(text)
    for name in _LISTS:
        values[name] = "\n".join(values[name])
    return values


def _of_title(text: EntryText, policy: Policy) -> list[Problem]:
    longest = min(policy.number("entry_title_max_chars"), TITLE_COLUMN)
    if not text.title:
        return [Problem("title", "请填写标题。")]
    if len(text.title) > longest:
        return [Problem("title", f"标题有{len(text.title)}字，不能超过{longest}字。")]
    return []


def _of_lengths(text: EntryText, policy: Policy) -> list[Problem]:
    longest = dict.fromkeys(NAMES, LONGEST_TEXT) | _LONGEST
    longest["spoken_answer"] = policy.number("spoken_answer_max_chars")
    found = []
    for name in longest.keys() - {"title", "effective_until", *_LISTS}:
        length = len(getattr(text, name))
        if length > longest[name]:
            message = f"{NAMES[name]}有{length}字，不能超过{longest[name]}字。"
            found.append(Problem(name, message))
    return sorted(found)


def _of_lists(text: EntryText, policy: Policy) -> list[Problem]:
    longest = policy.number("keyword_max_chars")
    found = []
    for word in text.keywords:
        if len(word) > longest:
            found.append(Problem("keywords", f"关键词“{word[:30]}”超过{longest}字。"))
        if word == text.title:
            found.append(Problem("keywords", "关键词不能与标题相同。"))
    if len(text.keywords) > _MOST_KEYWORDS:
        found.append(Problem("keywords", f"关键词最多{_MOST_KEYWORDS}个。"))
    if len(text.variant_questions) > _MOST_QUESTIONS:
        found.append(Problem("variant_questions", f"相似问题最多{_MOST_QUESTIONS}个。"))
    if any(len(question) > _LONGEST_QUESTION for question in text.variant_questions):
        found.append(Problem("variant_questions", f"每个相似问题不能超过{_LONGEST_QUESTION}字。"))
    return found


def _of_meaning(text: EntryText) -> list[Problem]:
    found = []
    if not text.text and not text.spoken_answer:
        found.append(Problem("text", "正文和口语答复至少填写一项。"))
    if text.link and not _LINK.fullmatch(text.link):
        found.append(Problem("link", "办事链接应以 http:// 或 https:// 开头，中间没有空格。"))
    if text.effective_from and text.effective_until and text.effective_until < text.effective_from:
        found.append(Problem("effective_until", "失效日期不能早于生效日期。"))
    return found
