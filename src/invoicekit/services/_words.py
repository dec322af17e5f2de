"""Words as the index has them: one spelling for all that people type.

Latin, Greek and Cyrillic words are folded: no case, no accents, `ß` is `ss`, `ł` is `l`, full-width
signs are plain ones. Chinese, Japanese, Korean and Thai are written without spaces: there a word is
two signs that stand together, each pair of a text, so that 阿里 is found in 阿里巴巴. The last sign
of such a text is a word as well, so that each sign begins a word. Numbers lose the zeros in front.

Sources: Unicode Standard Annex 15 (NFKD), the Unicode case foldings; two overlapping signs are how
text without spaces is indexed where there is no dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 32
"""Signs of a word that are kept."""

MOST_ASKED = 16
"""Words of a question that are looked for: who knows more words than these knows the document."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i"}
    | {"ŋ": "n", "ŧ": "t"}
)
"""Letters that Unicode takes apart no further, as people without them type them."""

_WIDE = (
    "\u0e01-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # kana, Han
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"  # Hangul, more Han
)
_RUNS = re.compile(rf"([{_WIDE}]+)|((?:(?![{_WIDE}])[^\W_])+)(\*?)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a question: as it stands in the index, or only how it begins."""

    word: str
    begins: bool = False


def words_in(text: str) -> Iterator[str]:
    """Yields the words of a text, repeated where they are."""
    for wide, plain, _ in _RUNS.findall(folded(text)):
        if plain:
            yield _kept(plain)
            continue
        yield from _pairs(wide)
        yield wide[-1]


def asked_in(text: str) -> tuple[Asked, ...]:
    """Returns the words that a document must have, each once: `阿里 müller hol*`."""
    found: list[Asked] = []
    for wide, plain, star in _RUNS.findall(folded(text)):
        if plain:
            found.append(Asked(plain[:LONGEST] if star else _kept(plain), bool(star)))
        elif len(wide) == 1:
            found.append(Asked(wide, begins=True))
        else:
            found += map(Asked, _pairs(wide))
    return tuple(dict.fromkeys(found))[:MOST_ASKED]


def folded(text: str) -> str:
    """Returns a text without case, accents and width, its signs put together again."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")
    return unicodedata.normalize("NFC", bare.translate(_LETTERS))


def _kept(word: str) -> str:
    """The word as it is kept; of a number the zeros in front say nothing."""
    if word.isdecimal():
        word = word.lstrip("0") or "0"
    return word[:LONGEST]


def _pairs(wide: str) -> Iterator[str]:
    return (wide[place : place + 2] for place in range(len(wide) - 1))
