"""The how manieth of its kind an element is, asked in the order of the file.

Who asks about one element after the other pays once for all of them: counting goes back to the
element asked about before, not to the first one. A hostile file may have a hundred thousand odd
lines, and nothing here grows with their square.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element


class Positions:
    """Positions in one document."""

    def __init__(self, root: _Element) -> None:
        self._root = root
        self._last: dict[Hashable, tuple[_Element, int]] = {}
        self._walks: dict[str, Iterator[tuple[int, _Element]]] = {}

    def among_siblings(self, element: _Element) -> int:
        """Returns how many siblings of its name stand before an element."""
        return self.before(element, "", _one)

    def before(self, element: _Element, kind: str, weigh: Callable[[_Element], int]) -> int:
        """Returns the weight of the siblings of its name that stand before an element.

        Args:
            element: Which one.
            kind: Names the weight.
            weigh: The weight of one sibling.
        """
        tag = str(element.tag)
        key = (element.getparent(), tag, kind)
        last, known = self._last.get(key, (None, 0))
        weight = 0
        for sibling in element.itersiblings(tag, preceding=True):
            weight += weigh(sibling)
            if sibling is last:
                weight += known
                break
        self._last[key] = (element, weight)
        return weight

    def in_document(self, element: _Element) -> int:
        """Returns how many elements of its name the document has before it."""
        tag = str(element.tag)
        for walk in (self._walks.get(tag, iter(())), enumerate(self._root.iter(tag))):
            self._walks[tag] = walk
            for index, each in walk:
                if each is element:
                    return index
        raise AssertionError(f"{tag} is not in the document")


def _one(_element: _Element) -> int:
    return 1
