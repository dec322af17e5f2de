"""A report's table as an Excel workbook.

Numbers are numbers and dates are dates, so that they add up and sort; text is text, whatever it
begins with, so that a customer's name is never calculated.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as Square
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from invoicekit.cells import FORMULA
from invoicekit.codelists import minor_units
from invoicekit.errors import ConfigurationError
from invoicekit.reports._cell import Cell
from invoicekit.reports._rows import Rows, width
from invoicekit.reports._words import Words

NARROWEST, WIDEST = 8, 60
"""Widths of columns, in characters."""
FILTER = 3
"""Room for the filter's arrow beside a heading."""
BOLD = 1.08
"""How much wider bold text is."""
HEADING = PatternFill("solid", fgColor="1F3A5F")
TOTAL = PatternFill("solid", fgColor="EEF2F7")
LINE = Border(top=Side(style="thin", color="1F3A5F"))
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first day a ZIP archive can name: a file of ours says when it is true of, not when made."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME = re.compile(r"[\[\]:*?/\\]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
NAME_LENGTH = 31


def workbook(table: Rows, words: Words) -> bytes:
    """Returns the workbook: a sheet for the table, one for each table of its appendix."""
    book = Workbook()
    book.properties.creator = "invoicekit"
    book.properties.title = words.text(f"report.{table.name}")
    book.properties.created = datetime(*EPOCH)  # noqa: DTZ001 - the format has no zones
    for place, each in enumerate((table, *table.appendix)):
        name = _NAME.sub(" ", words.text(f"report.{each.name}"))[:NAME_LENGTH]
        _Sheet(book.create_sheet(name, place), each, words).fill()
    book.remove(book.worksheets[-1])
    out = io.BytesIO()
    book.save(out)
    return _dateless(out.getvalue())


BESIDE = Alignment(horizontal="left", indent=1)
"""Text keeps its distance from the number before it."""


