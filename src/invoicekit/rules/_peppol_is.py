"""Peppol's rules for Icelandic suppliers.

Source: Peppol BIS Billing 3.0, release 3.0.19, national rules of Iceland.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from invoicekit.binding.codecs import bare
from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import Invoice, Party
from invoicekit.rules._facts import Facts
from invoicekit.rules._trade import is_credit_note, payments_of, trade_of

_ICELAND = "IS"
_KENNITALA = "0196"
_KINDS = frozenset({"380", "381"})
_ACCOUNT_LENGTH = 12
_FINAL_DUE = "EINDAGI"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _icelandic(facts: Facts) -> bool:
    return facts.of(trade_of).seller == _ICELAND


RULES = RuleSet("peppol.is", applies=_icelandic, countries=frozenset({_ICELAND}))
rule = RULES.rule


@rule("IS-R-001", Severity.WARNING, path="type_code")
def kind_is_plain(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """An Icelandic seller uses the type codes (BT-3) 380 and 381."""
    found = bare(invoice.type_code or "")
    return not _icelandic(facts) or found in _KINDS or Mismatch(_KINDS, found)


@rule("IS-R-002", path="seller.registration_id")
def seller_has_kennitala(invoice: Invoice, facts: Facts) -> bool:
    """An Icelandic seller gives its kennitala as registration (BT-30, scheme 0196)."""
    return not _icelandic(facts) or _has_kennitala(invoice.seller)


@rule("IS-R-003", path="seller.address")
def seller_has_street(invoice: Invoice, facts: Facts) -> bool:
    """An Icelandic seller gives street (BT-35) and post code (BT-38)."""
    return not _icelandic(facts) or _has_street(invoice.seller, "seller", facts)


@rule("IS-R-004", path="buyer.registration_id")
def buyer_has_kennitala(invoice: Invoice, facts: Facts) -> bool:
    """Between Icelanders the buyer's kennitala is given (BT-47, scheme 0196)."""
    return not facts.of(trade_of).both(_ICELAND) or _has_kennitala(invoice.buyer)


@rule("IS-R-005", path="buyer.address")
def buyer_has_street(invoice: Invoice, facts: Facts) -> bool:
    """Between Icelanders the buyer's street (BT-50) and post code (BT-53) are given."""
    return not facts.of(trade_of).both(_ICELAND) or _has_street(invoice.buyer, "buyer", facts)


@rule("IS-R-006", path="payment_instructions.accounts")
def claim_has_account(_invoice: Invoice, facts: Facts) -> bool:
    """An Icelandic claim (BT-81 = 9) has an account (BT-84) of 12 digits."""
    return _accounts_fit(facts, "9")


@rule("IS-R-007", path="payment_instructions.accounts")
def transfer_has_account(_invoice: Invoice, facts: Facts) -> bool:
    """An Icelandic transfer (BT-81 = 42) has an account (BT-84) of 12 digits."""
    return _accounts_fit(facts, "42")


@rule("IS-R-008", path="attachments")
def final_due_date_has_form(invoice: Invoice, facts: Facts) -> bool:
    """The final due date of an Icelandic seller (BT-122 described as EINDAGI) is YYYY-MM-DD."""
    return not _icelandic(facts) or all(map(_is_date, _final_due_dates(invoice)))


@rule("IS-R-009", path="due_date")
def final_due_date_beside_due_date(invoice: Invoice, facts: Facts) -> bool:
    """Beside a final due date (EINDAGI) an Icelandic seller gives the due date (BT-9)."""
    final = any(True for _ in _final_due_dates(invoice))
    return not _icelandic(facts) or not final or _due_date(invoice, facts) is not None


@rule("IS-R-010", path="attachments")
def final_due_date_is_later(invoice: Invoice, facts: Facts) -> bool:
    """The final due date (EINDAGI) of an Icelandic seller is not before the due date (BT-9)."""
    final = [*_final_due_dates(invoice)]
    if not _icelandic(facts) or not final:
        return True
    due = _due_date(invoice, facts)
    return due is not None and any(due.isoformat() <= text for text in final)


def _due_date(invoice: Invoice, facts: Facts) -> date | None:
    """Returns the due date where the published rules look for it: an element of invoices only."""
    hidden = facts.mode == "official" and is_credit_note(facts)
    return None if hidden else invoice.due_date


def _final_due_dates(invoice: Invoice) -> Iterator[str]:
    return (each.id or "" for each in invoice.attachments if each.description == _FINAL_DUE)


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _accounts_fit(facts: Facts, code: str) -> bool:
    if not _icelandic(facts):
        return True
    return all(
        len(bare(means.account_id or "")) == _ACCOUNT_LENGTH
        for means in facts.of(payments_of)
        if means.code == code
    )


def _has_kennitala(party: Party | None) -> bool:
    registered = party.registration_id if party else None
    return registered is not None and registered.scheme == _KENNITALA


def _has_street(party: Party | None, name: str, facts: Facts) -> bool:
    address = party.address if party else None
    return address is not None and all(
        facts.there(getattr(address, field), f"{name}.address.{field}")
        for field in ("line1", "postcode")
    )
