"""A report's table, and the forms it takes: text, JSON, CSV, a spreadsheet, a page, a chart."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.cells import as_text
from invoicekit.errors import InputError
from invoicekit.money import plain
from invoicekit.registry import needed
from invoicekit.reports._cell import Cell
from invoicekit.reports._rows import Rows, width
from invoicekit.reports._words import Words, words_of


@dataclass(frozen=True, slots=True)
class Table(Rows):
    """What a report found, in every form that people and machines read."""

    appendix: tuple[Table, ...] = ()

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
