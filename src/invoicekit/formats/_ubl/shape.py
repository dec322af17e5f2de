"""Between UBL's groups and the model's: documents, payment means, tax totals.

UBL has one payment means an account, one tax total a currency, and one list for attachments,
the invoiced object (type code 130) and a credit note's project (50).
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from invoicekit.formats._file_totals import for_file
from invoicekit.model import (
    Attachment,
    Identifier,
    Invoice,
    PaymentInstructions,
)

_OBJECT, _PROJECT = "130", "50"
_SEPA = "SEPA"
"""The scheme that marks the creditor's identifier (BT-90) among a party's identifiers."""
_NO_ORDER = "NA"
"""UBL's order reference needs an id even where only the seller's own is known."""
_NO_NETWORK = "NA"
"""UBL's card account needs a network, which EN 16931 does not know."""

Record = dict[str, Any]
Differing = list[tuple[str, object]]


DIFFERING = "differing"
"""The key of what the file says in several ways and the model in one: (path, value)."""
ABSENT = "absent groups"
"""The key of the groups that are made up here."""


def from_file(record: Record) -> Record:
    """Returns the model's record, with what it has no place for under the keys above."""
    differing: Differing = []
    record.setdefault("type_code", None)  # an invoice made by hand is one by default
    record[ABSENT] = frozenset({"totals"} - record.keys())
    _third_parties(record)
    _documents(record, differing)
    _tax_totals(record, differing)
    _payments(record, differing)
    record[DIFFERING] = differing
    if record.get("sales_order_reference") and record.get("purchase_order_reference") == _NO_ORDER:
        del record["purchase_order_reference"]
    return record


def _third_parties(record: Record) -> None:
    """Takes the document's own currency off payments of third parties; none is told as empty."""
    for payment in record.get("third_party_payments", ()):
        if payment.setdefault("currency", "") == record.get("currency"):
            del payment["currency"]


def _documents(record: Record, differing: Differing) -> None:
    attachments: list[Record] = []
    for document in record.pop("documents", ()):
        kind, scheme = document.pop("type_code", None), document.pop("scheme", None)
        if kind == _OBJECT and "object_id" not in record:
            record["object_id"] = {"value": document.get("id"), "scheme": scheme}
        elif kind == _PROJECT and "project_reference" not in record and "id" in document:
            record["project_reference"] = document.get("id")
        else:
            if kind or scheme:
                differing.append((f"attachments[{len(attachments)}].id", kind or scheme))
            attachments.append(document)
    if attachments:
        record["attachments"] = attachments


def _tax_totals(record: Record, differing: Differing) -> None:
    found = record.pop("tax_totals", ())
    if not found:
        return
    totals = record.setdefault("totals", {})
    currency, other = record.get("currency"), record.get("vat_currency")
    rows = []
    for total in found:
        named = total.get("currency")
        foreign = named == other and named != currency
        if foreign or "vat" in totals:
            if "vat_in_vat_currency" in totals:
                differing.append(("totals.vat_in_vat_currency", total.get("amount")))
            totals.setdefault("vat_in_vat_currency", total.get("amount"))
        else:
            totals["vat"] = total.get("amount")
        rows += total.get("rows", ())
    if rows:
        record["vat_breakdown"] = rows


def _payments(record: Record, differing: Differing) -> None:
    found = record.pop("payments", ())
    creditor = _creditor(record)
    if not found and creditor is None:
        return
    accounts = [payment.pop("account") for payment in found if "account" in payment]
    instructions: Record = {"accounts": accounts} if accounts else {}
    for field, value in [
        pair for payment in found for pair in payment.items() if pair[0] in _PLACES
    ]:
        group, name = _PLACES[field]
        place = record if group is None else instructions
        if group:
            place = instructions.setdefault(group, {})
        if place.setdefault(name, value) != value:
            differing.append((".".join(filter(None, ("payment_instructions", group, name))), value))
    if creditor is not None:
        instructions.setdefault("direct_debit", {})["creditor_id"] = creditor
    # A credit note's due date stands in a payment means, which then says nothing else.
    if instructions or not all("due_date" in payment for payment in found):
        record["payment_instructions"] = instructions


