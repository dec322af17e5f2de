"""A table as an automaton: what each element means, by the element around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from invoicekit.binding._trie import Node, qualified, tree_of
from invoicekit.binding.codecs import BLANKS, bare, code, decimal, figure_of, text
from invoicekit.binding.table import Row, Shape, Syntax
from invoicekit.model.source import TaxCategory

if TYPE_CHECKING:
    from lxml.etree import _Element


class State:
    """One element in its place; `children` is the only way on.

    Attributes:
        field: Where its value or record goes in the record around it; empty for a mere step.
        read: The codec's reader, None for text.
        expected: The codec's name.
        amount: Whether it carries the document's currency.
        many: Whether it may be repeated.
        attributes: Attribute → field.
        fixed: Attributes that it always carries.
        record: Whether it starts a record of its own.
        content: The field for the text of an element that is a record without children.
        ups: Fields of the record that belong to the one around it.
        flag: Path of a choice's flag.
        cases: Flag's text → field, for a choice; `first` where the flag cannot be read.
        const: The only lawful text.
        plain: Whether it is text without attributes and children, at most once.
        watched: Whether the rules about the file look at it wherever it stands; `several` where it
            stands again, `cents` where it has more than two decimals, `priced` where it is an
            amount that may be in another currency than the document.
        needed: Fields of the record, one of each set, without which those rules look at it.
        codes: The codes that it may have without their looking at it; `coded` those of attributes.
        marks: The fixed values that mark a tax category.
        flat: Whether its index counts over the whole document.
        number: Whether it is a mere decimal; `known` are the texts of a mere code or mark: both are
            read in the loop itself where nothing is odd.
        trimmed: Whether it is a code, which is read without the blanks around it, or a flag.
        kept: Whether it may be empty, and says nothing then: there are no official rules to ask.
        easy: Whether the record closes in the loop itself, where it has all that is `wanted`.
        usual: As the codec's.
        compared: Of which a look compares the value: attributes, or the text as an empty name.
    """

    __slots__ = (
        "amount",
        "attributes",
        "cases",
        "cents",
        "children",
        "coded",
        "codes",
        "compared",
        "const",
        "content",
        "easy",
        "expected",
        "field",
        "first",
        "fixed",
        "flag",
        "flat",
        "kept",
        "known",
        "many",
        "marks",
        "needed",
        "number",
        "plain",
        "priced",
        "read",
        "record",
        "several",
        "shape",
        "trimmed",
        "ups",
        "usual",
        "wanted",
        "watched",
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
        self.fixed: list[tuple[str, str]] = []
        self.record = False
        self.content = ""
        self.ups: tuple[tuple[str, str], ...] = ()
        self.flag = ""
        self.cases: dict[str, str] = {}
        self.first = ""
        self.const: str | None = None
        self.plain = False
        self.watched = self.several = self.cents = self.priced = False
        self.needed: tuple[frozenset[str], ...] = ()
        self.codes: frozenset[str] | None = None
        self.coded: dict[str, frozenset[str]] = {}
        self.marks: tuple[Marked, ...] = ()
        self.flat = self.number = self.easy = self.kept = self.trimmed = False
        self.known: Mapping[str | None, str] | None = None
        self.wanted: frozenset[str] = frozenset()
        self.shape: Shape | None = None
        self.usual: tuple[str, Callable[[str], object]] | None = None
        self.compared: frozenset[str] = frozenset()


FLAG = "\0flag"
"""The key of a choice's flag while its record is read."""


MARK = "\0"
"""What the key of a fixed value begins with, while the record around it is read."""


def text_of(element: _Element) -> str:
    """Returns the text of an element as XPath sees it: with that of all below it."""
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


