"""A report's table, and the forms it takes: text, JSON, CSV, a spreadsheet, a chart."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from unicodedata import east_asian_width

from invoicekit.cells import as_text
from invoicekit.errors import InputError
from invoicekit.money import ZERO, add, plain
from invoicekit.registry import needed
from invoicekit.reports._asked import Asked
from invoicekit.reports._cell import Cell
from invoicekit.reports._panel import Panel
from invoicekit.reports._words import Words, words_of


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; amounts are decimals in the currency of their row.

    Attributes:
        rates: The columns whose decimals are percentages.
        sums: The columns that have totals, one a currency.
        chart: Returns the panels of the table's chart, in the words of a language.
        appendix: Tables that are read with this one: text and spreadsheet show them after it.
        asked: What the report was asked: a chart says so below its title.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    rates: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    chart: Callable[[Table, Words], Sequence[Panel]] | None = None
    appendix: tuple[Table, ...] = ()
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

    def json(self) -> bytes:
        """Returns a list of objects; amounts as strings."""
        records = [dict(zip(self.columns, map(_json, row), strict=True)) for row in self.rows]
        return json.dumps(records, ensure_ascii=False, indent=2).encode()

    def csv(self) -> bytes:
        """Returns UTF-8 with a header; text a spreadsheet would calculate is quoted by `'`."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_text(cell, guard=True) for cell in row] for row in self.rows)
        return out.getvalue().encode()

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

    def text(self, locale: str = "en") -> str:
        """Returns an aligned table for a terminal, and what is read with it below.

        Args:
            locale: The BCP 47 tag of the language of headings, amounts and dates.
        """
        words = words_of(locale)
        return "\n\n".join([self._aligned(words), *(each.text(locale) for each in self.appendix)])

    def _aligned(self, words: Words) -> str:
        cells = self.shown(words)
        widths = [max(width(row[place]) for row in cells) for place in range(len(self.columns))]
        cells.insert(1, ["─" * wide for wide in widths])
        return "\n".join(
            "  ".join(
                _padded(cell, wide, right=flush)
                for cell, wide, flush in zip(row, widths, self.flush_right, strict=True)
            ).rstrip()
            for row in cells
        )

    def xlsx(self, locale: str = "en") -> bytes:
        """Returns an Excel workbook: numbers and dates are real, text is never calculated.

        The same table gives the same bytes. Totals stand below, one row a currency.

        Args:
            locale: The BCP 47 tag of the language of headings and dates.

        Raises:
            MissingExtra: openpyxl is not installed.
        """
        needed("openpyxl", "reports as spreadsheets")
        from invoicekit.reports._xlsx import workbook

        return workbook(self, words_of(locale))

    def html(self, locale: str = "en") -> bytes:
        """Returns a page to be printed, UTF-8: the table, and what is read with it below.

        Args:
            locale: The BCP 47 tag of the language of headings and dates.
        """
        from invoicekit.reports._html import page

        return page(self, words_of(locale)).encode()

    def svg(self, locale: str = "en") -> bytes:
        """Returns the table's chart: one panel a currency, no script, nothing loaded from outside.

        The same table gives the same bytes.

        Args:
            locale: The BCP 47 tag of the language of its labels and amounts.

        Raises:
            InputError: The report has no chart.
            MissingExtra: pygal is not installed.
        """
        if self.chart is None:
            raise InputError(f"the report {self.name!r} has no chart", where=self.name)
        needed("pygal", "charts of reports")
        from invoicekit.reports._svg import drawn

        words = words_of(locale)
        return drawn(self, words, self.chart(self, words))


def width(text: str) -> int:
    """Returns the places a text takes: Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _sum(cells: Sequence[Cell]) -> Cell:
    if all(isinstance(cell, int) for cell in cells):
        return sum(cell for cell in cells if isinstance(cell, int))
    return add(cell if isinstance(cell, Decimal) else ZERO for cell in cells)


def _padded(text: str, wide: int, *, right: bool) -> str:
    space = " " * (wide - width(text))
    return space + text if right else text + space


def _json(cell: Cell) -> str | int | None:
    return cell if cell is None or isinstance(cell, int) else _text(cell)


def _text(cell: Cell, *, guard: bool = False) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return plain(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return as_text(cell) if guard and isinstance(cell, str) else str(cell)
