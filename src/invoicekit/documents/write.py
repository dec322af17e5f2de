"""Writing an invoice in a format."""

from __future__ import annotations

from invoicekit.formats import FORMATS
from invoicekit.model.invoice import Invoice


def write(invoice: Invoice, format: str) -> bytes:
    """Returns the invoice as bytes of a format, such as `ubl` or `json`.

    Raises:
        ConfigurationError: No format has the name.
        RenderFailed: The format cannot hold the invoice.
    """
    return FORMATS[format].write(invoice)
