"""What a channel takes: the originals with a letter in the document's language."""

from __future__ import annotations

from datetime import datetime

from invoicekit.model.delivery import Delivery, File
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.template import Template
from invoicekit.ports import Envelope
from invoicekit.renderers import letter_of


def envelope_of(
    delivery: Delivery,
    record: InvoiceRecord,
    files: tuple[File, ...],
    recipients: tuple[str, ...],
    template: Template | None = None,
    *,
    at: datetime,
) -> Envelope:
    """Returns the envelope for the recipients who still wait for it.

    Raises:
        RenderFailed: The template's accent is no colour.
    """
    seller = record.invoice.seller
    letter = letter_of(
        record.invoice,
        delivery.locale,
        template=template,
        subject=delivery.subject,
        message=delivery.message,
        again=bool(delivery.resends),
    )
    return Envelope(
        id=delivery.id,
        sender=(
            (seller.name if seller else None) or "",
            seller.contact.email if seller and seller.contact else None,
        ),
        recipients=recipients,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        files=files,
        locale=delivery.locale,
        at=at,
        number=record.number or "",
        code=(record.invoice.fapiao.code if record.invoice.fapiao else None) or "",
    )
