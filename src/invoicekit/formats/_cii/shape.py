"""Between CII's groups and the model's: documents, payment means, tax totals, tax point.

CII has one payment means an account, one list for attachments (type code 916), the tender (50) and
the invoiced object (130), and says with each tax group when VAT falls due.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from invoicekit.formats._cii.party import KINDS
from invoicekit.formats._cii.sub_lines import flat, nested
from invoicekit.formats._file_totals import for_file
from invoicekit.model import Attachment, BankAccount, Invoice, Totals

_ATTACHMENT, _TENDER, _OBJECT = "916", "50", "130"
_PROJECT_NAME = "Project reference"
"""The schema wants a name of the project, which EN 16931 does not know (EN 16931-3-3, BT-11)."""
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{4,30}")

Record = dict[str, Any]
Differing = list[tuple[str, object]]

OTHER = "other"
"""The key of the paths of tax numbers that are neither of VAT nor of a tax office."""

LINES = "places of lines"
"""The key of where the lines of the file stand in the model, empty where they stand as there."""

DIFFERING = "differing"
"""The key of what the file says in several ways and the model in one: (path, value)."""


def from_file(record: Record) -> Record:
    """Returns the model's record, and under `DIFFERING` what it has no place for."""
    differing: Differing = []
    record.setdefault("type_code", None)  # an invoice made by hand is one by default
    _documents(record, differing)
    _project(record, differing)
    _supply(record)
    _payments(record, differing)
    _tax_point(record, differing)
    _tax_totals(record, differing)
    record[OTHER] = _tax_ids(record, differing)
    record[LINES] = nested(record, differing)
    record[DIFFERING] = differing
    return record


def _tax_ids(record: Record, differing: Differing) -> frozenset[str]:
    other = []
    for name in ("seller", "buyer", "payee", "tax_representative"):
        for index, tax_id in enumerate(record.get(name, {}).get("tax_ids", ())):
            scheme, path = tax_id.pop("scheme", None), f"{name}.tax_ids[{index}]"
            if scheme not in KINDS:
                other.append(path)
                differing += [(f"{path}.kind", scheme)] if scheme else []
    return frozenset(other)


def _documents(record: Record, differing: Differing) -> None:
    attachments: list[Record] = []
    for document in record.pop("documents", ()):
        kind, scheme = document.pop("type_code", None), document.pop("scheme", None)
        if kind == _OBJECT and "object_id" not in record:
            record["object_id"] = {"value": document.get("id"), "scheme": scheme}
        elif kind == _TENDER and "tender_reference" not in record:
            record["tender_reference"] = document.get("id")
        else:
            if scheme or kind not in {None, _ATTACHMENT}:
                differing.append((f"attachments[{len(attachments)}].id", scheme or kind))
            attachments.append(document)
    if attachments:
        record["attachments"] = attachments


def _project(record: Record, differing: Differing) -> None:
    name = record.pop("project_name", None)
    if name is not None and name.strip() != _PROJECT_NAME:
        differing.append(("project_reference", name))


def _supply(record: Record) -> None:
    supply: Record = record.pop("ship_to", {})
    if "delivery_date" in record:
        supply["delivery_date"] = record.pop("delivery_date")
    if supply:
        record["supply"] = supply


def _payments(record: Record, differing: Differing) -> None:
    found = record.pop("payments", ())
    instructions: Record = {}
    for name in ("remittance", "creditor_id", "mandate_id"):
        if name in record:
            _place(instructions, name, record.pop(name), differing)
    accounts = [account for payment in found if (account := _account(payment))]
    if accounts:
        instructions["accounts"] = accounts
    for name, value in (pair for payment in found for pair in payment.items()):
        _place(instructions, name, value, differing)
    if instructions or found:
        record["payment_instructions"] = instructions


def _account(payment: Record) -> Record:
    number = payment.pop("account_number", None)
    account = {"id": payment.pop("iban", number)}
    account["name"], account["bic"] = payment.pop("account_name", None), payment.pop("bic", None)
    return {field: value for field, value in account.items() if value is not None}


def _place(instructions: Record, name: str, value: object, differing: Differing) -> None:
    group, field = _PLACES[name]
    place = instructions.setdefault(group, {}) if group else instructions
    if place.setdefault(field, value) != value:
        differing.append((".".join(filter(None, ("payment_instructions", group, field))), value))


_PLACES = {
    "means_code": ("", "means_code"),
    "means_text": ("", "means_text"),
    "remittance": ("", "remittance"),
    "card_number": ("card", "number"),
    "card_holder": ("card", "holder"),
    "mandate_id": ("direct_debit", "mandate_id"),
    "creditor_id": ("direct_debit", "creditor_id"),
    "debited_account": ("direct_debit", "debited_account"),
}
"""Field of the file → group of the payment instructions and name."""


