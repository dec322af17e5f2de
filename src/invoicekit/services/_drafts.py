"""What every way to make or change a draft shares: calculate, check needs, choose look, store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from invoicekit import masking
from invoicekit.calculate import calculate
from invoicekit.dates import parse_terms
from invoicekit.errors import InputError
from invoicekit.findings import Finding, Report, Severity
from invoicekit.jurisdiction.fapiao import TaxCode, classified
from invoicekit.model.customer import Customer
from invoicekit.model.event import Actor
from invoicekit.model.fapiao import Fapiao, FapiaoKind
from invoicekit.model.invoice import Invoice
from invoicekit.model.issuer import Issuer
from invoicekit.model.record import AppliedRate, InvoiceRecord, Link, TemplateRef
from invoicekit.model.rows import InvoiceRow, TemplateRow
from invoicekit.model.stored import Id
from invoicekit.model.tax import VatBreakdown
from invoicekit.money import ZERO, add
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._events import happened, save
from invoicekit.services._print import checked_locale
from invoicekit.services._records import RecordFile, record_of, with_file, with_invoice
from invoicekit.services._tools import Tools, name_of
from invoicekit.services._word_index import add_words

if TYPE_CHECKING:
    from invoicekit.jurisdiction import Regime

STANDARD = "standard"
KINDS = {
    "special": FapiaoKind.DIGITAL_SPECIAL.value,
    "ordinary": FapiaoKind.DIGITAL_ORDINARY.value,
}
"""Short names of the kinds of 发票 that customers ask for."""
PERSON = "03"
"""购方类型 of a natural person."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft about to be stored.

    Attributes:
        invoice: As given; calculated when stored.
        rates: VAT decided for its lines.
        template: The id asked for, else the customer's, else the standard one.
        rest: Of a last credit note: (category, rate) → the tax group's exact rest.
    """

    invoice: Invoice
    issuer: Issuer
    customer: Customer | None = None
    rates: tuple[AppliedRate, ...] = ()
    links: tuple[Link, ...] = ()
    template: str | None = None
    locale: str | None = None
    formats: tuple[str, ...] = ()
    payment_terms: str | None = None
    order_source: str | None = None
    order_reference: str | None = None
    note: str | None = None
    rest: Mapping[tuple[str, str], tuple[Decimal, Decimal]] | None = None


def store_draft(
    uow: UnitOfWork, tools: Tools, draft: Draft, *, invoice_id: Id, actor: Actor | str
) -> InvoiceRecord:
    """Stores a new draft and returns its record.

    Raises:
        ValidationFailed: The customer's needs are not met.
    """
    invoice = drafted(tools, draft, actor)
    Report(tuple(unmet_needs(invoice, draft.customer)), profile="needs").ensure_valid("the draft")
    now = tools.now()
    row = InvoiceRow(
        tenant_id=uow.tenant,
        id=invoice_id,
        issuer_id=Id(draft.issuer.id),
        customer_id=Id(draft.customer.id) if draft.customer else None,
        type_code=invoice.type_code or "",
        currency=invoice.currency or "",
        without_vat=ZERO,
        vat=ZERO,
        total=ZERO,
        amount_due=ZERO,
        order_source=draft.order_source,
        order_reference=draft.order_reference,
        created_by=name_of(actor),
        created_at=now,
    )
    row = with_file(with_invoice(row, invoice), file_of_draft(uow, tools, draft, invoice, actor))
    row, event = happened(
        tools, row, "invoice.created", actor, total=str(row.total), currency=row.currency
    )
    save(uow, row, event, new=True)
    add_words(uow, tools, row, invoice)
    return record_of(row)


def drafted(tools: Tools, draft: Draft, actor: Actor | str) -> Invoice:
    """Returns the invoice of a draft, calculated and as the kind its regime and customer ask."""
    regime = tools.regime_for(draft.issuer)
    invoice = calculated(draft.invoice, regime)
    if draft.rest is not None:
        invoice = with_exact_rest(invoice, draft.rest)
    if not regime.corrections.red_letter:
        return invoice
    return as_fapiao(invoice, draft.customer, drawer=name_of(actor), table=tools.tax_codes)


def as_fapiao(
    invoice: Invoice,
    customer: Customer | None,
    *,
    drawer: str,
    table: Mapping[str, TaxCode] | None = None,
) -> Invoice:
    """Returns a draft as the kind of 发票 its customer asks for, an ordinary one by default.

    What the draft says of itself stays; the drawer (开票人) that every 发票 names is who made it,
    and lines with a classification code have its short name, from the table of codes.
    """
    asked = (customer.needs.document_kind if customer else None) or ""
    asked = KINDS.get(asked, asked)
    kind = asked if asked in set(FapiaoKind) else FapiaoKind.DIGITAL_ORDINARY.value
    person = PERSON if customer is not None and customer.kind == "consumer" else None
    facts = invoice.fapiao or Fapiao()
    return invoice.replace(
        lines=tuple(classified(line, table) for line in invoice.lines),
        fapiao=facts.replace(
            kind=facts.kind or kind,
            buyer_type=facts.buyer_type or person,
            drawer=facts.drawer or drawer,
        ),
    )


def calculated(invoice: Invoice, regime: Regime) -> Invoice:
    """Returns the invoice calculated by the regime's rounding, its lines numbered."""
    lines = tuple(
        line if line.id else line.replace(id=str(number))
        for number, line in enumerate(invoice.lines, 1)
    )
    return calculate(invoice.replace(lines=lines), regime.rounding)


