"""附加税费: what a Chinese return charges on top of its VAT, with the law of each.

Source: 国家税务总局公告2021年第20号, schedules V (general) and II (small-scale taxpayers).
"""

from __future__ import annotations

from decimal import Decimal

from invoicekit.errors import InputError
from invoicekit.jurisdiction.fapiao import Seat, Size, surcharges
from invoicekit.money import add, divide
from invoicekit.reports._asked import Asked
from invoicekit.reports._cell import Cell
from invoicekit.reports._ledger import TWO
from invoicekit.reports._table import Table

_COLUMNS = ("surcharge", "vat_due", "rate", "charged", "reduction", "payable", "source")


def surcharges_table(vat: Decimal, asked: Asked, *, sold: Decimal, size: Size | None) -> Table:
    """Returns what is due of each surcharge, and in the last row of all.

    Args:
        vat: Due for the period.
        asked: Its period, and where the taxpayer is.
        sold: All sales of the period, without tax: the smallest pay no fees.
        size: Why the taxpayer pays half.

    Raises:
        InputError: The seat is none.
    """
    monthly = divide(sold, Decimal(asked.months))
    due = surcharges(vat, asked.period.end, seat=_seat(asked), size=size, monthly_sales=monthly)
    rows: list[tuple[Cell, ...]] = [
        (each.name, each.base, each.rate, each.amount, each.reduction, each.payable, each.source)
        for each in due
    ]
    charged = add((TWO, *(each.amount for each in due)))
    let_off = add((TWO, *(each.reduction for each in due)))
    rows.append(("合计", None, None, charged, let_off, charged - let_off, ""))
    return Table("cn_surcharges", _COLUMNS, tuple(rows), rates=("rate",))


def _seat(asked: Asked) -> Seat:
    try:
        return Seat(asked.seat)
    except ValueError:
        problem = f"no seat {asked.seat!r}"
        raise InputError(problem, where="seat", expected=", ".join(Seat)) from None
