"""The payment block: accounts, mandate, card, and the QR code a banking app reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from invoicekit.money import plain, quantum, round_to
from invoicekit.renderers._plain import one_line
from invoicekit.renderers._qr import svg
from invoicekit.renderers._view import PaymentView, Row

if TYPE_CHECKING:
    from invoicekit.model.invoice import Invoice, PaymentInstructions
    from invoicekit.model.party import BankAccount
    from invoicekit.renderers._language import Language

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_DEBITS = frozenset({"49", "59"})
_CARDS = frozenset({"48", "54", "55"})
_NAME_LENGTH, _REMITTANCE_LENGTH = 70, 140
_MOST = Decimal("999999999.99")


def grouped_iban(account: str) -> str:
    """Returns an IBAN in groups of four, another account number as it is."""
    bare = _bare(account)
    if not _IBAN.fullmatch(bare):
        return account
    return " ".join(bare[i : i + 4] for i in range(0, len(bare), 4))


def _bare(account: str) -> str:
    return re.sub(r"\s", "", account).upper()


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """What a payment QR code says: whom, where to, how much, what for."""

    name: str
    iban: str
    bic: str
    amount: Decimal
    remittance: str

    def payload(self) -> str:
        """Returns the text of the QR code.

        Source: EPC069-12 version 3.1, "Quick Response Code: Guidelines to enable data capture for
        the initiation of a SEPA credit transfer": version 002, UTF-8, lines ended by LF, no line
        after the last that has content.
        """
        amount = plain(round_to(self.amount, quantum("EUR")))
        name = one_line(self.name)[:_NAME_LENGTH]
        remittance = one_line(self.remittance)[:_REMITTANCE_LENGTH]
        lines = ["BCD", "002", "1", "SCT", self.bic, name, self.iban, f"EUR{amount}"]
        return "\n".join([*lines, "", "", remittance]).rstrip("\n")


def payment_view(invoice: Invoice, language: Language) -> PaymentView | None:
    """Returns how to pay, None for credit notes and where no instruction is given."""
    given = invoice.payment_instructions
    if given is None or invoice.is_credit:
        return None
    title = payment_title(given)
    rows = [*account_rows(given.accounts, language), *_other_rows(given, language)]
    remittance = given.remittance or invoice.number
    if remittance and title != "pay_by_card":
        rows.append(Row(language.label("remittance"), remittance, strong=True))
    if given.means_text:
        rows.insert(0, Row(language.label("payment"), given.means_text))
    if not rows:
        return None
    payload = qr_payload(invoice)
    picture = svg(payload) if payload else ""
    hint = language.label("scan") if picture else ""
    return PaymentView(
        language.label(title), hint, tuple(rows), picture, payload if picture else ""
    )


def payment_title(given: PaymentInstructions) -> str:
    """Returns the label of how it is paid, such as `pay_by_transfer`."""
    if given.direct_debit or given.means_code in _DEBITS:
        return "pay_by_debit"
    if given.card or given.means_code in _CARDS:
        return "pay_by_card"
    return "pay_by_transfer" if given.accounts else "payment"


def account_rows(accounts: Iterable[BankAccount], language: Language) -> list[Row]:
    """Returns the accounts to pay to: holder, number, bank."""
    rows: list[Row] = []
    for account in accounts:
        number = grouped_iban(account.id or "")
        label = "iban" if _IBAN.fullmatch(_bare(number)) else "account"
        fields = (
            ("account_holder", account.name),
            (label, number),
            ("bic", account.bic),
            ("bank", account.bank_name),
        )
        rows += [Row(language.label(key), value) for key, value in fields if value]
    return rows


def _other_rows(given: PaymentInstructions, language: Language) -> list[Row]:
    debit, card = given.direct_debit, given.card
    fields: list[tuple[str, str | None]] = []
    if debit is not None:
        fields += [("mandate", debit.mandate_id), ("creditor_id", debit.creditor_id)]
        fields.append(("debited_account", grouped_iban(debit.debited_account or "")))
    if card is not None:
        fields += [("card", card.number), ("account_holder", card.holder)]
    return [Row(language.label(key), value) for key, value in fields if value]


def qr_payload(invoice: Invoice) -> str:
    """Returns the text of the payment QR code, empty where the document can have none.

    It needs euros to transfer, an IBAN and a number; a debit or a card payment has none.
    """
    given, amount = invoice.payment_instructions, _amount(invoice)
    if given is None or payment_title(given) != "pay_by_transfer" or invoice.is_credit:
        return ""
    account = next((a for a in given.accounts if _IBAN.fullmatch(_bare(a.id or ""))), None)
    name = _receiver(invoice, account)
    if account is None or not name or not invoice.number or invoice.currency != "EUR":
        return ""
    if not Decimal("0.01") <= amount <= _MOST:
        return ""
    return CreditTransfer(
        name,
        _bare(account.id or ""),
        _bare(account.bic or ""),
        amount,
        given.remittance or invoice.number,
    ).payload()


def _amount(invoice: Invoice) -> Decimal:
    return (invoice.totals and invoice.totals.amount_due) or Decimal(0)


def _receiver(invoice: Invoice, account: BankAccount | None) -> str:
    names = (account and account.name, invoice.payee and invoice.payee.name)
    return next((name for name in names if name), (invoice.seller and invoice.seller.name) or "")
