"""How things are said and shown on every desk: badges, instants, facts, clocks, histories, refusals.

All markup goes through `show`; markupsafe escapes whatever is formatted into it, so what a caller said is always
text and never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import streamlit as st
from markupsafe import Markup, escape

from core.errors import HotlineError
from core.insight.dossier import Step
from core.rules import deadlines, wording
from core.rules.terms import Grade, State
from core.store.work import Reading

Tone = Literal["plain", "office", "unit", "done", "out", "soon", "late", "strong"]
"""A colour by meaning: waiting at the office, with a unit, done, out of play, time running out, late, at once."""

STATE_TONES: dict[State, Tone] = {
    State.AWAITING_DETAILS: "office",
    State.AWAITING_DISPATCH: "office",
    State.AWAITING_INSTRUCTION: "strong",
    State.DISPATCHED: "unit",
    State.HANDLING: "unit",
    State.RETURN_REQUESTED: "office",
    State.CONTESTED: "strong",
    State.AWAITING_SIGN_OFF: "unit",
    State.AWAITING_AUDIT: "office",
    State.CLOSED: "done",
    State.ARCHIVED: "out",
    State.DECLINED: "out",
    State.MERGED: "out",
    State.TRANSFERRED: "out",
}
GRADE_WORDS = {Grade.SIMPLE: "简单", Grade.COMPLEX: "复杂"}

_MARKDOWN = re.compile(r"([&\\`*_{}\[\]()#+\-.!:$~<>|])")
# Streamlit 1.67 makes links, emoji and arrows of these when the escapes are long gone.
_TURNED = re.compile(
    r"https?(?=:)|www(?=\.)|(?<=[\w.+-])(?=@)|:(?=[\w+/-]+:)|-(?=[->])|<(?=-)", re.I
)
_WORD_JOINER = "\u2060"


def show(markup: Markup) -> None:
    """Put markup on the page: the only call of st.html there is."""
    st.html(markup)


def join(parts: Iterable[Markup | str]) -> Markup:
    """Pieces one after another, each escaped unless it is markup already."""
    return Markup("").join(parts)


def plain(text: str) -> str:
    """Text for where Streamlit reads markdown (labels, toasts, titles): every sign stands for itself."""
    apart = _TURNED.sub(lambda match: match[0] + _WORD_JOINER, text)
    return _MARKDOWN.sub(r"\\\1", apart)


# --- small words -----------------------------------------------------------------------------


def when(instant: datetime | None, now: datetime, *, is_exact: bool = False) -> str:
    """10月9日（周五）18:00, with the year when it is not this year's; — when there is none.

    `is_exact` keeps the seconds, for signatures: one second can be late (办法第十一条).
    """
    if instant is None:
        return "—"
    return wording.instant(instant if is_exact else instant.replace(second=0), now.year)


def badge(text: str, tone: Tone = "plain") -> Markup:
    """A small label in the colour of its meaning."""
    return Markup('<span class="hl-badge hl-{}">{}</span>').format(tone, text)


def state_badge(state: State) -> Markup:
    """工单状态."""
    return badge(state.zh, STATE_TONES[state])


def grade_badge(grade: Grade | None) -> Markup:
    """等级; nothing before dispatch."""
    return badge(GRADE_WORDS[grade]) if grade else Markup("")


@dataclass(frozen=True, slots=True)
class Due:
    """剩余或逾期 in words, with the tone it is shown in and the instant it is sorted by."""

    text: str
    tone: Tone
    at: datetime | None

    def __html__(self) -> str:
        return badge(self.text, self.tone) if self.text else Markup("")


def due(reading: Reading, due_at: datetime | None, *, stopped_at: datetime | None = None) -> Due:
    """剩 1 个工作日 / 逾期 2 个工作日, amber within the policy's warning time, red once late (办法第十三条（一）).

    A stopped clock says 按时 or 逾期办结 (办法第十一条).
    """
    if due_at is None:
        return Due("", "plain", None)
    if stopped_at is not None:
        is_late = deadlines.is_late(stopped_at, due_at)
        return Due("逾期办结", "late", due_at) if is_late else Due("按时", "done", due_at)
    left = deadlines.remaining(reading.calendar, reading.now, due_at)
    if left.is_overdue:
        return Due(left.text_zh, "late", due_at)
    is_soon = left.working_minutes <= reading.policy.hours("warn_hours_before") * 60
    is_today = due_at.date() == reading.now.date()
    return Due(left.text_zh, "soon" if is_soon or is_today else "plain", due_at)


# --- blocks ----------------------------------------------------------------------------------


def heading(title: str, note: Markup | str = "") -> None:
    """The page's name with one line beside it: what it holds right now."""
    show(
        Markup(
            '<header class="hl-heading"><h1>{}</h1><span class="hl-note">{}</span></header>'
        ).format(title, note)
    )


