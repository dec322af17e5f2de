"""What a channel takes: the originals with a letter in the document's language."""

from __future__ import annotations

from datetime import datetime

from invoicekit.errors import DeliveryFailed
from invoicekit.model.delivery import Delivery, File
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.template import Template
from invoicekit.ports import Envelope, UnitOfWork
from invoicekit.renderers import Reminded, letter_of, postal_lines
from invoicekit.services._records import read, record_of
from invoicekit.services.get_file import FileSource, file_source
from invoicekit.services.send_invoice import get_delivery


def envelope_of(
    delivery: Delivery,
    record: InvoiceRecord,
    files: tuple[File, ...],
    recipients: tuple[str, ...],
    template: Template | None = None,
    *,
    at: datetime,
    link: str = "",
) -> Envelope:
    """Returns the envelope for the recipients who still wait for it.

    Args:
        delivery: What was queued.
        record: Its document.
        files: The originals.
        recipients: Who waits.
        template: Whose accent and texts the letter has.
        at: The time by the kit's clock.
        link: Where the buyer sees the document; the letter leads there instead of to its files.

    Raises:
        RenderFailed: The template's accent is no colour.
    """
    seller = record.invoice.seller
    reminded = _reminded(delivery, record, at)
    letter = letter_of(
        record.invoice,
        delivery.locale,
        template=template,
        subject=delivery.subject,
        message=delivery.message,
        again=bool(delivery.resends),
        link=link,
        reminded=reminded,
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
        invoice_id=record.id,
        link=link,
        again=bool(delivery.resends),
        facts=letter.facts,
        sender_lines=postal_lines(seller, delivery.locale) if seller else (),
    )


def _reminded(delivery: Delivery, record: InvoiceRecord, at: datetime) -> Reminded | None:
    if not delivery.reminder:
        return None
    due = record.invoice.due_date
    late = (at.date() - due).days if due else 0
    return Reminded(delivery.reminder, record.open_amount, late)


def contents_of(
    uow: UnitOfWork, delivery_id: str
) -> tuple[Delivery, InvoiceRecord, dict[str, FileSource]]:
    """Returns a delivery, its document, and where each of its files comes from.

    Raises:
        DeliveryFailed: The originals are not archived yet; worth a retry.
    """
    delivery = get_delivery(uow, delivery_id)
    record = record_of(read(uow, delivery.invoice_id))
    sources = {kind: file_source(uow, record.id, kind) for kind in delivery.formats}
    if any(source.archived is None for source in sources.values()):
        raise DeliveryFailed(
            f"the originals of {record.number} are not archived yet",
            retryable=True,
            where=delivery.id,
        )
    return delivery, record, sources
