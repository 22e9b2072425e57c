"""How text becomes terms: one normal form, and three views of it — words, bigrams, characters."""

import atexit
import functools
import importlib.metadata
import logging
import re
import shutil
import tempfile
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import opencc
from whoosh.analysis import Analyzer, Token

VERSION = 2
"""Raised whenever the same text would give other terms: every index is then made anew."""

QUERY_LENGTH = 200
"""The longest query looked at, in characters after normalising."""

# 〇 and 々 behave as Han in names of places and years, though Unicode files them elsewhere.
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
# jieba 0.42.1 knows no Han outside this block and drops it in search mode (𠮷, 㛃).
_IN_JIEBA = re.compile("([\u4e00-\u9fd5]+)")
_VARIATION_SELECTORS = re.compile("[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]+")


class Word(NamedTuple):
    """A word of a normalised text: its characters `start:end` and its place in the row of words."""

    text: str
    start: int
    end: int
    position: int


class Views(NamedTuple):
    """How often each term occurs in a text, in each of the three views."""

    words: Counter[str]
    bigrams: Counter[str]
    characters: Counter[str]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the engine sees it; `phrase` is what remains without spaces and marks."""

    text: str
    views: Views
    phrase: str
    is_cut: bool
    words: tuple[Word, ...] = ()


class Segmenter(NamedTuple):
    """Jieba in search mode, in Rust or in Python; the dictionary comes with the version."""

    name: str
    version: str
    cut: Callable[[str], list[tuple[str, int, int]]]


# --- normal form -----------------------------------------------------------------------------


def normalise(text: str) -> str:
    """The one form in which texts and queries meet: NFKC, lower-case, simplified, nothing invisible.

    Traditional characters become simplified one by one, so that offsets hold. Rare Han such as 𠮷
    stay; lone surrogates and control characters become spaces.
    """
    if not text.isprintable():
        text = "".join(map(_visible, text))
    text = _VARIATION_SELECTORS.sub("", text)
    if text.isascii():
        return text.casefold()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).translate(_simplified())


def normalise_with_offsets(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Normalise, and say for each character of the result which `(start, end)` of `text` made it.

    A base character and the marks that NFKC composes with it are one piece and are mapped together.
    """
    pieces: list[str] = []
    offsets: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _joins_previous(text[end]):
            end += 1
        piece = _normalise_piece(text[start:end])
        pieces.append(piece)
        offsets.extend([(start, end)] * len(piece))
        start = end
    return "".join(pieces), offsets


@functools.cache
def _simplified() -> dict[int, int]:
    """繁→简 out of OpenCC's table of characters, led to the end so that simplifying twice adds nothing."""
    source = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    table: dict[str, str] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        if simplified:
            table[traditional] = simplified.split()[0]
    for traditional in table:
        seen = {traditional}
        while (after := table.get(table[traditional])) is not None and after not in seen:
            seen.add(after)
            table[traditional] = after
    return {
        ord(one): ord(other)
        for one, other in table.items()
        if one != other and len(one) == len(other) == 1 and other not in table
    }


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return " " if category in ("Cc", "Cs") else character


@functools.lru_cache(maxsize=8192)
def _normalise_piece(piece: str) -> str:
    return normalise(piece)


@functools.lru_cache(maxsize=8192)
def _joins_previous(character: str) -> bool:
    """Whether NFKC may melt this character into the one before it (marks, ﾞ, Hangul vowels)."""
    if unicodedata.category(character) == "Cf":
        return True
    first = unicodedata.normalize("NFKC", character)[0]
    return unicodedata.category(first)[0] == "M" or "\u1160" <= first <= "\u11ff"


# --- words -----------------------------------------------------------------------------------


def load_segmenter(directory: Path | None = None, *, is_rust_preferred: bool = True) -> Segmenter:
    """Jieba ready for use; `directory` is where the Python one may keep its dictionary cache.

    The cache is unmarshalled when read, so it lies in a directory of our own (0700) and never in
    the shared temporary one. Without `directory` it lives as long as the process.
    """
    if is_rust_preferred:
        try:
            return _rust_segmenter()
        except ImportError:
            pass
    return _python_segmenter(directory)


def _rust_segmenter() -> Segmenter:
    import rjieba

    def cut(run: str) -> list[tuple[str, int, int]]:
        return list(rjieba.tokenize(run, mode="search"))

    return Segmenter("rjieba", importlib.metadata.version("rjieba"), cut)


def _python_segmenter(directory: Path | None) -> Segmenter:
    with warnings.catch_warnings():
        # jieba 0.42.1 writes regular expressions in plain strings and asks for pkg_resources.
        warnings.simplefilter("ignore")
        import jieba

    if directory is None:
        directory = Path(tempfile.mkdtemp(prefix="kb-words-"))
        atexit.register(shutil.rmtree, directory, ignore_errors=True)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = jieba.dt.tmp_dir = str(directory)
    tokenizer.initialize()

    def cut(run: str) -> list[tuple[str, int, int]]:
        return list(tokenizer.tokenize(run, mode="search"))

    return Segmenter("jieba", importlib.metadata.version("jieba"), cut)


