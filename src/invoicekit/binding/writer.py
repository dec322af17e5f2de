"""Writing: string templates in the order of the rows, compiled from the table once.

Strings are four times faster than building a tree, and own their escaping (`escape`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from invoicekit.binding._sheet import Content, Group, Item, Leaf, Part, Sheet, Slots
from invoicekit.binding._trie import Node, tree_of
from invoicekit.binding.escape import attribute_to_xml, text_to_xml
from invoicekit.binding.table import Row, Shape, Syntax, Table


class Tags(NamedTuple):
    """What stands around a body; `nothing` stands where there is no body."""

    start: str = ""
    end: str = ""
    nothing: str = ""

    @classmethod
    def of(cls, steps: Sequence[str], *, kept: bool = False) -> Tags:
        """Returns the tags of elements in one another, outermost first."""
        start = "".join(f"<{step}>" for step in steps)
        end = "".join(f"</{step}>" for step in reversed(steps))
        return cls(start, end, start + end if kept else "")


BARE = Tags()


class Writer:
    """Writes documents of one type."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._body: Content | None = None
        name, names = self._root()
        self._head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}{names}>'
        self._tail = f"</{name}>\n"

    def write(self, document: object, currency: str | None) -> bytes:
        """Returns the file, UTF-8 with its declaration.

        Args:
            document: What the syntax's shape takes: the invoice.
            currency: For `currencyID` of every amount.

        Raises:
            RenderFailed: A text holds a character that XML forbids.
        """
        if self._body is None:
            self._body = _content(tree_of(self._syntax.table.rows))
        attribute = f' currencyID="{attribute_to_xml(currency)}"' if currency else ""
        body = self._body(self._syntax.shape.write(document), None, attribute)
        return f"{self._head}{body}{self._tail}".encode()

    def _root(self) -> tuple[str, str]:
        """Returns the name of the root element and the namespaces it declares."""
        space, _, name = self._syntax.root.removeprefix("{").rpartition("}")
        names = self._syntax.namespaces
        declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
        own = next((prefix for prefix, uri in names.items() if uri == space), None)
        if own or not space:
            return (f"{own}:{name}" if own else name, declared)
        return (name, f' xmlns="{space}"{declared}')


def _content(node: Node, tags: Tags = BARE) -> Content:
    """Returns what stands inside an element, between its tags.

    Nothing, unless something beside constants does.
    """
    slots = Slots()
    inner = _Inner(slots, 0, [])
    items = [inner.item(step, child) for step, child in node.children.items()]
    sheet = Sheet(slots, Group(tags.start, tags.end, items, tags.nothing))
    inner.whole.append(sheet.write if tags is BARE else Sheet(slots, Group("", "", items)).write)
    return sheet.write


class _Inner(NamedTuple):
    """What makes the items of one record's sheet.

    Attributes:
        slots: Takes what they show.
        scope: The record's among them.
        whole: Will hold the content of the record, for records like it within.
    """

    slots: Slots
    scope: int
    whole: list[Content]

    def item(self, step: str, node: Node) -> Item:
        """Returns what a node of the tree shows."""
        row = node.row
        if row is None and node.attributes and not node.children:
            return Leaf(None, f"<{step}", "/>", self._attributes(node))
        if row is None:
            return self._group(step, node)
        if row.const is not None:
            return f"<{step}>{text_to_xml(row.const)}</{step}>"
        if row.table is not None:
            return self._records(step, row, row.table)
        if row.again:
            return self._part(row, _again(step, self.whole))
        if row.many:
            return self._part(row, _values(step, row))
        return self.leaf(step, row, node)

    def _part(self, row: Row, part: Part) -> Item:
        return self.slots.part(self.scope, row.field, part)

    def _records(self, step: str, row: Row, table: Table) -> Item:
        if _is_small(row):
            return self._inlined(step, row, table)
        if not row.flag:
            return self._part(row, _records(step, row))
        items = [
            self.slots.part(self.scope, field, _each(_body(step, row, _flag(row.flag, word))))
            for word, field in row.cases
        ]
        return Group("", "", items)

    def _group(self, step: str, node: Node) -> Item:
        steps, end = _chain(step, node)
        if end.row is not None and end.row.many and end.row.table is not None:
            return self._part(end.row, _records(steps[-1], end.row, steps[:-1]))
        items = [self.item(below, child) for below, child in node.children.items()]
        nothing = f"<{step}></{step}>" if node.kept else ""
        group = Group(f"<{step}>", f"</{step}>", items, nothing)
        return group.constant or group

    def _inlined(self, step: str, row: Row, table: Table) -> Item:
        """Returns a record within as a part of this sheet: it takes less than one of its own."""
        inner = self._replace(scope=self.slots.within(self.scope, row.field))
        tree = tree_of(table.rows)
        if tree.row is not None:
            return inner.leaf(step, tree.row, tree)
        items = [inner.item(below, child) for below, child in tree.children.items()]
        return Group(f"<{step}>", f"</{step}>", items)

    def leaf(self, step: str, row: Row, node: Node) -> Leaf:
        """Returns the element of a value."""
        fixed = "".join(f' {name}="{value}"' for name, value in row.codec.fixed)
        plain = row.codec.write is text_to_xml
        return Leaf(
            slot=self.slots.field(self.scope, row.field, None if plain else row.codec.write),
            start=f"<{step}{'' if node.attributes else fixed}",
            end=f"</{step}>",
            attributes=self._attributes(node),
            amount=row.codec.amount and not node.attributes,
            nothing=f"<{step}></{step}>" if node.kept else "",
        )

    def _attributes(self, node: Node) -> tuple[tuple[str, int], ...]:
        return tuple(
            (name, self.slots.attribute(self.scope, field)) for name, field in node.attributes
        )


