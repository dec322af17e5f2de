"""The languages of the pages, and which of them a reader is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from invoicekit.renderers._language import FALLBACK, Language, language_of

FOLDER = Path(__file__).parent / "words"
NAMES: Mapping[str, str] = {
    "zh-CN": "中文",
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
}
"""Tag → the language's name in itself, in the order they are offered."""
LANGUAGES = tuple(NAMES.items())


_WEIGHT = re.compile(r"([01])(?:\.(\d{0,3}))?")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, and how it writes amounts and dates."""

    tag: str
    texts: Mapping[str, str]
    language: Language

    def say(self, key: str, country: str = "", /, **values: str) -> str:
        """Returns a text, of this country where it has its own, with values put in."""
        text = self.texts.get(f"{key}@{country}") or self.texts[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text

    def knows(self, key: str) -> bool:
        """Returns whether there is such a text."""
        return key in self.texts


@cache
def words_of(tag: str) -> Words:
    """Returns the words of one of `NAMES`."""
    texts: Mapping[str, str] = json.loads((FOLDER / f"{tag}.json").read_text("utf-8"))
    return Words(tag, texts, language_of(tag))


def chosen_words(asked: str, default: str) -> Words:
    """Returns the words of the first language asked for that there is, else of the default.

    Args:
        asked: A tag, or what a browser sends as `Accept-Language` (RFC 9110, section 12.5.4).
        default: A tag; English where there are no words for it either.
    """
    ranked = sorted(
        enumerate(asked[:500].split(",")), key=lambda each: (-_weight(each[1]), each[0])
    )
    tags = [part.partition(";")[0].strip() for _, part in ranked if _weight(part) > 0]
    known = (_known(tag) for tag in (*tags, default))
    return words_of(next(filter(None, known), FALLBACK))


def _known(tag: str) -> str | None:
    language = tag.partition("-")[0].lower()
    return next((name for name in NAMES if name.partition("-")[0] == language), None)


def _weight(part: str) -> int:
    """The weight of a preference in thousandths, 0 where it is unreadable."""
    _, given, weight = part.replace(" ", "").partition(";q=")
    if not given:
        return 1_000
    digits = _WEIGHT.fullmatch(weight)
    return int(f"{digits[1]}{(digits[2] or ''):0<3}") if digits else 0
