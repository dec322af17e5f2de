"""The arithmetic core, decimals in and decimals out, against a bare loop over Decimals.

The loop does what nobody can leave out: quantity × price, rounded, sums by rate, one tax a rate,
the totals. `calculate`, which also reads and makes models, is shown beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from benchmarks import Row, compared, medians
from invoicekit.calculate import Entry, Sums, VatKey, calculate, rounder, settle, sums
from invoicekit.model import Invoice, InvoiceLine, Price

AT_MOST = 6.0
SIZES = {10: 200, 1000: 2}
"""Lines → calls a round."""

Line = tuple[Decimal, Decimal, Decimal]
"""Quantity, price, rate."""

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def run() -> list[Row]:
    """Returns the core and the whole of `calculate` against the loop, for few lines and many."""
    rows = []
    for count, calls in SIZES.items():
        lines = [
            (Decimal(1 + n % 7), Decimal(199 + n).scaleb(-1), Decimal((19, 7, 0)[n % 3]))
            for n in range(count)
        ]
        assert core(lines).with_vat == bare(lines)
        work = partial(calculate, invoice_of(lines))
        jobs: list[Callable[[], object]] = [partial(core, lines), work, partial(bare, lines)]
        ours, whole, loop = medians(jobs, rounds=15, calls=calls)
        rows.append(compared(f"core, {count} lines / Decimal loop", ours, loop, AT_MOST))
        rows.append(compared(f"calculate, {count} lines / Decimal loop", whole, loop, None))
    return rows


def bare(lines: list[Line]) -> Decimal:
    """Returns the total with VAT by a loop over Decimals."""
    bases: dict[Decimal, Decimal] = {}
    line_total = Decimal(0)
    for quantity, price, rate in lines:
        net = (quantity * price).quantize(CENT, rounding=ROUND_HALF_UP)
        line_total += net
        bases[rate] = bases.get(rate, Decimal(0)) + net
    vat = Decimal(0)
    for rate, base in bases.items():
        vat += (base * rate / HUNDRED).quantize(CENT, rounding=ROUND_HALF_UP)
    return line_total + vat


def core(lines: list[Line]) -> Sums:
    """Returns the totals by our arithmetic."""
    rounding = rounder("EUR")
    entries = [
        Entry(rounding.line(quantity, price, None), None, VatKey("S", rate))
        for quantity, price, rate in lines
    ]
    settled = settle(entries, rounding)
    return sums(settled.nets, (), (), settled.vat, settled.other, rounding)


def invoice_of(lines: list[Line]) -> Invoice:
    """Returns the lines as an invoice that is not calculated."""
    return Invoice(
        currency="EUR",
        lines=[
            InvoiceLine(quantity=quantity, price=Price(net=price), vat_category="S", vat_rate=rate)
            for quantity, price, rate in lines
        ],
    )
