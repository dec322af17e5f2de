"""The invoice in a document, and nothing else."""

from __future__ import annotations

from invoicekit.documents.load import Source, load
from invoicekit.model.invoice import Invoice


def read(source: Source) -> Invoice:
    """Returns the invoice of a path, bytes or binary file; short for `load(source).invoice`.

    Raises:
        InputError: There is no such file, or its bytes are no format we know.
    """
    return load(source).invoice