_PLACES: dict[str, tuple[str | None, str]] = {
    "due_date": (None, "due_date"),
    "means_code": ("", "means_code"),
    "means_text": ("", "means_text"),
    "remittance": ("", "remittance"),
    "card_number": ("card", "number"),
    "card_holder": ("card", "holder"),
    "mandate_id": ("direct_debit", "mandate_id"),
    "debited_account": ("direct_debit", "debited_account"),
}
"""Field of a payment means → group of the instructions (None: of the document) and name."""


def _creditor(record: Record) -> str | None:
    """Takes the creditor's identifier out of the seller's, else the payee's, and returns it."""
    for name in ("seller", "payee"):
        party = record.get(name, {})
        for index, identifier in enumerate(party.get("identifiers", ())):
            if identifier.get("scheme") == _SEPA and identifier.get("value"):
                value: str = party["identifiers"].pop(index)["value"]
                return value
    return None


def to_file(invoice: Invoice, *, credit: bool) -> object:
    """Returns an object with the fields of the file's table."""
    invoice = for_file(invoice)
    fields = dict(vars(invoice))
    fields["documents"] = [*_document_rows(invoice, credit=credit)]
    fields["tax_totals"] = [*_tax_total_rows(invoice)]
    fields["payments"] = [*_payment_rows(invoice, credit=credit)]
    fields["seller"] = _seller(invoice)
    fields["third_party_payments"] = [
        payment.replace(currency=payment.currency or invoice.currency)
        for payment in invoice.third_party_payments
    ]
    if invoice.sales_order_reference and not invoice.purchase_order_reference:
        fields["purchase_order_reference"] = _NO_ORDER
    return SimpleNamespace(**fields)


def _document_rows(invoice: Invoice, *, credit: bool) -> Iterator[object]:
    for attachment in invoice.attachments:
        yield _document_row(attachment)
    if invoice.object_id is not None:
        given = invoice.object_id
        yield _document_row(Attachment(id=given.value), type_code=_OBJECT, scheme=given.scheme)
    if credit and invoice.project_reference:
        yield _document_row(Attachment(id=invoice.project_reference), type_code=_PROJECT)


def _document_row(
    attachment: Attachment, *, type_code: str | None = None, scheme: str | None = None
) -> object:
    return SimpleNamespace(**vars(attachment), type_code=type_code, scheme=scheme)


def _tax_total_rows(invoice: Invoice) -> Iterator[object]:
    totals = invoice.totals
    vat = totals.vat if totals else None
    if vat is not None or invoice.vat_breakdown:
        yield SimpleNamespace(amount=vat, currency=invoice.currency, rows=invoice.vat_breakdown)
    if totals and totals.vat_in_vat_currency is not None:
        yield SimpleNamespace(
            amount=totals.vat_in_vat_currency, currency=invoice.vat_currency, rows=()
        )


def _payment_rows(invoice: Invoice, *, credit: bool) -> Iterator[object]:
    """Yields a payment means an account, or one; a credit note keeps its due date there."""
    due = invoice.due_date if credit else None
    given = invoice.payment_instructions
    if given is None and due is None:
        return
    given = given or PaymentInstructions()
    card, debit = given.card, given.direct_debit
    for account in given.accounts or (None,):
        yield SimpleNamespace(
            means_code=given.means_code,
            means_text=given.means_text,
            due_date=due,
            remittance=given.remittance,
            card_number=card.number if card else None,
            card_network=_NO_NETWORK if card else None,
            card_holder=card.holder if card else None,
            account=account,
            mandate_id=debit.mandate_id if debit else None,
            debited_account=debit.debited_account if debit else None,
        )


def _seller(invoice: Invoice) -> object:
    seller, instructions = invoice.seller, invoice.payment_instructions
    debit = instructions.direct_debit if instructions else None
    if seller is None or debit is None or not debit.creditor_id:
        return seller
    creditor = Identifier(value=debit.creditor_id, scheme=_SEPA)
    return seller.replace(identifiers=(*seller.identifiers, creditor))
