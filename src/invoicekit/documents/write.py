"""Writing an invoice as a file."""

from __future__ import annotations

from invoicekit.formats import FORMATS
from invoicekit.model import Invoice


def write(invoice: Invoice, format: str) -> bytes:
    """Returns the invoice as bytes of a format; what is missing is left out, as `validate` says.

    Args:
        invoice: As it should stand; amounts are written as they are.
        format: `ubl`, `peppol`, `json` …

    Raises:
        ConfigurationError: No such format; the message lists near names.
        RenderFailed: A text holds what the format cannot carry.
    """
    return FORMATS[format].write(invoice)
