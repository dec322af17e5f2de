"""Who trades with whom and how it is paid: what national rules turn on, worked out once."""

from __future__ import annotations

from typing import NamedTuple

from invoicekit.binding.codecs import bare
from invoicekit.model import Address, Party, PaymentMeans, TaxId, TaxTotal
from invoicekit.rules._facts import Facts

_NOWHERE = "??"
"""No country, and so no national rules."""

CREDIT_NOTES = frozenset({"81", "83", "261", "296", "308", "381", "396", "420", "458", "532"})
"""UNTDID 1001 codes of documents that are credit notes (EN 16931-3-2)."""


class Trade(NamedTuple):
    """The countries of a document; empty where they are not known.

    Attributes:
        supplier: By the VAT identifier of the seller, else of its representative, else the address.
        customer: By the VAT identifier of the buyer, else the address.
        seller: By the address alone, as `buyer` and `representative`.
        seller_of_record: By the seller's VAT identifier, else the address.
    """

    supplier: str
    customer: str
    seller: str
    buyer: str
    representative: str
    seller_of_record: str

    @property
    def german(self) -> bool:
        """Whether both addresses are in Germany."""
        return bare(self.seller).upper() == bare(self.buyer).upper() == "DE"

    @property
    def countries(self) -> frozenset[str]:
        """Every country of it, in capital letters."""
        written = [bare(each).upper() for each in (self.seller, self.buyer, self.representative)]
        return frozenset([self.supplier, self.customer, self.seller_of_record, *written])

    def both(self, *countries: str) -> bool:
        """Whether both addresses are in these countries."""
        return self.seller in countries and self.buyer in countries


def trade_of(facts: Facts) -> Trade:
    """Returns the countries of the document; ask with `facts.of(trade_of)`."""
    seller, buyer, agent = [
        _address_country(facts, name) for name in ("seller", "buyer", "tax_representative")
    ]
    own, theirs, others = [
        _vat_country(facts, name) for name in ("seller", "tax_representative", "buyer")
    ]
    return Trade(
        supplier=own or theirs or bare(seller).upper(),
        customer=others or bare(buyer).upper(),
        seller=seller,
        buyer=buyer,
        representative=agent,
        seller_of_record=own or bare(seller).upper(),
    )


def stands_in(facts: Facts, name: str, country: str) -> bool:
    """Returns whether an address of a party is in a country; a file may have several."""
    party: Party | None = getattr(facts.invoice, name)
    addresses = facts.each_of(party.address if party else None, f"{name}.address", Address)
    return any(each.country == country for each in addresses)


def vat_ids(party: Party | None) -> tuple[str, ...]:
    """Returns the VAT identifiers of a party with their prefixes, else as written."""
    if party is None:
        return ()
    return tuple(_prefixed(tax_id) for tax_id in party.tax_ids if tax_id.kind == "vat")


def seller_tax_ids(facts: Facts) -> tuple[TaxId, ...]:
    """Returns the seller's tax numbers, without those of a scheme that says nothing."""
    seller, other = facts.invoice.seller, facts.source.other
    if seller is None or not other:
        return () if seller is None else seller.tax_ids
    return tuple(
        tax_id
        for index, tax_id in enumerate(seller.tax_ids)
        if f"seller.tax_ids[{index}]" not in other
    )


def is_credit_note(facts: Facts) -> bool:
    """Returns whether it is a credit note: by the file's root, else by the type (BT-3)."""
    root = facts.source.root
    if facts.source.syntax == "ubl" and root:
        return root == "CreditNote"
    return facts.invoice.type_code in CREDIT_NOTES


def payments_of(facts: Facts) -> tuple[PaymentMeans, ...]:
    """Returns each way to pay: as the file has them, else one an account (BG-17)."""
    if facts.sights.payments is not None:
        return facts.sights.payments
    given = facts.invoice.payment_instructions
    if given is None:
        return ()
    debit = given.direct_debit
    return tuple(
        PaymentMeans(
            code=given.means_code,
            remittance=given.remittance,
            account=account is not None,
            account_id=account.id if account else None,
            bic=account.bic if account else None,
            card=given.card is not None,
            mandate=debit is not None,
            mandate_id=debit.mandate_id if debit else None,
            creditor_id=debit.creditor_id if debit else None,
            debited_account=debit.debited_account if debit else None,
        )
        for account in given.accounts or (None,)
    )


def tax_totals_of(facts: Facts) -> tuple[TaxTotal, ...]:
    """Returns each total of VAT: as the file has them, else by the document's totals (BG-22)."""
    if facts.source.tax_totals is not None:
        return facts.source.tax_totals
    invoice, totals = facts.invoice, facts.invoice.totals
    found = []
    vat = totals.vat if totals else None
    if vat is not None or invoice.vat_breakdown:
        found.append(TaxTotal(vat, invoice.currency, detailed=True))
    if totals and totals.vat_in_vat_currency is not None:
        found.append(TaxTotal(totals.vat_in_vat_currency, invoice.vat_currency, detailed=False))
    return tuple(found)


def _address_country(facts: Facts, name: str) -> str:
    """Returns the country of a party's address; of two, nobody knows.

    Some of the published rules compare it as written: among blanks it is none that they know.
    """
    party: Party | None = getattr(facts.invoice, name)
    country = (party.address.country or "") if party and party.address else ""
    if facts.mode != "official":
        return country
    if f"{name}.address" in facts.source.extra:
        return _NOWHERE
    return f" {country}" if f"{name}.address.country" in facts.source.padded else country


def vat_ids_of(facts: Facts, name: str) -> tuple[str, ...]:
    """Returns the VAT identifiers of a party by name, as the rules that judge look for them."""
    published = facts.sights.vat_ids if facts.mode == "official" else None
    if published is not None:
        return published.get(name, ())
    party: Party | None = getattr(facts.invoice, name)
    return vat_ids(party)


def _vat_country(facts: Facts, name: str) -> str:
    found = vat_ids_of(facts, name)
    if len(found) > 1 and facts.mode == "official":
        return _NOWHERE  # the published rules cannot tell the country of two
    first = next(filter(None, found), "")
    return bare(first[:2]).upper()


def _prefixed(tax_id: TaxId) -> str:
    value = tax_id.value
    if not tax_id.country or value[:2].isalpha():
        return value
    return {"GR": "EL"}.get(tax_id.country, tax_id.country) + value
