"""Output VAT by period: a credit note reduces its own period, not that of its invoice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.money import ZERO, add
from invoicekit.receivables.open_amount import ledger_amount


@dataclass(frozen=True, slots=True)
class TaxedDocument:
    """A row of a document's breakdown, amounts as the document prints them."""

    tax_date: date
    taxable: Decimal
    tax: Decimal
    is_credit: bool = False


@dataclass(frozen=True, slots=True)
class PeriodVat:
    """The base and the tax of one month."""

    taxable: Decimal = ZERO
    tax: Decimal = ZERO


def vat_by_month(documents: Iterable[TaxedDocument]) -> dict[str, PeriodVat]:
    """Returns base and tax by month (`2025-01`), in order; credit notes count as negative."""
    months: dict[str, PeriodVat] = {}
    for each in sorted(documents, key=lambda document: document.tax_date):
        month = f"{each.tax_date:%Y-%m}"
        before = months.get(month, PeriodVat())
        taxable = ledger_amount(each.taxable, is_credit=each.is_credit)
        tax = ledger_amount(each.tax, is_credit=each.is_credit)
        months[month] = PeriodVat(add((before.taxable, taxable)), add((before.tax, tax)))
    return months
