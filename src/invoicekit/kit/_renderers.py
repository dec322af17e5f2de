"""Files of a record: what people read from `renderers`, what machines read from `formats`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import NamedTuple, TypedDict, Unpack
from weakref import ref

from invoicekit.chain import digest
from invoicekit.documents.validate import validate
from invoicekit.errors import MissingExtra
from invoicekit.findings import Finding
from invoicekit.formats import FORMATS, Format
from invoicekit.model.delivery import File
from invoicekit.model.invoice import Invoice
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.template import Template
from invoicekit.registry import installed, needed
from invoicekit.renderers import RENDERERS, InvoiceView, view_of

EN16931, SPECIFICATION = "en16931", "urn:cen.eu:en16931:2017"
"""The rule set, and how a file says that it follows it and nothing narrower."""
JUDGED = frozenset({EN16931, "peppol", "xrechnung"})
"""Rule sets that a receiver's own machine applies, so that an error sends the file back."""
PENDING = "0"
"""Stands where the number will be."""


class _How(TypedDict):
    """What a view depends on beside the invoice and its language."""

    original: bool
    template: Template | None
    issued_at: datetime | None


class _Shown(NamedTuple):
    """The view made last; it keeps no invoice alive, which may have large attachments."""

    of: ref[Invoice]
    locale: str
    how: _How
    view: InvoiceView


class KitRenderers:
    """Makes every kind of file the installed extras allow."""

    def __init__(self) -> None:
        self._available: set[str] = set()
        self._shown: _Shown | None = None

    def standard(self) -> tuple[str, ...]:
        """Returns `html`, and `pdf` where its extra is installed."""
        return ("html", "pdf") if installed("typst") else ("html",)

    def available(self, kind: str) -> None:
        """Does nothing when this kind of file can be made.

        Raises:
            MissingExtra: Its package is not installed.
            ConfigurationError: Nothing makes it.
        """
        if kind in self._available:  # each issue asks
            return
        if kind == "pdf" and not installed("typst"):
            raise MissingExtra("pdf", feature="PDF originals", package="typst")
        if not _for_people(kind) and FORMATS[kind].needs:
            needed(FORMATS[kind].needs, f"originals as {kind}")
        self._available.add(kind)

    def named(self, record: InvoiceRecord, kind: str) -> tuple[str, str]:
        """Returns the file name, after the document's number, and the media type."""
        made = RENDERERS[kind] if _for_people(kind) else FORMATS[kind]
        return _name(record, kind) + made.suffix, made.media_type

    @staticmethod
    def is_judged(kind: str) -> bool:
        """Returns whether a receiver's machine judges this kind of file."""
        if _for_people(kind):
            return False
        return FORMATS[kind].rules in JUDGED and not FORMATS[kind].pages

    def judged(self, invoice: Invoice, kind: str) -> tuple[Finding, ...]:
        """Returns the errors that the rules of a kind of file find in it, were it issued now.

        The file is written and judged as its receiver will do it, with a number in place of the
        one that is still to come.
        """
        if not self.is_judged(kind):
            return ()
        made = FORMATS[kind]
        numbered = invoice if invoice.number else invoice.replace(number=PENDING)
        report = validate(made.write(_following(numbered, made)), profile=made.rules)
        # The file is nobody's yet, so its lines would lead nowhere: the model's path says where.
        return tuple(replace(each, location="") for each in report.errors)

    def undrawn(self, kind: str, text: str, locale: str) -> str:
        """Returns the characters that no font of this kind of file draws.

        Raises:
            MissingExtra: The extra with the fonts is not installed.
        """
        return RENDERERS[kind].undrawn(text, locale) if _for_people(kind) else ""

    def render(
        self,
        record: InvoiceRecord,
        kind: str,
        *,
        template: Template | None,
        original: bool,
        locale: str | None = None,
    ) -> File:
        """Returns the file, named after the document's number.

        Raises:
            RenderFailed, MissingExtra, ConfigurationError: see `invoicekit.errors`.
        """
        view = partial(
            self._view,
            record.invoice,
            locale or record.locale,
            original=original,
            template=template,
            issued_at=record.seal.issued_at if record.seal else None,
        )
        if _for_people(kind):
            data = RENDERERS[kind].render(view(), template)
        else:
            made = FORMATS[kind]
            invoice = _following(record.invoice, made)
            data = made.pages(invoice, view(), template) if made.pages else made.write(invoice)
        name, media_type = self.named(record, kind)
        return File(kind, name, media_type, data, digest(data), original)

    def _view(self, invoice: Invoice, locale: str, **how: Unpack[_How]) -> InvoiceView:
        """Returns the invoice as people see it: PDF and HTML of one document show the same view."""
        shown = self._shown
        if shown is None or shown.of() is not invoice or (shown.locale, shown.how) != (locale, how):
            view = view_of(invoice, locale, **how)
            shown = self._shown = _Shown(ref(invoice), locale, how, view)
        return shown.view


@cache
def _for_people(kind: str) -> bool:
    """Whether a renderer makes this kind, and no format; looking into the folder takes its time."""
    return kind in RENDERERS


def _following(invoice: Invoice, chosen: Format) -> Invoice:
    """The invoice with a specification (BT-24), which a file by EN 16931 must name (BR-01)."""
    if invoice.specification or chosen.rules != EN16931:
        return invoice
    return invoice.replace(specification=SPECIFICATION)


def _name(record: InvoiceRecord, kind: str) -> str:
    stem = "".join(
        sign if sign.isalnum() or sign in "-_." else "-" for sign in record.number or record.id
    )
    return stem if _for_people(kind) or kind == "json" else f"{stem}-{kind}"
