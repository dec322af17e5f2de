"""Telling the format of bytes."""

from __future__ import annotations

from functools import cache

from invoicekit.binding.opening import check_prolog, opening
from invoicekit.documents.source import Source, bytes_of
from invoicekit.errors import InputError
from invoicekit.formats import FORMATS, Format


def detect(source: Source) -> str:
    """Returns the name of the format, the most specific that fits: `peppol` before `ubl`.

    Raises:
        InputError: It cannot be read, is empty or too large, or looks like no format known here;
            XML with a DOCTYPE or in a wrong encoding is told as such.
    """
    return format_of(bytes_of(source)).name


def format_of(data: bytes) -> Format:
    """Returns the format of bytes that `bytes_of` gave, as `detect`.

    Raises:
        InputError: They look like no format known here.
    """
    for chosen in _formats():
        if chosen.detects(data):
            return chosen
    if opening(data).lstrip("\ufeff \t\r\n").startswith("<"):
        check_prolog(data)
    raise InputError(
        "no known format of invoice",
        where=ascii(data[:40].decode("latin-1")),
        expected="one of " + ", ".join(FORMATS.names()),
        hint="Check that the file is complete and is an invoice.",
    )


@cache
def _formats() -> tuple[Format, ...]:
    """The most specific first, then those that most files are of: with a way to a verdict.

    Listing them takes longer than reading a small invoice.
    """
    return tuple(sorted(FORMATS, key=lambda each: (-len(each.identifier), each.judge is None)))