class Marked(NamedTuple):
    """A tax category within a record: where it stands, and what marks it.

    Attributes:
        key: Of the fixed value in the record as it is read; `field` is the category's.
        group: Path of the element that holds it all; the others are below that.
        read: Reads the mark; raises `ValueError` for what is none. `near` takes blanks around it.
    """

    key: str
    field: str
    group: str
    mark: str
    code: str
    rate: str
    read: Callable[[str], str]
    near: Callable[[str], str]

    def categories(self, group: _Element) -> Iterator[TaxCategory]:
        """Yields the categories of one such element: one, unless it has several codes."""
        rate = group.find(self.rate) if self.rate else None
        marks = [text_of(mark) for mark in group.iterfind(self.mark)]
        vat = any(_reads(self.read, mark) for mark in marks)
        nearly = any(_reads(self.near, mark) for mark in marks)
        codes: list[str | None] = [text_of(each) for each in group.iterfind(self.code)]
        for found in dict.fromkeys(codes or [None]):
            yield TaxCategory(
                code=None if found is None else bare(found),
                rate=None if rate is None else figure_of(text_of(rate)),
                rated=rate is not None,
                vat=vat,
                nearly_vat=nearly,
                bare=found is None or found == bare(found),
            )


def _reads(read: Callable[[str], str], raw: str) -> bool:
    try:
        read(raw)
    except ValueError:
        return False
    return True


def _common(first: str, second: str) -> str:
    steps = []
    for one, other in zip(first.split("/"), second.split("/"), strict=False):
        if one != other:
            break
        steps.append(one)
    return "/".join(steps)


def compiled(syntax: Syntax) -> State:
    """Returns the state of the root element."""
    root = _Compiler(syntax).record(syntax.table.rows, "")
    root.shape = syntax.shape
    if syntax.rules is not None:
        root.needed = syntax.rules.needed("")
    return root


class _Compiler:
    """Compiles tables; paths are from the root, for the rules about the file."""

    def __init__(self, syntax: Syntax) -> None:
        self._namespaces = dict(syntax.namespaces)
        self._rules = syntax.rules
        self._flat = syntax.flat
        self._compared = syntax.compared

    def record(self, rows: Iterable[Row], path: str) -> State:
        rows = tuple(rows)
        state = State()
        state.record = True
        self._fill(state, tree_of(row for row in rows if not row.again), path)
        fields = {row.field for row in rows}
        state.ups = tuple((field, field[1:]) for field in sorted(fields) if field.startswith("^"))
        state.marks = tuple(self._marked(row, rows) for row in rows if row.marks)
        if not state.children:
            state.content = next(row.field for row in rows if row.path == ".")
        for row in rows:
            if row.again:
                self._nest(state, row, path)
        return state

    def _marked(self, mark: Row, rows: tuple[Row, ...]) -> Marked:
        found = {row.field: row.path for row in rows if row.field in {mark.marks, mark.rate}}
        paths = [mark.path, found[mark.marks], found.get(mark.rate, "")]
        group = _common(mark.path, found[mark.marks])
        below = [self._qualified(path.removeprefix(f"{group}/")) for path in paths]
        below[-1] = below[-1] if paths[-1] else ""
        key = MARK + mark.marks
        to_mark, to_code, to_rate = below
        group = self._qualified(group)
        near = _fixed(replace(mark, exact=False))
        return Marked(key, mark.marks, group, to_mark, to_code, to_rate, _fixed(mark), near)

    def _qualified(self, path: str) -> str:
        steps = path.split("/") if path else []
        return "/".join(qualified(step, self._namespaces) for step in steps) or "."

    def _nest(self, state: State, row: Row, path: str) -> None:
        """Lets a record hold more of its kind: the state below has the same children."""
        nested = State()
        for name in ("children", "attributes", "record", "content", "ups", "marks"):
            setattr(nested, name, getattr(state, name))
        nested.field, nested.many = row.field, True
        self._look(nested, f"{path}/{row.path}")
        _ease(nested)
        state.children[qualified(row.path, self._namespaces)] = nested

    def _fill(self, state: State, node: Node, path: str) -> None:
        row = node.row
        if row is not None and row.table is None:
            _leaf(state, row)
        state.attributes = dict(node.attributes)
        state.priced = "currencyID" in state.attributes
        state.kept = self._rules is None
        state.compared = self._compared_at(path, state)
        self._children(state, node, path)
        self._look(state, path)
        state.plain = (
            bool(state.field)
            and state.read is None
            and not (state.children or state.attributes or state.many or state.record)
            and not state.watched
            and state.codes is None
        )
        _hasten(state, row)

    def _compared_at(self, path: str, state: State) -> frozenset[str]:
        ends = {"": path} | {each: f"{path}/@{each}" for each in state.attributes}
        return frozenset(
            each
            for each, whole in ends.items()
            if any(f"/{whole}".endswith(f"/{end}") for end in self._compared)
        )

    def _children(self, state: State, node: Node, path: str) -> None:
        for step, child in node.children.items():
            below = f"{path}/{step}" if path else step
            state.children[qualified(step, self._namespaces)] = self._child(child, below)

    def _child(self, node: Node, path: str) -> State:
        row = node.row
        if row is None or row.table is None:
            state = State()
            self._fill(state, node, path)
            return state
        state = self.record(row.table.rows, path)
        state.field, state.many, state.shape = row.field, row.many, row.shape
        if row.flag:
            self._choose(state, row)
        self._children(state, node, path)
        self._look(state, path)
        _ease(state)
        return state

    def _choose(self, state: State, row: Row) -> None:
        state.cases, state.first = dict(row.cases), row.cases[0][1]
        *steps, last = (qualified(step, self._namespaces) for step in row.flag.split("/"))
        state.flag = "/".join((*steps, last))
        place = state
        for step in steps:
            place = place.children.setdefault(step, State())
        place.children[last] = _flag(state)

    def _look(self, state: State, path: str) -> None:
        rules = self._rules
        if rules is None or not path:
            return
        name = path.rpartition("/")[2]
        state.flat = path in self._flat
        state.watched, state.several = rules.looks_at(path), rules.counts(path)
        state.cents = name in rules.cents
        state.needed = rules.needed(path) if state.record else ()
        state.codes = rules.codes_of(path)
        listed = ((each, rules.codes_of(f"{path}/@{each}")) for each in state.attributes)
        state.coded = {each: codes for each, codes in listed if codes is not None}


