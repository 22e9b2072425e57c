"""Words by their sound: pinyin, its initials, both mixed with characters, and slips that sound alike."""

from __future__ import annotations

import bisect
import functools
import re
import unicodedata
import weakref
from collections.abc import Iterable, Iterator

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from kb import analyzer
from kb.alternatives import Meaning, Option
from kb.analyzer import Query
from kb.segment import Segment
from kb.snapshot import Snapshot

ZONES = ("title", "questions", "keywords")
"""Words of these are known by sound: what an entry answers is said there."""

SOUND_WEIGHT = 0.7
"""What a word found by its sound counts beside one that was written."""

INITIALS_WEIGHT = 0.5
"""The same for initials alone, which many words share."""

BLURRED_WEIGHT = 0.5
"""The same for a sound that is only near: the county's speech knows no 翘舌 and no 后鼻音."""

MOST_WORDS = 6
"""So many words of one sound are tried, those of most entries first."""

INITIALS = range(2, 7)
LETTERS = 60
SHORT = 2
UNREAD = 3.0
"""What letters cost that are no sound yet, beside 1 for a word."""
LONGEST = 5
_WHOLE_DICTIONARY = 10_000_000
_LATIN = re.compile("[a-zü]+(?:[ '][a-zü]+)*")
_BLURS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


class Lexicon:
    """The words of one segment's titles, questions and keywords under their sounds."""

    def __init__(self, words: Iterable[str]) -> None:
        self.by_letters: dict[str, list[str]] = {}
        self.by_initials: dict[str, list[str]] = {}
        self.by_blur: dict[str, list[str]] = {}
        for word in words:
            sounds = syllables(word)
            if not sounds:
                continue
            self.by_letters.setdefault("".join(sounds), []).append(word)
            self.by_initials.setdefault("".join(s[0] for s in sounds), []).append(word)
            self.by_blur.setdefault(_blur(sounds), []).append(word)
        self._sorted = sorted(self.by_letters)

    def beginning(self, letters: str) -> Iterator[str]:
        """Words whose sound begins so: what somebody may be about to type."""
        place = bisect.bisect_left(self._sorted, letters)
        for key in self._sorted[place : place + MOST_WORDS]:
            if key.startswith(letters):
                yield from self.by_letters[key]


_lexicons: weakref.WeakKeyDictionary[Segment, Lexicon] = weakref.WeakKeyDictionary()


def meanings(snapshot: Snapshot, query: Query, *, is_typing: bool = False) -> list[Meaning]:
    """What a question may mean by its sound: letters as pinyin, and pairs no entry holds as slips.

    A question without letters whose pairs of characters all stand in entries costs a few look-ups.
    """
    found = []
    if re.search("[a-zü]", query.text):
        found = _Letters(snapshot, query.text, is_typing=is_typing).meanings()
    return found + _slips(snapshot, query)


@functools.lru_cache(maxsize=200_000)
def syllables(word: str) -> tuple[str, ...]:
    """拼音 of a word of two or more Han without tones; nothing for what has no sound."""
    if len(word) < 2 or not analyzer.is_han(word):
        return ()
    known = PHRASES_DICT.get(word)
    if known is not None:
        return tuple(_plain(readings[0]) for readings in known)
    sounds = tuple(_sound(character) for character in word)
    return sounds if all(sounds) else ()


@functools.lru_cache(maxsize=30_000)
def _sound(character: str) -> str:
    return _plain(PINYIN_DICT.get(ord(character), "").split(",")[0])


@functools.lru_cache(maxsize=4096)
def _plain(reading: str) -> str:
    """lǜ → lv, as it is typed."""
    letters = reading.replace("ü", "v").replace("ǖ", "v").replace("ǘ", "v")
    letters = letters.replace("ǚ", "v").replace("ǜ", "v").replace("ɡ", "g")
    letters = unicodedata.normalize("NFD", letters)
    return "".join(letter for letter in letters if "a" <= letter <= "z")


@functools.lru_cache(maxsize=30_000)
def _blur(sounds: tuple[str, ...]) -> str:
    blurred = []
    for sound in sounds:
        for clear, vague in _BLURS:
            sound = sound.replace(clear, vague)
        blurred.append(sound)
    return " ".join(blurred)


