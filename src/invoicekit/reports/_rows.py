"""What a report found: rows under headings, their totals, and how people read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import east_asian_width

from invoicekit.money import ZERO, add
from invoicekit.reports._asked import Asked
from invoicekit.reports._cell import Cell
from invoicekit.reports._panel import Panel
from invoicekit.reports._words import Words


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows under headings; amounts are decimals in the currency of their row.

    Attributes:
        rates: The columns whose decimals are percentages.
        sums: The columns that have totals, one a currency.
        chart: Returns the panels of the table's chart, in the words of a language.
        appendix: Rows that are read with these: text and spreadsheet show them after.
        asked: What the report was asked: a chart says so below its title.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    rates: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    chart: Callable[[Rows, Words], Sequence[Panel]] | None = None
    appendix: tuple[Rows, ...] = ()
    asked: Asked | None = None

    @property
    def totals(self) -> tuple[tuple[Cell, ...], ...]:
        """A row of sums for each currency: amounts of two currencies never add up."""
        if not self.sums or "currency" not in self.columns:
            return ()
        return tuple(self._total(currency) for currency in self.currencies)

    def _total(self, currency: str) -> tuple[Cell, ...]:
        records = self.records(currency=currency)
        summed = {name: _sum([record[name] for record in records]) for name in self.sums}
        return tuple({**summed, "currency": currency}.get(name) for name in self.columns)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of its rows."""
        return tuple(sorted({str(currency) for currency in self.values("currency")}))

    def values(self, column: str) -> tuple[Cell, ...]:
        """Returns the cells of a column."""
        return tuple(row[self.columns.index(column)] for row in self.rows)

    def records(self, **where: Cell) -> list[dict[str, Cell]]:
        """Returns the rows by heading, those that have these cells: `currency="EUR"`."""
        records = (dict(zip(self.columns, row, strict=True)) for row in self.rows)
        return [each for each in records if where.items() <= each.items()]

    def added(self, column: str, **where: Cell) -> Decimal:
        """Returns the sum of a column over the rows that have these cells."""
        cells = (record[column] for record in self.records(**where))
        return add(cell for cell in cells if isinstance(cell, Decimal))

    def shown(self, words: Words) -> list[list[str]]:
        """Returns headings, rows and totals as people read them, in the words of a language."""
        headings = [words.heading(column) for column in self.columns]
        rows = [self._shown(row, words) for row in self.rows]
        totals = [self._shown(row, words) for row in self.totals]
        if len(rows) == len(totals):  # a row each: the sums would say the same again
            totals = []
        for row in totals:
            row[0] = row[0] or words.text("total")
        return [headings, *rows, *totals]

    def _shown(self, row: Sequence[Cell], words: Words) -> list[str]:
        record = dict(zip(self.columns, row, strict=True))
        currency = str(record.get("currency") or "") or None
        return [
            words.shown(column, cell, currency=currency, rate=column in self.rates)
            for column, cell in record.items()
        ]

    @property
    def flush_right(self) -> tuple[bool, ...]:
        """Which columns hold numbers."""
        return tuple(
            any(isinstance(cell, Decimal | int) for cell in self.values(column))
            for column in self.columns
        )


def width(text: str) -> int:
    """Returns the places a text takes: Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _sum(cells: Sequence[Cell]) -> Cell:
    if all(isinstance(cell, int) for cell in cells):
        return sum(cell for cell in cells if isinstance(cell, int))
    return add(cell if isinstance(cell, Decimal) else ZERO for cell in cells)
