"""Writing: string templates in the order of the rows, compiled from the table once.

Strings are four times faster than building a tree, and own their escaping (`escape`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TypeAlias

from invoicekit.binding._trie import Node, tree_of
from invoicekit.binding.escape import attribute_to_xml, text_to_xml
from invoicekit.binding.table import Row, Syntax

Part: TypeAlias = Callable[[object, object, str], str]
"""From a record, the record around it and the currency attribute to XML; empty for nothing."""

Get: TypeAlias = Callable[[object, object], object]


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
            self._body = _content(tree_of(self._syntax.table.rows), flag="")
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
        return (f"{own}:{name}", declared) if own else (name, f' xmlns="{space}"{declared}')


def _content(node: Node, *, flag: str) -> Part:
    """Returns what stands inside an element: nothing unless something beside constants does."""
    whole: list[Part] = []
    parts: list[str | Part] = [
        _constant(step, child) or _again(step, child.row, whole) or _element(step, child)
        for step, child in node.children.items()
    ]
    live = [(index, part) for index, part in enumerate(parts) if not isinstance(part, str)]
    works = [part for _, part in live]
    fixed = [part if isinstance(part, str) else "" for part in parts]

    def write(record: object, around: object, currency: str) -> str:
        body = "".join([work(record, around, currency) for work in works])
        return flag + body if body else ""

    def write_fixed(record: object, around: object, currency: str) -> str:
        made = fixed.copy()
        for index, work in live:
            made[index] = work(record, around, currency)
        return flag + "".join(made) if made != fixed else ""

    whole.append(write_fixed if any(fixed) else write)
    return whole[0]


def _again(step: str, row: Row | None, whole: list[Part]) -> Part | None:
    """Returns the elements of records like the one around; `whole` will hold its content."""
    if row is None or not row.again:
        return None
    get = attrgetter(row.field)

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        bodies = (whole[0](item, record, currency) for item in get(record))
        return "".join([f"<{step}>{body}</{step}>" for body in bodies if body])

    return write


def _constant(step: str, node: Node) -> str:
    """Returns an element that holds nothing but constants; empty for any other."""
    if node.row is not None:
        fixed = node.row.const
        return "" if fixed is None else f"<{step}>{text_to_xml(fixed)}</{step}>"
    inner = [_constant(below, child) for below, child in node.children.items()]
    return f"<{step}>{''.join(inner)}</{step}>" if all(inner) else ""


def _element(step: str, node: Node) -> Part:
    row = node.row
    if row is None:
        steps, end = _chain(step, node)
        if end.row is not None and end.row.many and end.row.table is not None:
            return _records(steps[-1], end.row, steps[:-1])
        return _wrapped(step, _content(node, flag=""), kept=node.kept)
    if row.table is None:
        return _value(step, row, _attributes(node.attributes))
    if row.flag:
        return _choice(step, row)
    return _records(step, row)


def _chain(step: str, node: Node) -> tuple[list[str], Node]:
    """Returns the steps down to the first element that is more than a step, and that element."""
    steps = [step]
    while node.row is None and len(node.children) == 1 and not node.kept:
        ((step, node),) = node.children.items()
        steps.append(step)
    return steps, node


def _wrapped(step: str, inner: Part, *, kept: bool = False) -> Part:
    start, end = f"<{step}>", f"</{step}>"
    nothing = start + end if kept else ""

    def write(record: object, around: object, currency: str) -> str:
        body = inner(record, around, currency)
        return start + body + end if body else nothing

    return write


def _getter(field: str) -> Get:
    if field.startswith("^"):
        outer = attrgetter(field[1:])
        return lambda record, around: outer(around)  # noqa: ARG005 - one of the two is asked
    own = attrgetter(field)
    return lambda record, around: own(record)  # noqa: ARG005 - one of the two is asked


def _value(step: str, row: Row, attributes: Part | None) -> Part:
    """Returns the element of a value; one function a kind, since each runs for every line."""
    if row.many:
        return _values(step, row)
    if attributes is not None:
        return _value_with_attributes(step, row, attributes)
    if row.codec.amount:
        return _amount(step, row)
    get, encode = _getter(row.field), row.codec.write
    fixed = "".join(f' {name}="{value}"' for name, value in row.codec.fixed)
    start, end = f"<{step}{fixed}>", f"</{step}>"
    own = None if row.field.startswith("^") else attrgetter(row.field)

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        value = own(record) if own else get(record, around)
        if value is None:
            return ""
        body = encode(value)
        return f"{start}{body}{end}" if body else ""

    return write


def _amount(step: str, row: Row) -> Part:
    get, encode, end = attrgetter(row.field), row.codec.write, f"</{step}>"

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        value = get(record)
        return "" if value is None else f"<{step}{currency}>{encode(value)}{end}"

    return write


def _value_with_attributes(step: str, row: Row, attributes: Part) -> Part:
    get, encode, end = _getter(row.field), row.codec.write, f"</{step}>"

    def write(record: object, around: object, currency: str) -> str:
        value = get(record, around)
        body = "" if value is None else encode(value)
        return f"<{step}{attributes(record, around, currency)}>{body}{end}" if body else ""

    return write


def _values(step: str, row: Row) -> Part:
    get, encode, end = _getter(row.field), row.codec.write, f"</{step}>"

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        values = get(record, around)
        assert isinstance(values, Iterable)
        return "".join([f"<{step}>{encode(value)}{end}" for value in values])

    return write


def _attributes(attributes: list[tuple[str, str]]) -> Part | None:
    if not attributes:
        return None
    getters = [(name, _getter(field)) for name, field in attributes]

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        values = ((name, get(record, around)) for name, get in getters)
        return "".join(
            f' {name}="{attribute_to_xml(str(value))}"' for name, value in values if value
        )

    return write


def _body(step: str, row: Row, flag: str) -> Part:
    """Returns the whole element of one record."""
    assert row.table is not None
    tree = tree_of(row.table.rows)
    if tree.row is not None:
        return _value(step, tree.row, _attributes(tree.attributes))
    return _wrapped(step, _content(tree, flag=flag))


def _records(step: str, row: Row, outer: Sequence[str] = ()) -> Part:
    """Returns the element of each record, and of each its own elements around it."""
    get, body, shape = _getter(row.field), _body(step, row, ""), row.shape
    for around_it in reversed(outer):
        body = _wrapped(around_it, body)

    def single(value: object, record: object, currency: str) -> str:
        shaped = shape.write(value) if shape else value
        return "" if shaped is None else body(shaped, record, currency)

    def write(record: object, around: object, currency: str) -> str:
        value = get(record, around)
        return "" if value is None else single(value, record, currency)

    def write_many(record: object, around: object, currency: str) -> str:
        values = get(record, around)
        assert isinstance(values, Iterable)
        return "".join(single(value, record, currency) for value in values)

    return write_many if row.many else write


def _choice(step: str, row: Row) -> Part:
    cases = [
        (attrgetter(field), _body(step, row, _flag(row.flag, word))) for word, field in row.cases
    ]

    def write(record: object, around: object, currency: str) -> str:  # noqa: ARG001 - a Part
        return "".join(body(item, record, currency) for get, body in cases for item in get(record))

    return write


def _flag(path: str, word: str) -> str:
    steps = path.split("/")
    ends = "".join(f"</{step}>" for step in reversed(steps))
    return "".join(f"<{step}>" for step in steps) + word + ends
