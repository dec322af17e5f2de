"""The kinds of lines that were seen before, each with the pattern that reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from invoicekit.binding._learner import Learner
from invoicekit.binding._pattern import Unfit
from invoicekit.binding._sights import Looking, Piece, Run, Sight
from invoicekit.binding.runs import Run as Columns
from invoicekit.binding.runs import joined

MOST = 128
"""Openings of a reader; frames and kinds of lines of an opening: then they are learned anew."""
DEAR = 4
"""A piece is learned once so many times its length was read in the general way."""
_A_FILE = 8
"""As many pieces are learned of one file."""


class KnownLines:
    """The kinds of lines of one opening, by the document's currency.

    Args:
        learner: Makes what learns a line, of the currency.
        field: Where lines go in the record around them.
        end: Their closing tag.
        looking: Looks at a line.
        by_column: Whether their values come as a run.
    """

    def __init__(
        self,
        learner: Callable[[str], Learner],
        field: str,
        end: str,
        looking: Looking,
        *,
        by_column: bool,
    ) -> None:
        self._learner, self._field, self._end = learner, field, end
        self._looking, self._by_column = looking, by_column
        self._kinds: dict[str, list[Piece]] = {}

    def read(
        self, text: str, position: int, last: int, currency: str
    ) -> tuple[list[Any] | Columns, list[Run]]:
        """Returns the lines, and how many of each kind follow each other.

        Args:
            text: The file.
            position: Where its lines begin.
            last: Where they end.
            currency: Of the document.

        Raises:
            Unfit: A line is of a kind not known.
            ValueError, KeyError: A value cannot be read.
        """
        if self._by_column:
            return self._read_columns(text, position, last, currency)
        kinds = self._kinds.get(currency, ())
        runs: list[Run] = []
        lines: list[Any] = []
        while position < last:
            kind, found = _known_line(kinds, text, position)
            match, record, before = kind.pattern.parts[0].match, kind.pattern.record, len(lines)
            seen = kind.sight.seen
            pick = seen.pick if seen and seen.fill else None
            picked: list[Sequence[str]] = []
            while found is not None:
                end, texts = found.end(), found.groups()
                escaped = text.find("&", position, end) >= 0
                lines.append(record(texts, escaped=escaped))
                if pick is not None:
                    picked.append(pick(texts))
                position = end
                found = match(text, position) if position < last else None
            runs.append(Run(kind.sight, seen, len(lines) - before, picked))
        return lines, runs

    def _read_columns(
        self, text: str, position: int, last: int, currency: str
    ) -> tuple[Columns, list[Run]]:
        """As `read`: the texts of lines of one kind are turned into values a column at a time."""
        kinds = self._kinds.get(currency, ())
        escaped = text.find("&", position, last) >= 0
        parts: list[Columns] = []
        runs: list[Run] = []
        while position < last:
            kind, found = _known_line(kinds, text, position)
            match, texts = kind.pattern.parts[0].match, []
            while found is not None:
                texts.append(found.groups())
                position = found.end()
                found = match(text, position) if position < last else None
            parts.append(kind.pattern.columns(texts, escaped=escaped))
            seen = kind.sight.seen
            picked = [seen.pick(each) for each in texts] if seen and seen.fill else ()
            runs.append(Run(kind.sight, seen, len(texts), picked))
        return joined(parts), runs

    def learn(self, text: str, lines: Sequence[Any], currency: str, credit: int) -> int:
        """Learns the kinds of lines that are not known, and returns what it cost.

        Args:
            text: The lines as they stand in the file.
            lines: What was read of them.
            currency: Of the document.
            credit: What it may cost.

        Raises:
            Unfit: A line is none for a pattern.
            ValueError, KeyError: A value of a line cannot be read by one.
        """
        kinds = self._kinds.setdefault(currency, [])
        position, cost, learned = 0, 0, 0
        for line in lines:
            end = text.find(self._end, position) + len(self._end)
            if not any(kind.pattern.parts[0].match(text, position) for kind in kinds):
                price = DEAR * (end - position)
                if cost + price > credit or learned == _A_FILE:
                    break
                cost, learned = cost + price, learned + 1
                self._learn_line(text[position:end], line, currency)
            position = text.find("<", end)
        return cost

    def _learn_line(self, text: str, line: Any, currency: str) -> None:
        learner = self._learner(currency)
        learner.learn(text)
        pattern = learner.line(self._field)
        found = pattern.parts[0].fullmatch(text)
        if found is None or pattern.record(found.groups()) != line:
            raise Unfit
        kinds = self._kinds[currency]
        if len(kinds) >= MOST:
            kinds.clear()
        kinds.insert(0, Piece(pattern, Sight(partial(self._looking.at_line, learner.drawn))))


def _known_line(
    kinds: Sequence[Piece], text: str, position: int
) -> tuple[Piece, re.Match[str] | None]:
    for kind in kinds:
        found = kind.pattern.parts[0].match(text, position)
        if found is not None:
            return kind, found
    raise Unfit
