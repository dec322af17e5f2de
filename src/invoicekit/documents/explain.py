"""Explaining an invoice by the rounding of its seller's country."""

from __future__ import annotations

from invoicekit.calculate import Trace
from invoicekit.calculate import explain as explain_by
from invoicekit.documents.calculate import rounding_of
from invoicekit.jurisdiction import RoundingPolicy
from invoicekit.model import Invoice


def explain(invoice: Invoice, policy: RoundingPolicy | None = None) -> Trace:
    """Returns how each amount comes about: formula, inputs, rounding; `trace.text("zh")` prints it.

    Args:
        invoice: Calculated already or not.
        policy: How to round; the seller's country's where none is given.

    Raises:
        InputError: An amount has more than 28 digits.
    """
    return explain_by(invoice, policy or rounding_of(invoice))
