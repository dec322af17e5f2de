"""What a report is: a function from the ledger to a table, and the forms a table takes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from unicodedata import east_asian_width

from invoicekit.money import plain
from invoicekit.ports import UnitOfWork

Cell = str | int | Decimal | date | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would calculate."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; amounts are decimals in the currency of their row."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

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

    def text(self) -> str:
        """Returns an aligned table for a terminal."""
        cells = [list(self.columns), *([_text(cell) for cell in row] for row in self.rows)]
        widths = [max(_width(row[place]) for row in cells) for place in range(len(self.columns))]
        right = [
            any(isinstance(row[place], Decimal | int) for row in self.rows)
            for place in range(len(self.columns))
        ]
        return "\n".join(
            "  ".join(
                _padded(cell, width, right=flush)
                for cell, width, flush in zip(row, widths, right, strict=True)
            ).rstrip()
            for row in cells
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked: documents issued in a span, money as of a day.

    Attributes:
        by: How periods are cut: `month`, `quarter` or `year`.
        per: A further dimension of sales: `customer` or `country`; None for none.
        fiscal_start: The month the fiscal year starts in.
    """

    as_of: date
    start: date | None = None
    end: date | None = None
    by: str = "month"
    per: str | None = None
    fiscal_start: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """One report.

    Attributes:
        make: Returns the table; reads only.
    """

    name: str
    title: str
    make: Callable[[UnitOfWork, Asked], Table]


def _width(text: str) -> int:
    """Returns the places a text takes in a terminal: Chinese characters take two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
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
    text = str(cell)
    return f"'{text}" if guard and isinstance(cell, str) and text.startswith(FORMULA) else text
