"""Learning a pattern from a piece of a file that the general reader found nothing odd about.

The tags are walked as the reader walks the elements, by the states of the table: each becomes a
part of the text that must stand there, or the place of a value with the form that it must have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from invoicekit.binding._automaton import FLAG, Marked, State, flag_word
from invoicekit.binding._pattern import Kept, Pattern, Unfit
from invoicekit.binding._sights import mark
from invoicekit.binding.codecs import BLANKS, bare, decimal

_CONTROL = "\x00-\x08\x0b-\x1f\ufffe\uffff"
"""What XML forbids, and the carriage return that a parser would change."""
_TEXT = rf"[ \t\n]*+[^<>\s{_CONTROL}][^<>{_CONTROL}]*"
_WORD = rf"[^<>\s{_CONTROL}]+"
"""A code; one among blanks, or with blanks in it, is for the general way."""
_ATTRIBUTE = rf'[^"<>&\s{_CONTROL}][^"<>&\t\n{_CONTROL}]*'
_NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,13})?"
_CENTS = r"-?[0-9]{1,24}(?:\.[0-9]{1,2})?"
_GAP = rf"[{BLANKS}]*"
_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?"
ATTRIBUTES = rf'(?:[ \t\r\n]+{_NAME}="[^"<>&]*")*'
_TOKEN = re.compile(rf"<(/?)({_NAME})({ATTRIBUTES})([{BLANKS}]*/?)>([^<]*)")
_COMMENT = re.compile(rf"<!--.*?-->{_GAP}(?=<)", re.DOTALL)
_PAIR = re.compile(rf'({_NAME})="([^"]*)"')
_MOST_TAGS = 800
"""A piece with more is read in the general way: learning it would take too long."""
_DEEPEST = 40


class _Open(NamedTuple):
    name: str
    state: State
    fields: dict[str, Any]
    seen: set[str]
    """Names of the children so far."""


class Learner:
    """Walks the tags of a piece as the reader does its elements, and stops at whatever is odd.

    Args:
        top: The state around the piece.
        prefixes: Prefix → namespace, empty for names without one.
        currency: The document's.
        name: Of the element around the piece, where it ends with that.
        path: Path of the currency's element as names of the file; its text is part of the pattern.
        strict: Whether it may have nothing that the reader would look at, even if nothing follows.
    """

    def __init__(
        self,
        top: State,
        prefixes: Mapping[str, str],
        currency: str,
        name: str = "",
        path: tuple[str, ...] = (),
        *,
        strict: bool = False,
    ) -> None:
        self._strict = strict
        self._prefixes, self._currency, self._path = prefixes, currency, path
        self._amount = [("currencyID", currency)] if currency else []
        self._fields: dict[str, Any] = {}
        self._stack = [_Open(name, top, self._fields, set())]
        self._parts: list[list[str]] = []
        self._drawn: list[str] = []
        self._turn: list[tuple[int, Callable[[str], Any]]] = []
        self._groups = 0

    def learn(self, text: str) -> None:
        """Takes the next part of the piece.

        Raises:
            Unfit: It has what the reader would call odd, or what no pattern can tell.
        """
        part: list[str] = []
        self._parts.append(part)
        if text.count("<") > _MOST_TAGS:
            raise Unfit
        text, position = bare(text), 0
        part.append(_GAP)
        while position < len(text):
            if not self._stack:
                raise Unfit
            comment = _COMMENT.match(text, position)
            if comment is not None:
                _fits(bool(self._stack[-1].state.children))
                self._as_it_is(part, comment[0])
                position = comment.end()
                continue
            token = _TOKEN.match(text, position)
            if token is None:
                raise Unfit
            position = token.end()
            self._tag(part, *token.groups())
        part.append(_GAP)

    def _tag(
        self, part: list[str], end: str, name: str, attributes: str, close: str, value: str
    ) -> None:
        alone = close.endswith("/")
        if end:
            self._end(name, attributes)
            self._as_it_is(part, f"</{name}{close}>")
        else:
            self._start(name, part, attributes)
            self._as_it_is(part, f"{close}>")
        if alone:
            state = self._stack[-1].state
            _fits(not end and (state.kept or bool(state.children)))
            self._end(name, "")
        self._text(part, value, opened=not (end or alone))

    def leave_open(self, state: State) -> None:
        """Goes on after the lines, which the element open now holds.

        Raises:
            Unfit: It is not the one of this state.
        """
        here = self._stack[-1]
        _fits(here.state is state and here.fields is self._fields)
        here.seen.add("")

    @property
    def drawn(self) -> str:
        """The piece with a mark for each value that a look may return."""
        return "".join(self._drawn)

    def frame(self) -> Pattern:
        """Returns the pattern of a frame.

        Raises:
            Unfit: It is not whole.
        """
        _fits(not self._stack)
        return self._pattern(Kept(self._fields))

    def line(self, field: str) -> Pattern:
        """Returns the pattern of one record.

        Args:
            field: Where it goes in the record around it.

        Raises:
            Unfit: It is not whole, or not one record.
        """
        _fits(len(self._stack) == 1 and self._fields.keys() == {field})
        (kept,) = self._fields[field]
        return self._pattern(kept)

    def _pattern(self, kept: Kept) -> Pattern:
        return Pattern(["".join(part) for part in self._parts], self._turn, kept)

    def _start(self, name: str, part: list[str], attributes: str) -> None:
        around = self._stack[-1]
        state = around.state.children.get(self._qualified(name))
        if state is None or len(self._stack) > _DEEPEST:
            raise Unfit
        if self._strict:
            _fits(not (state.watched or (state.several and name in around.seen)))
        around.seen.add(name)
        fields = {} if state.record else around.fields
        self._stack.append(_Open(name, state, fields, set()))
        self._as_it_is(part, f"<{name}")
        self._attributes(part, state, fields, attributes)

    def _attributes(
        self, part: list[str], state: State, fields: dict[str, Any], attributes: str
    ) -> None:
        pairs = _PAIR.findall(attributes)
        if state.children:
            _fits(not pairs)
        elif not state.record and (state.amount or not state.attributes):
            _fits(pairs == (self._amount if state.amount else state.fixed))
        else:
            _fits(state.record or not state.priced or pairs == self._amount)
            self._slots(part, state, fields, attributes)
            return
        self._as_it_is(part, attributes)

    def _slots(
        self, part: list[str], state: State, fields: dict[str, Any], attributes: str
    ) -> None:
        done = 0
        for found in _PAIR.finditer(attributes):
            name, value = found.groups()
            field = state.attributes.get(name)
            if field is None or not value or (field in fields and not state.many):
                raise Unfit
            codes = state.coded.get(name)
            _fits(codes is None or value in codes)
            self._as_it_is(part, attributes[done : found.start(2)])
            if (state.priced and not state.record) or name in state.compared:
                fields[field] = self._group(part, re.escape(value), value)
            else:
                fields[field] = self._group(part, _ATTRIBUTE)
            if codes is not None:
                self._turn.append((fields[field], {each: each for each in codes}.__getitem__))
            done = found.end(2)
        self._as_it_is(part, attributes[done:])

    def _as_it_is(self, part: list[str], text: str) -> None:
        part.append(re.escape(text))
        self._drawn.append(text)

    def _group(self, part: list[str], pattern: str, value: str = "") -> int:
        """Leaves a place for a text; where no look returns it, this one stands for all of them."""
        part.append(f"({pattern})")
        self._drawn.append(value or mark(self._groups))
        self._groups += 1
        return self._groups - 1

    def _text(self, part: list[str], value: str, *, opened: bool) -> None:
        if not opened or self._stack[-1].state.children:
            _fits(not bare(value))
            self._as_it_is(part, value)
            return
        here = self._stack[-1]
        state = here.state
        if state.kept and not value:
            return  # as the schema wants it: the pattern has no text there either
        _fits(bool(bare(value)))
        if state.const is not None or state.field == FLAG:
            _fits(state.const in {None, value})
            self._as_it_is(part, value)
            if state.field:
                self._put(here, flag_word(value) if state.field == FLAG else value)
        elif self._path and tuple(each.name for each in self._stack[1:]) == self._path:
            _fits(value == self._currency)
            self._put(here, self._group(part, re.escape(value), value))
        elif state.field or state.content:
            self._put(here, self._value(part, state, value))
        else:
            raise Unfit

    def _value(self, part: list[str], state: State, value: str) -> int:
        read = state.read
        if "" in state.compared:
            index = self._group(part, re.escape(value), value)
        elif read is decimal.read:
            index = self._group(part, _CENTS if state.cents else _NUMBER)
            read = Decimal
        elif state.usual is not None:
            index = self._group(part, state.usual[0], value)
            read = state.usual[1]
        else:
            index = self._group(part, _WORD if state.trimmed else _TEXT)
        if state.codes is not None:
            known = {each: read(each) if read else each for each in state.codes}
            self._turn.append((index, known.__getitem__))
        elif state.trimmed and "" not in state.compared:
            pass  # a word is a code as it stands
        elif read is not None:
            self._turn.append((index, read))
        return index

    def _put(self, here: _Open, value: object) -> None:
        state = here.state
        fields, field = here.fields, state.content if state.record else state.field
        if field not in fields:
            fields[field] = [value] if state.many and not state.record else value
        elif state.many and not (state.several and self._strict):
            fields[field].append(value)
        else:
            raise Unfit

    def _end(self, name: str, attributes: str) -> None:
        closed = self._stack.pop()
        state = closed.state
        _fits(name == closed.name and not attributes)
        _fits(bool(closed.seen) or not (state.children and self._strict))
        if state.record and self._stack:
            self._close(closed, self._stack[-1].fields)

    def _close(self, closed: _Open, around: dict[str, Any]) -> None:
        state, fields, field = closed.state, closed.fields, closed.state.field
        if state.cases:
            _fits(fields.get(FLAG) in state.cases)
            field = state.cases[fields.pop(FLAG)]
        if self._strict:
            _fits(not any(needed.isdisjoint(fields) for needed in state.needed))
        for marked in state.marks:
            _unmark(marked, fields)
        for inner, outer in state.ups:
            if inner in fields:
                around.setdefault(outer, fields.pop(inner))
        kept = Kept(fields, state.shape if state.children else None)
        if field not in around:
            around[field] = [kept] if state.many else kept
        elif state.many and not (state.several and self._strict):
            around[field].append(kept)
        else:
            raise Unfit

    def _qualified(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        space = self._prefixes.get(prefix)
        if space is None:
            raise Unfit
        return f"{{{space}}}{local}" if space else local


def _unmark(marked: Marked, fields: dict[str, Any]) -> None:
    _fits(fields.pop(marked.key, None) is not None and marked.field in fields)


def _fits(holds: bool) -> None:  # noqa: FBT001 - a condition
    if not holds:
        raise Unfit
