"""Official rules about elements that stand where the tables do not know them, from data.

Most official rules name an element without the way to it, and sum up or count whatever has the
name. In a file whose elements stand in their places the rules of the model say the same; in one
that has any of these elements elsewhere the rows here are asked of the file itself.

The data file beside a format's tables has these keys:

    title, version, source    where the rules come from
    words                     name → part of an XPath, which `{name}` stands for; words may use
                              other words, and `{codes:NAME}` is all codes of a list
    categories                prefix of a family of rules → its VAT category
    rules                     id, seen, context, path, least, most, severity as in
                              `syntax_rules`; `seen` names the elements, `instead` says that the
                              row stands in for the rule of the model, which it else adds to;
                              `keys` names elements that are looked at in their places, too;
                              `of` the families that have the rule, or `*`, and `{prefix}` and
                              `{category}` stand for theirs; `by` has words by family
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from invoicekit.findings import Severity

_WORD = re.compile(r"\{([\w:]+)\}")

ASTRAY = "astray "
"""What the key of an element begins with where it stands in an unknown place."""


def astray_rows(
    data: Mapping[str, Any], codes: Callable[[str], frozenset[str]]
) -> Iterator[dict[str, Any]]:
    """Yields the fields of a `SyntaxRule` for each row, and for each family that has one.

    Args:
        data: As the file has it.
        codes: Returns the codes of a list by its name.
    """
    words = _words(data.get("words", {}), codes)
    categories: Mapping[str, str] = data.get("categories", {})
    for row in data.get("rules", ()):
        prefixes = row.get("of", "").split()
        if not prefixes:
            yield _row(row, words)
        for prefix in categories if prefixes == ["*"] else prefixes:
            own = {"prefix": prefix, "category": categories[prefix]}
            own |= {name: by[prefix] for name, by in row.get("by", {}).items()}
            yield _row(row, words | own)


def _words(given: Mapping[str, str], codes: Callable[[str], frozenset[str]]) -> dict[str, str]:
    """Returns the words, and as one each list of codes that they name."""
    lists = {each for part in given.values() for each in _WORD.findall(part) if ":" in each}
    listed = {each: " ".join(sorted(codes(each.partition(":")[2]))) for each in lists}
    return {**given, **listed}


def _row(row: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": _filled(row["id"], words),
        "severity": Severity(row.get("severity", "error")),
        "context": _filled(row.get("context", ""), words),
        "path": _filled(row["path"], words),
        "least": row.get("least", 0),
        "most": row.get("most"),
        "keys": frozenset([*row.get("keys", ()), *(f"{ASTRAY}{each}" for each in row["seen"])]),
        "instead": row.get("instead", False),
        "asked_by": row.get("asked_by", ""),
    }


def _filled(text: str, words: Mapping[str, str]) -> str:
    """Returns a text with each `{word}` replaced; a word may stand for others."""
    while (found := _WORD.sub(lambda word: words[word[1]], text)) != text:
        text = found
    return text
