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


def elements_at(
    data: bytes, places: Iterable[str], containers: Iterable[str] = ()
) -> tuple[tuple[str, str, str], ...]:
    """Returns the place, the place of the element around, and the XML, of each element.

    Args:
        data: The file that was read.
        places: As `SourceFacts.unknown` has them, such as `/EInvoice/Header/New[2]`.
        containers: Places of elements that hold elements where text was expected; one with text of
            its own is left out, since that was read.

    Raises:
        InputError: The file cannot be parsed.
    """
    from lxml import etree

    tree = _Tree(parse(data))
    found = []
    only = frozenset(containers)
    for place in (*places, *only):
        element = tree.at(place)
        if element is None or (place in only and (element.text or "").strip()):
            continue
        xml = etree.tostring(element, encoding="unicode", with_tail=False)
        found.append((place, place.rpartition("/")[0], xml))
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

    tree = _Tree(parse(data))
    for place, xml in kept:
        try:
            tree.made(place).append(parse(xml.encode()))
        except (InputError, ValueError) as problem:
            raise RenderFailed(
                f"a kept element is no XML: {problem}", where=place, expected="one element"
            ) from problem
    return etree.tostring(tree.root, encoding="UTF-8", xml_declaration=True, standalone=True)


class _Tree:
    """Elements by place. Siblings are counted once: a hostile file may have a million."""

    def __init__(self, root: _Element) -> None:
        self.root = root
        self._children: dict[_Element, dict[str, list[_Element]]] = {}

    def at(self, place: str) -> _Element | None:
        """Returns the element of a place, None where there is none."""
        element: _Element | None = self.root
        for name, index in self._steps(place):
            same = self._below(element).get(name, ()) if element is not None else ()
            element = same[index - 1] if index <= len(same) else None
        return element

    def made(self, place: str) -> _Element:
        """Returns the element of a place, with what is missing on the way to it."""
        from lxml import etree

        element = self.root
        for name, index in self._steps(place):
            same = self._below(element).setdefault(name, [])
            if index > len(same):
                same.append(etree.SubElement(element, name))
            element = same[min(index, len(same)) - 1]
        return element

    def _below(self, element: _Element) -> dict[str, list[_Element]]:
        if element not in self._children:
            named: dict[str, list[_Element]] = {}
            for child in element:
                named.setdefault(str(child.tag).rpartition("}")[2], []).append(child)
            self._children[element] = named
        return self._children[element]

    def _steps(self, place: str) -> list[tuple[str, int]]:
        inside = place.partition("/")[2].partition("/")[2]
        return [(name, int(index or 1)) for name, index in _STEP.findall(inside)]
