"""Payment as the published rules judge it: each payment means of the file on its own.

Source: EN 16931 validation artefacts 1.3.16, UBL and CII.
"""

from __future__ import annotations

from invoicekit.findings import RuleSet
from invoicekit.model import Invoice, PaymentMeans
from invoicekit.rules import _parties
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import published

RULES = RuleSet("en16931.published.payment")
publish = published(RULES, _parties.RULES)

_TRANSFERS = frozenset({"30", "58"})
_SHOWN_DIGITS = 10


def means(facts: Facts) -> tuple[PaymentMeans, ...]:
    """Returns each payment means: the file's, or what the document would be written as."""
    if facts.source.payments is not None:
        return facts.source.payments
    given = facts.invoice.payment_instructions
    if given is None:
        return ()
    return tuple(
        PaymentMeans(
            code=given.means_code,
            account=account is not None,
            account_id=account.id if account is not None else None,
        )
        for account in given.accounts or (None,)
    )


@publish("BR-49", path="payment_instructions.means_code")
def payment_means_given(_invoice: Invoice, facts: Facts) -> bool:
    """Each."""
    path = "payment_instructions.means_code"
    return all(each.code is not None for each in facts.of(means)) or facts.there(None, path)


@publish("BR-50", path="payment_instructions.accounts")
def account_has_number(_invoice: Invoice, facts: Facts) -> bool:
    """Not blank, where a transfer (30, 58) is asked for."""
    return all(
        bool(each.account_id and each.account_id.strip())
        for each in facts.of(means)
        if each.account and each.code in _TRANSFERS
    )


@publish("BR-61", path="payment_instructions.accounts")
def transfer_names_account(_invoice: Invoice, facts: Facts) -> bool:
    """An element at all."""
    present = facts.source.present
    return all(
        each.account_id is not None or f"payment_instructions.accounts[{index}].id" in present
        for index, each in enumerate(facts.of(means))
        if each.code in _TRANSFERS
    )


@publish("BR-51", path="payment_instructions.card.number")
def card_number_is_cut(invoice: Invoice, _facts: Facts) -> bool:
    """At most ten signs."""
    payment = invoice.payment_instructions
    number = payment.card.number if payment is not None and payment.card is not None else None
    return len(" ".join((number or "").split())) <= _SHOWN_DIGITS
