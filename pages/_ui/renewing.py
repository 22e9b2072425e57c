"""Which words the list on the screen answers: keys pressed meanwhile wait for it (assets/renewing.js)."""

from __future__ import annotations

import re

from pages._ui import words
from pages._ui.words import Markup

# The browser's cleaning drops an attribute that looks like the end of a tag; the script leaves the same out.
_LEFT_OUT = re.compile(r"[<>\]]")
_COMPARED = 1000  # characters, as the script compares


def answered(text: str) -> None:
    """A mark nobody sees, to be drawn after the list: the words it was made for."""
    words.show(
        Markup('<i class="hl-answered" hidden data-words="{}"></i>').format(
            _LEFT_OUT.sub("", text).strip()[:_COMPARED]
        )
    )