def _tax_point(record: Record, differing: Differing) -> None:
    for row in record.get("vat_breakdown", ()):
        day, event = row.pop("tax_point_date", None), row.pop("tax_point_code", None)
        if day is not None and record.setdefault("tax_point_date", day) != day:
            differing.append(("tax_point_date", day))
        if event is not None:
            period = record.setdefault("period", {})
            if period.setdefault("code", event) != event:
                differing.append(("period.code", event))


def _tax_totals(record: Record, differing: Differing) -> None:
    totals = record.get("totals", {})
    currency, other = record.get("currency"), record.get("vat_currency")
    for total in totals.pop("tax_totals", ()):
        named, amount = total.get("currency"), total.get("amount")
        foreign = named == other and named != currency
        field = "vat_in_vat_currency" if foreign or "vat" in totals else "vat"
        if field in totals:
            differing.append((f"totals.{field}", amount))
        totals.setdefault(field, amount)


def to_file(invoice: Invoice) -> object:
    """Returns an object with the fields of the file's table."""
    invoice = for_file(invoice)
    instructions = invoice.payment_instructions
    debit = instructions.direct_debit if instructions else None
    supply = invoice.supply
    fields = vars(invoice) | {
        "lines": flat(invoice.lines),
        "documents": [*_document_rows(invoice)],
        "project_name": _PROJECT_NAME if invoice.project_reference else None,
        "ship_to": supply,
        "delivery_date": supply.delivery_date if supply else None,
        "creditor_id": debit.creditor_id if debit else None,
        "mandate_id": debit.mandate_id if debit else None,
        "remittance": instructions.remittance if instructions else None,
        "payments": [*_payment_rows(invoice)],
        "vat_breakdown": [*_breakdown_rows(invoice)],
        "totals": _totals(invoice),
        "third_party_payments": [*_third_parties(invoice)],
    }
    return SimpleNamespace(**fields)


def _third_parties(invoice: Invoice) -> Iterator[object]:
    """Yields the payments of third parties; their currency is said where it is another."""
    for payment in invoice.third_party_payments:
        own = payment.currency == invoice.currency
        yield SimpleNamespace(**{**vars(payment), "currency": None if own else payment.currency})


def _document_rows(invoice: Invoice) -> Iterator[object]:
    if invoice.tender_reference:
        yield _document_row(Attachment(id=invoice.tender_reference), _TENDER)
    if invoice.object_id is not None:
        given = invoice.object_id
        yield _document_row(Attachment(id=given.value), _OBJECT, given.scheme)
    for attachment in invoice.attachments:
        yield _document_row(attachment, _ATTACHMENT)


def _document_row(attachment: Attachment, type_code: str, scheme: str | None = None) -> object:
    return SimpleNamespace(**vars(attachment), type_code=type_code, scheme=scheme)


def _payment_rows(invoice: Invoice) -> Iterator[object]:
    """Yields a payment means an account, or one; card and debit stand in the first."""
    given = invoice.payment_instructions
    if given is None:
        return
    card, debit = given.card, given.direct_debit
    for account in given.accounts or (BankAccount(),):
        iban = _is_iban(account.id or "")
        yield SimpleNamespace(
            means_code=given.means_code,
            means_text=given.means_text,
            card_number=card.number if card else None,
            card_holder=card.holder if card else None,
            debited_account=debit.debited_account if debit else None,
            iban=account.id if iban else None,
            account_name=account.name,
            account_number=None if iban else account.id,
            bic=account.bic,
        )
        card = debit = None


def _is_iban(number: str) -> bool:
    """Returns whether a number goes where IBANs stand; one without a digit is of no other kind."""
    bare = number.replace(" ", "")
    return bool(_IBAN.fullmatch(bare)) or not any(map(str.isdigit, bare))


def _breakdown_rows(invoice: Invoice) -> Iterator[object]:
    """Yields the rows; the tax point stands with the first (CII-SR-461), its code with each."""
    event, day = invoice.period.code if invoice.period else None, invoice.tax_point_date
    for row in invoice.vat_breakdown:
        yield SimpleNamespace(**vars(row), tax_point_date=day, tax_point_code=event)
        day = None


def _totals(invoice: Invoice) -> object:
    totals = invoice.totals
    if totals is None:
        return None
    return SimpleNamespace(**vars(totals), tax_totals=[*_tax_total_rows(invoice, totals)])


def _tax_total_rows(invoice: Invoice, totals: Totals) -> Iterator[object]:
    if totals.vat is not None:
        yield SimpleNamespace(amount=totals.vat, currency=invoice.currency)
    if totals.vat_in_vat_currency is not None:
        yield SimpleNamespace(amount=totals.vat_in_vat_currency, currency=invoice.vat_currency)