def section(title: str, note: Markup | str = "") -> None:
    """A smaller heading within the page."""
    show(
        Markup('<div class="hl-section"><h2>{}</h2><span class="hl-note">{}</span></div>').format(
            title, note
        )
    )


def facts(pairs: Iterable[tuple[str, Markup | str | None]], *, columns: int = 1) -> None:
    """名称与内容 side by side; an empty content shows —."""
    rows = join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, content or "—")
        for name, content in pairs
    )
    show(Markup('<dl class="hl-facts hl-columns-{}">{}</dl>').format(columns, rows))


def spoken(text: str) -> None:
    """What a caller or a unit wrote, exactly, with its line breaks."""
    show(Markup('<div class="hl-spoken" data-own-words>{}</div>').format(text))


def timeline(steps: Iterable[Step], now: datetime) -> None:
    """办理过程, in the order given: when, who, what, on which article."""
    steps = list(steps)
    if steps:
        show(Markup('<ol class="hl-timeline">{}</ol>').format(join(_step(s, now) for s in steps)))
    else:
        empty("还没有办理记录。")


def _step(step: Step, now: datetime) -> Markup:
    return Markup(
        '<li><time>{}</time><div><b>{}</b> <span class="hl-note">{}　{}</span>'
        "<p data-own-words>{}</p></div></li>"
    ).format(
        when(step.at, now),
        step.action.zh,
        f"{step.unit_name or step.role.zh} {step.person_name}".strip(),
        step.article,
        step.summary,
    )


@dataclass(frozen=True, slots=True)
class Clock:
    """时限: one of the clocks that run on a ticket."""

    name: str
    due: Due
    note: str = ""


def clocks(running: Sequence[Clock], now: datetime) -> None:
    """单位的时限 and 群众的等待 side by side, the time left large, the instant below it."""
    blocks = join(
        Markup(
            '<div class="hl-clock hl-{}"><span>{}</span><strong>{}</strong><small>{}</small></div>'
        ).format(
            clock.due.tone,
            clock.name,
            clock.due.text or "—",
            "　".join(part for part in (when(clock.due.at, now), clock.note) if part),
        )
        for clock in running
    )
    show(Markup('<div class="hl-clocks">{}</div>').format(blocks))


def explanation(sentences: Iterable[str], *, title: str = "为什么是这一天") -> None:
    """A list of reasons that unfolds."""
    lines = join(Markup("<li>{}</li>").format(sentence) for sentence in sentences)
    show(
        Markup('<details class="hl-why"><summary>{}</summary><ol>{}</ol></details>').format(
            title, lines
        )
    )


def empty(sentence: str, hint: str = "") -> None:
    """What stands where a list would: why there is nothing, and what could be done."""
    hint_line = Markup("<span>{}</span>").format(hint) if hint else Markup("")
    show(Markup('<div class="hl-empty"><p>{}</p>{}</div>').format(sentence, hint_line))


def notice(text: Markup | str, tone: Tone = "plain") -> None:
    """One line that everybody on the page should know."""
    show(Markup('<div class="hl-notice hl-{}">{}</div>').format(tone, text))


def refusal(error: HotlineError) -> None:
    """A refusal: the sentence, the article it rests on, the next step."""
    article = (
        Markup('<span class="hl-article">依据：{}</span>').format(error.article)
        if error.article
        else Markup("")
    )
    step = Markup("<p>{}</p>").format(error.next_step) if error.next_step else Markup("")
    show(
        Markup('<div class="hl-refusal" role="alert"><p><b>{}</b>{}</p>{}</div>').format(
            error.message_zh, article, step
        )
    )


def shortcuts(rows: Iterable[tuple[str, str]]) -> None:
    """快捷键 and what each does."""
    lines = join(Markup("<tr><th><kbd>{}</kbd></th><td>{}</td></tr>").format(*row) for row in rows)
    show(Markup('<table class="hl-keys" data-own-words>{}</table>').format(lines))


__all__ = [
    "STATE_TONES",
    "Clock",
    "Due",
    "Markup",
    "Step",
    "Tone",
    "badge",
    "clocks",
    "due",
    "empty",
    "escape",
    "explanation",
    "facts",
    "grade_badge",
    "heading",
    "join",
    "notice",
    "plain",
    "refusal",
    "section",
    "shortcuts",
    "show",
    "spoken",
    "state_badge",
    "timeline",
    "when",
]
