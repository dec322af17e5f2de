"""How an XML file begins: byte order mark, declared encoding, envelope; a look without parsing.

A file may come in an envelope, the Standard Business Document Header of UN/CEFACT that Peppol uses
between access points (`sh:StandardBusinessDocument`); the invoice is what follows its header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING

from invoicekit.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import XMLPullParser, _Element

_HEAD = 8_000
_FURTHEST = 1_000_000
"""Comments, instructions and envelopes before the invoice may take so many bytes."""
_ENVELOPE = "{http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader}"
_DOCUMENT, _HEADER = (
    f"{_ENVELOPE}StandardBusinessDocument",
    f"{_ENVELOPE}StandardBusinessDocumentHeader",
)

_PLAIN = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*\?>)?\s*(?=<(?!(?:[\w.-]+:)?StandardBusinessDocument\b)[A-Za-z_])"
)
"""What most files begin with: nothing between the declaration and the root of the invoice."""
_DOCTYPES = (b"<!DOCTYPE", b"<\0!\0D\0O\0C\0T\0Y\0P\0E")
"""In any encoding whose letters are ASCII bytes, and in both orders of UTF-16."""
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_EBCDIC = b"\x4c\x6f\xa7\x94"
"""`<?xm` in EBCDIC, where the pattern above would be blind."""
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_WIDER = (b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"<\0\0\0", b"\0\0\0<")
_SAFE = re.compile(
    r"utf-?8|utf-?16(le|be)?|ucs-?2|(us-)?ascii|latin-?1|l1|iso[-_]?8859[-_]?\d{1,2}"
    r"|(windows|cp)-?125\d|koi8-[ru]|macintosh|ibm-?(437|850|858)|cp-?(437|850|858)"
    r"|gb18030|gbk|gb2312|euc-(jp|kr|cn)|big5|shift[-_]jis",
    re.IGNORECASE,
)
"""Encodings in which `<` is the byte 3C and nothing else: no DOCTYPE can hide in them."""
_UTF16 = re.compile(r"utf-?16(le|be)?|ucs-?2", re.IGNORECASE)


def without_blanks(data: bytes) -> bytes:
    """Returns the file from its first character on: blanks before a declaration are forgiven."""
    if data[:1] == b"<" or data[:4] == b"\xef\xbb\xbf<" or data.startswith((*_WIDE, *_WIDER)):
        return data
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()


def check_prolog(data: bytes) -> None:
    """Does nothing for a file whose encoding we read and that has no DOCTYPE.

    Raises:
        InputError: An encoding that is not known, hides tags, or cannot be that of these bytes; a
            DOCTYPE.
    """
    if data.startswith((_EBCDIC, *_WIDER)):
        name = "EBCDIC" if data.startswith(_EBCDIC) else "UTF-32"
        raise wrong_encoding(f"the file is written in {name}")
    if any(mark in data for mark in _DOCTYPES):
        raise doctype()
    declared = _DECLARED.match(data[:400].removeprefix(b"\xef\xbb\xbf").lstrip())
    if declared is None:
        return
    name = declared[1].decode("ascii")
    if not _SAFE.fullmatch(name):
        raise wrong_encoding(f"the file says that its encoding is {name}")
    if _UTF16.fullmatch(name):
        raise wrong_encoding(
            f"the file says that its encoding is {name}, but has one byte a letter"
        )


def in_utf8(data: bytes) -> bool:
    """Returns whether the file says that it is in UTF-8, or nothing of the kind."""
    if data.startswith(_WIDE):
        return False
    declared = _DECLARED.match(data[:400].removeprefix(b"\xef\xbb\xbf").lstrip())
    return declared is None or declared[1].lower() in {b"utf-8", b"utf8"}


def doctype() -> InputError:
    """Returns the error for a file with a DOCTYPE, the door of every attack by entities."""
    return InputError(
        "the file has a DOCTYPE, which may define entities",
        expected="an invoice without DOCTYPE",
        hint="No invoice format uses one: ask the sender for the file as specified.",
    )


def wrong_encoding(problem: str) -> InputError:
    """Returns the error for bytes that are not in an encoding we read, or not the declared one."""
    return InputError(
        f"the encoding is wrong: {problem}",
        expected="the encoding that the XML declaration names: UTF-8, UTF-16, ISO-8859 or Windows",
        hint="Save the file as UTF-8 and declare that.",
    )


def payload_of(root: _Element) -> _Element:
    """Returns the invoice: what follows the header of an envelope, else the root itself.

    It is the root of a document of its own, so that an XPath means the same in an envelope.

    Raises:
        InputError: There is nothing in the envelope.
    """
    if root.tag != _DOCUMENT:
        return root
    for element in root:
        if element.tag != _HEADER:
            return deepcopy(element)
    raise InputError("the envelope is empty", expected="an invoice after its header (SBDH)")


def opening(data: bytes) -> str:
    """Returns the beginning of an XML file as text, from the root element of the invoice on.

    Never raises; text that is no XML comes back as it is.
    """
    head, plain = _head(data[:_HEAD])
    if plain:
        return head
    return (head.lstrip("\ufeff \t\r\n")[:1] == "<" and _found(data)) or head


_LAST = [(b"", "", False)]
"""The beginning looked at last: every format asks about it, and to compare is less than to hash."""


def _head(start: bytes) -> tuple[str, bool]:
    """Returns the beginning as text, from the root element on where nothing special precedes it."""
    last, head, plain = _LAST[0]
    if last != start:
        head = _text(start)
        found = _PLAIN.match(head)
        plain = found is not None
        head = head[found.end() :] if found else head
        _LAST[0] = (start, head, plain)
    return head, plain


def _text(data: bytes) -> str:
    if not data.startswith(_WIDE):
        return data.decode("utf-8", errors="replace")
    little = data[:2] in {b"\xff\xfe", b"<\0"}
    return data.decode("utf-16-le" if little else "utf-16-be", errors="replace")


@lru_cache(maxsize=2)  # every format asks about the same file
def _found(data: bytes) -> str:
    """Returns the root element's name and namespace as a tag, and the text that follows it."""
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        check_prolog(data[:_FURTHEST])
        for tag, fed in _starts(parser, without_blanks(data[:_FURTHEST])):
            space, _, name = tag.removeprefix("{").rpartition("}")
            tail = _text(data[:2] * data.startswith(_WIDE) + fed)
            return f'<{name} xmlns="{space}">{tail}'
    except (InputError, etree.XMLSyntaxError, ValueError):
        pass
    return ""


def _starts(parser: XMLPullParser, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yields the invoice's root tag, and the bytes around and after it."""
    step = _HEAD
    for start in range(0, len(data), step):
        parser.feed(data[start : start + step])
        for _, element in parser.read_events():
            above = element.getparent()
            inside = above is not None and above.tag == _DOCUMENT and element.tag != _HEADER
            if inside or (above is None and element.tag != _DOCUMENT):
                yield str(element.tag), data[start : start + 2 * step]
