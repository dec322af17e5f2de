"""Calculating by the rounding of the seller's country."""

from __future__ import annotations

from invoicekit.calculate import calculate as calculated
from invoicekit.jurisdiction import RoundingPolicy
from invoicekit.model.invoice import Invoice
from invoicekit.regimes import regime_of


def calculate(invoice: Invoice, policy: RoundingPolicy | None = None) -> Invoice:
    """Returns the invoice with line amounts, breakdown and totals filled in.

    Args:
        invoice: With prices, quantities and rates; calculating twice changes nothing.
        policy: Rounding; the seller's regime's where none is given.
    """
    if policy is None:
        country = invoice.seller.country if invoice.seller else None
        policy = regime_of(country or "").rounding
    return calculated(invoice, policy)
