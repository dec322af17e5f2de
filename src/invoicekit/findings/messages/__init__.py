"""Texts of findings by rule id, one JSON file a language (`zh.json`: rule id → text).

English is not here: it is the docstring of each rule, so it cannot differ from it. A text may name
the finding's params in braces, such as `{found}` and `{expected}`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def languages() -> tuple[str, ...]:
    """Returns the languages that have texts beside English, sorted."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.json")))


def text_of(rule: str, language: str) -> str | None:
    """Returns the text of a rule in a language (`zh`, `zh-CN`), None where there is none."""
    return _texts(language.partition("-")[0].lower()).get(rule)


@cache
def _texts(language: str) -> dict[str, str]:
    if not language.isalpha():
        return {}
    file = FOLDER / f"{language}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
