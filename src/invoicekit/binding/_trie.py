"""Rows merged into a tree of elements: what both the reader and the writer are compiled from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from invoicekit.binding.table import Row


class Node:
    """One element of a record: a value, attributes, children, or a record of its own."""

    __slots__ = ("attributes", "children", "kept", "row")

    def __init__(self) -> None:
        self.children: dict[str, Node] = {}
        self.attributes: list[tuple[str, str]] = []
        self.row: Row | None = None
        self.kept = False


def tree_of(rows: Iterable[Row]) -> Node:
    """Returns the root of the tree; children keep the order of the rows."""
    root = Node()
    for row in rows:
        node = root
        for step in row.path.split("/"):
            if step == ".":
                break
            if step.startswith("@"):
                node.attributes.append((step[1:], row.field))
                break
            node = node.children.setdefault(step, Node())
        if row.kept:
            node.kept = True
        elif not row.path.rpartition("/")[2].startswith("@"):
            node.row = row
    return root


def qualified(path: str, namespaces: Mapping[str, str]) -> str:
    """Returns a path of `prefix:name` as one of `{namespace}name`."""
    steps = (step.rpartition(":") for step in path.split("/"))
    return "/".join(
        f"{{{namespaces[prefix]}}}{name}" if prefix else name for prefix, _, name in steps
    )


class Names(dict[str, str]):
    """Paths of `prefix:name` as `qualified` has them, each worked out once: for looks at files.

    Args:
        namespaces: Prefix → namespace.
    """

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self.namespaces = namespaces

    def __missing__(self, path: str) -> str:
        found = self[path] = qualified(path, self.namespaces)
        return found
