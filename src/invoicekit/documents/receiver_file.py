"""The receiver's file of a 数电票: what the buyer's accounting adds to it, as XBRL."""

from __future__ import annotations

from invoicekit.documents.source import Source, bytes_of
from invoicekit.formats import _mof
from invoicekit.model import Invoice
from invoicekit.model.booking import ReceiverFacts


def receiver_file(invoice: Invoice, facts: ReceiverFacts | None = None) -> bytes:
    """Returns the file that the Ministry of Finance's standard asks of who books a 数电票.

    Args:
        invoice: As received.
        facts: Checks, use, voucher and payment, as far as they are known.

    Raises:
        RenderFailed: A text holds a character that XML forbids.
    """
    return _mof.receiver_file(invoice, facts)


def receiver_facts(source: Source) -> ReceiverFacts:
    """Returns what the accounting said in such a file.

    Args:
        source: A path, bytes, or a binary file.

    Raises:
        InputError: It cannot be read, or is no receiver's file.
    """
    return _mof.read_receiver(bytes_of(source))
