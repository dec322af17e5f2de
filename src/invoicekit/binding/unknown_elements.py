"""Elements that no row knows, taken out as they stand and put back when the file is written again.

Looked for only where the reader found some, so that a file of known elements pays nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from invoicekit.binding.limits import parse
from invoicekit.errors import InputError, RenderFailed

if TYPE_CHECKING:
    from lxml.etree import _Element

_STEP = re.compile(r"([^/\[\]]+)(?:\[([0-9]+)\])?")


def elements_at(data: bytes, places: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Returns the place of the element around, and the XML, of each element.

    Args:
        data: The file that was read.
        places: As `SourceFacts.unknown` has them, such as `/EInvoice/Header/New[2]`.

    Raises:
        InputError: The file cannot be parsed.
    """
    from lxml import etree

    root = parse(data)
    found = []
    for place in places:
        element = _at(root, place)
        if element is not None:
            xml = etree.tostring(element, encoding="unicode", with_tail=False)
            found.append((place.rpartition("/")[0], xml))
    return tuple(found)


def with_elements(data: bytes, kept: Iterable[tuple[str, str]]) -> bytes:
    """Returns a file with elements put back at the end of the elements around them.

    Args:
        data: The file without them.
        kept: The place of the element around, which is made where it is missing, and the XML.

    Raises:
        RenderFailed: The XML of an element is none.
    """
    from lxml import etree

    root = parse(data)
    for place, xml in kept:
        try:
            element = parse(xml.encode())
        except InputError as problem:
            raise RenderFailed(
                f"a kept element is no XML: {problem.message}", where=place, expected="one element"
            ) from problem
        _made(root, place).append(element)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _at(root: _Element, place: str) -> _Element | None:
    element: _Element | None = root
    for name, index in _STEP.findall(place.partition("/")[2].partition("/")[2]):
        if element is None:
            return None
        element = _child(element, name, int(index or 1))
    return element


def _child(element: _Element, name: str, index: int) -> _Element | None:
    same = [each for each in element if str(each.tag).rpartition("}")[2] == name]
    return same[index - 1] if index <= len(same) else None


def _made(root: _Element, place: str) -> _Element:
    from lxml import etree

    element = root
    for name, index in _STEP.findall(place.partition("/")[2].partition("/")[2]):
        below = _child(element, name, int(index or 1))
        element = etree.SubElement(element, name) if below is None else below
    return element
