"""Loading a document of any format."""

from __future__ import annotations

from invoicekit.documents.detect import detect
from invoicekit.documents.document import Document
from invoicekit.documents.profile import profile_of
from invoicekit.documents.source import Source, bytes_of
from invoicekit.formats import FORMATS


def load(source: Source) -> Document:
    """Returns the document of a source; its format is told from the bytes.

    Anything that is an invoice at all can be loaded: what is wrong with it is in `findings`, and
    what its rules say comes from `validate`.

    Raises:
        InputError: The bytes cannot be used: unreadable, empty, no known format, not well-formed,
            or beyond a limit.
    """
    data = bytes_of(source)
    chosen = FORMATS[detect(data)]
    invoice, findings, facts = chosen.read(data)
    return Document(invoice, chosen.name, profile_of(invoice, chosen.rules), findings, facts)
