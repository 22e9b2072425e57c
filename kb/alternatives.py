"""What else a question may mean: pieces of it that entries write otherwise — by a synonym, or in the other digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb import analyzer, numerals
from kb.analyzer import Query

SYNONYM_WEIGHT = 0.8
"""What a synonym counts beside the word itself: less, so that what was said comes first."""

NUMBER_WEIGHT = 0.8
COUNT_WEIGHT = 0.4
"""三天 for 3天: a single digit stands in too many texts to tell much."""

_MEASURE = "[天日年月岁号楼层级倍万个次张口户米亩斤元块周]|小时|分钟"
_DIGITS = re.compile(rf"(?<![\w.])(?P<number>[1-9]\d{{0,3}})(?P<measure>{_MEASURE})?")
_COUNTED = re.compile(rf"(?<!第)(?P<number>[二两三四五六七八九十])(?P<measure>{_MEASURE})")
_COMPOUND = re.compile("[一二两三四五六七八九十百千零]{2,}")


class Option(NamedTuple):
    """One thing that may be written instead, normalised, and what it counts beside the word itself."""

    written: str
    weight: float


class Meaning(NamedTuple):
    """A piece of the question and what entries may write for it; "" stands for letters no entry holds."""

    said: str
    options: tuple[Option, ...]


class Wording(NamedTuple):
    """A group of words: whoever says one of `said` also means those `written`."""

    said: tuple[str, ...]
    written: tuple[str, ...]


class Vocabulary:
    """The county's groups of words, ready to be met in questions."""

    def __init__(self, wordings: Iterable[Wording] = ()) -> None:
        """Learn the groups; words are normalised, and spaces and marks in them do not count."""
        meant: dict[str, dict[str, None]] = {}
        for wording in wordings:
            targets = [analyzer.phrase(word) for word in wording.written]
            for word in map(analyzer.phrase, wording.said):
                if word:
                    others = (target for target in targets if target and target != word)
                    meant.setdefault(word, {}).update(dict.fromkeys(others))
        self._meant = {word: tuple(others) for word, others in meant.items() if others}
        longest_first = sorted(self._meant, key=lambda word: (-len(word), word))
        self._said = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")

    def __len__(self) -> int:
        return len(self._meant)

    def meanings(self, query: Query) -> list[Meaning]:
        """What the words of a question also mean; the longest said word counts where several begin."""
        return [
            Meaning(said, tuple(Option(word, SYNONYM_WEIGHT) for word in self._meant[said]))
            for said in dict.fromkeys(self._spoken(query))
        ]

    def _spoken(self, query: Query) -> Iterator[str]:
        text = query.text
        found = self._said.search(text)
        while found is not None:
            is_said = _is_whole(query, found.start(), found.end())
            if is_said:
                yield found.group()
            found = self._said.search(text, found.end() if is_said else found.start() + 1)


def numbers(query: Query) -> list[Meaning]:
    """数字: 15 is also 十五, 一百二十 also 120, and 3天 also 三天; names such as 三公 and 五险一金 stay."""
    return [*_in_digits(query.text), *_in_han(query.text)]


def _in_digits(text: str) -> Iterator[Meaning]:
    for found in _DIGITS.finditer(text):
        number, measure = int(found["number"]), found["measure"] or ""
        after = text[found.end("number") : found.end("number") + 1]
        if after and not analyzer.is_han(after) and (after.isalnum() or after == "."):
            continue
        written = numerals.written(number)
        both = {written, written.replace("二百", "两百").replace("二千", "两千")}
        if number >= 10:
            yield Meaning(str(number), tuple(Option(one, NUMBER_WEIGHT) for one in sorted(both)))
        elif measure:
            both |= {"两"} if number == 2 else set()
            options = tuple(Option(one + measure, COUNT_WEIGHT) for one in sorted(both))
            yield Meaning(f"{number}{measure}", options)


def _in_han(text: str) -> Iterator[Meaning]:
    for found in _COMPOUND.finditer(text):
        number = numerals.value(found.group())
        plain = found.group().replace("两", "二").removeprefix("一十")
        plain = f"十{plain}" if found.group().startswith("一十") else plain
        if number and number >= 10 and numerals.written(number) == plain:
            yield Meaning(found.group(), (Option(str(number), NUMBER_WEIGHT),))
    for found in _COUNTED.finditer(text):
        before = text[found.start() - 1 : found.start()]
        if before and _COMPOUND.fullmatch(before * 2):
            continue
        number = numerals.value(found["number"])
        written = f"{number}{found['measure']}"
        yield Meaning(found.group(), (Option(written, COUNT_WEIGHT),))


def _is_whole(query: Query, start: int, end: int) -> bool:
    """Letters count as a whole run, a single character as a word of its own; longer words anywhere."""
    text = query.text
    if not analyzer.is_han(text[start]) or not analyzer.is_han(text[end - 1]):
        runs = analyzer.runs_of_letters(text)
        touched = [run for run in runs if run[0] < end and run[1] > start]
        return all(start <= run[0] and run[1] <= end for run in touched)
    if end - start > 1:
        return True
    return any((word.start, word.end) == (start, end) for word in query.words)
