"""What was found: one list with the question's words marked, and what to know about how it was found."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from core.rules import wording
from kb.finder import Found, Hit
from kb.suggest import Suggestion
from kb.terms import Audience
from pages._ui import words
from pages._ui.knowledge.marked import marked
from pages._ui.knowledge.question import Question
from pages._ui.words import Markup

_EXPIRING = timedelta(days=30)


def listed(found: Found, chosen: int | None, today: date, doubted: Collection[int] = ()) -> None:
    """The results, the chosen one shaded, the `doubted` marked; a click is seen by the keyboard's component."""
    lines = words.join(
        _hit(hit, is_chosen=hit.entry_id == chosen, is_doubted=hit.entry_id in doubted, today=today)
        for hit in found.hits
    )
    words.show(
        Markup('<ol class="kb-hits" role="listbox" aria-label="查找结果">{}</ol>').format(lines)
    )


def _hit(hit: Hit, *, is_chosen: bool, is_doubted: bool, today: date) -> Markup:
    return Markup(
        '<li data-entry="{}" role="option" aria-selected="{}" class="{}">'
        '<div class="kb-hit-head"><b data-own-words>{}</b><i data-own-words>{}</i><span>{}</span></div>'
        "<p data-own-words>{}</p>{}</li>"
    ).format(
        hit.entry_id,
        "true" if is_chosen else "false",
        "kb-chosen" if is_chosen else "",
        marked(hit.title, hit.title_marks),
        hit.unit_name,
        hit.kind.zh,
        marked(hit.snippet, hit.snippet_marks),
        _warnings(hit, today, is_doubted=is_doubted),
    )


def _warnings(hit: Hit, today: date, *, is_doubted: bool) -> Markup:
    """What to heed before reading it out: 有纠错, 复核逾期, 即将到期, 内部."""
    said = [words.badge("有纠错待核实", "soon")] if is_doubted else []
    if hit.is_by_meaning:
        said.append(words.badge("意思相近"))
    if hit.is_review_overdue:
        said.append(words.badge("复核逾期", "soon"))
    if hit.effective_until is not None:
        until = f"有效期至{wording.bare_day(hit.effective_until, today.year)}"
        is_soon = hit.effective_until - today <= _EXPIRING
        said.append(words.badge(until, "soon" if is_soon else "out"))
    if hit.audience is Audience.INTERNAL:
        said.append(words.badge("内部"))
    return Markup("<div>{}</div>").format(Markup(" ").join(said)) if said else Markup("")


def foot(found: Found) -> None:
    """How many, and quietly how long it took."""
    shown = f"，显示前 {len(found.hits)} 条" if len(found.hits) < found.total else ""
    words.show(
        Markup('<div class="kb-foot"><span>共 {} 条{}</span><span>{} 毫秒</span></div>').format(
            found.total, shown, max(1, round(found.took_ms))
        )
    )


def remarks(found: Found, *, lag: int) -> None:
    """Only when it matters: the index lags or is being rebuilt, the question was cut."""
    if found.is_fallback:
        words.notice("索引正在重建，已改用数据库检索，结果可能较少。", "soon")
    elif lag:
        words.notice(f"索引落后 {lag} 条，最近的修改可能还查不到。", "soon")
    if found.is_cut:
        words.notice("输入较长，只按开头的部分检索。")


def nothing_direct(question: Question, found: Found, suggestion: Suggestion) -> None:
    """没有查到: what stands below instead, and who is likely to know."""
    if found.is_near:
        is_meant = all(hit.is_by_meaning for hit in found.hits)
        nearest = "意思相近的" if is_meant else "字面上最接近的"
        words.notice(f"没有直接对应的知识，下面是{nearest}。")
    else:
        hint = "可以去掉筛选条件" if question.is_filtered else "可以换一种说法"
        words.empty("没有查到相关的知识。", f"{hint}，或只输入关键的两三个字。")
    if suggestion.units:
        words.section("可能了解情况的单位")
        words.facts([(unit.name, unit.reason) for unit in suggestion.units])
