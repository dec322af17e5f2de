"""Straight reading: a file whose pieces were seen before is read without a parser.

A file is a frame with lines in it. Senders' files repeat the same frame and a few kinds of lines
with other values; each of these is a pattern, learned from files that were read in the general way
and had no odd values. A file all of whose pieces match says just what the general reader would read
of it; any other file is read by that one, which alone tells what is odd.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from invoicekit.binding._automaton import State
from invoicekit.binding._known_lines import DEAR, MOST, KnownLines
from invoicekit.binding._learner import ATTRIBUTES, Learner
from invoicekit.binding._pattern import Pattern, Unfit
from invoicekit.binding._sights import Looking, Seen, Sight, SightsOfPieces
from invoicekit.binding._trie import qualified
from invoicekit.binding.limits import Limits, gaps_of
from invoicekit.binding.long_texts import LONG
from invoicekit.binding.table import Syntax

Known: TypeAlias = "Callable[[str], tuple[Syntax, State] | None]"
"""From the name of a root element to its syntax and state, None where there are none."""
Record: TypeAlias = dict[str, Any]

_NAME = r"(?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*"
_OPENING = re.compile(
    r"""\ufeff?(?:<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?"""
    r"""(?: standalone=["'](?:yes|no)["'])? ?\?>)?[ \t\r\n]*(?:<!--.*?-->[ \t\r\n]*)*"""
    rf"<({_NAME})({ATTRIBUTES})[ \t\r\n]*>",
    re.ASCII | re.DOTALL,
)
"""How most files begin: in UTF-8, with the root's tag, comments before it."""
_PAIR = re.compile(r'([\w.:-]+)="([^"]*)"', re.ASCII)
_VALUE = re.compile(">[^<>]+<")
_LEAST = Limits(depth=64, attributes=16, attachment=LONG)
"""Tighter limits than these are for the general reader to keep."""


class Straight(NamedTuple):
    """What was read: the record as the table has it, before its shape.

    Attributes:
        record: Of the document.
        currency: Of the document.
        syntax: Of the file.
        empty: Places of elements without content, which a frame may have.
        touched: What official rules must be asked about, as they depend on its values.
        sights: What networks look for, where it was read by its pieces.
    """

    record: Record
    currency: str
    syntax: Syntax
    empty: tuple[str, ...]
    touched: frozenset[str]
    sights: SightsOfPieces | None = None


class _Frame(NamedTuple):
    """A file without its lines."""

    pattern: Pattern
    currency: str
    empty: tuple[str, ...]
    touched: frozenset[str]
    sight: Sight[Seen]


class StraightReader:
    """Reads what it knows, and learns from what others read.

    Args:
        known: The syntaxes.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._openings: dict[str, _Opening] = {}
        self._credit = 0

    def read(self, data: bytes, limits: Limits) -> Straight | None:
        """Returns what a file says, None where it must be read in the general way."""
        text = _text_of(data, limits)
        start = _after_opening(text)
        opening = self._openings.get(text[:start])
        return None if opening is None else opening.read(text, start)

    def learn(self, data: bytes, limits: Limits, read: Straight) -> None:
        """Learns the pieces of a file of which nothing odd follows, where it was worth it.

        Args:
            data: The file.
            limits: That it keeps.
            read: What was read of it.
        """
        self._credit += len(data)
        text = _text_of(data, limits)
        start = _after_opening(text)
        try:
            opening = self._openings.get(text[:start]) or self._opened(text[:start])
            self._credit -= opening.learn(text, start, read, self._credit)
        except (Unfit, ValueError, KeyError):
            return

    def _opened(self, start: str) -> _Opening:
        found = _OPENING.fullmatch(start)
        if found is None:
            raise Unfit
        prefixes = _prefixes(found[2])
        prefix, _, local = found[1].rpartition(":")
        space = prefixes.get(prefix, "")
        known = self._known(f"{{{space}}}{local}" if space else local)
        if known is None or not known[0].lines:
            raise Unfit
        if len(self._openings) >= MOST:
            self._openings.clear()
        opening = self._openings[start] = _Opening(*known, start, found[1], prefixes)
        return opening


class _Span(NamedTuple):
    """Where a root's tag ends (`start`), where the lines begin (`first`) and end (`last`)."""

    start: int
    first: int
    last: int

    def kind(self, text: str) -> tuple[int, int]:
        """Returns the numbers of tags before and after the lines: frames that differ are others."""
        return text.count("<", self.start, self.first), text.count("<", self.last)

    def parts(self, text: str) -> tuple[str, str]:
        """Returns what stands before and after the lines."""
        return text[self.start : self.first], text[self.last :]

    def matched(self, pattern: Pattern, text: str) -> tuple[str, ...] | None:
        """Returns the texts of a frame, None where it is another one."""
        before, after = pattern.parts
        head = before.fullmatch(text, self.start, self.first)
        tail = head and after.fullmatch(text, self.last)
        return head.groups() + tail.groups() if head and tail else None


class _Opening:
    """The files that begin with the same tag: how they spell names, their frames and lines."""

    def __init__(
        self, syntax: Syntax, top: State, start: str, root: str, prefixes: dict[str, str]
    ) -> None:
        self._syntax, self._top, self._root, self._prefixes = syntax, top, root, prefixes
        *around, line = syntax.lines.split("/")
        state = top
        for step in around:
            state = state.children[qualified(step, syntax.namespaces)]
        self._around = state
        self._field = state.children[qualified(line, syntax.namespaces)].field
        name = _spelled(line, syntax, prefixes)
        self._begin, self._end = f"<{name}>", f"</{name}>"
        steps = syntax.currency.split("/")
        self._currency = tuple(_spelled(step, syntax, prefixes) for step in steps)
        self._frames: dict[tuple[int, int], list[_Frame]] = {}
        self._once: set[int] = set()
        spelled = [_spelled(step, syntax, prefixes) for step in around]
        self._looking = Looking(syntax, start, (root, *spelled))
        self._lines = KnownLines(
            partial(Learner, state, prefixes, strict=True),
            self._field,
            self._end,
            self._looking,
            by_column=syntax.runs is not None,
        )

    def read(self, text: str, start: int) -> Straight | None:
        """Returns what a file says, None where a piece of it is not known.

        Args:
            text: The file.
            start: Where its root's tag ends.
        """
        try:
            span = self._span(text, start)
            frame, texts = self._frame(text, span)
            record = frame.pattern.record(texts, escaped="&" in text)
            lines, runs = self._lines.read(text, span.first, span.last, frame.currency)
        except (Unfit, ValueError, KeyError):
            return None
        record[self._field] = lines
        return Straight(
            record,
            frame.currency,
            self._syntax,
            frame.empty,
            frame.touched,
            SightsOfPieces(frame.sight, texts, runs, self._syntax.together),
        )

    def learn(self, text: str, start: int, read: Straight, credit: int) -> int:
        """Learns what is not known of a file, and returns what it cost.

        Args:
            text: The file.
            start: Where its root's tag ends.
            read: What was read of it.
            credit: What it may cost.

        Raises:
            Unfit: A piece is none for a pattern.
            ValueError, KeyError: A value of a piece cannot be read by one.
        """
        span = self._span(text, start)
        cost, lines = 0, read.record[self._field]
        try:
            frame, texts = self._frame(text, span)
            frame.pattern.record(texts)
        except (Unfit, ValueError, KeyError):
            cost = DEAR * (span.first + len(text) - span.last)
            if cost > credit or not self._is_seen_again(text, span):
                return 0
            self._learn_frame(text, span, read)
        return cost + self._lines.learn(
            text[span.first : span.last], lines, read.currency, credit - cost
        )

    def _is_seen_again(self, text: str, span: _Span) -> bool:
        """Returns whether a frame with these tags was read before: many files come but once."""
        tags = hash(tuple(_VALUE.sub("><", part) for part in span.parts(text)))
        again = tags in self._once
        if len(self._once) >= MOST:
            self._once.clear()
        self._once.add(tags)
        return again

    def _span(self, text: str, start: int) -> _Span:
        first = text.find(self._begin, start)
        if first < 0:
            raise Unfit
        return _Span(start, first, text.rfind(self._end, first) + len(self._end))

    def _frame(self, text: str, span: _Span) -> tuple[_Frame, tuple[str, ...]]:
        """Returns the frame of a file, and its texts."""
        for frame in self._frames.get(span.kind(text), ()):
            texts = span.matched(frame.pattern, text)
            if texts is not None:
                return frame, texts
        raise Unfit

    def _learn_frame(self, text: str, span: _Span, given: Straight) -> None:
        learner = Learner(self._top, self._prefixes, given.currency, self._root, self._currency)
        before, after = span.parts(text)
        learner.learn(before)
        learner.leave_open(self._around)
        learner.learn(after)
        pattern = learner.frame()
        groups = span.matched(pattern, text)
        if groups is None:
            raise Unfit
        read = pattern.record(groups)
        read[self._field] = given.record[self._field]
        if read != given.record:
            raise Unfit
        if sum(map(len, self._frames.values())) >= MOST:
            self._frames.clear()
        self._frames.setdefault(span.kind(text), []).insert(
            0,
            _Frame(
                pattern,
                given.currency,
                given.empty,
                given.touched,
                Sight(partial(self._looking.at_frame, learner.drawn)),
            ),
        )


def _text_of(data: bytes, limits: Limits) -> str:
    """Returns a file as text, empty where it is for the general reader."""
    if (
        limits.depth < _LEAST.depth
        or limits.attributes < _LEAST.attributes
        or limits.attachment < _LEAST.attachment
    ):
        return ""
    if len(data) > limits.bytes:
        return ""
    if len(data) > LONG and next(gaps_of(data, LONG), None) is not None:
        return ""
    if len(data) > 4 * limits.elements and data.count(b"<") > 2 * limits.elements:
        return ""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def _after_opening(text: str) -> int:
    """Returns where the root's tag ends, or any other that stands first."""
    end = text.find(">")
    if text[end - 1 : end] == "?":
        end = text.find(">", end + 1)
    comment = text.find("<!--", 0, end)
    while comment >= 0:
        start = text.find("-->", comment) + 3
        end = text.find(">", start) if start > comment else -1
        comment = text.find("<!--", start, end)
    return end + 1


def _prefixes(attributes: str) -> dict[str, str]:
    """Returns prefix → namespace, empty for names without one.

    Raises:
        Unfit: There is anything else that the reader would look at.
    """
    pairs = [(found[1], found[2]) for found in _PAIR.finditer(attributes)]
    given = dict(pairs)
    prefixes = {"": ""}
    for name, value in pairs:
        prefix, _, local = name.rpartition(":")
        if name == "xmlns":
            prefixes[""] = value
        elif prefix == "xmlns":
            prefixes[local] = value
        elif f"xmlns:{prefix}" not in given:
            raise Unfit
    if len(given) < len(pairs) or len(pairs) > _LEAST.attributes:
        raise Unfit
    if not all(value for prefix, value in prefixes.items() if prefix):
        raise Unfit
    return prefixes


def _spelled(step: str, syntax: Syntax, prefixes: dict[str, str]) -> str:
    """Returns a step of a path as the file has it."""
    prefix, _, local = step.rpartition(":")
    for own, space in prefixes.items():
        if space == syntax.namespaces.get(prefix, ""):
            return f"{own}:{local}" if own else local
    raise Unfit
