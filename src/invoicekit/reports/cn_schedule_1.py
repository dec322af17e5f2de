"""增值税纳税申报表附列资料（一）: what a general taxpayer sold, with the list behind every cell.

Source: 国家税务总局公告2021年第20号, annex 1. Columns have the numbers of the form.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from invoicekit.errors import InputError
from invoicekit.jurisdiction.fapiao import Size, filing_due
from invoicekit.money import HUNDRED, ZERO, add, divide, multiply, percent, round_to
from invoicekit.ports import UnitOfWork
from invoicekit.reports._asked import Asked, Entered
from invoicekit.reports._cell import Cell
from invoicekit.reports._cn_sales import REFUNDED, Sale, drill_down, facts_table, sales
from invoicekit.reports._cn_surcharges import surcharges_table
from invoicekit.reports._ledger import TWO
from invoicekit.reports._report import Report
from invoicekit.reports._table import Table

_CENT = Decimal("0.01")
_GOODS, _SERVICES = "货物及加工修理修配劳务", "服务、不动产和无形资产"


class Row(NamedTuple):
    """A row of the form: its number, name, rate, and whether it has columns 12 to 14."""

    number: str
    name: str
    rate: Decimal | None
    deducts: bool = False


ROWS = (
    Row("1", f"13%税率的{_GOODS}", Decimal(13)),
    Row("2", f"13%税率的{_SERVICES}", Decimal(13), deducts=True),
    Row("3", f"9%税率的{_GOODS}", Decimal(9)),
    Row("4", f"9%税率的{_SERVICES}", Decimal(9), deducts=True),
    Row("5", "6%税率", Decimal(6), deducts=True),
    Row("6", f"其中：即征即退{_GOODS}", None),
    Row("7", f"其中：即征即退{_SERVICES}", None, deducts=True),
    Row("8", "6%征收率", Decimal(6)),
    Row("9a", f"5%征收率的{_GOODS}", Decimal(5)),
    Row("9b", f"5%征收率的{_SERVICES}", Decimal(5), deducts=True),
    Row("10", "4%征收率", Decimal(4)),
    Row("11", f"3%征收率的{_GOODS}", Decimal(3)),
    Row("12", f"3%征收率的{_SERVICES}", Decimal(3), deducts=True),
    Row("13a", "预征率 a", None, deducts=True),
    Row("13b", "预征率 b", None, deducts=True),
    Row("13c", "预征率 c", None, deducts=True),
    Row("14", f"其中：即征即退{_GOODS}（简易计税）", None),
    Row("15", f"其中：即征即退{_SERVICES}（简易计税）", None, deducts=True),
    Row("16", f"免抵退税：{_GOODS}", None),
    Row("17", f"免抵退税：{_SERVICES}", None, deducts=True),
    Row("18", f"免税：{_GOODS}", None),
    Row("19", f"免税：{_SERVICES}", None, deducts=True),
)
OF_WHICH = frozenset({"6", "7", "14", "15"})
"""Rows that repeat a part of the others."""

_OUTPUT_RATES = {
    **dict.fromkeys((Decimal(13), Decimal(16), Decimal(17)), ("1", "2")),
    **dict.fromkeys((Decimal(9), Decimal(10), Decimal(11)), ("3", "4")),
    Decimal(6): ("5", "5"),
}
"""Rate of the general method → rows of goods and services; old rates stand with their heirs."""
_LEVY_RATES = {
    Decimal(6): ("8", "8"),
    Decimal(5): ("9a", "9b"),
    Decimal(4): ("10", "10"),
}
_LOW_LEVY = ("11", "12")
"""Rows of 3 %, and of what it is reduced to."""

COLUMNS = ("row", "name", *(f"c{number}" for number in range(1, 15)))
_PLACES = {"special": 1, "other": 3, "uninvoiced": 5, "audit": 7}
"""Kind of document → the first of its two columns."""


def row_of(sale: Sale) -> str | None:
    """Returns the row of a sale; None where it is no sale (不征税)."""
    if sale.category == "O":
        return None
    place = 0 if sale.goods else 1
    if sale.category == "E":
        return ("18", "19")[place]
    if sale.category in {"G", "Z"}:
        return ("16", "17")[place]
    if not sale.simplified and sale.rate in _OUTPUT_RATES:
        return _OUTPUT_RATES[sale.rate][place]
    return _LEVY_RATES.get(sale.rate, _LOW_LEVY)[place]


def _part_of(sale: Sale) -> str | None:
    """Returns the row that shows a sale again, since its tax is refunded at once (即征即退)."""
    if sale.policy not in REFUNDED or sale.category == "O":
        return None
    levied = sale.rate not in _OUTPUT_RATES
    return (("6", "14") if sale.goods else ("7", "15"))[levied]


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns the schedule, then what belongs to it: due date, what is not taxable, the lines.

    Raises:
        InputError: Something is entered into a row or column that the form does not have.
    """
    cells: list[tuple[str, str, Sale]] = []
    untaxed: list[tuple[str, str, Sale]] = []
    for sale in sales(uow, asked):
        row = row_of(sale)
        place = _PLACES["special" if sale.special else "other"]
        if row is None:
            untaxed.append(("不征税", "", sale))
            continue
        counted = [each for each in (row, _part_of(sale)) if each is not None]
        cells += [(each, f"{place}–{place + 1}", sale) for each in counted]
    rows = _filled(cells, asked.entered)
    period = asked.period
    facts: dict[str, Cell] = {
        "period_start": period.start,
        "period_end": period.end,
        "filing_due": filing_due(period),
        "output_tax": add(_tax(row) for row in rows[:5]),
        "simplified_tax": add(_tax(row) for row in rows[7:16]),
        "not_taxable": add((TWO, *(sale.net for _, _, sale in untaxed))),
        "unclassified": sum(not sale.code for row, _, sale in cells if row not in OF_WHICH),
    }
    behind = sorted((*cells, *untaxed), key=lambda each: _order(each[0]))
    lines = drill_down(behind, map(_entered_cell, asked.entered))
    further = _surcharges(rows, asked)
    return Table("cn-schedule-1", COLUMNS, rows, appendix=(facts_table(facts), *further, lines))


