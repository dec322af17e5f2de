"""What a chart shows, before anything is drawn: panels of bars, a currency each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

MONTHS = 12
QUARTERS = 4

Arrangement = Literal["beside", "stacked", "lying"]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of one colour, one for each label of their panel.

    Attributes:
        ages: Each bar is the more alarming the further right it stands.
    """

    title: str
    values: tuple[Decimal | int, ...]
    ages: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars on one axis.

    Attributes:
        currency: What the values are amounts of; None where things are counted.
        arrangement: Bars of one label stand `beside` each other, are `stacked` on each other, or
            lie as rows below each other.
    """

    title: str
    labels: tuple[str, ...]
    bars: tuple[Bars, ...]
    currency: str | None = None
    arrangement: Arrangement = "beside"

    @property
    def seen(self) -> tuple[Bars, ...]:
        """The bars without those that are zero everywhere, the first where all are."""
        return tuple(bars for bars in self.bars if any(bars.values)) or self.bars[:1]


def periods(names: Sequence[str]) -> tuple[str, ...]:
    """Returns the periods from the first to the last named, those without documents too.

    Names are those of `dates`: `2026-03`, `2026-Q1`, `2026`.
    """
    if not names:
        return ()
    first, last = min(names), max(names)
    return tuple(_from(first, last))


def _from(first: str, last: str) -> Iterator[str]:
    year, _, part = first.partition("-")
    mark, many = ("Q", QUARTERS) if part.startswith("Q") else ("", MONTHS)
    if not part:
        yield from (f"{each:04d}" for each in range(int(first), int(last) + 1))
        return
    at = int(year) * many + int(part.removeprefix("Q")) - 1
    name = first
    while name <= last:
        yield name
        at += 1
        name = f"{at // many:04d}-" + (f"Q{at % many + 1}" if mark else f"{at % many + 1:02d}")
