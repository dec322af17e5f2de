"""The invoice in a document, and nothing else."""

from __future__ import annotations

from invoicekit.binding import Limits
from invoicekit.documents.load import load
from invoicekit.documents.source import Source
from invoicekit.model import Invoice


def read(source: Source, *, limits: Limits | None = None) -> Invoice:
    """Returns the invoice of a path, bytes or binary file; short for `load(source).invoice`.

    Args:
        source: A path, bytes, or a binary file.
        limits: What the file may cost.

    Raises:
        InputError: The bytes cannot be used at all (as `load`).
    """
    return load(source, limits=limits).invoice
