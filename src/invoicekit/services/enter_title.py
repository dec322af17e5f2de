"""扫码开票: the buyer of an order opens a signed link, enters its title, and gets its invoice.

One order gives one invoice: whoever opens the link again sees the one there is. Where the tax
authority rejected it the buyer corrects its title: what was rejected is discarded and stays in the
books with the authority's words, and a new document is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from invoicekit.errors import StateError
from invoicekit.findings import Finding, Report
from invoicekit.model.customer import Customer, InvoiceNeeds
from invoicekit.model.event import Actor
from invoicekit.model.fapiao import FapiaoKind
from invoicekit.model.invoice import Invoice
from invoicekit.model.issuer import Issuer
from invoicekit.model.order import Order
from invoicekit.model.party import Address, BankAccount, TaxId
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.rows import OrderRow
from invoicekit.model.status import ClearanceStatus, DocumentStatus
from invoicekit.model.stored import Id
from invoicekit.model.title import InvoiceTitle
from invoicekit.money import ZERO
from invoicekit.ports import UnitOfWork
from invoicekit.services import keep_profile
from invoicekit.services._drafts import drafted, file_of_draft
from invoicekit.services._issuable import dated, report_on
from invoicekit.services._profiles import customer_of, issuer_of
from invoicekit.services._records import read, record_of
from invoicekit.services._title import title_findings
from invoicekit.services._tools import Tools
from invoicekit.services.bill_order import (
    Billing,
    bill_order,
    foreseen_draft,
    invoices_of,
    total_findings,
)
from invoicekit.services.discard_invoice import discard_invoice
from invoicekit.services.issue_invoice import issue_invoices
from invoicekit.services.keep_profile import CUSTOMERS
from invoicekit.services.save_order import get_order, save_order
from invoicekit.services.submit_invoice import submit_invoice

BUYER = "buyer"
"""The actor of what is done through a link."""
_DEAD = frozenset({"discarded", "voided"})
_MOST = 5
"""So many rejected documents of an order, then it is for the shop: platforms are not pestered."""
_CORRECTED = "the buyer corrects the title that the tax authority rejected"
_FIELDS = {
    "buyer.name": "name",
    "buyer.tax_ids": "tax_number",
    "buyer.address.line1": "address",
    "buyer.address.postcode": "postcode",
    "buyer.address.city": "city",
    "buyer.address.country": "country",
    "buyer.address": "address",
    "buyer.phone": "phone",
    "buyer.contact.email": "email",
    "buyer.bank_accounts": "account",
}
"""Where a rule looks → the field of the title that it is about; the first that fits."""


@dataclass(frozen=True)
class TitleRequest:
    """What the page behind a link shows.

    Attributes:
        order: What was bought.
        invoice: The order's invoice where there is one; then no title is asked for any more.
        rejected: What the buyer asked for and the tax authority rejected; its title is asked for
            once more.
    """

    order: Order
    invoice: InvoiceRecord | None = None
    rejected: InvoiceRecord | None = None


@dataclass(frozen=True)
class Foreseen:
    """The invoice that a title would give today, written nowhere.

    Attributes:
        invoice: Without its number; as for whoever ordered where no title is given.
        report: What is wrong with the title and with the invoice; paths name the title's fields
            where they are about them.
    """

    issuer: Issuer
    invoice: Invoice
    report: Report


def title_request(uow: UnitOfWork, order_id: str) -> TitleRequest:
    """Returns an order as its buyer sees it.

    Raises:
        NotFound: There is no such order.
    """
    order = get_order(uow, order_id)
    known = invoices_of(uow, order.source, order.reference)
    alive = [row for row in known if row.document_status not in _DEAD and row.direction > 0]
    if not alive:
        return TitleRequest(order)
    record = record_of(read(uow, alive[0].id))
    tries = sum(row.clearance_status == ClearanceStatus.REJECTED for row in known)
    if tries < _MOST and _may_correct(record):
        return TitleRequest(order, rejected=record)
    return TitleRequest(order, record)


def _may_correct(record: InvoiceRecord) -> bool:
    """Whether the buyer asked for it, and the authority rejected it: nobody else is at it."""
    return (
        record.created_by == BUYER
        and record.document_status is DocumentStatus.APPROVED
        and record.clearance_status is ClearanceStatus.REJECTED
    )


def foresee_title(
    uow: UnitOfWork,
    tools: Tools,
    order_id: str,
    title: InvoiceTitle | None = None,
    *,
    drawer: Actor | str,
) -> Foreseen:
    """Returns what entering a title would issue, and all that is wrong with it; writes nothing.

    Without a title it is the invoice of whoever ordered, for what it costs; nothing is judged.

    Raises:
        OverBilled: Nothing of the order is left to bill.
        MissingExtra: An original cannot be made here.
        NotFound: There is no such order.
    """
    request = title_request(uow, order_id)
    order, rejected = request.order, request.rejected
    customer, issuer = customer_of(uow, order.customer_id), issuer_of(uow, None)
    found: list[Finding] = []
    if title is not None:
        found = _title_findings(tools, issuer, title, customer)
        customer = _customer(title, customer, fapiao=_numbered(tools, issuer))
    before = rejected.id if rejected else None
    draft = foreseen_draft(uow, tools, order, customer, instead_of=before)
    invoice = drafted(tools, draft, drawer)
    file = file_of_draft(uow, tools, draft, invoice, drawer)
    invoice = dated(invoice, file, tools.today(issuer))
    if title is not None and not Report(tuple(found)).errors:
        found += total_findings(order, invoice)
        found += [_at_field(each) for each in report_on(tools, invoice, file, issuer).findings]
    return Foreseen(issuer, invoice, Report(tuple(found), profile="title"))


def enter_title(
    uow: UnitOfWork, tools: Tools, order_id: str, title: InvoiceTitle, *, actor: Actor | str
) -> InvoiceRecord:
    """Bills an order to the buyer that a title names and returns the record.

    It is issued at once where nobody has to approve it, else it waits in review. What the tax
    authority rejected before is discarded.

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
    before, issuer = customer_of(uow, known.order.customer_id), issuer_of(uow, None)
    findings = _title_findings(tools, issuer, title, before)
    Report(tuple(findings), profile="title").ensure_valid("the title")
    if known.rejected is not None:
        discard_invoice(uow, tools, known.rejected.id, actor=actor, reason=_CORRECTED)
    profile = _customer(title, before, fapiao=_numbered(tools, issuer))
    buyer = keep_profile.create(uow, tools, CUSTOMERS, profile, actor=actor)
    order = get_order(uow, order_id).replace(customer_id=buyer.id)
    order = save_order(uow, tools, order, actor=actor)
    draft = bill_order(uow, tools, order, Billing(), actor=actor)
    totals = draft.invoice.totals
    if issuer.approval.approvals_for((totals.with_vat if totals else None) or ZERO):
        return submit_invoice(uow, tools, draft.id, actor=actor)
    [record] = issue_invoices(uow, tools, [draft.id], actor=actor)
    return record


