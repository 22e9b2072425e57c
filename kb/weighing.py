"""How much each term of a question counts, and what a document gains by holding it and by being short.

BM25F itself stays as it is; this is what is laid over it. Tuned for all judged sets at once
(bench/tune.py, decision 47).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from kb import analyzer
from kb.analyzer import Query, Word
from kb.postings import Ids
from kb.snapshot import Snapshot
from kb.term_cache import Scores

VIEW_WEIGHTS = {"words": 0.4, "bigrams": 1.0, "characters": 1.0}
"""Words, bigrams and characters side by side: better than each alone."""

FUNCTION_WEIGHT = 0.6
"""功能词 (吗、如何、在、可以): they carry the question, not its matter."""

ACROSS_WEIGHT = 0.7
"""A bigram that joins the end of one word to the beginning of the next stands there by chance."""

PRESENCE = {"bigrams": 0.6}
"""What a document gets for holding a term of a view at all, in idf, however long it is (BM25+)."""

BREVITY = 0.035
"""What a document loses by being e times as long as the average, as a share of the best there is."""

MOST_LENGTHS = 2.0
"""Beyond e² times the average, longer or shorter makes no difference any more."""

FUNCTION_WORDS = frozenset(
    """
    的 地 得 了 着 过 等 之 所 们 吗 呢 吧 啊 呀 么 嘛
    我 你 您 他 她 它 我们 你们 他们 她们 咱们 自己 本人 别人 他人 其他人 大家 谁 有人 某
    这 那 该 此 其 每 各 某些 这个 那个 这些 那些 这种 那种 这里 那里 这样 那样 这么 那么 有些
    什么 怎么 怎样 怎么样 怎么办 如何 为何 为什么 哪 哪些 哪个 哪里 哪儿 哪边 何 何时 何处 何种
    何方 何日 多少 多久 几 是否 能否 可否 有没有 是不是 能不能 可不可以 会不会 要不要 什么样 什么时候
    和 与 及 以及 并 并且 而 而且 或 或者 还是 但 但是 如 如果 若 假如 因 因为 由于 因此 所以
    虽然 只要 只有 即使 在 从 向 对 对于 关于 给 把 被 由 用 以 于 至 按 按照 根据 依据 针对
    为 为了 将 比 自 同 通过 除 也 都 还 就 才 又 再 很 太 更 最 已 已经 却 则 便 并未 到底
    是 有 会 能 可 可以 能够 应 应该 应当 要 需要 必须 想 请 请问 想问 咨询
    """.split()  # noqa: SIM905
)

Weights = Mapping[str, float]


class Weighed(NamedTuple):
    """The terms of a question in each view, with what each counts."""

    words: Weights
    bigrams: Weights
    characters: Weights


def weigh(query: Query) -> Weighed:
    """What each term of the question counts; standing in several places, by the best of them."""
    text = query.text
    word_at: list[Word | None] = [None] * len(text)
    for word in sorted(query.words, key=lambda word: word.end - word.start):
        word_at[word.start : word.end] = [word] * (word.end - word.start)
    is_function = [word is not None and word.text in FUNCTION_WORDS for word in word_at]
    bigrams: dict[str, float] = {}
    characters: dict[str, float] = {}
    for start, end in analyzer.runs_of_han(text):
        for place in range(start, end):
            _raise(characters, text[place], _weight(is_function[place]))
        for place in range(start, end - 1):
            is_within = word_at[place] is word_at[place + 1] or all(is_function[place : place + 2])
            weight = _weight(is_function[place]) if is_within else ACROSS_WEIGHT
            _raise(bigrams, text[place : place + 2], weight)
    return Weighed(
        {term: _weight(term in FUNCTION_WORDS) for term in query.views.words},
        # Runs of letters or digits are terms of these views too, and count whole.
        {term: bigrams.get(term, 1.0) for term in query.views.bigrams},
        {term: characters.get(term, 1.0) for term in query.views.characters},
    )


def _weight(is_function: bool) -> float:
    return FUNCTION_WEIGHT if is_function else 1.0


def _raise(weights: dict[str, float], term: str, weight: float) -> None:
    weights[term] = max(weights.get(term, 0.0), weight)


# --- what a document gains or loses ----------------------------------------------------------


def brevity(snapshot: Snapshot, weighed: Weighed, numbers: Ids) -> Scores:
    """What these documents gain by being shorter than the average, or lose by being longer.

    It is a share of what the question tells in all, so a long document that shares little with the
    question may end below zero.
    """
    told = sum(
        VIEW_WEIGHTS[view] * weight * snapshot.idf_of(view, term)
        for view, weights in weighed._asdict().items()
        for term, weight in weights.items()
    )
    return np.float32(-BREVITY * told) * snapshot.lengths("characters", MOST_LENGTHS)[numbers]
