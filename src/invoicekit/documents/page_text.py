"""The text of the pages of a document that has pages."""

from __future__ import annotations

from invoicekit.documents.source import Source, bytes_of
from invoicekit.errors import InputError
from invoicekit.formats import _ofd


def page_text(source: Source) -> str:
    """Returns the text of an OFD in reading order: a line for each height, pages apart.

    Args:
        source: A path, bytes, or a binary file.

    Raises:
        InputError: It cannot be read, is no OFD, or is beyond a limit.
    """
    data = bytes_of(source)
    if not _ofd.detects(data):
        raise InputError("the file has no pages that are read here", expected="an OFD")
    return _ofd.text(data)
