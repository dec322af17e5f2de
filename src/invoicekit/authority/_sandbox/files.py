"""The files of a document that the sandbox platform issued."""

from __future__ import annotations

from invoicekit.documents.render import render
from invoicekit.documents.write import write
from invoicekit.errors import ConfigurationError, MissingExtra
from invoicekit.model import Invoice

_FOR_PEOPLE = frozenset({"pdf"})
_LAYOUT = "fapiao"


def files_of(invoice: Invoice, kind: str) -> bytes | None:
    """Returns a file of a kind, None where the platform has none."""
    try:
        if kind in _FOR_PEOPLE:
            return render(invoice, kind, template=_LAYOUT)
        return write(invoice, kind)
    except (ConfigurationError, MissingExtra):
        return None
