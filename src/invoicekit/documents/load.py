"""Loading a document of any format."""

from __future__ import annotations

from collections.abc import Callable

from invoicekit.binding import Limits, keeping
from invoicekit.documents.detect import format_of
from invoicekit.documents.document import Document
from invoicekit.documents.profile import profile_of
from invoicekit.documents.source import Source, bytes_of
from invoicekit.formats import Format, ReadInvoice


def load(source: Source, *, limits: Limits | None = None) -> Document:
    """Returns the document of a source; its format is told from the bytes.

    Anything that is an invoice at all can be loaded: what is wrong with it is in `findings`, and
    what its rules say comes from `validate`.

    Args:
        source: A path, bytes, or a binary file.
        limits: What the file may cost, such as `Limits(attachment=50_000_000)`.

    Raises:
        InputError: The bytes cannot be used: unreadable, empty, no known format, not well-formed,
            in a wrong encoding, or beyond a limit.
    """
    return _document(source, limits, lambda chosen: chosen.read)


def judged(source: Source, *, limits: Limits | None = None) -> Document:
    """Returns the document of a source for a verdict: its invoice may be of plain objects.

    Args:
        source: A path, bytes, or a binary file.
        limits: What the file may cost.

    Raises:
        InputError: As `load`.
    """
    return _document(source, limits, lambda chosen: chosen.judge or chosen.read)


def _document(
    source: Source, limits: Limits | None, way: Callable[[Format], Callable[[bytes], ReadInvoice]]
) -> Document:
    with keeping(limits):
        data = bytes_of(source)
        chosen = format_of(data)
        invoice, findings, facts = way(chosen)(data)
    return Document(invoice, chosen.name, profile_of(invoice, chosen.rules), findings, facts)
