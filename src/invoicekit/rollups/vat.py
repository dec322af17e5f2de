"""VAT by day: base and tax of each rate, as the sealed breakdowns say.

They stand in the sealed text alone, of which these two parts are read and no model is made: at a
million documents that is the difference between half a minute and several.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from invoicekit.model.rows import InvoiceRow, VatDayRow
from invoicekit.money import ZERO
from invoicekit.rollups.rollup import Amounts, Cell, Rollup


def parts(row: InvoiceRow) -> Iterator[tuple[Cell, Amounts]]:
    """Yields the group of each rate: day, currency, country whose rate it is, category, rate."""
    sealed = json.loads(row.document or "{}")
    countries = {
        (each["category"], _rate(each)): each.get("country") for each in sealed.get("rates", ())
    }
    for group in sealed.get("invoice", {}).get("vat_breakdown", ()):
        category, rate = group.get("category", ""), _rate(group)
        amounts = (Decimal(group.get(name, 0)) for name in ("taxable_amount", "tax_amount"))
        cell = (
            row.issue_date,
            row.currency,
            countries.get((category, rate)) or "",
            category,
            rate or ZERO,
        )
        yield cell, (1, *(row.direction * each for each in amounts))


def _rate(given: dict[str, str]) -> Decimal | None:
    """Returns a rate without zeros at its end, so that one rate is one cell."""
    rate = given.get("rate")
    return None if rate is None else Decimal(f"{Decimal(rate).normalize():f}")


ROLLUP = Rollup("vat", VatDayRow, ("groups", "taxable", "tax"), parts, heavy=True)
