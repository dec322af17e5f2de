"""增值税及附加税费申报表（小规模纳税人适用）: what a small-scale taxpayer sold, and the threshold.

Source: 国家税务总局公告2021年第20号, annex; 财政部 税务总局公告2026年第10号: up to 100,000 yuan a
month or 300,000 a quarter without tax, sales on ordinary invoices are exempt until the end of
2027, those on 专票 are taxed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from invoicekit.errors import InputError
from invoicekit.jurisdiction.fapiao import Size, filing_due
from invoicekit.money import ZERO, add, percent, round_to
from invoicekit.ports import UnitOfWork
from invoicekit.reports._asked import Asked, Entered
from invoicekit.reports._cell import Cell
from invoicekit.reports._cn_sales import Sale, drill_down, facts_table, sales
from invoicekit.reports._cn_surcharges import surcharges_table
from invoicekit.reports._report import Report
from invoicekit.reports._table import Table

MONTHLY = Decimal(100_000)
"""起征点 of a month, without tax; a quarter has three."""
_CENT = Decimal("0.01")
_FIVE, _THREE, _ONE = Decimal(5), Decimal(3), Decimal(1)
_FIXED_ASSETS = frozenset({Decimal(2)})
"""3 % reduced to 2 %: own used fixed assets (销售使用过的固定资产)."""

NAMES = {
    "1": "应征增值税不含税销售额（3%征收率）",
    "2": "其中：增值税专用发票不含税销售额",
    "3": "其中：其他增值税发票不含税销售额",
    "4": "应征增值税不含税销售额（5%征收率）",
    "5": "其中：增值税专用发票不含税销售额",
    "6": "其中：其他增值税发票不含税销售额",
    "7": "销售使用过的固定资产不含税销售额",
    "8": "其中：其他增值税发票不含税销售额",
    "9": "免税销售额",
    "10": "其中：小微企业免税销售额",
    "11": "其中：未达起征点销售额",
    "12": "其中：其他免税销售额",
    "13": "出口免税销售额",
    "14": "其中：其他增值税发票不含税销售额",
    "15": "本期应纳税额",
    "16": "本期应纳税额减征额",
    "17": "本期免税额",
    "18": "其中：小微企业免税额",
    "19": "其中：未达起征点免税额",
    "20": "应纳税额合计",
}
"""Row → its name on the form."""

_TOTAL = {"1": ("2", "3"), "4": ("5", "6"), "7": ("8",), "13": ("14",)}
"""Row of sales → the rows of it that invoices show: 专票 and others."""

Key = tuple[str, bool]
"""A row, and whether the column is that of goods."""
_COLUMN = {True: "货物", False: "服务"}


@dataclass(frozen=True, slots=True)
class _Sum:
    """What stands in a cell: the amount, and what of it is taxed at 1 % instead of 3 %."""

    net: Decimal = Decimal("0.00")
    cut: Decimal = Decimal("0.00")

    def plus(self, net: Decimal, *, cut: bool) -> _Sum:
        return _Sum(self.net + net, self.cut + (net if cut else ZERO))


def threshold(asked: Asked) -> Decimal:
    """Returns the sales without tax up to which ordinary invoices are exempt in the period."""
    return MONTHLY * asked.months


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns the return's rows for goods and services, then due date, threshold and the lines.

    Raises:
        InputError: Something is entered into a row that takes nothing.
    """
    sold = [sale for sale in sales(uow, asked) if sale.category != "O"]
    limit = threshold(asked)
    counted = add((*(s.net for s in sold if not s.real_estate), *(e.net for e in asked.entered)))
    below = counted <= limit
    cells = [(row_of(sale, below=below), sale) for sale in sold]
    entered = [_entered(each, below=below) for each in asked.entered]
    sums = _summed(cells, entered)
    goods, services = _column(sums, goods=True), _column(sums, goods=False)
    rows = tuple((row, name, goods[row], services[row]) for row, name in NAMES.items())
    period, payable = asked.period, goods["20"] + services["20"]
    facts: dict[str, Cell] = {
        "period_start": period.start,
        "period_end": period.end,
        "filing_due": filing_due(period),
        "threshold": limit,
        "threshold_sales": counted,
        "threshold_left": limit - counted,
        "exempt": "yes" if below else "no",
        "tax_payable": payable,
        "unclassified": sum(not sale.code for sale in sold),
    }
    behind = sorted(cells, key=lambda cell: list(NAMES).index(cell[0]))
    lines = drill_down(
        [(row, _COLUMN[s.goods], s) for row, s in behind],
        [(row, _COLUMN[in_goods], each) for (row, in_goods), each in entered],
    )
    vat = payable if asked.vat_due is None else asked.vat_due
    further = surcharges_table(vat, asked, sold=counted, size=Size.SMALL_SCALE)
    columns = ("row", "name", "goods", "services")
    return Table("cn-small-scale", columns, rows, appendix=(facts_table(facts), further, lines))


def row_of(sale: Sale, *, below: bool) -> str:
    """Returns the row of a sale.

    Args:
        sale: A line that is a sale.
        below: Whether the period's sales are within the threshold.
    """
    if sale.category in {"G", "Z"}:
        return "14"
    if sale.category == "E":
        return "10" if below else "12"
    if sale.special:
        return "5" if sale.rate == _FIVE else "2"
    if below and not sale.real_estate:
        return "10"
    if sale.rate in _FIXED_ASSETS:
        return "8"
    return "6" if sale.rate == _FIVE else "3"


def _entered(entered: Entered, *, below: bool) -> tuple[Key, Entered]:
    """Returns the cell that income without an invoice stands in, and it."""
    kind, _, column = entered.row.partition("/")
    if kind not in {"1", "4", "12"} or column not in {"goods", "services"}:
        raise InputError(
            f"nothing is entered into row {entered.row!r}",
            where="entered",
            expected="1/goods, 1/services, 4/services, 12/goods or 12/services",
        )
    return ("10" if below and kind == "1" else kind, column == "goods"), entered


def _summed(cells: list[tuple[str, Sale]], entered: list[tuple[Key, Entered]]) -> dict[Key, _Sum]:
    sums: dict[Key, _Sum] = defaultdict(_Sum)
    for row, sale in cells:
        sums[row, sale.goods] = sums[row, sale.goods].plus(sale.net, cut=sale.rate == _ONE)
    for key, each in entered:
        sums[key] = sums[key].plus(each.net, cut=each.row.startswith("1/"))
    return sums


def _column(sums: dict[Key, _Sum], *, goods: bool) -> dict[str, Decimal]:
    """Returns a column of the form, row by row."""
    own = {row: sums[row, goods] for row in NAMES}
    shown = {row: each.net for row, each in own.items()}
    for total, parts in _TOTAL.items():
        shown[total] = add((shown[total], *(shown[part] for part in parts)))
    shown["9"] = add((shown["10"], shown["11"], shown["12"]))
    cut = add(own[row].cut for row in ("1", "2", "3"))
    due = percent(shown["1"], _THREE) + percent(shown["4"], _FIVE) + percent(shown["7"], _THREE)
    less = percent(cut, _THREE - _ONE) + percent(shown["7"], _ONE)
    shown["15"], shown["16"] = round_to(due, _CENT), round_to(less, _CENT)
    shown["17"] = round_to(percent(shown["9"], _THREE), _CENT)
    shown["18"] = round_to(percent(shown["10"], _THREE), _CENT)
    shown["19"] = round_to(percent(shown["11"], _THREE), _CENT)
    shown["20"] = shown["15"] - shown["16"]
    return shown


REPORT = Report("cn-small-scale", "增值税申报表（小规模纳税人适用）", make)