_segmenter: Segmenter | None = None


def prepare(directory: Path) -> None:
    """Load jieba once, at start (the Python one takes a second), with its cache in `directory`."""
    global _segmenter
    _segmenter = load_segmenter(directory)


def segmenter() -> Segmenter:
    """The segmenter in use; loaded at first need when `prepare` was not called."""
    global _segmenter
    if _segmenter is None:
        _segmenter = load_segmenter()
    return _segmenter


# --- the three views of a normalised text -----------------------------------------------------


def words(text: str) -> list[Word]:
    """Words in search mode, in order; runs of letters or digits and rare Han are words as a whole.

    Positions count words, so that a phrase query matches what the same analysis has written.
    """
    cut = segmenter().cut
    found: list[tuple[str, int, int]] = []
    for run in _RUN.finditer(text):
        if run.group(2):
            found.append((run.group(), run.start(), run.end()))
            continue
        offset = run.start()
        for part in _IN_JIEBA.split(run.group()):
            if not part:
                continue
            cuts = cut(part) if _IN_JIEBA.match(part) else _one_by_one(part)
            found += [(word, offset + start, offset + end) for word, start, end in cuts]
            offset += len(part)
    return [Word(*word, position) for position, word in enumerate(found)]


def bigrams(text: str) -> list[str]:
    """Neighbouring characters within each run of Han; runs of letters or digits as a whole."""
    found: list[str] = []
    for run in _RUN.finditer(text):
        if run.group(2):
            found.append(run.group())
        else:
            found += map("".join, zip(run.group(), run.group()[1:], strict=False))
    return found


def characters(text: str) -> list[str]:
    """Each Han character; runs of letters or digits as a whole."""
    found: list[str] = []
    for run in _RUN.finditer(text):
        if run.group(2):
            found.append(run.group())
        else:
            found += run.group()
    return found


def is_han(term: str) -> bool:
    """Whether a term of the views is Han; the others are whole runs of letters or digits."""
    run = _RUN.match(term)
    return run is not None and run.group(1) is not None


def runs_of_letters(text: str) -> list[tuple[int, int]]:
    """Where runs of letters or digits stand in a normalised text."""
    return [run.span() for run in _RUN.finditer(text) if run.group(2)]


def runs_of_han(text: str) -> list[tuple[int, int]]:
    """Where runs of Han stand in a normalised text."""
    return [run.span() for run in _RUN.finditer(text) if run.group(1)]


def views(text: str) -> Views:
    """The three views of a text that is not yet normalised."""
    normal = normalise(text)
    return _views(normal, words(normal))


def _views(normal: str, cut: list[Word]) -> Views:
    return Views(
        Counter(word.text for word in cut), Counter(bigrams(normal)), Counter(characters(normal))
    )


def phrase(text: str) -> str:
    """A text normalised and squeezed to its letters, digits and Han, to find exact phrases in."""
    return _squeezed(normalise(text))


def _squeezed(normal: str) -> str:
    return "".join(run.group() for run in _RUN.finditer(normal))


def query(text: str) -> Query:
    """Understand a question: never parsed, whatever operators it holds, and cut at 200 characters.

    The text is shortened before normalising too, for a pasted page must not cost seconds.
    """
    head = text[: QUERY_LENGTH * 8]
    normal = " ".join(normalise(head).split())
    is_cut = len(normal) > QUERY_LENGTH or len(head) < len(text)
    normal = normal[:QUERY_LENGTH]
    cut = words(normal)
    return Query(normal, _views(normal, cut), _squeezed(normal), is_cut, tuple(cut))


def _one_by_one(part: str) -> list[tuple[str, int, int]]:
    return [(character, start, start + 1) for start, character in enumerate(part)]


# --- Whoosh ----------------------------------------------------------------------------------


class WordAnalyzer(Analyzer):  # type: ignore[misc]
    """The words view for Whoosh's own fields, with true word positions.

    jieba's own ChineseAnalyzer puts character offsets into `pos`, so its phrases never match.
    """

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **_: Any,
    ) -> Iterator[Token]:
        normal, offsets = normalise_with_offsets(value)
        token = Token(positions, chars, mode=mode)
        for word in words(normal):
            token.text = word.text
            token.boost = 1.0
            token.stopped = False
            if positions:
                token.pos = start_pos + word.position
            if chars:
                token.startchar = start_char + offsets[word.start][0]
                token.endchar = start_char + offsets[word.end - 1][1]
            yield token
