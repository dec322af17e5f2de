"""Limits against hostile files, and the one parser that keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicekit.binding.opening import (
    check_prolog,
    doctype,
    payload_of,
    without_blanks,
    wrong_encoding,
)
from invoicekit.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import XMLParser, XMLSyntaxError, _Element

_PLAIN_TEXT = 10_000_000
"""Bytes of one text up to which the parser's own limits stand; beyond, ours replace them."""
_LONG_TAG = 2_048
"""No tag within so many bytes has too many attributes: each takes five bytes or more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost; `load(source, limits=Limits(attachment=50_000_000))` raises one.

    Attributes:
        size: Bytes of the file; where attachments may be larger than usual, twice that at least.
        attachment: Bytes of one attached document, as it is before base64, and of any other text.
        elements: Elements of an XML file.
        depth: Elements within each other.
        attributes: Attributes of one element.
        findings: As many are listed one by one; the rest is counted.
    """

    size: int = 64_000_000
    attachment: int = 10 * 1024 * 1024
    elements: int = 2_000_000
    depth: int = 256
    attributes: int = 512
    findings: int = 1_000

    @property
    def bytes(self) -> int:
        """The size of a file that is read at all: a larger attachment makes it larger too."""
        if self.attachment <= LIMITS.attachment:
            return self.size
        return max(self.size, 2 * self.attachment)

    @property
    def text(self) -> int:
        """Characters of one text, blanks not counted: base64 has four for three bytes."""
        return (self.attachment + 2) // 3 * 4


LIMITS = Limits()
_CURRENT: ContextVar[Limits] = ContextVar("limits", default=LIMITS)


def current() -> Limits:
    """Returns the limits that hold here: the caller's inside `keeping`, else the usual ones."""
    return _CURRENT.get()


class keeping:  # noqa: N801 - a context manager, and lighter than one made of a function
    """Lets these limits hold inside the `with`, in this thread and task; None changes nothing."""

    __slots__ = ("_limits", "_token")

    def __init__(self, limits: Limits | None) -> None:
        self._limits = limits
        self._token: Token[Limits] | None = None

    def __enter__(self) -> None:
        if self._limits is not None:
            self._token = _CURRENT.set(self._limits)

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _CURRENT.reset(self._token)


def check_size(data: bytes, limits: Limits | None = None) -> None:
    """Does nothing for a file of lawful size.

    Raises:
        InputError: It is empty or too large.
    """
    allowed = (limits or current()).bytes
    if not data or data.isspace():
        raise InputError("the file is empty", expected="an invoice")
    if len(data) > allowed:
        raise InputError(
            f"the file has more than {allowed:,} bytes",
            expected=f"at most {allowed:,} bytes",
            hint="Where you trust the sender, read it with larger Limits(size=…).",
        )


def parse(data: bytes, limits: Limits | None = None) -> _Element:
    """Returns the root element of the invoice, out of its envelope (SBDH) where it has one.

    No entity is resolved, no address visited, no schema or XInclude followed; comments and
    processing instructions are gone.

    Raises:
        InputError: Not well-formed XML, in another encoding than it says, with a DOCTYPE, or
            beyond a limit.
    """
    from lxml import etree

    limits = limits or current()
    check_size(data, limits)
    check_prolog(data)
    if len(data) > 4 * limits.elements and data.count(b"<") > 2 * limits.elements:
        raise InputError(
            "the file has too many elements", expected=f"at most {limits.elements:,} elements"
        )
    gaps = tuple(gaps_of(data, min(_LONG_TAG, limits.text)))
    _check_texts(data, gaps, limits)
    huge = limits.depth > LIMITS.depth or any(end - start > _PLAIN_TEXT for start, end in gaps)
    try:
        root = etree.fromstring(without_blanks(data), _parser(huge=huge))
    except etree.XMLSyntaxError as problem:
        raise _unreadable(problem) from problem
    if root.getroottree().docinfo.doctype:
        raise doctype()
    if huge or limits.depth < LIMITS.depth:
        _check_depth(root, limits)
    few = min(limits.attributes, LIMITS.attributes)
    if few < LIMITS.attributes or any(data.count(b"=", *gap) > few for gap in gaps):
        _check_attributes(root, limits)
    return payload_of(root)


def _parser(*, huge: bool) -> XMLParser:
    from lxml import etree

    return etree.XMLParser(
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
        collect_ids=False,
        load_dtd=False,
        huge_tree=huge,
    )


def _check_texts(data: bytes, gaps: Iterable[tuple[int, int]], limits: Limits) -> None:
    for start, end in gaps:
        if end - start > limits.text:
            inside = data.find(b">", start, end)
            for part in (data[start:inside], data[inside:end]):
                if len(part.translate(None, b" \n\r\t\0")) > limits.text + 1:
                    raise _too_long(data.count(b"\n", 0, start) + 1, limits)


def gaps_of(data: bytes, length: int) -> Iterator[tuple[int, int]]:
    """Yields the stretches from one `<` to the next that are this long; some shorter ones too.

    Such a stretch has a whole block of half its length without a `<`, so that a look at each block
    is enough, and in most of them the first `<` is near.
    """
    block = length // 2
    start = 0
    while start + block <= len(data):
        if data.find(b"<", start, start + block) >= 0:
            start += block
            continue
        first, end = data.rfind(b"<", 0, start), data.find(b"<", start + block)
        end = len(data) if end < 0 else end
        yield max(first, 0), end
        start = end // block * block + block


def _too_long(line: int, limits: Limits) -> InputError:
    return InputError(
        f"an attached document or text has more than {limits.attachment:,} bytes",
        where=f"line {line}",
        expected=f"at most {limits.attachment:,} bytes",
        hint="Where you trust the sender, read it with larger Limits(attachment=…).",
    )


def _check_depth(root: _Element, limits: Limits) -> None:
    if root.xpath("boolean(" + "/*" * (limits.depth + 1) + ")"):
        raise InputError(
            "elements are nested too deep", expected=f"at most {limits.depth:,} within each other"
        )


def _check_attributes(root: _Element, limits: Limits) -> None:
    found = root.xpath(f"(//*[@*[{limits.attributes + 1}]])[1]")
    for element in found if isinstance(found, list) else ():
        raise InputError(
            "an element has too many attributes",
            where=f"line {getattr(element, 'sourceline', 0)}",
            expected=f"at most {limits.attributes:,}",
        )


def _unreadable(problem: XMLSyntaxError) -> InputError:
    """Returns our error for the parser's: an encoding that is not the declared one, or no XML."""
    text = " ".join(problem.msg.split())
    if "encoding" in text or "UTF-8" in text:
        return wrong_encoding(text)
    return InputError(
        f"not well-formed XML: {text}",
        expected="an XML document",
        hint="Check that the file is complete.",
    )
