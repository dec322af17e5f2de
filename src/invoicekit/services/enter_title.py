"""扫码开票: the buyer of an order opens a signed link, enters its title, and gets its invoice.

One order gives one invoice: whoever opens the link again sees the one there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from invoicekit.errors import StateError
from invoicekit.findings import Finding, Report, Severity
from invoicekit.model.customer import Customer, InvoiceNeeds
from invoicekit.model.event import Actor
from invoicekit.model.fapiao import FapiaoKind
from invoicekit.model.order import Order
from invoicekit.model.party import Address, BankAccount, TaxId
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.rows import OrderRow
from invoicekit.model.stored import Id
from invoicekit.model.title import InvoiceTitle
from invoicekit.money import ZERO
from invoicekit.ports import UnitOfWork
from invoicekit.services import keep_profile
from invoicekit.services._profiles import customer_of, issuer_of
from invoicekit.services._records import read, record_of
from invoicekit.services._tools import Tools
from invoicekit.services.bill_order import Billing, bill_order, invoices_of
from invoicekit.services.issue_invoice import issue_invoices
from invoicekit.services.keep_profile import CUSTOMERS
from invoicekit.services.save_order import get_order, save_order
from invoicekit.services.submit_invoice import submit_invoice

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DEAD = frozenset({"discarded", "voided"})


@dataclass(frozen=True)
class TitleRequest:
    """What the page behind a link shows.

    Attributes:
        order: What was bought.
        invoice: The order's invoice where there is one; then no title is asked for any more.
    """

    order: Order
    invoice: InvoiceRecord | None = None


def title_request(uow: UnitOfWork, order_id: str) -> TitleRequest:
    """Returns an order as its buyer sees it.

    Raises:
        NotFound: There is no such order.
    """
    order = get_order(uow, order_id)
    alive = [
        row
        for row in invoices_of(uow, order.source, order.reference)
        if row.document_status not in _DEAD and row.direction > 0
    ]
    return TitleRequest(order, record_of(read(uow, alive[0].id)) if alive else None)


def enter_title(
    uow: UnitOfWork, tools: Tools, order_id: str, title: InvoiceTitle, *, actor: Actor | str
) -> InvoiceRecord:
    """Bills an order to the buyer that a title names and returns the record.

    It is issued at once where nobody has to approve it, else it waits in review.

    Raises:
        ValidationFailed: The title is not whole, or its tax number is wrong.
        StateError: The order has an invoice already.
    """
    [row] = uow.get(OrderRow, [Id(order_id)], lock=True)
    known = title_request(uow, order_id)
    if row is None or known.invoice is not None:
        raise StateError(
            f"order {known.order.reference} has its invoice already",
            where=order_id,
            expected="an order without one",
            hint="Open the link again to get it.",
        )
    Report(tuple(findings_of(title)), profile="title").ensure_valid("the title")
    order = known.order
    buyer = keep_profile.create(
        uow, tools, CUSTOMERS, _customer(title, customer_of(uow, order.customer_id)), actor=actor
    )
    order = save_order(uow, tools, order.replace(customer_id=buyer.id), actor=actor)
    draft = bill_order(uow, tools, order, Billing(), actor=actor)
    issuer = issuer_of(uow, draft.issuer_id)
    totals = draft.invoice.totals
    if issuer.approval.approvals_for((totals.with_vat if totals else None) or ZERO):
        return submit_invoice(uow, tools, draft.id, actor=actor)
    [record] = issue_invoices(uow, tools, [draft.id], actor=actor)
    return record


def findings_of(title: InvoiceTitle) -> list[Finding]:
    """Returns what is wrong with a title, all at once; its tax number is judged when stored."""
    found = []
    if not title.name.strip():
        found.append(_finding("IK-TITLE-NAME", "name", "the title names the buyer", title.name))
    if title.special and not title.tax_number:
        message = "a special VAT invoice (增值税专用发票) needs the buyer's tax number"
        found.append(_finding("IK-TITLE-TAX", "tax_number", message, ""))
    if title.email and not _MAIL.fullmatch(title.email):
        message = "the e-mail address is one"
        found.append(_finding("IK-TITLE-MAIL", "email", message, title.email))
    return found


def _finding(rule: str, path: str, message: str, found: str) -> Finding:
    return Finding(rule, Severity.ERROR, message, path, params={"found": found})


def _customer(title: InvoiceTitle, before: Customer) -> Customer:
    """Returns the customer of a title, in the country of whoever ordered."""
    country = before.country
    ids = [TaxId(value=title.tax_number, country=country)] if title.tax_number else []
    account = BankAccount(id=title.account, bank_name=title.bank_name)
    kind = FapiaoKind.DIGITAL_SPECIAL if title.special else FapiaoKind.DIGITAL_ORDINARY
    return Customer(
        name=title.name.strip(),
        kind="business" if title.tax_number else "consumer",
        email=title.email or before.email,
        phone=title.phone,
        tax_ids=ids,
        address=Address(line1=title.address, country=country),
        bank_accounts=[account] if title.account or title.bank_name else [],
        needs=InvoiceNeeds(
            **{
                **{n: getattr(before.needs, n) for n in before.needs.model_fields_set},
                "document_kind": kind.value,
            }
        ),
    )
