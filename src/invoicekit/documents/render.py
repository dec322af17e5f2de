"""Rendering an invoice for people."""

from __future__ import annotations

from invoicekit.model.invoice import Invoice
from invoicekit.model.template import Template
from invoicekit.renderers import RENDERERS, view_of


def render(
    invoice: Invoice,
    kind: str,
    *,
    template: Template | None = None,
    locale: str = "en",
    original: bool = True,
) -> bytes:
    """Returns the document as `pdf`, `html` or `text` in a language.

    Raises:
        ConfigurationError: No renderer has the name.
        MissingExtra: Its package is not installed.
        RenderFailed: It could not be made.
    """
    renderer = RENDERERS[kind]
    view = view_of(invoice, locale, original=original, template=template)
    return renderer.render(view, template)
