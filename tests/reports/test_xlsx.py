"""A table as a workbook, read back by openpyxl."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from invoicekit.reports import Table
from invoicekit.reports._asked import Asked

CHINESE = "杭州青岩文化传播有限公司（图书部）"
TABLE = Table(
    "register",
    ("number", "date", "customer", "rate", "currency", "documents", "total"),
    (
        ("R-1", date(2026, 3, 31), CHINESE, Decimal("5.5"), "EUR", 1, Decimal("1234.50")),
        ("R-2", None, "=2+5", Decimal(19), "JPY", 2, Decimal(-500)),
    ),
    rates=("rate",),
    sums=("total",),
    asked=Asked(date(2026, 12, 31), start=date(2026, 1, 1)),
)


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def sheet(table: Table = TABLE, locale: str = "en") -> Worksheet:
    return opened(table.xlsx(locale)).worksheets[0]


def test_numbers_and_dates_are_real() -> None:
    first = sheet()[2]

    assert [str(cell.value) if cell.column == 2 else cell.value for cell in first] == [
        "R-1",
        "2026-03-31 00:00:00",
        CHINESE,
        0.055,
        "EUR",
        1,
        1234.5,
    ]
    assert [cell.data_type for cell in first] == ["s", "d", "s", "n", "s", "n", "n"]
    assert sheet()["B3"].value is None


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("B2", "yyyy-mm-dd"),
        ("D2", "0.0%"),
        ("D3", "0.0%"),
        ("F2", "#,##0"),
        ("G2", "#,##0.00\\ [$EUR];[Red]\\-#,##0.00\\ [$EUR]"),
        ("G3", "#,##0\\ [$JPY];[Red]\\-#,##0\\ [$JPY]"),
    ],
)
def test_each_cell_is_shown_as_what_it_is(cell: str, shown: str) -> None:
    assert sheet()[cell].number_format == shown


def test_a_currency_nobody_knows_has_two_decimals() -> None:
    table = Table("sales", ("currency", "net"), (("XQQ", Decimal(1)),), sums=("net",))

    read = sheet(table)

    assert read["B2"].number_format.startswith("#,##0.00\\ [$XQQ]")
    assert [cell.value for cell in read[3]] == ["XQQ", 1]  # no room for the word "Total"


def test_without_a_currency_an_amount_has_none() -> None:
    read = sheet(Table("sales", ("net",), ((Decimal(1),),)))

    assert read["A2"].number_format == "#,##0.00;[Red]\\-#,##0.00"


@pytest.mark.parametrize("text", ["=2+5", "+41 44", "-1", "@SUM(A1)", "=HYPERLINK(1)", "\t=1"])
def test_text_from_outside_is_never_calculated(text: str) -> None:
    cell = sheet(replace(TABLE, rows=((*TABLE.rows[0][:2], text, *TABLE.rows[0][3:]),)))["C2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_control_characters_are_left_out() -> None:
    read = sheet(Table("sales", ("customer",), (("A\x00C\x1bME",), ("",))))

    assert (read["A2"].value, read["A3"].value) == ("ACME", None)


def test_totals_stand_below_in_bold_outside_the_filter() -> None:
    read = sheet()

    assert [cell.value for cell in read[4]] == ["Total", None, None, None, "EUR", None, 1234.5]
    assert [cell.value for cell in read[5]] == ["Total", None, None, None, "JPY", None, -500]
    assert (read["A4"].font.b, read["G5"].font.b, read["G3"].font.b) == (True, True, False)
    assert read["G5"].number_format.startswith("#,##0\\ [$JPY]")
    assert read.auto_filter.ref == "A1:G3"


def test_the_heading_is_styled_and_stays_in_view() -> None:
    read = sheet(locale="de")

    assert [cell.value for cell in read[1]] == [
        "Nummer",
        "Datum",
        "Kunde",
        "Satz",
        "Währung",
        "Belege",
        "Brutto",
    ]
    assert (read.freeze_panes, read.print_title_rows, read["A1"].font.b) == ("A2", "$1:$1", True)
    assert read["A1"].fill.fgColor.rgb == "001F3A5F"
    assert [read[cell].alignment.horizontal for cell in ("A1", "G1")] == ["left", "right"]
    assert read["B2"].number_format == "dd.mm.yyyy"


def test_columns_are_as_wide_as_what_they_show() -> None:
    read = sheet()

    wide = {letter: column.width for letter, column in read.column_dimensions.items()}
    assert wide["C"] == 2 * len(CHINESE) + 3  # a Chinese character takes two places
    assert wide["G"] == len("1,234.50 EUR") + 3
    assert wide["B"] == len("2026-03-31") + 3
    assert wide["A"] == pytest.approx(len("Number") * 1.08 + 3)
    endless = Table("sales", ("customer",), (("x" * 500,),))
    assert sheet(endless).column_dimensions["A"].width == 60


def test_codes_are_words_in_the_readers_language() -> None:
    table = Table("register", ("kind", "payment"), (("381", "paid"), ("999", "soon")))

    assert [[cell.value for cell in row] for row in sheet(table, "zh-CN").iter_rows()] == [
        ["类型", "付款状态"],
        ["贷项通知单", "已付清"],
        ["999", "soon"],
    ]


def test_the_appendix_is_a_sheet_of_its_own() -> None:
    audit = Table("series", ("series", "finding"), (("A", "gap"),))

    book = opened(replace(TABLE, appendix=(audit,)).xlsx("fr"))

    assert book.sheetnames == ["Journal des factures", "Contrôle des séries"]
    assert book.worksheets[1]["B2"].value == "Manquant"


def test_the_page_says_what_was_asked() -> None:
    head, without = sheet().oddHeader, sheet(replace(TABLE, asked=None)).oddHeader

    assert head
    assert without
    assert head.left.text == "Invoice register"
    assert head.right.text == "Issued from Jan 1, 2026 · As of Dec 31, 2026"
    assert without.right.text is None


def test_the_same_table_gives_the_same_bytes() -> None:
    data = TABLE.xlsx()

    assert data == TABLE.xlsx()
    assert {part.date_time for part in ZipFile(BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert f"{opened(data).properties.modified:%Y-%m-%d}" == "1980-01-01"


def test_a_table_without_rows_has_its_headings() -> None:
    read = sheet(replace(TABLE, rows=()))

    assert (read.dimensions, read.auto_filter.ref) == ("A1:G1", "A1:G1")


def test_sums_of_cents_are_exact() -> None:
    rows = tuple((f"R-{place}", "EUR", Decimal("0.10")) for place in range(30))

    read = sheet(Table("register", ("number", "currency", "total"), rows, sums=("total",)))

    assert read["C32"].value == 3
