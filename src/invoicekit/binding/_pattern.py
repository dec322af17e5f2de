"""Patterns: a piece of a file with its tags as they stand and its values left open.

A pattern is one regular expression, so that a piece of its kind is read without a parser: what
matches is well-formed, has the same elements in the same order, and each value has a form that can
be read. `_learner` makes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from invoicekit.binding.runs import Run
from invoicekit.binding.table import Shape

_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ENTITY = re.compile("&(?:([a-z]+);)?")


class Unfit(Exception):
    """The piece cannot be read by a pattern."""


class Kept(NamedTuple):
    """A record as it was learned: field → index of a value, a record, or several; and its shape."""

    fields: dict[str, Any]
    shape: Shape | None = None


class Pattern:
    """A piece of a file as it was seen, in one part or two.

    Args:
        parts: Regular expressions, matched one after another.
        turn: What turns the text of a group into its value, by index of the group.
        kept: The record that its values make.

    Raises:
        Unfit: It cannot be made of values alone.
    """

    __slots__ = ("_cells", "_steps", "_turn", "parts")

    def __init__(
        self, parts: list[str], turn: list[tuple[int, Callable[[str], Any]]], kept: Kept
    ) -> None:
        self.parts = [re.compile(part) for part in parts]
        self._turn = turn
        self._cells = _cells(kept)
        self._steps: list[_Step] = []
        _plan(kept, self._steps, sum(part.groups for part in self.parts))

    def record(self, groups: tuple[str, ...], *, escaped: bool = True) -> Any:
        """Returns the record of what matched.

        Args:
            groups: The texts of all parts.
            escaped: Whether there may be entities.

        Raises:
            ValueError: A value cannot be read.
            KeyError: A code is not on its list.
        """
        values: list[Any] = list(groups)
        if escaped:
            values = [unescaped(each) if "&" in each else each for each in groups]
        for index, turn in self._turn:
            values[index] = turn(values[index])
        for pick, fields, finish in self._steps:
            if pick is not None:
                values.append(pick(values))
                continue
            made: dict[str, Any] = {}
            for name, index in fields:  # three times faster than `dict(zip(…))`
                made[name] = values[index]
            values.append(made if finish is None else finish(made))
        return values[-1]

    def columns(self, groups: Sequence[tuple[str, ...]], *, escaped: bool = True) -> Run:
        """Returns the records of pieces of this kind, by column.

        Args:
            groups: The texts of each.
            escaped: Whether there may be entities.

        Raises:
            Unfit: A record has records of its own.
            ValueError: A value cannot be read.
        """
        if self._cells is None:
            raise Unfit
        columns: list[Sequence[Any]] = list(zip(*groups, strict=True))
        if escaped:
            columns = [[unescaped(each) for each in column] for column in columns]
        for index, turn in self._turn:
            columns[index] = list(map(turn, columns[index]))
        return Run({name: columns[index] for name, index in self._cells}, len(groups))


def _cells(kept: Kept) -> list[tuple[str, int]] | None:
    """Returns the fields of a record of values alone, None where it has others."""
    if kept.shape is None and all(isinstance(each, int) for each in kept.fields.values()):
        return list(kept.fields.items())
    return None


class _Step(NamedTuple):
    """One record of values made before it, or several picked as a list."""

    pick: Callable[[list[Any]], Any] | None
    fields: tuple[tuple[str, int], ...] = ()
    finish: Callable[[dict[str, Any]], Any] | None = None


def _plan(kept: Kept, steps: list[_Step], first: int) -> int:
    """Adds the steps that make a record, and returns the index of their value."""
    found = [(field, _planned(each, steps, first)) for field, each in kept.fields.items()]
    steps.append(_Step(None, tuple(found), kept.shape.read if kept.shape else None))
    return first + len(steps) - 1


def _planned(each: Any, steps: list[_Step], first: int) -> int:
    if isinstance(each, int):
        return each
    if isinstance(each, Kept):
        return _plan(each, steps, first)
    if not isinstance(each, list):
        raise Unfit
    found = tuple(_planned(one, steps, first) for one in each)
    steps.append(_Step(picking(found) if len(found) == 1 else _listing(found)))
    return first + len(steps) - 1


def picking(indices: Sequence[int]) -> Callable[[Any], Any]:
    """Returns what takes these of a list or tuple, as a list or tuple."""
    if len(indices) > 1:
        return itemgetter(*indices)
    first = indices[0] if indices else 0
    return itemgetter(slice(first, first + len(indices)))


def _listing(indices: tuple[int, ...]) -> Callable[[list[Any]], list[Any]]:
    pick = itemgetter(*indices)
    return lambda values: list(pick(values))


def unescaped(text: str) -> str:
    """Returns a text with the five entities of XML resolved.

    Raises:
        KeyError: It has another one.
    """
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text)
