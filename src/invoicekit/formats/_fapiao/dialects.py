"""Other XML that calls itself a Chinese invoice: recognised by its root, so that it can be named.

Source: files of platforms; none of them is specified in public.
"""

from __future__ import annotations

import re

_DIALECTS = (
    (
        re.compile(r"<(?:\w+:)?(?:发票|电子发票|发票信息)[\s>/]"),
        "a platform's with Chinese tag names",
    ),
    (re.compile(r"<(?:FPHM|FPDM|KPRQ|HJJE|HJSE|JSHJ|JSHJXX)[\s>/]"), "a platform's in pinyin tags"),
)
_FIRST = 2_000
"""Characters in which a pinyin tag must turn up."""

_OTHERS = re.compile(
    r"<(?:[\w.-]+:)?(?:[Ee]Invoice|xbrl|Invoice|CreditNote|CrossIndustry(?:Invoice|Document))[\s>/]"
)
"""Roots of files that are none of these dialects."""


def dialect_of(head: str) -> str | None:
    """Returns what dialect a file's beginning is in, None where it is none of these.

    Args:
        head: From the root element on.
    """
    if not head.startswith("<"):
        return None
    start = head[:_FIRST]
    if _OTHERS.match(start):
        return None
    return next((name for pattern, name in _DIALECTS if pattern.search(start)), None)
