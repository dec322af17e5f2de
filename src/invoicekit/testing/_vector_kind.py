"""What a kind of vector is: how it is told, and what runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]
"""An object of a vector file: its shape is the file's business."""


@dataclass(frozen=True, slots=True)
class Vector:
    """One worked case, and all of its file by id, for those that refer to another."""

    id: str
    data: Json
    file: Mapping[str, Json] = field(default_factory=dict)


Results: TypeAlias = Sequence[tuple[Json, Json]]
"""Pairs of what came out and what was expected, by field."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of vector.

    Attributes:
        takes: Whether an object is of this kind, told by its keys.
        run: Returns what came out and what was expected.
    """

    takes: Callable[[Json], bool]
    run: Callable[[Vector], Results]


def worked(name: str, run: Callable[[Json], Json]) -> Kind:
    """Returns a kind that says its name beside `input` and `expected`."""
    return Kind(
        lambda data: data.get("kind") == name and "input" in data,
        lambda vector: [(run(vector.data["input"]), vector.data["expected"])],
    )
