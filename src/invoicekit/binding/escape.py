"""Text as XML: escaped, and without what XML cannot carry."""

from __future__ import annotations

import re

from invoicekit.errors import RenderFailed

_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""Characters outside XML 1.0's production `Char`."""
_forbidden = re.compile(f"[{_FORBIDDEN}]").search


def is_plain(text: str) -> bool:
    """Returns whether a text can stand in XML as it is, even between double quotes.

    True for nearly all; False, too, for some that could: those with blanks beside the space.
    """
    # All that XML forbids is not printable, and asking that is twice as fast as a pattern.
    return text.isprintable() and not ("&" in text or "<" in text or ">" in text or '"' in text)


def text_to_xml(value: str) -> str:
    """Returns the text with `&`, `<`, `>` and carriage returns escaped.

    Raises:
        RenderFailed: It has a control character or another that XML 1.0 forbids.
    """
    return value if is_plain(value) else _escaped(value)


def attribute_to_xml(value: str) -> str:
    """Returns the text as it stands between double quotes; line breaks and tabs survive.

    Raises:
        RenderFailed: It has a control character or another that XML 1.0 forbids.
    """
    if is_plain(value):
        return value
    escaped = _escaped(value).replace('"', "&quot;")
    return escaped.replace("\n", "&#10;").replace("\t", "&#9;")


def _escaped(value: str) -> str:
    bad = _forbidden(value)
    if bad is not None:
        raise RenderFailed(
            f"the character U+{ord(bad[0]):04X} cannot stand in XML",
            where=ascii(value[max(bad.start() - 30, 0) : bad.start() + 30]),
            expected="text without control characters",
            hint="Remove the character.",
        )
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value.replace("\r", "&#13;")
