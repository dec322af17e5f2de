"""Limits against hostile files, and the one parser that keeps them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicekit.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element

_DOCTYPE = re.compile(b"\0?".join(bytes([byte]) for byte in b"<!DOCTYPE"))
"""In any encoding whose letters are ASCII bytes, UTF-16 included."""
_EBCDIC = b"\x4c\x6f\xa7\x94"
"""`<?xm` in EBCDIC, where the pattern above would be blind."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost.

    Beside these the parser itself stops at a nesting of 256 and at 10 million bytes of one text,
    which is the limit of an attachment (7 MB before base64).

    Attributes:
        size: Bytes.
        elements: Elements of an XML file.
        findings: As many are listed one by one; the rest is counted.
    """

    size: int = 64_000_000
    elements: int = 2_000_000
    findings: int = 1_000


LIMITS = Limits()


def check_size(data: bytes, limits: Limits = LIMITS) -> None:
    """Does nothing for a file of lawful size.

    Raises:
        InputError: It is empty or too large.
    """
    if not data.strip():
        raise InputError("the file is empty", expected="an invoice")
    if len(data) > limits.size:
        raise InputError(
            f"the file has {len(data):,} bytes", expected=f"at most {limits.size:,} bytes"
        )


def parse(data: bytes, limits: Limits = LIMITS) -> _Element:
    """Returns the root element.

    No entity is resolved, no address visited; comments and processing instructions are gone.

    Raises:
        InputError: Not well-formed XML, with a DOCTYPE, or beyond a limit.
    """
    from lxml import etree

    check_size(data, limits)
    _refuse_doctype(data)
    if data.count(b"<") > 2 * limits.elements:
        raise InputError(
            "the file has too many elements", expected=f"at most {limits.elements:,} elements"
        )
    parser = etree.XMLParser(
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
        collect_ids=False,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise InputError(
            f"not well-formed XML: {problem}",
            expected="an XML document",
            hint="Check that the file is complete.",
        ) from problem
    if root.getroottree().docinfo.doctype:
        raise _doctype()
    return root


def _refuse_doctype(data: bytes) -> None:
    if data.startswith(_EBCDIC):
        raise InputError("the file is written in EBCDIC", expected="UTF-8 or UTF-16")
    if _DOCTYPE.search(data):
        raise _doctype()


def _doctype() -> InputError:
    return InputError(
        "the file has a DOCTYPE, which may define entities",
        expected="an invoice without DOCTYPE",
        hint="No invoice format uses one: ask the sender for the file as specified.",
    )
