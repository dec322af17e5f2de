"""Making a draft of a document that the caller brings whole."""

from __future__ import annotations

from invoicekit.model.event import Actor
from invoicekit.model.invoice import Invoice
from invoicekit.model.record import InvoiceRecord
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._drafts import Draft, store_draft
from invoicekit.services._profiles import customer_of, issuer_of
from invoicekit.services._records import read, record_of
from invoicekit.services._requests import seen_before
from invoicekit.services._tools import Tools


def create_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice: Invoice,
    *,
    actor: Actor | str,
    customer_id: str | None = None,
    issuer_id: str | None = None,
    template: str | None = None,
    locale: str | None = None,
    formats: tuple[str, ...] = (),
    idempotency_key: str | None = None,
) -> InvoiceRecord:
    """Stores an invoice as a draft and returns its record.

    Seller and buyer are filled in from the issuer and the customer where the invoice has none.

    Raises:
        ValidationFailed: The customer's needs are not met.
        NotFound: No such customer or issuer.
    """
    authorise(tools, actor, "invoice.create")
    invoice_id = tools.ids()
    request = {
        "invoice": invoice.model_dump(mode="json"),
        "customer": customer_id,
        "issuer": issuer_id,
        "look": [template, locale, *formats],
    }
    known = seen_before(
        uow, tools, "invoice.create", idempotency_key, request=request, answer=invoice_id
    )
    if known is not None:
        return record_of(read(uow, known))
    issuer = issuer_of(uow, issuer_id)
    customer = customer_of(uow, customer_id) if customer_id else None
    whole = completed(invoice, Draft(invoice=invoice, issuer=issuer, customer=customer))
    draft = Draft(
        invoice=whole,
        issuer=issuer,
        customer=customer,
        template=template,
        locale=locale,
        formats=formats,
    )
    return store_draft(uow, tools, draft, invoice_id=invoice_id, actor=actor)


def completed(invoice: Invoice, draft: Draft) -> Invoice:
    """Returns the invoice with seller, buyer, currency and payment where it has none."""
    issuer, customer = draft.issuer, draft.customer
    changes: dict[str, object] = {}
    if invoice.seller is None:
        changes["seller"] = issuer.party
    if invoice.buyer is None and customer is not None:
        changes["buyer"] = customer.as_party()
    if invoice.currency is None and issuer.currency:
        changes["currency"] = issuer.currency
    if invoice.payment_instructions is None and issuer.payment_instructions is not None:
        changes["payment_instructions"] = issuer.payment_instructions
    return invoice.replace(number=None, **changes)
