"""Texts of rules in other languages, one file a language.

English is not here: it is the docstring of each rule, so it cannot differ from it. A file has

    rules       rule id → text
    families    pattern of ids with one `*` → text, for rules that are made from a table
    words       what stands for `*` → the words that the family's text names in braces
    mismatch    how a text goes on where the rule says what was expected and what was found

A text may name in braces the finding's params, its `{terms}` and its `{path}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_PARAM = re.compile(r"\{(\w+)\}")
_OF_A_FINDING = frozenset({"expected", "found", "path", "terms"})


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of one language."""

    rules: Mapping[str, str] = field(default_factory=dict)
    families: tuple[tuple[re.Pattern[str], str], ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mismatch: str = ""


def languages() -> tuple[str, ...]:
    """Returns the languages that have texts beside English, sorted."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.json")))


def text_of(rule: str, language: str) -> str | None:
    """Returns the text of a rule in a language (`zh`, `zh-CN`), None where there is none."""
    texts = _texts(language.partition("-")[0].lower())
    if rule in texts.rules:
        return texts.rules[rule]
    for pattern, text in texts.families:
        member = pattern.fullmatch(rule)
        told = filled(text, texts.words.get(member[1], {})) if member else "{nothing}"
        if _OF_A_FINDING.issuperset(_PARAM.findall(told)):
            return told
    return None


def expected_and_found(language: str) -> str:
    """Returns how a text goes on where a rule says `{expected}` and `{found}`."""
    return _texts(language.partition("-")[0].lower()).mismatch


def filled(text: str, words: Mapping[str, str]) -> str:
    """Returns a text with the words that it names in braces; what is not known stays."""
    return _PARAM.sub(lambda match: words.get(match[1], match[0]), text)


@cache
def _texts(language: str) -> _Texts:
    file = FOLDER / f"{language}.json"
    if not language.isalpha() or not file.is_file():
        return _Texts()
    data = json.loads(file.read_text(encoding="utf-8"))
    families = tuple(
        (re.compile(re.escape(pattern).replace(r"\*", "(.+)")), text)
        for pattern, text in data["families"].items()
    )
    return _Texts(data["rules"], families, data["words"], data["mismatch"])
