"""What is observed in a file whether the reader finds it odd or not: names, and an XPath each.

For rules of networks and countries that ask of a file what the standard allows. Each path is asked
once of the whole document, so it must not search where it can walk.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element


def observe(
    root: _Element, paths: Mapping[str, str], namespaces: Mapping[str, str]
) -> frozenset[str]:
    """Returns the names whose path finds something.

    Args:
        root: The document.
        paths: Name → XPath, from the root.
        namespaces: Prefix → namespace of the paths.
    """
    prefixes = tuple(namespaces.items())
    return frozenset(name for name, path in paths.items() if _compiled(path, prefixes)(root))


@cache
def _compiled(path: str, namespaces: tuple[tuple[str, str], ...]) -> XPath:
    from lxml.etree import XPath

    return XPath(f"boolean({path})", namespaces=dict(namespaces))
