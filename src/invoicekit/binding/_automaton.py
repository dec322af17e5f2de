"""A table as an automaton: what each element means, by the element around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from invoicekit.binding._trie import Node, qualified, tree_of
from invoicekit.binding.codecs import text
from invoicekit.binding.table import Row, Shape, Syntax


class State:
    """One element in its place; `children` is the only way on.

    Attributes:
        field: Where its value or record goes in the record around it; empty for a mere step.
        read: The codec's reader, None for text.
        expected: The codec's name.
        amount: Whether it carries the document's currency.
        many: Whether it may be repeated.
        attributes: Attribute → field.
        record: Whether it starts a record of its own.
        content: The field for the text of an element that is a record without children.
        ups: Fields of the record that belong to the one around it.
        cases: Flag's text → field, for a choice; `first` where the flag cannot be read.
        const: The only lawful text.
        plain: Whether it is text without attributes and children, at most once.
    """

    __slots__ = (
        "amount",
        "attributes",
        "cases",
        "children",
        "const",
        "content",
        "expected",
        "field",
        "first",
        "many",
        "plain",
        "read",
        "record",
        "shape",
        "ups",
    )

    def __init__(self) -> None:
        # `Any` because lxml's types allow tags that a parsed file never has.
        self.children: dict[Any, State] = {}
        self.field = ""
        self.read: Callable[[str], object] | None = None
        self.expected = ""
        self.amount = False
        self.many = False
        self.attributes: dict[str, str] = {}
        self.record = False
        self.content = ""
        self.ups: tuple[tuple[str, str], ...] = ()
        self.cases: dict[str, str] = {}
        self.first = ""
        self.const: str | None = None
        self.plain = False
        self.shape: Shape | None = None


FLAG = "\0flag"
"""The key of a choice's flag while its record is read."""


def compiled(syntax: Syntax) -> State:
    """Returns the state of the root element."""
    namespaces = dict(syntax.namespaces)
    root = _record(syntax.table.rows, namespaces)
    root.shape = syntax.shape
    return root


def _record(rows: Iterable[Row], namespaces: dict[str, str]) -> State:
    rows = tuple(rows)
    state = State()
    state.record = True
    _fill(state, tree_of(rows), namespaces)
    fields = {row.field for row in rows}
    state.ups = tuple((field, field[1:]) for field in sorted(fields) if field.startswith("^"))
    if not state.children:
        state.content = next(row.field for row in rows if row.path == ".")
    return state


def _fill(state: State, node: Node, namespaces: dict[str, str]) -> None:
    row = node.row
    if row is not None and row.table is None:
        _leaf(state, row)
    state.attributes = dict(node.attributes)
    for step, child in node.children.items():
        state.children[qualified(step, namespaces)] = _child(child, namespaces)
    state.plain = (
        bool(state.field)
        and state.read is None
        and not (state.children or state.attributes or state.many or state.record)
    )


def _leaf(state: State, row: Row) -> None:
    state.field, state.many, state.const = row.field, row.many, row.const
    state.amount, state.expected = row.codec.amount, row.codec.name
    state.read = None if row.codec is text else row.codec.read
    if row.const is not None:
        state.expected = row.const


def _child(node: Node, namespaces: dict[str, str]) -> State:
    row = node.row
    if row is None or row.table is None:
        state = State()
        _fill(state, node, namespaces)
        return state
    state = _record(row.table.rows, namespaces)
    state.field, state.many, state.shape = row.field, row.many, row.shape
    if row.flag:
        state.cases, state.first = dict(row.cases), row.cases[0][1]
        state.children[qualified(row.flag, namespaces)] = _flag(state)
    for step, child in node.children.items():
        state.children[qualified(step, namespaces)] = _child(child, namespaces)
    return state


def _flag(choice: State) -> State:
    state = State()
    state.field, state.expected = FLAG, " or ".join(choice.cases)
    words = choice.cases

    def read(raw: str) -> str:
        word = flag_word(raw)
        if word not in words:
            raise ValueError(raw)
        return word

    state.read = read
    return state


def flag_word(raw: str) -> str:
    """Returns the word of a choice's flag; xs:boolean has two words for each value."""
    return _BOOLEAN.get(raw.strip(), raw.strip())


_BOOLEAN = {"0": "false", "1": "true"}
