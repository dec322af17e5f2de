"""The largest of many as a chart: who or what brought the most, in each currency."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.money import ZERO
from invoicekit.reports._cell import Cell
from invoicekit.reports._panel import Bars, Panel
from invoicekit.reports._rows import Rows, width
from invoicekit.reports._words import Words

BEST = 15
"""How many a chart shows."""
LONGEST = 44
"""The longest name a chart shows whole, in narrow letters."""


def ranked(table: Rows, words: Words, column: str, **where: Cell) -> tuple[Panel, ...]:
    """Returns the largest net sales over all periods, a panel a currency.

    Args:
        table: Has the columns `net` and `currency`.
        words: The language.
        column: What is ranked; its title is the label `chart.<column>`.
        where: The cells that rows must have to count.
    """
    panels = (
        _panel(table, words, column, {**where, "currency": each}) for each in table.currencies
    )
    return tuple(panel for panel in panels if panel.labels)


def _panel(table: Rows, words: Words, column: str, where: dict[str, Cell]) -> Panel:
    sums: dict[str, Decimal] = {}
    for row in table.records(**where):
        name = str(row[column])
        sums[name] = sums.get(name, ZERO) + Decimal(str(row["net"]))
    best = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:BEST]
    currency = str(where["currency"])
    return Panel(
        words.text("chart.in", what=words.text(f"chart.{column}"), currency=currency),
        tuple(_short(words.named(column, name)) for name, _ in best),
        (Bars(words.heading("net"), tuple(net for _, net in best)),),
        currency,
        "lying",
    )


def _short(name: str) -> str:
    """A long name is cut where it would push the bars off the picture."""
    while width(name) > LONGEST:
        name = name.removesuffix("…")[:-1].rstrip() + "…"
    return name
