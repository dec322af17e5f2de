"""Text as XML: escaped, and without what XML cannot carry."""

from __future__ import annotations

import re

from invoicekit.errors import RenderFailed

_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""Characters outside XML 1.0's production `Char`."""
special = re.compile(f"[&<>\r{_FORBIDDEN}]").search
"""Finds what text cannot hold as it is; None where it can."""
special_in_attribute = re.compile(f'[&<>"\r\n\t{_FORBIDDEN}]').search
"""Finds what an attribute cannot hold as it is."""
_forbidden = re.compile(f"[{_FORBIDDEN}]").search


def text_to_xml(value: str) -> str:
    """Returns the text with `&`, `<`, `>` and carriage returns escaped.

    Raises:
        RenderFailed: It has a control character or another that XML 1.0 forbids.
    """
    return value if special(value) is None else _escaped(value)


def attribute_to_xml(value: str) -> str:
    """Returns the text as it stands between double quotes; line breaks and tabs survive.

    Raises:
        RenderFailed: It has a control character or another that XML 1.0 forbids.
    """
    if special_in_attribute(value) is None:
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
