"""What German rules ask of payment: accounts, cards, direct debits, and discounts for speed.

Source: XRechnung 3.0 (KoSIT), schematron 2.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from invoicekit.binding.codecs import bare
from invoicekit.findings import Severity
from invoicekit.model import Invoice, PaymentMeans
from invoicekit.rules._facts import Facts
from invoicekit.rules._trade import payments_of

_TRANSFERS = frozenset({"30", "58"})
_CARDS = frozenset({"48", "54", "55"})
_DEBITS = frozenset({"59"})
_SEPA_TRANSFER = frozenset({"58"})
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{0,30}")
_SPACE = re.compile(r"\s+")
_SKONTO_ROW = re.compile(
    r"#SKONTO#TAGE=[0-9]+#PROZENT=[0-9]+\.[0-9]{2}(?:#BASISBETRAG=-?[0-9]+\.[0-9]{2})?#\Z"
)
_LINES = re.compile(r"\r?\n")
_CODED = re.compile(r"#[^\n\r]+#")
_BREAK = re.compile(r"[ \t\r\n]*\n")

Check: TypeAlias = Callable[[Invoice, Facts], bool]
Row: TypeAlias = tuple[str, str, str, str, Check, Severity]


def is_iban(text: str | None) -> bool:
    """Returns whether a text is an IBAN by its check digits, whatever the country's length."""
    plain = _SPACE.sub("", text or "")
    if not _IBAN.fullmatch(plain):
        return False
    turned = plain[4:] + plain[:4]
    # a small letter is no letter here: its code counts from A too, as the published rules do
    return int("".join(str(ord(c) - (55 if c > "@" else 48)) for c in turned)) % 97 == 1


def skonto_fits(*, from_the_start: bool) -> Callable[[str], bool]:
    """Returns a predicate: do payment terms state discounts in the form that machines read?

    Args:
        from_the_start: Whether nothing may stand before the row's first sign.
    """
    matches = _SKONTO_ROW.match if from_the_start else _SKONTO_ROW.search

    def fits(terms: str) -> bool:
        if "#" not in terms:
            return True
        rows = [row for row in _LINES.split(terms) if row.lstrip().startswith("#")]
        if not rows:
            return True
        ends = _BREAK.match(_CODED.split(terms)[-1]) is not None
        return ends and all(matches(" ".join(row.split())) for row in rows)

    return fits


def _of(codes: frozenset[str], fits: Callable[[PaymentMeans], bool]) -> Check:
    def check(_invoice: Invoice, facts: Facts) -> bool:
        return all(
            fits(means) for means in facts.of(payments_of) if bare(means.code or "") in codes
        )

    return check


def _creditor_named(invoice: Invoice, facts: Facts) -> bool:
    given = invoice.payment_instructions
    debit = given.direct_debit if given else None
    named = bool(debit and debit.creditor_id)
    if debit is not None and facts.source.syntax == "cii":  # its parts alone stand in a file
        return named and bool(debit.mandate_id or debit.debited_account)
    return named or not any(means.mandate for means in facts.of(payments_of))


def _debited_account_named(invoice: Invoice, facts: Facts) -> bool:
    given = invoice.payment_instructions
    debit = given.direct_debit if given else None
    account = debit.debited_account if debit else None
    named = facts.there(account, "payment_instructions.direct_debit.debited_account")
    if debit is not None and facts.source.syntax == "cii":
        return named and bool(debit.mandate_id or debit.creditor_id)
    return named or not any(means.mandate for means in facts.of(payments_of))


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
ROWS: tuple[Row, ...] = (
    (
        "19",
        "",
        ".accounts",
        "a SEPA transfer (BT-81 = 58) goes to an IBAN (BT-84)",
        _of(_SEPA_TRANSFER, lambda means: is_iban(means.account_id)),
        _WARNING,
    ),
    (
        "20",
        "",
        ".direct_debit.debited_account",
        "a SEPA direct debit (BT-81 = 59) comes from an IBAN (BT-91)",
        _of(_DEBITS, lambda means: is_iban(means.debited_account)),
        _WARNING,
    ),
    (
        "23",
        "a",
        ".accounts",
        "a transfer (BT-81 = 30, 58) names an account (BG-17)",
        _of(_TRANSFERS, lambda means: means.account),
        _ERROR,
    ),
    (
        "23",
        "b",
        "",
        "a transfer (BT-81 = 30, 58) names neither card (BG-18) nor direct debit (BG-19)",
        _of(_TRANSFERS, lambda means: not means.card and not means.mandate),
        _ERROR,
    ),
    (
        "24",
        "a",
        ".card",
        "a payment by card (BT-81 = 48, 54, 55) names the card (BG-18)",
        _of(_CARDS, lambda means: means.card),
        _ERROR,
    ),
    (
        "24",
        "b",
        "",
        "a payment by card (BT-81 = 48, 54, 55) names no account (BG-17) nor direct debit (BG-19)",
        _of(_CARDS, lambda means: not means.account and not means.mandate),
        _ERROR,
    ),
    (
        "25",
        "a",
        ".direct_debit",
        "a direct debit (BT-81 = 59) names its mandate (BG-19)",
        _of(_DEBITS, lambda means: means.mandate),
        _ERROR,
    ),
    (
        "25",
        "b",
        "",
        "a direct debit (BT-81 = 59) names neither account to pay to (BG-17) nor card (BG-18)",
        _of(_DEBITS, lambda means: not means.account and not means.bank and not means.card),
        _ERROR,
    ),
    (
        "30",
        "",
        ".direct_debit.creditor_id",
        "a direct debit (BG-19) names the creditor's identifier (BT-90)",
        _creditor_named,
        _ERROR,
    ),
    (
        "31",
        "",
        ".direct_debit.debited_account",
        "a direct debit (BG-19) names the account debited (BT-91)",
        _debited_account_named,
        _ERROR,
    ),
)
"""Number, part, path below the instructions, what holds, its predicate, severity."""