def _numbered(tools: Tools, issuer: Issuer) -> bool:
    """Whether it is a 发票 that is asked for, on which a company's number stands."""
    return tools.regime_for(issuer).corrections.red_letter


def _title_findings(
    tools: Tools, issuer: Issuer, title: InvoiceTitle, before: Customer
) -> list[Finding]:
    country = title.country or before.country or issuer.party.country or ""
    numbered = _numbered(tools, issuer)
    needed = () if numbered else _place(issuer, country)
    return title_findings(title, country=country, numbered=numbered, needed=needed)


def _place(issuer: Issuer, country: str) -> tuple[str, ...]:
    """The parts of an address that an invoice needs: Directive 2006/112/EC, article 226(5).

    A postcode where the issuer has one and the buyer is in the same country: not all use them.
    """
    ours = issuer.party.address
    coded = ours is not None and ours.postcode and country == ours.country
    return ("address", "postcode", "city") if coded else ("address", "city")


def _at_field(finding: Finding) -> Finding:
    """The finding with the title's field for its path, where it is about one."""
    field = next((to for path, to in _FIELDS.items() if finding.path.startswith(path)), None)
    return replace(finding, path=field) if field else finding


def _customer(title: InvoiceTitle, before: Customer, *, fapiao: bool) -> Customer:
    """Returns the customer of a title, in the country of whoever ordered unless it names one."""
    country = title.country or before.country
    ids = [TaxId(value=title.tax_number, country=country)] if title.tax_number else []
    account = BankAccount(id=title.account, bank_name=title.bank_name)
    kind = FapiaoKind.DIGITAL_SPECIAL if title.special else FapiaoKind.DIGITAL_ORDINARY
    needs = {name: getattr(before.needs, name) for name in before.needs.model_fields_set}
    if fapiao:
        needs["document_kind"] = kind.value
    elif title.language:
        needs["language"] = before.needs.language or title.language
    return Customer(
        name=title.name.strip(),
        kind="business" if title.is_business else "consumer",
        email=title.email or before.email,
        phone=title.phone,
        tax_ids=ids,
        address=Address(
            line1=title.address, city=title.city, postcode=title.postcode, country=country
        ),
        bank_accounts=[account] if title.account or title.bank_name else [],
        needs=InvoiceNeeds(**needs),
    )
