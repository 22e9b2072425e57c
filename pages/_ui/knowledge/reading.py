"""One entry made to be read: the spoken answer large, the facts as facts, then the whole text."""

from __future__ import annotations

import re
from datetime import date

from core.rules import wording
from kb import entry_hints, marking
from kb.models import Entry, Revision
from kb.shelves import OFFICE_ITSELF
from kb.terms import Audience
from pages._ui import words
from pages._ui.knowledge.marked import marked
from pages._ui.words import Markup

_SERVICE = (
    ("place", "办理地点"),
    ("phone", "联系电话"),
    ("time_limit", "办理时限"),
    ("fee", "收费标准"),
    ("conditions", "办理条件"),
    ("materials", "申请材料"),
    ("steps", "办理流程"),
    ("link", "办事链接"),
)
"""What callers ask for first stands first."""

_LAW = (
    ("law_title", "法规名称"),
    ("document_number", "文号"),
    ("issuer", "发布机关"),
    ("chapter", "章节"),
    ("article", "条号"),
)
_ITEMS = frozenset({"conditions", "materials"})
_STEPS = re.compile(r"\s*(?:→|➜|->|\n)\s*")
_SEPARATOR = re.compile(r"[；;\n]+")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]*[”」』）]*\s*")

LONG_TEXT = 600
"""From this length on, a text with a question shows the matching passage and folds the rest."""

_PASSAGE = 240
_SILENT = "以下为内部资料，只供了解，不念给群众"


def head(entry: Entry, revision: Revision, today: date, *, state: Markup | None = None) -> None:
    """标题, whose it is, which version of which day, and what to heed before reading it out.

    With `state` it is shown to those who keep it, whose lists tell what is overdue.
    """
    badges = [words.badge(entry.kind.zh), *([state] if state is not None else [])]
    if revision.audience is Audience.INTERNAL:
        badges.append(words.badge("内部"))
    unit = entry.unit.name if entry.unit else OFFICE_ITSELF
    words.show(
        Markup(
            '<div class="kb-entry" data-open="{}"><h1 data-own-words>{}</h1>'
            '<div class="kb-entry-line">{}<span>{}</span><span>{}</span></div></div>'
        ).format(
            revision.id, revision.title, Markup(" ").join(badges), unit, _version(revision, today)
        )
    )
    due = entry.review_due_on
    if state is None and due is not None and due < today:
        words.notice(
            f"复核已逾期（应于{wording.day(due, today.year)}前复核），请先向{unit}核实。", "soon"
        )
    if revision.audience is Audience.INTERNAL:
        words.notice("内部资料：口语答复可以告诉群众，其余内容不原文告知。")


def _version(revision: Revision, today: date) -> str:
    said = [f"第{revision.number}版"]
    if revision.published_at is not None:
        said.append(f"{wording.bare_day(revision.published_at.date(), today.year)}发布")
    if revision.effective_from is not None and revision.effective_from > today:
        said.append(f"{wording.bare_day(revision.effective_from, today.year)}起执行")
    if revision.effective_until is not None:
        said.append(f"有效期至{wording.bare_day(revision.effective_until, today.year)}")
    return "　".join(said)


def body(revision: Revision, query: str = "") -> None:
    """口语答复, facts, full text; the question's words are marked everywhere but in what is read aloud."""
    spoken = revision.spoken_answer or revision.text
    parts = [
        Markup("<section>{}</section>").format(facts)
        for fields in (_SERVICE, _LAW)
        if (facts := _facts(revision, fields, query))
    ]
    if revision.text and revision.text != spoken:
        parts.append(_section("全文", _whole(revision.text, query)))
    if revision.source:
        parts.append(Markup('<div class="kb-entry-line">来源：{}</div>').format(revision.source))
    words.show(
        Markup('<article class="kb-entry">{}{}{}</article>').format(
            aloud(spoken),
            Markup('<div class="kb-silent">{}</div>').format(_SILENT)
            if revision.audience is Audience.INTERNAL and parts
            else "",
            words.join(parts),
        )
    )


def aloud(spoken: str) -> Markup:
    """What is read to the caller: large, a sentence a line, and how long it takes."""
    sentences = words.join(
        Markup("<span>{}</span>").format(each) for each in _SENTENCE.findall(spoken) if each.strip()
    )
    seconds = entry_hints.seconds(spoken)
    return Markup('<div class="kb-aloud hl-aloud" data-own-words>{}</div>{}').format(
        sentences,
        Markup('<div class="kb-seconds">念完约 {} 秒</div>').format(seconds) if seconds else "",
    )


def _whole(text: str, query: str) -> Markup:
    """A text; of a long one the passage that answers, and the rest folded."""
    if not query or len(text) <= LONG_TEXT:
        return _text(text, query)
    passage = marking.snippet(text, query, _PASSAGE)
    return Markup("{}<details><summary>展开全文（{}字）</summary>{}</details>").format(
        Markup('<div class="kb-text" data-own-words>{}</div>').format(
            marked(passage.text, passage.marks)
        ),
        len(text),
        _text(text, query),
    )


def _facts(revision: Revision, fields: tuple[tuple[str, str], ...], query: str) -> Markup:
    rows = words.join(
        Markup("<div><dt>{}</dt><dd data-own-words>{}</dd></div>").format(
            name, _content(field, content, query)
        )
        for field, name in fields
        if (content := getattr(revision, field))
    )
    return Markup('<dl class="hl-facts">{}</dl>').format(rows) if rows else Markup("")


def _content(field: str, content: str, query: str) -> Markup:
    """Materials and conditions one a line, steps numbered; anything else as it is written."""
    if field == "link":
        return Markup('<a href="{0}" target="_blank" rel="noreferrer">{0}</a>').format(content)
    separator = _STEPS if field == "steps" else _SEPARATOR if field in _ITEMS else None
    pieces = [piece for piece in separator.split(content) if piece.strip()] if separator else []
    if len(pieces) < 2:
        return _text(content, query, is_block=False)
    items = words.join(
        Markup("<li>{}</li>").format(_text(p, query, is_block=False)) for p in pieces
    )
    tag = Markup("ol" if field == "steps" else "ul")
    return Markup('<{0} class="kb-list">{1}</{0}>').format(tag, items)


def _section(title: str, content: Markup) -> Markup:
    return Markup("<section><h2>{}</h2>{}</section>").format(title, content)


def _text(text: str, query: str, *, is_block: bool = True) -> Markup:
    content = marked(text, marking.marks(text, query) if query else ())
    return (
        Markup('<div class="kb-text" data-own-words>{}</div>').format(content)
        if is_block
        else content
    )
