"""What is looked at in a file whether the reader finds it odd or not.

For rules of networks and countries that ask of a file what the standard allows: names with an XPath
each, and a look at groups that a document has once and a file several times. Each path is asked
once of the whole document, so it must not search where it can walk.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Protocol, Self, cast

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element


class Tree(Protocol):
    """An element of a file, for those who may look at it but know no parser."""

    @property
    def tag(self) -> object:
        """The name, with its namespace in braces."""

    @property
    def text(self) -> str | None:
        """The text before the first child."""

    def find(self, path: str, namespaces: Mapping[str, str] | None = None) -> Self | None:
        """Returns the first element of a path."""

    def findall(self, path: str, namespaces: Mapping[str, str] | None = None) -> list[Self]:
        """Returns the elements of a path."""

    def findtext(
        self, path: str, default: None = None, namespaces: Mapping[str, str] | None = None
    ) -> str | None:
        """Returns the text of the first element of a path, None where there is none."""

    def get(self, name: str) -> str | None:
        """Returns the text of an attribute."""


def observe(
    root: _Element, paths: Mapping[str, str], namespaces: Mapping[str, str]
) -> frozenset[str]:
    """Returns the names whose path finds something.

    Args:
        root: The document.
        paths: Name → XPath, from the root.
        namespaces: Prefix → namespace of the paths.
    """
    return _watch(tuple(paths.items()), tuple(namespaces.items())).of(root)


def named(root: Tree, *tags: str) -> list[Tree]:
    """Returns all elements of these qualified names, wherever they stand: faster than any path."""
    return cast("list[Tree]", list(cast("_Element", root).iter(*tags)))


def find(root: Tree, path: str, namespaces: Mapping[str, str]) -> list[Tree]:
    """Returns the elements that an XPath finds; for looks, which know no parser.

    Args:
        root: The document.
        path: XPath of elements, from the root.
        namespaces: Prefix → namespace of the path.
    """
    found = _elements(path, tuple(namespaces.items()))(cast("_Element", root))
    return cast("list[Tree]", found)


def elsewhere(
    root: _Element, paths: Mapping[str, tuple[str, str]], namespaces: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """Returns name → the texts of an attribute, or of the elements, that a path finds.

    Args:
        root: The document.
        paths: Name → XPath and the attribute's name, empty for the elements' own texts.
        namespaces: Prefix → namespace of the paths.
    """
    found: dict[str, frozenset[str]] = {}
    for name, (path, attribute) in paths.items():
        elements = root.xpath(path, namespaces=dict(namespaces))
        assert isinstance(elements, list)
        found[name] = frozenset(_text(cast("_Element", each), attribute) for each in elements)
    return found


def _text(element: _Element, attribute: str) -> str:
    return (element.get(attribute) if attribute else element.text) or ""


@cache
def _elements(path: str, namespaces: tuple[tuple[str, str], ...]) -> XPath:
    from lxml.etree import XPath

    return XPath(path, namespaces=dict(namespaces))


class _Watch:
    """Asks for all at once what no file had before, since most files have little of it."""

    def __init__(
        self, paths: tuple[tuple[str, str], ...], prefixes: tuple[tuple[str, str], ...]
    ) -> None:
        from lxml.etree import XPath

        self._paths, self._namespaces = paths, dict(prefixes)
        self._each = {
            name: XPath(f"boolean({path})", namespaces=self._namespaces) for name, path in paths
        }
        self._usual = self._beside(frozenset())

    def of(self, root: _Element) -> frozenset[str]:
        """Returns the names whose path finds something."""
        usual, others = self._usual
        if not others(root):
            return frozenset(name for name in usual if self._each[name](root))
        found = frozenset(name for name, asked in self._each.items() if asked(root))
        self._usual = self._beside(usual | found)
        return found

    def _beside(self, usual: frozenset[str]) -> tuple[frozenset[str], XPath]:
        """Returns names that are asked one by one, and what asks for any of the others."""
        from lxml.etree import XPath

        others = [f"boolean({path})" for name, path in self._paths if name not in usual]
        return usual, XPath(" or ".join(others) or "false()", namespaces=self._namespaces)


_watch = cache(_Watch)
