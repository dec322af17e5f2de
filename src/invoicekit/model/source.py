"""What only the file knows, kept beside the invoice and never inside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Facts of the file an invoice was read from.

    Attributes:
        syntax: `ubl`, `cii`, `json` …; empty where the invoice was made by hand.
        present: Model paths that are in the file but could not be read.
        raw: The text of those, by path.
        extra: Further values of elements that may occur once, by path.
        unknown: Paths in the file that the table does not know.
    """

    syntax: str = ""
    present: frozenset[str] = frozenset()
    raw: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
