"""Writing: string templates in the order of the rows, compiled from the table once.

Strings are four times faster than building a tree, and own their escaping (`escape`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from invoicekit.binding._sheet import Group, Item, Leaf, Part, Sheet, Slots
from invoicekit.binding._trie import Node, tree_of
from invoicekit.binding.escape import attribute_to_xml, text_to_xml
from invoicekit.binding.table import Row, Shape, Syntax, Table

Get: TypeAlias = Callable[[object], Any]


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
        self._body: Part | None = None
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


def _content(node: Node, tags: Tags = BARE) -> Part:
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
    whole: list[Part]

    def item(self, step: str, node: Node) -> Item:
        """Returns what a node of the tree shows."""
        row = node.row
        if row is None and node.attributes and not node.children:
            return self.slots.part(self.scope, _bare(step, node.attributes))
        if row is None:
            return self._group(step, node)
        if row.again:
            return self.slots.part(self.scope, _again(step, row.field, self.whole))
        if row.const is not None:
            return f"<{step}>{text_to_xml(row.const)}</{step}>"
        if row.table is not None and _is_small(row):
            return self._inlined(step, row, row.table)
        if row.table is not None:
            return self.slots.part(
                self.scope, _choice(step, row) if row.flag else _records(step, row)
            )
        if row.many:
            return self.slots.part(self.scope, _values(step, row))
        return self.leaf(step, row, node)

    def _group(self, step: str, node: Node) -> Item:
        steps, end = _chain(step, node)
        if end.row is not None and end.row.many and end.row.table is not None:
            return self.slots.part(self.scope, _records(steps[-1], end.row, steps[:-1]))
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
            attributes=tuple(
                (name, self.slots.attribute(self.scope, field)) for name, field in node.attributes
            ),
            amount=row.codec.amount and not node.attributes,
            nothing=f"<{step}></{step}>" if node.kept else "",
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


def _again(step: str, field: str, whole: list[Part]) -> Part:
    """Returns the elements of records like the one around; `whole` will hold its content."""
    get = attrgetter(field)

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        items = get(record)
        if not items:
            return ""
        bodies = (whole[0](item, record, currency) for item in items)
        return "".join([f"<{step}>{body}</{step}>" for body in bodies if body])

    return write


def _bare(step: str, attributes: list[tuple[str, str]]) -> Part:
    """Returns an element that has attributes alone."""
    inner = _attributes(attributes)
    assert inner is not None

    def write(record: object, around: object, currency: str) -> str:
        given = inner(record, around, currency)
        return f"<{step}{given}/>" if given else ""

    return write


def _chain(step: str, node: Node) -> tuple[list[str], Node]:
    """Returns the steps down to the first element that is more than a step, and that element."""
    steps = [step]
    while node.row is None and len(node.children) == 1 and not node.kept:
        ((step, node),) = node.children.items()
        steps.append(step)
    return steps, node


def _wrapped(inner: Part, tags: Tags) -> Part:
    if tags is BARE:
        return inner
    start, end, nothing = tags

    def write(record: object, around: object, currency: str) -> str:
        body = inner(record, around, currency)
        return f"{start}{body}{end}" if body else nothing

    return write


def _getter(field: str) -> tuple[Get, bool]:
    """Returns what reads a field, and whether it is one of the record around."""
    return attrgetter(field.removeprefix("^")), field.startswith("^")


def _values(step: str, row: Row) -> Part:
    (get, out), encode, end = _getter(row.field), row.codec.write, f"</{step}>"

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        values = get(around if out else record)
        return "".join([f"<{step}>{encode(value)}{end}" for value in values]) if values else ""

    return write


def _attributes(attributes: list[tuple[str, str]]) -> Part | None:
    if not attributes:
        return None
    if len(attributes) == 1:
        return _attribute(*attributes[0])
    parts = [_attribute(name, field) for name, field in attributes]

    def write(record: object, around: object, currency: str) -> str:
        return "".join([part(record, around, currency) for part in parts])

    return write


def _attribute(name: str, field: str) -> Part:
    get, out = _getter(field)

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        value = get(around if out else record)
        if not value:
            return ""
        return f' {name}="{attribute_to_xml(value if isinstance(value, str) else str(value))}"'

    return write


def _body(step: str, row: Row, flag: str) -> Part:
    """Returns the whole element of one record."""
    assert row.table is not None
    tree = tree_of(row.table.rows)
    if tree.row is not None:
        slots = Slots()
        return Sheet(slots, _Inner(slots, 0, []).leaf(step, tree.row, tree)).write
    return _content(tree, Tags(f"<{step}>{flag}", f"</{step}>"))


def _records(step: str, row: Row, outer: Sequence[str] = ()) -> Part:
    """Returns the element of each record, and of each its own elements around it."""
    (get, out), body, shape = _getter(row.field), _body(step, row, ""), row.shape
    if outer:
        body = _wrapped(body, Tags.of(outer))
    single = body if shape is None else _shaped(shape, body)

    def write(record: object, around: object, currency: str) -> str:
        value = get(around if out else record)
        return "" if value is None else single(value, record, currency)

    def write_many(record: object, around: object, currency: str) -> str:
        values = get(around if out else record)
        if not values:
            return ""
        if len(values) == 1:
            return single(values[0], record, currency)
        return "".join([single(value, record, currency) for value in values])

    return write_many if row.many else write


def _shaped(shape: Shape, body: Part) -> Part:
    def write(value: object, record: object, currency: str) -> str:
        shaped = shape.write(value)
        return "" if shaped is None else body(shaped, record, currency)

    return write


def _choice(step: str, row: Row) -> Part:
    cases = [
        (attrgetter(field), _body(step, row, _flag(row.flag, word))) for word, field in row.cases
    ]

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        made = ""
        for get, body in cases:
            for item in get(record):
                made += body(item, record, currency)
        return made

    return write


def _flag(path: str, word: str) -> str:
    start, end, _ = Tags.of(path.split("/"))
    return start + word + end