@dataclass(frozen=True)
class _Sheet:
    """One sheet in the making."""

    sheet: Worksheet
    table: Rows
    words: Words

    def fill(self) -> None:
        """Writes heading, rows and totals, and sets the sheet up for reading and printing."""
        headings = [self.words.heading(column) for column in self.table.columns]
        squares = [[self._head(place, heading) for place, heading in enumerate(headings, 1)]]
        squares += [self._write(at, row) for at, row in enumerate(self.table.rows, 2)]
        for at, row in enumerate(self._totals(), len(squares) + 1):
            squares.append(self._write(at, row))
            for square in squares[-1]:
                square.font, square.fill, square.border = Font(bold=True), TOTAL, LINE
        for line in squares:
            self.sheet.append(line)
        self._widths(squares)
        self._view(len(headings))

    def _head(self, place: int, heading: str) -> Square:
        square = Square(self.sheet, 1, place)
        square.value = heading
        square.font = Font(bold=True, color="FFFFFF")
        square.fill = HEADING
        square.alignment = Alignment(
            horizontal="right" if self._right(place - 1) else "left",
            vertical="center",
            indent=0 if self._right(place - 1) else BESIDE.indent,
        )
        return square

    def _totals(self) -> Iterator[tuple[Cell, ...]]:
        for row in self.table.totals:
            named = self.table.columns[0] == "currency"
            yield row if named else (self.words.text("total"), *row[1:])

    def _write(self, at: int, row: Sequence[Cell]) -> list[Square]:
        record = dict(zip(self.table.columns, row, strict=True))
        squares = []
        for place, (column, cell) in enumerate(record.items(), 1):
            square = Square(self.sheet, at, place)
            if isinstance(cell, str) and cell:
                _put_text(square, self.words.value(column, cell))
                square.alignment = BESIDE
            elif isinstance(cell, int | Decimal | date):
                rate = column in self.table.rates and isinstance(cell, Decimal)
                square.value = cell.scaleb(-2) if rate and isinstance(cell, Decimal) else cell
                square.number_format = self._number_format(column, cell, record)
                if isinstance(cell, date):
                    square.alignment = BESIDE
            squares.append(square)
        return squares

    def _number_format(self, column: str, cell: Cell, record: dict[str, Cell]) -> str:
        if isinstance(cell, date):
            return self.words.text("sheet.date")
        if not isinstance(cell, Decimal):
            return "#,##0"
        if column in self.table.rates:
            return f"0{_fraction(self._rate_digits[column])}%"
        currency = str(record.get("currency") or "")
        number = f"#,##0{_fraction(_digits(currency))}"
        sign = f"\\ [${currency}]" if currency else ""
        return f"{number}{sign};[Red]\\-{number}{sign}"

    @cached_property
    def _rate_digits(self) -> dict[str, int]:
        """How many decimals each column of percentages shows: as many as its longest."""
        rates = {column: self.table.values(column) for column in self.table.rates}
        return {
            column: max((_decimals(cell) for cell in cells if isinstance(cell, Decimal)), default=0)
            for column, cells in rates.items()
        }

    def _right(self, place: int) -> bool:
        return any(isinstance(row[place], Decimal | int) for row in self.table.rows)

    def _widths(self, squares: Sequence[Sequence[Square]]) -> None:
        for place, column in enumerate(zip(*squares, strict=True), 1):
            heading, *rest = (self._shown(square) for square in column)
            wide = max([width(heading) * BOLD + FILTER, *(width(text) + 3 for text in rest)])
            letter = get_column_letter(place)
            self.sheet.column_dimensions[letter].width = min(max(wide, NARROWEST), WIDEST)

    def _shown(self, square: Square) -> str:
        """A cell about as a spreadsheet shows it."""
        value = square.value
        if isinstance(value, str):
            return value
        if isinstance(value, date):
            return self.words.text("sheet.date")
        if isinstance(value, Decimal):
            digits, unit = _pattern(square.number_format)
            return f"{value:,.{digits}f}{unit}"
        return "" if value is None else f"{value:,}"

    def _view(self, columns: int) -> None:
        sheet, last = self.sheet, get_column_letter(columns)
        sheet.freeze_panes = "A2"
        sheet.row_dimensions[1].height = 22
        sheet.auto_filter.ref = f"A1:{last}{len(self.table.rows) + 1}"
        sheet.sheet_view.showGridLines = False
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        span = self.words.span(self.table.asked) if self.table.asked else ""
        title = self.words.text(f"report.{self.table.name}")
        sheet.HeaderFooter.oddHeader = _margin(left=title, right=span)
        sheet.HeaderFooter.oddFooter = _margin(left="", right="&P / &N")


def _margin(*, left: str, right: str) -> HeaderFooterItem:
    return HeaderFooterItem(left=_HeaderFooterPart(text=left), right=_HeaderFooterPart(text=right))


def _put_text(square: Square, text: str) -> None:
    square.value = _CONTROL.sub("", text)
    square.data_type = "s"
    if text.startswith(FORMULA):
        square.quotePrefix = True  # it stays text when somebody edits it


@cache
def _pattern(number_format: str) -> tuple[int, str]:
    """Returns how many decimals a number format shows, and a currency as wide as its own."""
    digits = number_format.partition(";")[0].partition("[")[0].count("0") - 1
    return max(digits, 0), " EUR" * ("[$" in number_format)


def _digits(currency: str) -> int:
    try:
        return minor_units(currency)
    except ConfigurationError:
        return 2


def _decimals(cell: Decimal) -> int:
    return max(0, -int(cell.normalize().as_tuple().exponent))


def _fraction(digits: int) -> str:
    return "." + "0" * digits if digits else ""


def _dateless(data: bytes) -> bytes:
    """The same workbook without the time it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w") as kept:
        for name in made.namelist():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            part = made.read(name)
            stamp = b"1980-01-01T00:00:00Z"
            kept.writestr(info, _MODIFIED.sub(rb"\g<1>" + stamp, part))
    return out.getvalue()