def _hasten(state: State, row: Row | None) -> None:
    """Tells which leaves are read in the loop itself: values without attributes of their own."""
    mere = state.field and not (
        state.children or state.attributes or state.many or state.record or state.fixed
    )
    if row is None or not mere or state.watched or state.several:
        return
    if row.marks:
        state.known = {row.const or "": row.const or ""}
    elif state.codes is not None and row.codec is code:
        state.known = {each: each for each in state.codes}
    else:
        state.number = row.codec.read is decimal.read


def _ease(state: State) -> None:
    """Tells which records close in the loop itself: of one kind and shape, with all they need."""
    state.easy = not state.cases and state.shape is None and not state.several
    state.easy = state.easy and all(len(each) == 1 for each in state.needed)
    wanted = {field for each in state.needed for field in each}
    state.wanted = frozenset(wanted.union(*({each.key, each.field} for each in state.marks)))


def _leaf(state: State, row: Row) -> None:
    state.field, state.many, state.const = row.field, row.many, row.const
    state.amount, state.expected = row.codec.amount, row.codec.name
    state.fixed = list(row.codec.fixed)
    state.read = None if row.codec is text else row.codec.read
    state.usual = row.codec.usual
    state.trimmed = row.codec is code
    if row.const is not None:
        state.expected = row.const
    if row.marks:
        state.field, state.read = MARK + row.marks, _fixed(row)


def _fixed(row: Row) -> Callable[[str], str]:
    """Returns a reader for one text only, in upper or lower case."""
    value, blanks = row.const or "", "" if row.exact else BLANKS

    def read(raw: str) -> str:
        if raw.strip(blanks).upper() != value:
            raise ValueError(raw)
        return value

    return read


def _flag(choice: State) -> State:
    state = State()
    state.field, state.expected = FLAG, " or ".join(choice.cases)
    state.trimmed = True
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
    return _BOOLEAN.get(bare(raw), bare(raw))


_BOOLEAN = {"0": "false", "1": "true"}