def _lexicons_of(snapshot: Snapshot) -> list[Lexicon]:
    """One for each segment: segments never change, so a publication only adds a small one."""
    found = []
    for part in snapshot.parts:
        lexicon = _lexicons.get(part.segment)
        if lexicon is None:
            words = {
                word
                for zone in ZONES
                for word in part.segment.terms_with_prefix(f"{zone}_words", "", _WHOLE_DICTIONARY)
            }
            lexicon = _lexicons[part.segment] = Lexicon(words)
        found.append(lexicon)
    return found


def _options(snapshot: Snapshot, words: Iterable[str], weight: float) -> tuple[Option, ...]:
    """The words most entries hold; a rare word of the same sound counts less than a common one."""
    shares = {word: snapshot.share_of("words", word) for word in dict.fromkeys(words)}
    best = sorted(shares, key=lambda word: (-shares[word], word))[:MOST_WORDS]
    if not best or not shares[best[0]]:
        return ()
    top = shares[best[0]]
    return tuple(Option(word, weight * (shares[word] / top) ** 0.5) for word in best)


# --- letters ----------------------------------------------------------------------------------


class _Letters:
    """The runs of letters in one question, read as pinyin."""

    def __init__(self, snapshot: Snapshot, text: str, *, is_typing: bool) -> None:
        self._snapshot = snapshot
        self._text = text
        self._is_typing = is_typing
        self._lexicons = _lexicons_of(snapshot)

    def meanings(self) -> list[Meaning]:
        """One meaning for each word heard; none for letters that entries write themselves."""
        found: list[Meaning] = []
        for run in _LATIN.finditer(self._text):
            letters = re.sub("[ ']", "", run.group()).replace("ü", "v")[:LETTERS]
            is_last = run.end() == len(self._text)
            if self._snapshot.share_of("words", run.group()):
                continue
            heard = self._mixed(run, letters, is_last) or self._heard(letters, is_last)
            for words in heard or self._initials(letters):
                weight = SOUND_WEIGHT if heard else INITIALS_WEIGHT
                options = _options(self._snapshot, words, weight)
                if options:
                    found.append(Meaning("", options))
        return found

    def _all(self, table: str, key: str) -> list[str]:
        return [word for lexicon in self._lexicons for word in getattr(lexicon, table).get(key, ())]

    def _beginning(self, letters: str) -> list[str]:
        return [word for lexicon in self._lexicons for word in lexicon.beginning(letters)]

    def _mixed(self, run: re.Match[str], letters: str, is_last: bool) -> list[list[str]]:
        """低bao, 低b and di保: what stands as a character must be in the word at its place."""
        before = re.search("[^\\W\\da-z]*$", self._text[: run.start()])
        after = re.match("[^\\W\\da-z]*", self._text[run.end() :])
        head, tail = (before.group() if before else ""), (after.group() if after else "")
        for length in (3, 2, 1):
            for written, is_before in ((head[-length:], True), (tail[:length], False)):
                if len(written) == length:
                    words = self._around(written, letters, is_before, is_last)
                    if words:
                        return [words]
        return []

    def _around(self, written: str, letters: str, is_before: bool, is_last: bool) -> list[str]:
        sound = "".join(map(_sound, written))
        first = "".join(_sound(character)[:1] for character in written)
        whole, short = (
            (sound + letters, first + letters) if is_before else (letters + sound, letters + first)
        )
        words = self._all("by_letters", whole)
        if not words and is_before and is_last and len(letters) > 1:
            words = self._beginning(whole)
        words = words or self._all("by_initials", short)
        meets = str.startswith if is_before else str.endswith
        return [word for word in words if meets(word, written) and len(word) > len(written)]

    def _heard(self, letters: str, is_last: bool) -> list[list[str]]:
        whole = self._all("by_letters", letters)
        if whole:
            return [whole]
        split = self._split(letters, is_last=is_last)
        # Few letters in several pieces are rather initials: dbsq.
        is_short = len(letters) in INITIALS and bool(self._initials(letters))
        return [] if is_short and len(split) > 1 else split

    def _initials(self, letters: str) -> list[list[str]]:
        """db, or two words run together as in dbsq."""
        if len(letters) not in INITIALS:
            return []
        whole = self._all("by_initials", letters)
        if whole:
            return [whole]
        for cut in range(len(letters) - 2, 1, -1):
            pair = [self._all("by_initials", part) for part in (letters[:cut], letters[cut:])]
            if all(pair):
                return pair
        return []

    def _split(self, letters: str, *, is_last: bool) -> list[list[str]]:
        """Whole words in a row with as few single syllables between as can be; the last may be half typed."""
        best: list[tuple[float, list[list[str]]] | None] = [None] * (len(letters) + 1)
        best[0] = (0.0, [])
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - 6 * LONGEST), end):
                so_far = best[start]
                if so_far is None:
                    continue
                words_so_far = so_far[1]
                cost, words = self._piece(letters[start:end], is_last and end == len(letters))
                if not cost and words_so_far and end == len(letters):  # what was just begun
                    cost = UNREAD + end - start
                total = so_far[0] + cost
                known = best[end]
                if cost and (known is None or total < known[0]):
                    best[end] = (total, words_so_far + ([words] if words else []))
        found = best[-1]
        return found[1] if found else []

    def _piece(self, letters: str, is_end: bool) -> tuple[float, list[str]]:
        words = self._all("by_letters", letters)
        if words:
            return 1.0, words
        if letters in _all_syllables():
            return 2.5, []
        if not is_end:
            return 0.0, []
        words = self._beginning(letters) if len(letters) > SHORT else []
        if not words and len(letters) in INITIALS:  # dibaosq
            words = self._all("by_initials", letters)
        return (1.5, words) if words else (0.0, [])


