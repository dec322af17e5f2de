"""What a format is: a syntax, what it is called, and both ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from invoicekit.findings import Finding
from invoicekit.model import Invoice, SourceFacts, Template
from invoicekit.renderers import InvoiceView


class ReadInvoice(NamedTuple):
    """An invoice as a file says it, what is odd about the file, and what only the file knows."""

    invoice: Invoice
    findings: tuple[Finding, ...]
    source: SourceFacts


@dataclass(frozen=True, slots=True)
class Format:
    """One file format; a public module of this folder exports one as `FORMAT`.

    Attributes:
        name: As in the registry, such as `ubl`.
        title: For people.
        media_type: IANA media type of the bytes.
        suffix: File name ending with its dot.
        write: Raises `RenderFailed` where a text cannot stand in the format.
        read: Raises `InputError` where the bytes cannot be used at all.
        judge: As `read`, for a verdict alone: the invoice is of plain objects that are not
            validated (`invoicekit.model.plain`); None where `read` does it.
        detects: Whether the bytes look like this format; never raises.
        identifier: The specification's id (BT-24) that it writes, and is told by; empty for any.
        rules: The rule set that judges it.
        source: Where the format is specified.
        needs: The package that it takes beside the core's, empty where none.
        pages: Writes a file that has pages for people, from their view and template; None where
            the file is for machines alone.
        at_level: As `read`, asked by a level of the format that is named, whatever the file says.
    """

    name: str
    title: str
    media_type: str
    suffix: str
    write: Callable[[Invoice], bytes]
    read: Callable[[bytes], ReadInvoice]
    detects: Callable[[bytes], bool]
    identifier: str = ""
    rules: str = "core"
    source: str = ""
    needs: str = ""
    judge: Callable[[bytes], ReadInvoice] | None = None
    pages: Callable[[Invoice, InvoiceView, Template | None], bytes] | None = None
    at_level: Callable[[bytes, str], ReadInvoice] | None = None
