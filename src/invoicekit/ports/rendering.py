"""Turning a sealed record into files: what services need of renderers and formats."""

from __future__ import annotations

from typing import Protocol

from invoicekit.findings import Finding
from invoicekit.model.delivery import File
from invoicekit.model.invoice import Invoice
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.template import Template


class Renderers(Protocol):
    """Makes the files of a document."""

    def standard(self) -> tuple[str, ...]:
        """Returns the kinds every document is issued as: HTML, and PDF where it can be made."""

    def available(self, kind: str) -> None:
        """Does nothing when `kind` (`pdf`, `html`, `ubl` …) can be made here.

        Raises:
            MissingExtra: A package is missing; names its extra.
            ConfigurationError: Nothing makes this kind.
        """

    def named(self, record: InvoiceRecord, kind: str) -> tuple[str, str]:
        """Returns the file name and media type of a record's file of a kind."""

    def judged(self, invoice: Invoice, kind: str) -> tuple[Finding, ...]:
        """Returns the errors that the rules of a kind of file find in it, were it issued now."""

    def undrawn(self, kind: str, text: str, locale: str) -> str:
        """Returns the characters of a text that a kind of file cannot show, each once.

        Raises:
            MissingExtra: The fonts of its script are not installed; names their extra.
        """

    def render(
        self,
        record: InvoiceRecord,
        kind: str,
        *,
        template: Template | None,
        original: bool,
        locale: str | None = None,
    ) -> File:
        """Returns the file; a copy is marked as one.

        Raises:
            RenderFailed: It could not be made.
        """
