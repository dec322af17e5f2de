"""What networks look for in a file that is read straight: learned with its pieces.

A piece is looked at once, when it is learned, with marks for its values. What is seen then is seen
of every piece of its kind, with the values in the places of the marks: tags decide on it, and the
few values that a look compares (`Syntax.compared`) are a part of what makes a kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from invoicekit.binding._pattern import Pattern, Unfit, unescaped
from invoicekit.binding.limits import LIMITS, parse
from invoicekit.binding.observed import Tree, observe
from invoicekit.model.source import Sights

if TYPE_CHECKING:
    from lxml.etree import _Element

    from invoicekit.binding.table import Syntax

Texts: TypeAlias = Sequence[str]
"""The texts of a piece, by index of the group."""
Fill: TypeAlias = "Callable[[Texts], Any]"

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


def mark(index: int) -> str:
    """Returns what stands in a piece for the text of a group."""
    return f"{_OPEN}{index}{_CLOSE}"


def sights_of(root: _Element, syntax: Syntax) -> Sights:
    """Returns what a syntax looks for in a document."""
    sights = syntax.look(cast("Tree", root)) if syntax.look else Sights()
    observed = observe(root, syntax.observed, syntax.namespaces)
    return _with(sights, observed | sights.observed, sights.identified, sights.bare_prices)


class Seen(NamedTuple):
    """What is seen of a kind of piece.

    Attributes:
        sights: With marks for values.
        fill: Makes them of the texts of a piece; None where they are the same for each.
        used: Which texts it takes.
    """

    sights: Sights
    fill: Fill | None
    used: tuple[int, ...]

    def of(self, texts: Texts) -> Sights | None:
        """Returns what is seen of a piece; None where a text has blanks, which looks may leave."""
        if self.fill is None:
            return self.sights
        given = list(texts)
        for index in self.used:
            text = given[index]
            if text[-1:].isspace():
                return None
            if "&" in text:
                given[index] = unescaped(text)
        found: Sights = self.fill(given)
        return found


class Piece(NamedTuple):
    """A kind of line, and what is seen of it; None where its tags do not decide on that."""

    pattern: Pattern
    seen: Seen | None


NOTHING = Seen(Sights(), None, ())
"""Of a line of which nothing is seen beyond what is seen of every file."""


class Looking:
    """Looks at pieces of files that begin with the same tag.

    Args:
        syntax: What is looked for.
        opening: The beginning, up to the end of the root's tag.
        around: The elements around a line, as the files spell them; the root first.
    """

    def __init__(self, syntax: Syntax, opening: str, around: Sequence[str]) -> None:
        self._syntax, self._opening = syntax, opening
        self._before = "".join(f"<{name}>" for name in around[1:])
        self._after = "".join(f"</{name}>" for name in reversed(around))
        self._blank: Sights | None = None

    def at_frame(self, drawn: str) -> Seen | None:
        """Returns what is seen of a file without lines, None where that is not decided by tags.

        Args:
            drawn: What follows the root's tag, with marks.
        """
        return _seen(self._sights(drawn))

    def at_line(self, drawn: str) -> Seen | None:
        """Returns what is seen of a line beyond what is seen of its file, as `at_frame`.

        Args:
            drawn: The line, with marks.
        """
        if self._blank is None:
            self._blank = self._sights(self._before + self._after)
        sights, blank = self._sights(self._before + drawn + self._after), self._blank
        seen = _seen(
            Sights(
                observed=sights.observed - blank.observed,
                identified=sights.identified,
                bare_prices=sights.bare_prices,
            )
        )
        same = _with(sights, blank.observed, blank.identified, blank.bare_prices)
        if same != blank:
            return None
        return NOTHING if seen == NOTHING else seen

    def _sights(self, drawn: str) -> Sights:
        return sights_of(parse((self._opening + drawn).encode(), LIMITS), self._syntax)


def _seen(sights: Sights) -> Seen | None:
    used: list[int] = []
    try:
        fill = _filling(sights, used)
    except Unfit:
        return None
    return Seen(sights, fill, tuple(dict.fromkeys(used)))


def _filling(found: Any, used: list[int]) -> Fill | None:
    """Returns what makes a value of the texts of a piece, None where it is always the same.

    Args:
        found: With marks.
        used: Gets the indices of the texts.

    Raises:
        Unfit: Something was made of a text.
    """
    if isinstance(found, str):
        return _text(found, used)
    make: Callable[[list[Any]], Any]
    if is_dataclass(found):
        kind: Callable[..., Any] = type(found)
        parts = [getattr(found, field.name) for field in fields(found)]
        make = lambda given: kind(*given)  # noqa: E731 - one of three
    elif isinstance(found, Mapping):
        names, parts = tuple(found), list(found.values())
        make = lambda given: dict(zip(names, given, strict=True))  # noqa: E731
    elif isinstance(found, tuple | frozenset):
        parts, make = list(found), type(found)
    else:
        return None
    return _making(parts, make, used)


def _text(found: str, used: list[int]) -> Fill | None:
    marked = _MARK.fullmatch(found)
    if marked is None:
        if _OPEN in found:
            raise Unfit
        return None
    used.append(int(marked[1]))
    return itemgetter(int(marked[1]))


def _making(parts: list[Any], make: Callable[[list[Any]], Any], used: list[int]) -> Fill | None:
    fillings = [(at, _filling(part, used)) for at, part in enumerate(parts)]
    fills = [(at, fill) for at, fill in fillings if fill is not None]

    def fill(texts: Texts) -> Any:
        given = list(parts)
        for at, each in fills:
            given[at] = each(texts)
        return make(given)

    return fill if fills else None


class SightsOfPieces:
    """Says what is seen of a file by its pieces, without a parser.

    Args:
        frame: What is seen of the file without lines, and its texts.
        lines: Each kind of line, and how many of it follow.
        first: Where they begin.
        together: As `Syntax.together`.
    """

    __slots__ = ("_first", "_frame", "_lines", "_together")

    def __init__(
        self,
        frame: tuple[Seen | None, Texts],
        lines: Sequence[tuple[Piece, int]],
        first: int,
        together: frozenset[str],
    ) -> None:
        self._frame, self._lines, self._first, self._together = frame, lines, first, together

    def of(self, data: bytes) -> Sights | None:
        """Returns what is seen, None where the pieces do not decide on it.

        Args:
            data: The file.
        """
        seen, texts = self._frame
        sights = seen.of(texts) if seen is not None else None
        if sights is None:
            return None
        beside: list[Seen] = []
        for (_, kind), _ in self._lines:
            if kind is None:
                return None
            if kind is not NOTHING:
                beside.append(kind)
        return self._beside(sights, beside, data) if beside else sights

    def _beside(self, frame: Sights, lines: Sequence[Seen], data: bytes) -> Sights | None:
        observed = frame.observed.union(*(seen.sights.observed for seen in lines))
        if self._together and self._together <= observed:
            return None
        numbered = any(seen.sights.identified for seen in lines)
        found = self._numbered(data.decode()) if numbered else []
        if found is None:
            return None
        bare, at = list[int](), 0
        for (_, kind), count in self._lines:
            if kind is not None and kind.sights.bare_prices:
                bare += range(at, at + count)
            at += count
        return _with(frame, observed, (*frame.identified, *found), frozenset(bare))

    def _numbered(self, text: str) -> list[tuple[str, str]] | None:
        """Returns what is numbered in all lines: their texts are not kept, but read once more."""
        found: list[tuple[str, str]] = []
        position = self._first
        for (pattern, seen), count in self._lines:
            match = pattern.parts[0].match
            for _ in range(count):
                line = match(text, position)
                sights = seen.of(line.groups()) if line and seen else None
                if line is None or sights is None:
                    return None
                found += sights.identified
                position = line.end()
        return found


def _with(
    sights: Sights,
    observed: frozenset[str],
    identified: tuple[tuple[str, str], ...],
    bare_prices: frozenset[int],
) -> Sights:
    """Returns sights with these; written out, since every verdict of a network asks for it."""
    return Sights(
        observed,
        sights.payments,
        sights.schemes,
        sights.vat_ids,
        identified,
        sights.registrations,
        sights.unclear_reasons,
        bare_prices,
    )
