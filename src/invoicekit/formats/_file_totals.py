"""Taxes beside VAT in a file of EN 16931, which knows only VAT.

A tax that the buyer pays is written as a charge of category O where the document has only O, else
E, with the tax's name as reason; a tax that the buyer withholds as paid in advance, so that the
amount due is the true one. The file's totals are computed for the file.
"""

from __future__ import annotations

from decimal import Decimal

from invoicekit.model import Charge, Invoice, OtherTaxBreakdown, Totals, VatBreakdown
from invoicekit.money import ZERO, add, plain


def for_file(invoice: Invoice) -> Invoice:
    """Returns the invoice as an EN 16931 file says it; itself where it has only VAT."""
    if not invoice.other_tax_breakdown:
        return invoice
    paid = [row for row in invoice.other_tax_breakdown if not row.withholding]
    held = [row for row in invoice.other_tax_breakdown if row.withholding]
    category = "O" if {row.category for row in invoice.vat_breakdown} == {"O"} else "E"
    charged = add(row.tax_amount for row in paid)
    return invoice.replace(
        charges=(*invoice.charges, *(_charge(row, category) for row in paid)),
        vat_breakdown=_breakdown(invoice, paid, category, charged),
        totals=_totals(invoice.totals or Totals(), charged, add(row.tax_amount for row in held)),
        other_tax_breakdown=(),
    )


def _charge(row: OtherTaxBreakdown, category: str) -> Charge:
    return Charge(
        amount=row.tax_amount,
        vat_category=category,
        vat_rate=ZERO if category == "E" else None,
        reason=f"{row.scheme} {plain(row.rate)} %",
    )


def _breakdown(
    invoice: Invoice, paid: list[OtherTaxBreakdown], category: str, charged: Decimal
) -> tuple[VatBreakdown, ...]:
    if not paid:
        return invoice.vat_breakdown
    names = ", ".join(dict.fromkeys(row.scheme for row in paid))
    before = next((row for row in invoice.vat_breakdown if row.category == category), None)
    if before is None:
        row = VatBreakdown(
            taxable_amount=charged,
            tax_amount=ZERO,
            category=category,
            rate=ZERO if category == "E" else None,
            exemption_reason=names,
        )
        return (*invoice.vat_breakdown, row)
    more = before.replace(taxable_amount=_plus(before.taxable_amount, charged))
    return tuple(more if row is before else row for row in invoice.vat_breakdown)


def _totals(totals: Totals, charged: Decimal, held: Decimal) -> Totals:
    return totals.replace(
        charge_total=_plus(totals.charge_total, charged) or None,
        without_vat=_plus(totals.without_vat, charged),
        prepaid=_plus(totals.prepaid, held) or None,
        other_taxes=None,
        withheld=None,
    )


def _plus(amount: Decimal | None, more: Decimal) -> Decimal:
    return add((amount or ZERO, more))
