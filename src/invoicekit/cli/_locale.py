"""The language a command is asked for."""

from __future__ import annotations

from invoicekit.errors import InputError
from invoicekit.renderers import known_language


def language(tag: str) -> str:
    """Returns the tag.

    Raises:
        InputError: No language has it; English would come out, and nobody would know why.
    """
    if known_language(tag):
        return tag
    raise InputError(
        f"{tag!r} is no language",
        where="--locale",
        expected="a language tag of BCP 47, such as de, fr-CA or zh-CN",
    )
