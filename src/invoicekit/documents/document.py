"""A document as it was loaded: the invoice, and what is known of the file."""

from __future__ import annotations

from dataclasses import dataclass

from invoicekit.findings import Finding
from invoicekit.model import Invoice, SourceFacts


@dataclass(frozen=True, slots=True)
class Document:
    """What `load` gives.

    Attributes:
        invoice: All that could be read; never refused for what is missing.
        format: The format it was read from, such as `ubl`.
        profile: The rule set that judges it where none is asked for.
        findings: What is odd about the file: unknown, repeated, unreadable.
        source: What only the file knows.
    """

    invoice: Invoice
    format: str
    profile: str
    findings: tuple[Finding, ...]
    source: SourceFacts