@functools.cache
def _all_syllables() -> frozenset[str]:
    return frozenset(_plain(readings.split(",")[0]) for readings in PINYIN_DICT.values())


# --- slips ------------------------------------------------------------------------------------


def _slips(snapshot: Snapshot, query: Query) -> list[Meaning]:
    """低宝, 公机金: where two neighbours stand in no entry, a known word that sounds like them."""
    text = query.text
    unknown = [
        start
        for start in range(len(text) - 1)
        if (pair := text[start : start + 2]) in query.views.bigrams
        and not snapshot.share_of("bigrams", pair)
    ]
    if not unknown:
        return []
    inside = {
        place
        for word in query.words
        if word.end - word.start > 1
        and (word.text in PHRASES_DICT or snapshot.share_of("words", word.text))
        for place in range(word.start + 1, word.end)
    }
    found: dict[str, Meaning] = {}
    done = 0
    for place in unknown:
        if place < done:
            continue
        for start, end in _windows(place, len(text)):
            if start in inside or end in inside:
                continue
            said = text[start:end]
            options = _sounding_like(snapshot, said)
            if options:
                found[said] = Meaning(said, options)
                done = end - 1
                break
    return list(found.values())


def _windows(place: int, length: int) -> Iterator[tuple[int, int]]:
    """Stretches around a pair of characters, the longest first."""
    for size in (4, 3, 2):
        for start in range(max(0, place + 2 - size), place + 1):
            if start + size <= length:
                yield start, start + size


def _sounding_like(snapshot: Snapshot, said: str) -> tuple[Option, ...]:
    sounds = syllables(said)
    if len(sounds) != len(said) or said in PHRASES_DICT:  # a word that is written as it should be
        return ()
    lexicons = _lexicons_of(snapshot)
    for table, key, weight in (
        ("by_letters", "".join(sounds), SOUND_WEIGHT),
        ("by_blur", _blur(sounds), BLURRED_WEIGHT),
    ):
        words = [word for lexicon in lexicons for word in getattr(lexicon, table).get(key, ())]
        same = [word for word in words if len(word) == len(said) and word != said]
        if table == "by_blur" and len(said) == SHORT:
            # So many pairs sound nearly alike that one character must be as it was written.
            same = [word for word in same if any(map(str.__eq__, word, said))]
        options = _options(snapshot, same, weight)
        if options:
            return options
    return ()
