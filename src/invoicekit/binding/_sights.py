"""What networks look for in a file that is read straight: learned with its pieces.

A piece is looked at once, when it is learned, with marks for its values. What is seen then is seen
of every piece of its kind, with the values in the places of the marks: tags decide on it, and the
few values that a look compares (`Syntax.compared`) are a part of what makes a kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

from invoicekit.binding._pattern import Pattern, Unfit, picking, unescaped
from invoicekit.binding.limits import LIMITS, parse
from invoicekit.binding.observed import Tree, observe
from invoicekit.model.source import Sights

if TYPE_CHECKING:
    from lxml.etree import _Element

    from invoicekit.binding.table import Syntax

Texts: TypeAlias = Sequence[str]
"""The texts of a piece, by index of the group."""
S = TypeVar("S")
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
        fill: Makes them of the texts it takes; None where they are the same for each piece.
        pick: Takes those texts of the texts of a piece.
    """

    sights: Sights
    fill: Fill | None = None
    pick: Callable[[Texts], Texts] = itemgetter(slice(0))

    def of(self, picked: Texts) -> Sights | None:
        """Returns what is seen of a piece; None where a text has blanks, which looks may leave.

        Args:
            picked: The texts it takes.
        """
        if self.fill is None:
            return self.sights
        texts = plain(picked)
        found: Sights | None = None if texts is None else self.fill(texts)
        return found


class SeenOfLine(NamedTuple):
    """What is seen of a kind of line beyond what is seen of every file.

    Attributes:
        observed: Names of what is told wherever it is found.
        bare: Whether its net price is for no quantity of its own, as the gross price is.
        identified: As `Sights.identified`, with marks; `fill` and `pick` as those of `Seen`.
    """

    observed: frozenset[str] = frozenset()
    bare: bool = False
    identified: tuple[tuple[str, str], ...] = ()
    fill: Fill | None = None
    pick: Callable[[Texts], Texts] = itemgetter(slice(0))

    def numbered(self, picked: Texts) -> tuple[tuple[str, str], ...] | None:
        """Returns what is numbered by a scheme in a line, as `Seen.of`."""
        if self.fill is None:
            return self.identified
        texts = plain(picked)
        found: tuple[tuple[str, str], ...] | None = None if texts is None else self.fill(texts)
        return found


class Sight(Generic[S]):
    """What is seen of a kind of piece: it is looked at when first asked for, as few ask.

    Attributes:
        seen: None before that, and where tags do not decide on it.

    Args:
        look: Looks at it.
    """

    __slots__ = ("_look", "seen")

    def __init__(self, look: Callable[[], S | None]) -> None:
        self.seen: S | None = None
        self._look: Callable[[], S | None] | None = look

    def ask(self) -> None:
        """Looks at the piece, where that was not done."""
        look, self._look = self._look, None
        if look is not None:
            self.seen = look()


class Piece(NamedTuple):
    """A kind of line, and what is seen of it."""

    pattern: Pattern
    sight: Sight[SeenOfLine]


class Run(NamedTuple):
    """Lines of one kind that follow each other: how many, and the texts that their sights take."""

    sight: Sight[SeenOfLine]
    seen: SeenOfLine | None
    length: int
    texts: Sequence[Texts]


NOTHING = SeenOfLine()


def plain(picked: Texts) -> Texts | None:
    """Returns texts without entities, None where one begins or ends with blanks."""
    texts = picked
    for index, text in enumerate(picked):
        if text != text.strip():
            return None
        if "&" in text:
            texts = [*texts[:index], unescaped(text), *texts[index + 1 :]]
    return texts


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

    def at_line(self, drawn: str) -> SeenOfLine | None:
        """Returns what is seen of a line, as `at_frame`.

        Args:
            drawn: The line, with marks.
        """
        if self._blank is None:
            self._blank = self._sights(self._before + self._after)
        sights, blank = self._sights(self._before + drawn + self._after), self._blank
        seen = _seen(sights)
        rest = _with(sights, blank.observed, blank.identified, blank.bare_prices)
        if seen is None or rest != blank:
            return None
        used: list[int] = []
        fill = _filling(sights.identified, used)
        pick = picking(used) if fill else NOTHING.pick
        told = sights.observed - blank.observed
        return SeenOfLine(told, bool(sights.bare_prices), sights.identified, fill, pick)

    def _sights(self, drawn: str) -> Sights:
        return sights_of(parse((self._opening + drawn).encode(), LIMITS), self._syntax)


def _seen(sights: Sights) -> Seen | None:
    used: list[int] = []
    try:
        fill = _filling(sights, used)
    except Unfit:
        return None
    return Seen(sights, fill, picking(used)) if fill is not None else Seen(sights)


def _filling(found: Any, used: list[int]) -> Fill | None:
    """Returns what makes a value of the texts of a piece, None where it is always the same.

    Args:
        found: With marks.
        used: Gets the indices of the texts, which it takes in this order.

    Raises:
        Unfit: Something was made of a text.
    """
    if isinstance(found, str):
        return _text(found, used)
    make: Callable[[list[Any]], Any]
    if isinstance(found, Mapping):
        names, parts = tuple(found), list(found.values())
        make = lambda given: dict(zip(names, given, strict=True))  # noqa: E731
    elif isinstance(found, tuple | frozenset):
        parts, make = list(found), getattr(found, "_make", type(found))
    else:
        return None
    return _making(parts, make, used)


def _text(found: str, used: list[int]) -> Fill | None:
    marked = _MARK.fullmatch(found)
    if marked is None:
        if _OPEN in found:
            raise Unfit
        return None
    index = int(marked[1])
    if index not in used:
        used.append(index)
    return itemgetter(used.index(index))


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
        frame: What is seen of the file without lines, now and once it is asked for.
        texts: That it takes.
        lines: In their order.
        together: As `Syntax.together`.
    """

    __slots__ = ("_lines", "_seen", "_sight", "_texts", "_together")

    def __init__(
        self,
        frame: Sight[Seen],
        texts: Sequence[str],
        lines: Sequence[Run],
        together: frozenset[str],
    ) -> None:
        self._sight, self._seen = frame, frame.seen
        self._texts = self._seen.pick(texts) if self._seen is not None else ()
        self._lines, self._together = lines, together

    def of_file(self) -> Sights | None:
        """Returns what is seen, None where the pieces do not decide on it, or are looked at now."""
        sights = self._seen.of(self._texts) if self._seen is not None else None
        if sights is None or any(run.seen is None for run in self._lines):
            self._sight.ask()
            for run in self._lines:
                run.sight.ask()
            return None
        return self._beside(sights)

    def _beside(self, frame: Sights) -> Sights | None:
        observed = frame.observed
        identified, bare, at = list(frame.identified), list[int](), 0
        for _, seen, length, texts in self._lines:
            assert seen is not None
            observed |= seen.observed
            if seen.bare:
                bare += range(at, at + length)
            if seen.identified:
                for own in texts or ((),) * length:
                    numbered = seen.numbered(own)
                    if numbered is None:
                        return None
                    identified += numbered
            at += length
        if self._together and self._together <= observed:
            return None
        if not bare and observed == frame.observed and len(identified) == len(frame.identified):
            return frame
        return _with(frame, observed, tuple(identified), frozenset(bare))


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
