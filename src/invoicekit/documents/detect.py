"""Telling a format by its bytes."""

from __future__ import annotations

from invoicekit.errors import InputError
from invoicekit.formats import FORMATS, Format


def detect(data: bytes) -> Format:
    """Returns the format of these bytes.

    Raises:
        InputError: None of the formats knows them.
    """
    for chosen in FORMATS:
        if chosen.identifier is None and chosen.detects(data):
            return chosen
    raise InputError(
        "the bytes are no format that is known" if data.strip() else "there are no bytes",
        where=repr(data[:40]),
        expected="one of " + ", ".join(FORMATS.names()),
    )
