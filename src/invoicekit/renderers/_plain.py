"""Plain text from outside on one line of ours: it forges none, and turns no letters around."""

from __future__ import annotations

import unicodedata

_CONTROL = frozenset({"Cc", "Cf", "Zl", "Zp"})


def one_line(text: str | None) -> str:
    """Returns the text without control and format characters, blanks drawn together."""
    kept = (" " if unicodedata.category(char) in _CONTROL else char for char in text or "")
    return " ".join("".join(kept).split())
