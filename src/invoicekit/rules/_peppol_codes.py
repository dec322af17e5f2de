"""Peppol's rules of codes, currencies and dates as written.

Source: Peppol BIS Billing 3.0, release 3.0.19, and its code lists.
"""

from __future__ import annotations

import re
from typing import cast

from invoicekit.binding.codecs import bare
from invoicekit.codelists import codes
from invoicekit.findings import Mismatch, RuleSet
from invoicekit.model import (
    Allowance,
    Attachment,
    Charge,
    Identifier,
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
_DATE, _DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile(r"20[0-9]{6}")
_DATES = frozenset(
    f"cbc:{name}"
    for name in (
        "IssueDate",
        "DueDate",
        "TaxPointDate",
        "StartDate",
        "EndDate",
        "ActualDeliveryDate",
    )
)


@rule("PEPPOL-EN16931-CL001", path="mime_type", seen=frozenset())
def media_type_is_listed(node: Invoice | Attachment, facts: Facts) -> bool | Mismatch:
    """An attached document (BT-125) has a media type of Peppol's list."""
    if node is facts.invoice:
        return _none_elsewhere(facts, "media", _MEDIA)
    found = cast("Attachment", node).mime_type
    return found is None or found in _MEDIA or Mismatch(_MEDIA, found)


@rule("PEPPOL-EN16931-CL002", path="reason_code")
def allowance_reason_is_listed(item: Allowance | LineAllowance, facts: Facts) -> bool | Mismatch:
    """The reason code of an allowance (BT-98, BT-140) is of UNTDID 5189."""
    return _reason_listed(item.reason_code, facts, _ALLOWANCE_REASONS)


@rule("PEPPOL-EN16931-CL003", path="reason_code")
def charge_reason_is_listed(item: Charge | LineCharge, facts: Facts) -> bool | Mismatch:
    """The reason code of a charge (BT-105, BT-145) is of UNTDID 7161."""
    return _reason_listed(item.reason_code, facts, _CHARGE_REASONS)


@rule("PEPPOL-EN16931-CL006", path="code")
def tax_point_code_is_listed(period: Period, facts: Facts) -> bool | Mismatch:
    """The tax point code (BT-8) is 3, 35 or 432."""
    return _all_listed(facts, "code", period.code, _TAX_POINTS)


@rule("PEPPOL-EN16931-CL007", path="currency")
def currencies_are_listed(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """Every amount is in a currency (BT-5, BT-6) of ISO 4217."""
    found: set[str | None] = {each.currency for each in facts.of(tax_totals_of)}
    if facts.source.syntax != "cii":
        found |= set(facts.source.currencies)
    found |= _elsewhere(facts, "currency") | _elsewhere(facts, "tax currency") | _none(facts)
    strange = {each or "none" for each in found if each is not None} - _CURRENCIES
    return not strange or Mismatch("a currency of ISO 4217", strange)


@rule("PEPPOL-EN16931-CL008", path="electronic_address.scheme", seen=frozenset())
def electronic_address_scheme_is_listed(node: Invoice | Party, facts: Facts) -> bool | Mismatch:
    """The scheme of an electronic address (BT-34, BT-49) is of Peppol's EAS list."""
    if node is facts.invoice:
        return _none_elsewhere(facts, "address scheme", _EAS)
    party = cast("Party", node)
    path = facts.here("electronic_address")
    addresses = facts.each_of(party.electronic_address, path, Identifier)
    may_lack = facts.source.syntax != "cii"
    strange = [
        each.scheme
        for each in addresses
        if each.scheme not in _EAS
        and not (may_lack and not facts.there(each.scheme, f"{path}.scheme"))
    ]
    if not may_lack and not addresses and facts.there(None, path):
        strange.append(None)
    return not strange or Mismatch("a scheme of the EAS list", strange)


@rule("PEPPOL-EN16931-F001", seen=frozenset({"dates"}))
def dates_are_written_plainly(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """Every date of the file has the form of its syntax: YYYY-MM-DD, in CII YYYYMMDD."""
    strange = _DATES & facts.source.unread
    if "dates" in facts.sights.observed:
        strange |= {"a date of another length or format"}
    form = _DAY if facts.source.syntax == "cii" else _DATE
    strange |= {text for text in _elsewhere(facts, "date") if not form.fullmatch(text)}
    return not strange or Mismatch("a date", strange)


@rule("PEPPOL-EN16931-R051", path="currency")
def amounts_are_in_one_currency(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """Every amount but the VAT in another currency (BT-111) is in the invoice currency (BT-5)."""
    found = {each.currency for each in facts.of(tax_totals_of) if each.detailed}
    found |= facts.source.currencies | _elsewhere(facts, "currency") | _none(facts)
    if "currency" in facts.source.padded:
        found.add(facts.currency)
    strange = {each or "none" for each in found - {facts.currency_as_written, None}}
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
    if bare(invoice.type_code or "") not in _GERMAN or is_credit_note(facts):
        return True
    return facts.of(trade_of).german


def _elsewhere(facts: Facts, name: str) -> frozenset[str]:
    return facts.source.elsewhere.get(name, frozenset())


def _none(facts: Facts) -> frozenset[str]:
    """Returns an empty currency where nothing says in which one an amount is."""
    return frozenset({""} if "no currency" in facts.sights.observed else ())


def _none_elsewhere(facts: Facts, name: str, listed: frozenset[str]) -> bool | Mismatch:
    """Returns whether what stands in places that nobody knows is on a list too."""
    strange = _elsewhere(facts, name) - listed
    return not strange or Mismatch("a listed code", strange)


def _reason_listed(code: str | None, facts: Facts, listed: frozenset[str]) -> bool | Mismatch:
    """Returns whether a reason is on a list, or of what does not say clearly what it is."""
    answer = _all_listed(facts, "reason_code", code, listed)
    if answer or code in facts.sights.unclear_reasons:
        return True
    by_digit = facts.source.by_digit
    return (bool(by_digit) and facts.here("").removesuffix(".") in by_digit) or answer


def _all_listed(
    facts: Facts, field: str, code: str | None, listed: frozenset[str]
) -> bool | Mismatch:
    """Returns whether a code is on a list, and each that stands again in the file."""
    if not facts.odd:
        return code is None or bare(code) in listed or Mismatch("a listed code", code)
    found = [code or ""] if facts.there(code, facts.here(field)) else []
    if facts.odd:
        found += [str(each) for each in facts.source.extra.get(facts.here(field), ())]
    strange = [each for each in found if bare(each) not in listed]
    return not strange or Mismatch("a listed code", strange)


def _kind_fits(
    invoice: Invoice, facts: Facts, allowed: frozenset[str], *, credit: bool
) -> bool | Mismatch:
    if not facts.there(invoice.type_code, "type_code") or process_of(facts) != _BILLING:
        return True
    if facts.source.syntax != "cii" and is_credit_note(facts) != credit:
        return True
    found = bare(invoice.type_code or "")
    return found in allowed or Mismatch(allowed, found)


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
    def category_fits_exemption(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
        if (vat.exemption_code or "").upper() != exemption:
            return True
        if facts.here("exemption_code") in facts.source.extra:  # nobody knows which one counts
            return True
        return bare(vat.category or "") == category or Mismatch(category, vat.category)

    rule(
        f"PEPPOL-EN16931-P{number}",
        path="category",
        text=f"The exemption code {exemption} (BT-121) goes with the VAT category {category}"
        " (BT-118).",
    )(category_fits_exemption)


for _row in _EXEMPTIONS:
    _define_exemption(*_row)
