"""Peppol's rules for Danish suppliers.

Source: Peppol BIS Billing 3.0, release 3.0.19, national rules of Denmark.
"""

from __future__ import annotations

import re

from invoicekit.binding.codecs import bare
from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import (
    Allowance,
    Charge,
    Invoice,
    InvoiceLine,
    LineAllowance,
    LineCharge,
    PaymentMeans,
)
from invoicekit.rules._facts import Facts
from invoicekit.rules._trade import is_credit_note, payments_of, trade_of

_CVR = "0184"
_MEANS = frozenset("1 10 31 42 48 49 50 58 59 93 97".split())
_ACCOUNTS = frozenset({"31", "42"})
_UNSPSC = frozenset({"19.05.01", "19.0501", "26.08.01", "26.0801"})
_GIRO_ACCOUNT = re.compile(r"[0-9]{7,8}")
_GIRO, _FIK = ("01#", "04#", "15#"), ("71#", "73#", "75#")
_GIRO_LONG, _FIK_LONG = ("04#", "15#"), ("71#", "75#")
_TAX = "ZZZ"
_TAX_CODE = re.compile(r"\s*[0-9]{4}\s*")


def _danish(facts: Facts) -> bool:
    return facts.of(trade_of).seller == "DK"


RULES = RuleSet("peppol.dk", applies=_danish, countries=frozenset({"DK"}))
rule = RULES.rule


@rule("DK-R-002", path="seller.registration_id")
def seller_has_cvr(invoice: Invoice, facts: Facts) -> bool:
    """A Danish seller gives its CVR number as registration (BT-30)."""
    if not _danish(facts) or invoice.seller is None:
        return True
    registered = invoice.seller.registration_id
    return registered is not None and bool(bare(registered.value or ""))