def _surcharges(rows: tuple[tuple[Cell, ...], ...], asked: Asked) -> tuple[Table, ...]:
    """Returns the surcharges where the VAT due was entered: the ledger knows no input tax."""
    if asked.vat_due is None:
        return ()
    net = COLUMNS.index("c9")
    sold = add(
        (TWO, *(Decimal(str(row[net])) for row in rows if row[0] not in OF_WHICH)),
    )
    size = Size.SMALL_ENTERPRISE if asked.small else None
    return (surcharges_table(asked.vat_due, asked, sold=sold, size=size),)


def _entered_cell(entered: Entered) -> tuple[str, str, Entered]:
    """Returns row and columns of what was entered by hand, and it with its tax."""
    place, tax = _PLACES[entered.column], _entered_tax(entered, _row(entered.row))
    return entered.row, f"{place}–{place + 1}", replace(entered, tax=tax)


def _tax(row: tuple[Cell, ...]) -> Decimal:
    """Returns the tax after deductions, or that of rows without any."""
    after, before = row[COLUMNS.index("c14")], row[COLUMNS.index("c10")]
    tax = before if after is None else after
    return tax if isinstance(tax, Decimal) else ZERO


def _order(row: str) -> int:
    numbers = [each.number for each in ROWS]
    return numbers.index(row) if row in numbers else len(numbers)


def _filled(
    cells: list[tuple[str, str, Sale]], entered: tuple[Entered, ...]
) -> tuple[tuple[Cell, ...], ...]:
    sums: dict[tuple[str, int], Decimal] = defaultdict(lambda: Decimal("0.00"))
    for row, _, sale in cells:
        place = _PLACES["special" if sale.special else "other"]
        sums[row, place] += sale.net
        sums[row, place + 1] += sale.tax
        sums[row, 12] += sale.deduction
    for each in entered:
        into, place = _row(each.row), _PLACES.get(each.column, 0)
        if place <= _PLACES["other"]:
            raise InputError(
                f"nothing is entered into {each.column!r}",
                where="entered",
                expected="uninvoiced or audit",
            )
        sums[into.number, place] += each.net
        sums[into.number, place + 1] += _entered_tax(each, into)
    return tuple(_line(row, sums) for row in ROWS)


def _entered_tax(entered: Entered, row: Row) -> Decimal:
    if entered.tax is not None:
        return entered.tax
    return round_to(percent(entered.net, row.rate or ZERO), _CENT)


def _row(number: str) -> Row:
    found = next((row for row in ROWS if row.number == number), None)
    if found is None:
        raise InputError(
            f"the form has no row {number!r}",
            where="entered",
            expected=", ".join(row.number for row in ROWS),
        )
    return found


def _line(row: Row, sums: dict[tuple[str, int], Decimal]) -> tuple[Cell, ...]:
    shown = [sums[row.number, place] for place in range(1, 9)]
    net, tax = add(shown[0::2]), add(shown[1::2])
    gross = net + tax
    after: tuple[Cell, Cell, Cell] = (None, None, None)
    if row.deducts:
        deduction = sums[row.number, 12]
        rest = gross - deduction
        taxed = _within(rest, row.rate) if deduction and row.rate is not None else tax
        after = (deduction, rest, taxed)
    return (row.number, row.name, *shown, net, tax, gross, *after)


def _within(gross: Decimal, rate: Decimal) -> Decimal:
    return round_to(divide(multiply(gross, rate), HUNDRED + rate), _CENT)


REPORT = Report("cn-schedule-1", "附列资料（一）本期销售情况明细", make)
