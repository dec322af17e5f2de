"""Seller and buyer between a 发票 and the model: one address, one phone, one account."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from invoicekit.jurisdiction.fapiao import address_text
from invoicekit.model import Address, BankAccount, Invoice, Party, TaxId
from invoicekit.model.checked import Checked

Record = dict[str, Any]

_PARTY = Checked(Party, ["name", "tax_ids", "address", "phone", "bank_accounts"])
_TAX_ID, _ADDRESS = Checked(TaxId, ["value", "country"]), Checked(Address, ["line1", "country"])
_ACCOUNT = Checked(BankAccount, ["id", "bank_name"])


def read_party(row: Record | None) -> Party | None:
    """Returns a party of texts; one with a tax number is in China."""
    if row is None:
        return None
    id, line1, account = row.get("id"), row.get("address"), row.get("account")
    country, bank = "CN" if id else None, row.get("bank")
    party = _PARTY.start.copy()
    party["name"], party["phone"] = row.get("name"), row.get("phone")
    if id:
        party["tax_ids"] = (_TAX_ID.one(value=id, country=country),)
    if line1:
        party["address"] = _ADDRESS.one(line1=line1, country=country)
    if account or bank:
        party["bank_accounts"] = (_ACCOUNT.one(id=account, bank_name=bank),)
    return _PARTY.each([party])[0]


def party_fields(
    party: Party | None, form: Invoice | None, handler: str | None = None
) -> SimpleNamespace | None:
    """Returns a party as the file has it.

    Args:
        party: Of the document.
        form: The document whose way to pay names the account, where the party has none; of the
            seller only.
        handler: 购方经办人.
    """
    if party is None and handler is None:
        return None
    party = party or Party()
    account = account_of(party, form)
    return SimpleNamespace(
        id=id_of(party),
        name=party.name,
        address=address_text(party.address) or None,
        phone=phone_of(party),
        bank=account.bank_name or account.name if account else None,
        account=account.id if account else None,
        handler=handler,
    )


def id_of(party: Party | None) -> str | None:
    """Returns the taxpayer number, None where there is none."""
    return party.tax_ids[0].value if party and party.tax_ids else None


def phone_of(party: Party) -> str | None:
    """Returns the phone: the party's own, else its contact's."""
    return party.phone or (party.contact.phone if party.contact else None)


def account_of(party: Party, form: Invoice | None = None) -> BankAccount | None:
    """Returns the account that is printed."""
    if party.bank_accounts:
        return party.bank_accounts[0]
    given = form.payment_instructions if form else None
    return given.accounts[0] if given and given.accounts else None
