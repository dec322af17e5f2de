"""Peppol's rules of codes, currencies and dates as written.

Source: Peppol BIS Billing 3.0, release 3.0.19, and its code lists.
"""

from __future__ import annotations

import re

from invoicekit.codelists import codes
from invoicekit.findings import Mismatch, RuleSet
from invoicekit.model import (
    Allowance,
    Attachment,
    Charge,
    Invoice,
    LineAllowance,
    LineCharge,
    Party,
    Period,
    VatBreakdown,
)
from invoicekit.rules._facts import Facts
from invoicekit.rules._peppol_document import process_of
from invoicekit.rules._trade import is_credit_note, tax_totals_of, trade_of

RULES = RuleSet("peppol.codes")
rule = RULES.rule

_ALLOWANCE_REASONS = codes("allowance_reasons")
_CHARGE_REASONS = codes("charge_reasons")
_CURRENCIES = (codes("currencies") | {"ANG", "BGN"}) - {"CNH", "STD", "XCG"}
_EAS = codes("electronic_address_schemes") - frozenset(
    "0219 0220 0242 0244 0245 0246 0248 AN AQ AS AU EM".split()
)
_MEDIA = codes("mime_types")
_TAX_POINTS = codes("tax_point_codes")
_BILLING = "01"
"""The number of the plain billing process, whose kinds of document are limited."""
_INVOICES = frozenset(
    "71 80 82 84 102 218 219 326 331 380 382 383 384 386 388 393 395 553 575 623 780 817 870 875"
    " 876 877".split()
)
_CREDIT_NOTES = frozenset("381 396 81 83 532".split())
_GERMAN = frozenset({"326", "384"})
_DATE = re.compile(r"(?:^|\.)(?:issue_date|due_date|tax_point_date|delivery_date|start|end)$")


@rule("PEPPOL-EN16931-CL001", path="mime_type")
def media_type_is_listed(attachment: Attachment) -> bool | Mismatch:
    """An attached document (BT-125) has a media type of Peppol's list."""
    found = attachment.mime_type
    return found is None or found in _MEDIA or Mismatch(_MEDIA, found)


@rule("PEPPOL-EN16931-CL002", path="reason_code")
def allowance_reason_is_listed(item: Allowance | LineAllowance) -> bool | Mismatch:
    """The reason code of an allowance (BT-98, BT-140) is of UNTDID 5189."""
    found = item.reason_code
    return found is None or found.strip() in _ALLOWANCE_REASONS or Mismatch("a listed code", found)


@rule("PEPPOL-EN16931-CL003", path="reason_code")
def charge_reason_is_listed(item: Charge | LineCharge) -> bool | Mismatch:
    """The reason code of a charge (BT-105, BT-145) is of UNTDID 7161."""
    found = item.reason_code
    return found is None or found.strip() in _CHARGE_REASONS or Mismatch("a listed code", found)


@rule("PEPPOL-EN16931-CL006", path="code")
def tax_point_code_is_listed(period: Period) -> bool | Mismatch:
    """The tax point code (BT-8) is 3, 35 or 432."""
    found = period.code
    return found is None or found.strip() in _TAX_POINTS or Mismatch(_TAX_POINTS, found)


@rule("PEPPOL-EN16931-CL007", path="currency")
def currencies_are_listed(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """Every amount is in a currency (BT-5, BT-6) of ISO 4217."""
    found = {each.currency for each in facts.of(tax_totals_of)}
    if facts.source.syntax != "cii":
        found |= set(facts.source.currencies)
    strange = {each or "none" for each in found} - _CURRENCIES
    return not strange or Mismatch("a currency of ISO 4217", strange)


@rule("PEPPOL-EN16931-CL008", path="electronic_address.scheme")
def electronic_address_scheme_is_listed(party: Party, facts: Facts) -> bool | Mismatch:
    """The scheme of an electronic address (BT-34, BT-49) is of Peppol's EAS list."""
    address = party.electronic_address
    if address is None or (address.scheme is None and facts.source.syntax != "cii"):
        return True
    return address.scheme in _EAS or Mismatch("a scheme of the EAS list", address.scheme)


@rule("PEPPOL-EN16931-F001")
def dates_are_written_plainly(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """Every date of the file has the form of its syntax: YYYY-MM-DD, in CII YYYYMMDD."""
    strange = [path for path in facts.source.raw if _DATE.search(path)]
    return not strange or Mismatch("a date", [facts.source.raw[path] for path in strange])


@rule("PEPPOL-EN16931-R051", path="currency")
def amounts_are_in_one_currency(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """Every amount but the VAT in another currency (BT-111) is in the invoice currency (BT-5)."""
    detailed = {each.currency for each in facts.of(tax_totals_of) if each.detailed}
    strange = {each or "none" for each in detailed - {facts.currency}}
    strange |= {each or "none" for each in facts.source.currencies}
    return not strange or Mismatch(facts.currency, strange)


@rule("PEPPOL-EN16931-P0100", path="type_code")
def kind_of_invoice_is_allowed(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """The type code (BT-3) of an invoice is one of the billing process (BT-23)."""
    allowed = _INVOICES | _CREDIT_NOTES if facts.source.syntax == "cii" else _INVOICES
    return _kind_fits(invoice, facts, allowed, credit=False)


@rule("PEPPOL-EN16931-P0101", path="type_code")
def kind_of_credit_note_is_allowed(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """The type code (BT-3) of a credit note is one of the billing process (BT-23)."""
    return facts.source.syntax == "cii" or _kind_fits(invoice, facts, _CREDIT_NOTES, credit=True)


@rule("PEPPOL-EN16931-P0112", path="type_code")
def corrections_are_german(invoice: Invoice, facts: Facts) -> bool:
    """Partial (BT-3 = 326) and corrective (384) invoices are only used between Germans."""
    if (invoice.type_code or "").strip() not in _GERMAN or is_credit_note(facts):
        return True
    return facts.of(trade_of).german


def _kind_fits(
    invoice: Invoice, facts: Facts, allowed: frozenset[str], *, credit: bool
) -> bool | Mismatch:
    found = invoice.type_code
    if found is None or process_of(facts) != _BILLING:
        return True
    if facts.source.syntax != "cii" and is_credit_note(facts) != credit:
        return True
    return found.strip() in allowed or Mismatch(allowed, found)


_EXEMPTIONS = (
    ("0104", "VATEX-EU-G", "G"),
    ("0105", "VATEX-EU-O", "O"),
    ("0106", "VATEX-EU-IC", "K"),
    ("0107", "VATEX-EU-AE", "AE"),
    ("0108", "VATEX-EU-D", "E"),
    ("0109", "VATEX-EU-F", "E"),
    ("0110", "VATEX-EU-I", "E"),
    ("0111", "VATEX-EU-J", "E"),
)
"""Number of the rule, exemption code, and the category it goes with."""


def _define_exemption(number: str, exemption: str, category: str) -> None:
    def category_fits_exemption(vat: VatBreakdown) -> bool | Mismatch:
        if (vat.exemption_code or "").upper() != exemption:
            return True
        return (vat.category or "").strip() == category or Mismatch(category, vat.category)

    rule(
        f"PEPPOL-EN16931-P{number}",
        path="category",
        text=f"The exemption code {exemption} (BT-121) goes with the VAT category {category}"
        " (BT-118).",
    )(category_fits_exemption)


for _row in _EXEMPTIONS:
    _define_exemption(*_row)
