"""Calculating an invoice by the rounding of its seller's country."""

from __future__ import annotations

from invoicekit.calculate import calculate as calculate_by
from invoicekit.jurisdiction import RoundingPolicy
from invoicekit.model import Invoice
from invoicekit.regimes import regime_of


def calculate(invoice: Invoice, policy: RoundingPolicy | None = None) -> Invoice:
    """Returns the invoice with breakdown and totals filled in; twice changes nothing.

    Args:
        invoice: Prices, quantities and taxes.
        policy: How to round; the seller's country's where none is given.

    Raises:
        InputError: An amount has more than 28 digits.
    """
    return calculate_by(invoice, policy or rounding_of(invoice))


def rounding_of(invoice: Invoice) -> RoundingPolicy | None:
    """Returns the rounding of the seller's country, None where it is not known."""
    country = invoice.seller.country if invoice.seller else None
    return regime_of(country).rounding if country else None
