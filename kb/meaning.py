"""检索方式: search by meaning beside search by words, where a model is installed; without one nothing changes."""

from __future__ import annotations

import functools
import importlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillComputing
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from core import settings
from kb import analyzer
from kb.document import Document

Vectors = npt.NDArray[np.float32]

LONGEST_TEXT = 400
"""Characters of an entry that are read for its meaning: what it is about stands at its beginning."""

LEXICAL_DEPTH = 200
MEANING_DEPTH = 50
"""How many entries, best by words and best by meaning, are put into one order."""

WEIGHT = 1.0
"""How much meaning counts against words, each brought to the range 0 to 1. One for all collections."""

KEPT_QUESTIONS = 256

_log = logging.getLogger(__name__)


class Model(Protocol):
    """What turns text into a vector of unit length; texts alike in meaning lie close together.

    `name`, `version` and `dimensions` say which vectors may be compared. Both methods may be called
    from several threads at once.
    """

    name: str
    version: str
    dimensions: int

    def of_texts(self, texts: Sequence[str]) -> Vectors:
        """One row an entry's text."""

    def of_question(self, text: str) -> Vectors:
        """One vector for what somebody asks."""


class Sense(NamedTuple):
    """What a question means, and how close to it each entry lies, by the entry's id."""

    ids: Sequence[str]
    closeness: Vectors


class Loaded(NamedTuple):
    """The model of this installation, or why there is none, in the words of the system page."""

    model: Model | None
    why_not: str


def model() -> Model | None:
    """The model of this installation, loaded when first asked for; None where there is none."""
    return loaded().model


@functools.cache
def loaded() -> Loaded:
    """HOTLINE_MEANING names a model as module:attribute, or says off. What fails is logged, never raised."""
    named = settings.meaning()
    if named == settings.NO_MEANING:
        return Loaded(None, "未启用")
    module_name, _, attribute = named.partition(":")
    try:
        found: Model = getattr(importlib.import_module(module_name), attribute)()
    except Exception as error:
        if named == settings.DEFAULT_MEANING and isinstance(error, ModuleNotFoundError):
            return Loaded(None, "未安装")
        # A typing error in the setting must not look like a missing model.
        _log.exception("the model of meaning %s could not be loaded", named)
        return Loaded(None, "未能装载，请查看日志")
    _log.info("search by meaning: %s %s", found.name, found.version)
    return Loaded(found, "")


def standing() -> str:
    """检索方式, in one line for the system page."""
    now = loaded()
    if now.model is None:
        return f"检索方式：字词；意思相近{now.why_not}"
    return f"检索方式：字词和意思相近（{now.model.name} {now.model.version}）"


def text_of(document: Document) -> str:
    """What of a document is read for its meaning: what it answers first, then its text."""
    parts = (document.title, *document.questions, document.text)
    return "\n".join(filter(None, parts))[:LONGEST_TEXT]


def question_of(text: str) -> str:
    """A question as it is asked by meaning: in normal form, no longer than the search by words reads."""
    return analyzer.normalise(text)[: analyzer.QUERY_LENGTH].strip()


# --- the question --------------------------------------------------------------------------------

_asked: OrderedDict[tuple[str, str], Future[Vectors]] = OrderedDict()
_asking = threading.Lock()
_worker = ThreadPoolExecutor(1, thread_name_prefix="kb-question")


def of_question(text: str, wait_seconds: float) -> Vectors | None:
    """A finished question's vector, computed beside the page; None while it is not there yet.

    Asked again it is at hand: the latest questions are kept in memory, nowhere else.
    """
    known = model()
    question = question_of(text)
    if known is None or not question:
        return None
    key = (f"{known.name} {known.version}", question)
    with _asking:
        found = _asked.get(key) or _worker.submit(known.of_question, question)
        _asked[key] = found
        _asked.move_to_end(key)
        if len(_asked) > KEPT_QUESTIONS:
            _asked.popitem(last=False)
    try:
        return found.result(wait_seconds)
    except StillComputing:
        return None
    except Exception:
        # A model that fails takes nothing away: the words have answered already.
        _log.exception("a question's meaning could not be computed")
        return None


# --- one order ------------------------------------------------------------------------------------


def blend(lexical: Mapping[int, float], closeness: Mapping[int, float]) -> list[tuple[int, float]]:
    """Both measures in one order, each brought to the range 0 to 1 over all that are compared.

    Who was found by meaning alone has no share of the other. An entry that has no vector yet is
    taken to lie in the middle, neither punished nor favoured for being new.
    """
    numbers = sorted(lexical.keys() | closeness.keys())
    by_words = _ranged(np.array([lexical.get(number, 0.0) for number in numbers]))
    middle = float(np.median(list(closeness.values()))) if closeness else 0.0
    by_meaning = _ranged(np.array([closeness.get(number, middle) for number in numbers]))
    scores = by_words + WEIGHT * by_meaning
    order = np.argsort(-scores, kind="stable")
    return [(numbers[place], float(scores[place])) for place in order]


def _ranged(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if not len(values):
        return values
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else np.zeros(len(values))
