"""What errors and commands say in another language than English.

An error is written in English where it is raised. A catalogue has what it says elsewhere, by its
English text with `{}` for what varies; what none has stays English, so nothing is ever lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from invoicekit.errors import InvoiceKitError

FOLDER = Path(__file__).parent / "errors"
_HOLE = re.compile(r"\{(\d*)(~?)\}")
"""A place in a wording: which text of the English one, and whether that is said in words, too."""
_MARKS = {"zh": ("；位置：", "；应为：", "。")}
"""Language → what stands before the place, before what was expected, and before what to do."""


def error_text(problem: InvoiceKitError, language: str = "en") -> str:
    """Returns what an error says: what was wrong, where, what was expected and what to do.

    Args:
        problem: The error.
        language: Such as `zh-CN`; English where nothing is known of it.
    """
    marks = _MARKS.get(_short(language))
    if marks is None:
        return str(problem)
    at, expected, then = marks
    text = said(problem.message, language)
    text += f"{at}{problem.where}" if problem.where else ""
    text += f"{expected}{said(problem.expected, language)}" if problem.expected else ""
    return text + (f"{then}{said(problem.hint, language)}" if problem.hint else "")


def said(text: str, language: str) -> str:
    """Returns a text that the program says in a language, the English one where none is known."""
    known, patterns = _catalogue(_short(language))
    if text in known:
        return known[text]
    for pattern, wording in patterns:
        found = pattern.fullmatch(text)
        if found is not None:
            return _filled(wording, found.groups(), language)
    return text


def _filled(wording: str, parts: Sequence[str], language: str) -> str:
    places = iter(range(len(parts)))

    def filled(hole: re.Match[str]) -> str:
        part = parts[int(hole[1] or next(places))]
        return said(part, language) if hole[2] else part

    return _HOLE.sub(filled, wording)


@cache
def _catalogue(language: str) -> tuple[dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Returns the fixed texts, and the others as patterns, the most telling first."""
    file = FOLDER / f"{language}.json"
    texts: dict[str, str] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    varying = sorted((each for each in texts if "{}" in each), key=len, reverse=True)
    return (
        {text: wording for text, wording in texts.items() if "{}" not in text},
        tuple((_pattern(text), texts[text]) for text in varying),
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, text.split("{}"))), re.DOTALL)


def _short(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