@rule("DK-R-014", path="seller.registration_id.scheme")
def registration_is_cvr(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """The registration (BT-30) of a Danish seller has the scheme 0184."""
    registered = invoice.seller.registration_id if invoice.seller else None
    if not _danish(facts) or not facts.there(registered, "seller.registration_id"):
        return True
    found = bare(registered.scheme or "") if registered else ""
    return found == _CVR or Mismatch(_CVR, found)


@rule("DK-R-016", path="totals.amount_due")
def credit_note_is_not_negative(invoice: Invoice, facts: Facts) -> bool:
    """A credit note between Danes has no negative amount due (BT-115)."""
    due = invoice.totals.amount_due if invoice.totals else None
    danish = facts.of(trade_of).both("DK")
    return due is None or not danish or not is_credit_note(facts) or due >= 0


@rule("DK-R-013", path="seller.identifiers")
def identifiers_have_schemes(invoice: Invoice, facts: Facts) -> bool:
    """Identifiers of seller and buyer (BT-29, BT-46) between Danes name their schemes."""
    if not facts.of(trade_of).both("DK"):
        return True
    if facts.source.syntax == "cii":  # which has an element of its own for those without
        return "no scheme" not in facts.sights.observed
    parties = (party for party in (invoice.seller, invoice.buyer) if party is not None)
    return all(bare(each.scheme or "") for party in parties for each in party.identifiers)


@rule("DK-R-003", Severity.WARNING, path="item.classifications")
def classification_has_current_version(line: InvoiceLine, facts: Facts) -> bool | Mismatch:
    """A UNSPSC classification (BT-158) between Danes is of version 19.05.01 or 26.08.01."""
    listed = line.item.classifications if line.item else ()
    if not listed or not facts.of(trade_of).both("DK"):
        return True
    if all(each.scheme != "TST" for each in listed):
        return True
    versions = {each.version for each in listed}
    return bool(versions & _UNSPSC) or Mismatch(_UNSPSC, versions)


@rule("DK-R-004", path="reason")
def other_tax_is_named(
    item: Allowance | Charge | LineAllowance | LineCharge, facts: Facts
) -> bool | Mismatch:
    """Another tax between Danes (BT-98, BT-105 = ZZZ) has a reason of 4 digits or with # inside."""
    if item.reason_code != _TAX or not facts.of(trade_of).both("DK"):
        return True
    reason = item.reason or ""
    inside = "#" in reason and not reason.startswith("#") and not reason.endswith("#")
    return inside or bool(_TAX_CODE.fullmatch(reason)) or Mismatch("0000, or text#text", reason)


def _means(facts: Facts) -> tuple[PaymentMeans, ...]:
    """Returns the ways to pay that are judged: those of invoices between Danes."""
    judged = facts.of(trade_of).both("DK")
    if judged and facts.source.syntax != "cii":
        judged = not is_credit_note(facts)
    return facts.of(payments_of) if judged else ()


@rule("DK-R-005", path="payment_instructions.means_code")
def means_are_danish(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """A payment means (BT-81) between Danes is 1, 10, 31, 42, 48, 49, 50, 58, 59, 93 or 97."""
    strange = [means.code or "none" for means in _means(facts) if (means.code or "") not in _MEANS]
    return not strange or Mismatch(_MEANS, strange)


@rule("DK-R-006", path="payment_instructions.accounts")
def transfer_has_account_and_bank(_invoice: Invoice, facts: Facts) -> bool:
    """A transfer between Danes (BT-81 = 31, 42) names account (BT-84) and bank (BT-86)."""
    return all(
        bool(bare(means.account_id or "")) and bool(bare(means.bic or ""))
        for means in _means(facts)
        if means.code in _ACCOUNTS
    )


@rule("DK-R-007", path="payment_instructions.direct_debit")
def direct_debit_is_complete(_invoice: Invoice, facts: Facts) -> bool:
    """A direct debit between Danes (BT-81 = 49) names mandate (BT-89) and account (BT-91).

    In CII the published rule looks for the mandate where none may stand, so that nothing fits.
    """
    if facts.source.syntax == "cii" and facts.mode == "official":
        return all(means.code != "49" for means in _means(facts))
    cii = facts.source.syntax == "cii"
    return all(
        bool(bare(means.mandate_id or ""))
        and bool(bare((means.creditor_id if cii else means.debited_account) or ""))
        for means in _means(facts)
        if means.code == "49"
    )


@rule("DK-R-008", path="payment_instructions.remittance")
def giro_is_complete(_invoice: Invoice, facts: Facts) -> bool:
    """A giro payment (BT-81 = 50) has a payment id (BT-83) of 01#, 04# or 15# and its account."""
    return all(
        (means.remittance or "").startswith(_GIRO)
        and _GIRO_ACCOUNT.fullmatch(means.account_id or "") is not None
        for means in _means(facts)
        if means.code == "50"
    )


@rule("DK-R-009", path="payment_instructions.remittance")
def giro_has_instruction(_invoice: Invoice, facts: Facts) -> bool:
    """A giro payment (BT-81 = 50) with 04# or 15# (BT-83) has 16 digits after it."""
    return _lengths_fit(facts, "50", _GIRO_LONG, {19})


@rule("DK-R-010", path="payment_instructions.remittance")
def fik_is_complete(_invoice: Invoice, facts: Facts) -> bool:
    """A FIK payment (BT-81 = 93) has a payment id (BT-83) of 71#, 73# or 75# and its creditor."""
    return all(
        (means.remittance or "").startswith(_FIK) and len(means.account_id or "") == 8  # noqa: PLR2004 - the length of a creditor number
        for means in _means(facts)
        if means.code == "93"
    )


@rule("DK-R-011", path="payment_instructions.remittance")
def fik_has_instruction(_invoice: Invoice, facts: Facts) -> bool:
    """A FIK payment (BT-81 = 93) with 71# or 75# (BT-83) has 15 or 16 digits after it."""
    return _lengths_fit(facts, "93", _FIK_LONG, {18, 19})


def _lengths_fit(facts: Facts, code: str, prefixes: tuple[str, ...], lengths: set[int]) -> bool:
    return all(
        len(means.remittance or "") in lengths
        for means in _means(facts)
        if means.code == code and (means.remittance or "").startswith(prefixes)
    )
