"""Rendering an invoice for people."""

from __future__ import annotations

from invoicekit.model import Invoice, Template
from invoicekit.regimes import regime_of
from invoicekit.renderers import RENDERERS, built_in, view_of

_BUREAU = "fapiao"


def render(
    invoice: Invoice,
    kind: str,
    *,
    template: Template | str | None = None,
    locale: str | None = None,
) -> bytes:
    """Returns the invoice as PDF, HTML or text, in full as it stands; nothing is calculated.

    Args:
        invoice: Calculated; without a number it is marked as a draft.
        kind: `pdf`, `html` or `text`.
        template: A template, or the id of a built-in one; where none is given, a 发票 is laid out
            as the tax bureau does (`fapiao`), marked as a preview, and all else as `standard`.
        locale: BCP 47 tag; the usual language of the seller's country where none is given.

    Raises:
        ConfigurationError: No such kind or template.
        MissingExtra: The kind's package is not installed.
        RenderFailed: It cannot be laid out.
    """
    renderer = RENDERERS[kind]
    if template is None and invoice.fapiao is not None and invoice.fapiao.kind is not None:
        template = _BUREAU
    chosen = built_in(template) if isinstance(template, str) else template
    view = view_of(invoice, locale or _language(invoice), original=True, template=chosen)
    return renderer.render(view, chosen)


def _language(invoice: Invoice) -> str:
    country = invoice.seller.country if invoice.seller else None
    return regime_of(country).languages[0] if country else "en"
