"""Writing: string templates in the order of the rows, compiled from the table once.

Strings are four times faster than building a tree, and own their escaping (`escape`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from invoicekit.binding._trie import Node, tree_of
from invoicekit.binding.escape import attribute_to_xml, special, text_to_xml
from invoicekit.binding.table import Row, Shape, Syntax

Part: TypeAlias = Callable[[object, object, str], str]
"""From a record, the record around it and the currency attribute to XML; empty for nothing."""

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
        name, names = self._root()
        head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}{names}>'
        return f"{head}{body}</{name}>\n".encode()

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

    Nothing, unless something beside constants does. One function a kind, since each runs for every
    line.
    """
    whole: list[Part] = []
    parts: list[str | Part] = [
        _constant(step, child) or _again(step, child.row, whole) or _element(step, child)
        for step, child in node.children.items()
    ]
    live = [(index, part) for index, part in enumerate(parts) if not isinstance(part, str)]
    if any(child.row is not None and child.row.again for child in node.children.values()):
        whole.append(_joined(parts, live, BARE))
        return _wrapped(whole[0], tags)
    if len(parts) == len(live) == 1:
        return _wrapped(live[0][1], tags)
    return _joined(parts, live, tags)


def _joined(parts: list[str | Part], live: list[tuple[int, Part]], tags: Tags) -> Part:
    start, end, nothing = tags
    works = [part for _, part in live]
    fixed = [part if isinstance(part, str) else "" for part in parts]

    def write(record: object, around: object, currency: str) -> str:
        body = "".join([work(record, around, currency) for work in works])
        return f"{start}{body}{end}" if body else nothing

    def write_fixed(record: object, around: object, currency: str) -> str:
        made = fixed.copy()
        for index, work in live:
            made[index] = work(record, around, currency)
        return start + "".join(made) + end if made != fixed else nothing

    return write_fixed if any(fixed) else write


def _again(step: str, row: Row | None, whole: list[Part]) -> Part | None:
    """Returns the elements of records like the one around; `whole` will hold its content."""
    if row is None or not row.again:
        return None
    get = attrgetter(row.field)

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        items = get(record)
        if not items:
            return ""
        bodies = (whole[0](item, record, currency) for item in items)
        return "".join([f"<{step}>{body}</{step}>" for body in bodies if body])

    return write


def _constant(step: str, node: Node) -> str:
    """Returns an element that holds nothing but constants; empty for any other."""
    if node.row is not None:
        fixed = node.row.const
        return "" if fixed is None else f"<{step}>{text_to_xml(fixed)}</{step}>"
    if node.attributes:
        return ""
    inner = [_constant(below, child) for below, child in node.children.items()]
    return f"<{step}>{''.join(inner)}</{step}>" if all(inner) else ""


def _element(step: str, node: Node) -> Part:
    row = node.row
    if row is None and node.attributes and not node.children:
        return _bare(step, node.attributes)
    if row is None:
        steps, end = _chain(step, node)
        if end.row is not None and end.row.table is None and not end.row.many:
            return _value(steps[-1], end.row, _attributes(end.attributes), steps[:-1])
        if end.row is not None and end.row.many and end.row.table is not None:
            return _records(steps[-1], end.row, steps[:-1])
        return _content(node, Tags.of([step], kept=node.kept))
    if row.table is None:
        value = _value(step, row, _attributes(node.attributes))
        return _kept(step, value) if node.kept else value
    if row.flag:
        return _choice(step, row)
    return _records(step, row)


def _bare(step: str, attributes: list[tuple[str, str]]) -> Part:
    """Returns an element that has attributes alone."""
    inner = _attributes(attributes)
    assert inner is not None

    def write(record: object, around: object, currency: str) -> str:
        given = inner(record, around, currency)
        return f"<{step}{given}/>" if given else ""

    return write


def _kept(step: str, value: Part) -> Part:
    """Returns an element that stands there even without its value."""

    def write(record: object, around: object, currency: str) -> str:
        return value(record, around, currency) or f"<{step}></{step}>"

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


def _value(step: str, row: Row, attributes: Part | None, outer: Sequence[str] = ()) -> Part:
    """Returns the element of a value, and what stands around it alone."""
    if row.many:
        return _values(step, row)
    tags = Tags.of(outer)
    if attributes is not None:
        return _value_with_attributes(step, row, attributes, tags)
    if row.codec.amount:
        return _amount(step, row, tags)
    fixed = "".join(f' {name}="{value}"' for name, value in row.codec.fixed)
    start, end = f"{tags.start}<{step}{fixed}>", f"</{step}>{tags.end}"
    if row.codec.write is text_to_xml:
        return _text(row.field, start, end)
    (get, out), encode = _getter(row.field), row.codec.write

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        value = get(around if out else record)
        body = "" if value is None else encode(value)
        return f"{start}{body}{end}" if body else ""

    return write


def _text(field: str, start: str, end: str) -> Part:
    get, out = _getter(field)

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        value = get(around if out else record)
        if not value:
            return ""
        return f"{start}{value if special(value) is None else text_to_xml(value)}{end}"

    return write


def _amount(step: str, row: Row, tags: Tags) -> Part:
    get, encode = attrgetter(row.field), row.codec.write
    start, end = f"{tags.start}<{step}", f"</{step}>{tags.end}"

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        value = get(record)
        return "" if value is None else f"{start}{currency}>{encode(value)}{end}"

    return write


def _value_with_attributes(step: str, row: Row, attributes: Part, tags: Tags) -> Part:
    (get, out), encode = _getter(row.field), row.codec.write
    start, end = f"{tags.start}<{step}", f"</{step}>{tags.end}"

    def write(record: object, around: object, currency: str) -> str:
        value = get(around if out else record)
        if value is None:
            return ""
        body = encode(value)
        return f"{start}{attributes(record, around, currency)}>{body}{end}" if body else ""

    return write


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
        return _value(step, tree.row, _attributes(tree.attributes))
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
        return "".join([single(value, record, currency) for value in values]) if values else ""

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
