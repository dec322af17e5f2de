"""The invoice in a document, and nothing else."""

from __future__ import annotations

from invoicekit.documents.load import load
from invoicekit.documents.source import Source
from invoicekit.model import Invoice


def read(source: Source) -> Invoice:
    """Returns the invoice of a path, bytes or binary file; short for `load(source).invoice`.

    Raises:
        InputError: The bytes cannot be used at all (as `load`).
    """
    return load(source).invoice