def with_exact_rest(
    invoice: Invoice, rest: Mapping[tuple[str, str], tuple[Decimal, Decimal]]
) -> Invoice:
    """Returns a credit note whose tax groups are the exact rest of its invoice's.

    Rounding each partial credit can leave a cent; the last one takes it, so that invoice and
    credits cancel out.
    """
    groups = tuple(
        group.replace(tax_amount=rest.get(group_key(group), (None, group.tax_amount))[1])
        for group in invoice.vat_breakdown
    )
    totals = invoice.totals
    if totals is None or totals.vat is None:
        return invoice
    vat = add(group.tax_amount or ZERO for group in groups)
    shift = add((vat, -totals.vat))
    moved = totals.replace(
        vat=vat,
        with_vat=add((totals.with_vat or ZERO, shift)),
        amount_due=add((totals.amount_due or ZERO, shift)),
    )
    return invoice.replace(vat_breakdown=groups, totals=moved)


def group_key(group: VatBreakdown) -> tuple[str, str]:
    """Returns the key of a tax group: its category and its rate in plain digits."""
    return group.category or "", str((group.rate or ZERO).normalize())


def unmet_needs(invoice: Invoice, customer: Customer | None) -> list[Finding]:
    """Returns what the customer's needs ask and the invoice lacks."""
    if customer is None:
        return []
    found = []
    if customer.needs.purchase_order_required and not invoice.purchase_order_reference:
        found.append(
            Finding(
                rule="IK-NEED-PO",
                severity=Severity.ERROR,
                message=f"{_known_as(customer)} requires its purchase order number (BT-13)",
                path="purchase_order_reference",
                terms=("BT-13",),
                params={"customer": _known_as(customer)},
            )
        )
    kind = customer.needs.document_kind
    if kind and kind.isdigit() and invoice.type_code != kind and not invoice.is_credit:
        found.append(
            Finding(
                rule="IK-NEED-KIND",
                severity=Severity.ERROR,
                message=f"{_known_as(customer)} asks for document kind {kind} (BT-3)",
                path="type_code",
                terms=("BT-3",),
                params={"customer": _known_as(customer), "expected": kind},
            )
        )
    return found


def _known_as(customer: Customer) -> str:
    """A customer by its number, else by its masked name."""
    return customer.reference or masking.name(customer.name)


def locale_of(tools: Tools, issuer: Issuer, customer: Customer | None) -> str:
    """Returns the language of documents: the customer's, else the issuer's, else the regime's."""
    asked = customer.needs.language if customer else None
    return asked or issuer.locale or tools.regime_for(issuer).languages[0]


def file_of_draft(
    uow: UnitOfWork, tools: Tools, draft: Draft, invoice: Invoice, actor: Actor | str
) -> RecordFile:
    """Returns what is kept beside the invoice of a draft.

    Raises:
        InputError: The terms, the template or the language are none.
    """
    needs = draft.customer.needs if draft.customer else None
    terms = draft.payment_terms or (needs.payment_terms if needs else None)
    terms = terms or draft.issuer.payment_terms
    if terms:
        parse_terms(terms)
    return RecordFile(
        template=template_ref(uow, draft.template or (needs.template if needs else None)),
        locale=checked_locale(draft.locale or locale_of(tools, draft.issuer, draft.customer)),
        originals=_originals(tools, draft),
        rates=draft.rates,
        links=draft.links,
        editors=(name_of(actor),),
        given_issue_date=invoice.issue_date is not None,
        given_due_date=invoice.due_date is not None,
        payment_terms=terms,
        note=draft.note,
    )


def _originals(tools: Tools, draft: Draft) -> tuple[str, ...]:
    """Returns the kinds of file that are asked for, and those that the law makes the original."""
    needs = draft.customer.needs.formats if draft.customer else ()
    asked = draft.formats or needs or draft.issuer.formats
    return tuple(dict.fromkeys((*tools.regime_for(draft.issuer).originals, *asked)))


def template_ref(uow: UnitOfWork, template_id: str | None) -> TemplateRef:
    """Returns the newest version of a template, pinned.

    Raises:
        InputError: No template has the id.
    """
    if template_id is None or template_id == STANDARD:
        return TemplateRef(id=STANDARD)
    query = Query(of=TemplateRow, where=(("id", "=", template_id),), descending=True, limit=1)
    newest = next(iter(uow.page(query).items), None)
    if newest is None:
        raise InputError(
            f"no template {template_id!r}",
            where="template",
            hint="Save it first: kit.templates.save(id=…, name=…, actor=…).",
        )
    return TemplateRef(id=newest.id, version=newest.version)


def changed_draft(row: InvoiceRow, invoice: Invoice, file: RecordFile) -> InvoiceRow:
    """Returns the row of a draft with new content: version up, approvals and submission gone."""
    fresh = file.replace(approvals=(), submitted_by=None, submitted_hash=None)
    moved = replace(row, revision=row.revision + 1, version=row.version + 1)
    return with_file(with_invoice(moved, invoice), fresh)