_FEW = 16
"""Rows of a record that is written with the one around it: more would make too many templates."""


def _is_small(row: Row) -> bool:
    return not (row.many or row.shape or row.flag) and 0 < _size(row.table) <= _FEW


def _size(table: Table | None) -> int:
    """Returns how many rows a table has with those of its records; none where it holds itself."""
    rows = table.rows if table is not None else ()
    if any(row.again for row in rows):
        return 0
    return sum(1 if row.many or row.table is None else _size(row.table) for row in rows)


def _again(step: str, whole: list[Content]) -> Part:
    """Returns the elements of records like the one around; `whole` will hold its content."""

    def write(items: Sequence[object], record: object, currency: str) -> str:
        bodies = (whole[0](item, record, currency) for item in items)
        return "".join([f"<{step}>{body}</{step}>" for body in bodies if body])

    return write


def _chain(step: str, node: Node) -> tuple[list[str], Node]:
    """Returns the steps down to the first element that is more than a step, and that element."""
    steps = [step]
    while node.row is None and len(node.children) == 1 and not node.kept:
        ((step, node),) = node.children.items()
        steps.append(step)
    return steps, node


def _wrapped(inner: Content, tags: Tags) -> Content:
    start, end, nothing = tags

    def write(record: object, around: object, currency: str) -> str:
        body = inner(record, around, currency)
        return f"{start}{body}{end}" if body else nothing

    return write


def _values(step: str, row: Row) -> Part:
    encode, end = row.codec.write, f"</{step}>"

    def write(values: Sequence[object], record: object, currency: str) -> str:  # noqa: ARG001 - a Part
        return "".join([f"<{step}>{encode(value)}{end}" for value in values])

    return write


def _body(step: str, row: Row, flag: str = "") -> Content:
    """Returns the whole element of one record."""
    assert row.table is not None
    tree = tree_of(row.table.rows)
    if tree.row is not None:
        slots = Slots()
        return Sheet(slots, _Inner(slots, 0, []).leaf(step, tree.row, tree)).write
    return _content(tree, Tags(f"<{step}>{flag}", f"</{step}>"))


def _records(step: str, row: Row, outer: Sequence[str] = ()) -> Part:
    """Returns the element of each record, and of each its own elements around it."""
    body = _body(step, row)
    if outer:
        body = _wrapped(body, Tags.of(outer))
    single = body if row.shape is None else _shaped(row.shape, body)
    return _each(single) if row.many else single


def _each(single: Content) -> Part:
    def write(records: Sequence[object], around: object, currency: str) -> str:
        if len(records) == 1:
            return single(records[0], around, currency)
        return "".join([single(record, around, currency) for record in records])

    return write


def _shaped(shape: Shape, body: Content) -> Content:
    def write(value: object, record: object, currency: str) -> str:
        shaped = shape.write(value)
        return "" if shaped is None else body(shaped, record, currency)

    return write


def _flag(path: str, word: str) -> str:
    start, end, _ = Tags.of(path.split("/"))
    return start + word + end
