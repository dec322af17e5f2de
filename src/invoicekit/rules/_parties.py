"""Rules of parties, their addresses, tax numbers and accounts."""

from __future__ import annotations

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.identifiers import check_iban, check_tax_id
from invoicekit.model import BankAccount, Invoice, Party, PaymentInstructions, Supply, TaxId
from invoicekit.rules._facts import Facts

RULES = RuleSet("core.parties")
rule = RULES.rule

_TRANSFERS = frozenset({"30", "58"})
_IBAN_LENGTHS = range(15, 35)


@rule("BR-06", path="seller.name")
def seller_has_name(invoice: Invoice) -> bool:
    """An invoice names its seller (BT-27)."""
    return invoice.seller is not None and bool(invoice.seller.name)


@rule("BR-07", path="buyer.name")
def buyer_has_name(invoice: Invoice) -> bool:
    """An invoice names its buyer (BT-44)."""
    return invoice.buyer is not None and bool(invoice.buyer.name)


@rule("IK-PARTY-1", path="seller.address.country")
def seller_has_country(invoice: Invoice) -> bool:
    """The seller's country (BT-40) is known, from the address or a tax number."""
    return invoice.seller is None or _country(invoice.seller) is not None


@rule("IK-PARTY-2", Severity.WARNING, path="buyer.address.country")
def buyer_has_country(invoice: Invoice) -> bool:
    """The buyer's country (BT-55) is known, from the address or a tax number."""
    return invoice.buyer is None or _country(invoice.buyer) is not None


@rule("BR-09", path="seller.address.country")
def seller_address_has_country(invoice: Invoice) -> bool:
    """A seller's address (BG-5) has a country code (BT-40)."""
    return _address_has_country(invoice.seller)


@rule("BR-11", path="buyer.address.country")
def buyer_address_has_country(invoice: Invoice) -> bool:
    """A buyer's address (BG-8) has a country code (BT-55)."""
    return _address_has_country(invoice.buyer)


@rule("BR-57", path="address.country")
def supply_address_has_country(supply: Supply) -> bool:
    """The address supplied to (BG-15) has a country code (BT-80)."""
    return supply.address is None or bool(supply.address.country)


@rule("BR-17", path="payee.name")
def payee_has_another_name(invoice: Invoice) -> bool:
    """A payee (BG-10) is named (BT-59), and is another one than the seller (BT-27)."""
    payee, seller = invoice.payee, invoice.seller
    if payee is None:
        return True
    return bool(payee.name) and (seller is None or payee.name != seller.name)


@rule("BR-18", path="tax_representative.name")
def representative_has_name(invoice: Invoice) -> bool:
    """A tax representative (BG-11) is named (BT-62)."""
    return invoice.tax_representative is None or bool(invoice.tax_representative.name)


@rule("BR-19", path="tax_representative.address")
def representative_has_address(invoice: Invoice) -> bool:
    """A tax representative (BG-11) has an address (BG-12)."""
    return invoice.tax_representative is None or invoice.tax_representative.address is not None


@rule("BR-20", path="tax_representative.address.country")
def representative_address_has_country(invoice: Invoice) -> bool:
    """A tax representative's address (BG-12) has a country code (BT-69)."""
    return _address_has_country(invoice.tax_representative)


@rule("BR-56", path="tax_representative.tax_ids")
def representative_has_vat_id(invoice: Invoice, facts: Facts) -> bool:
    """A tax representative (BG-11) gives a VAT identifier (BT-63)."""
    return invoice.tax_representative is None or facts.representative_vat_id is not None


@rule("IK-ID-1", path="value")
def tax_id_is_well_formed(tax_id: TaxId) -> bool | Mismatch:
    """A tax number (BT-31, BT-32, BT-48) is well-formed, check digits included."""
    if tax_id.country is None:
        return True
    outcome = check_tax_id(tax_id.country, tax_id.value, tax_id.kind)
    return outcome.valid or Mismatch(outcome.reason, tax_id.value)


@rule("IK-ID-2", path="id")
def iban_is_right(account: BankAccount) -> bool:
    """An account number written as an IBAN (BT-84) has its length and check digits."""
    return account.id is None or not _looks_like_iban(account.id) or check_iban(account.id)


@rule("BR-49", path="means_code")
def payment_means_given(payment: PaymentInstructions, facts: Facts) -> bool:
    """Payment instructions (BG-16) say by which means (BT-81)."""
    return facts.given(payment, "BT-81")


@rule("BR-50", path="id")
def account_has_number(account: BankAccount, facts: Facts) -> bool:
    """An account to pay to (BG-17) has its number (BT-84)."""
    return facts.given(account, "BT-84")


@rule("BR-61", path="accounts")
def transfer_names_account(payment: PaymentInstructions) -> bool:
    """Who asks for a credit transfer (BT-81 = 30, 58) names an account (BT-84)."""
    return payment.means_code not in _TRANSFERS or bool(payment.accounts)


@rule("BR-51", Severity.WARNING, path="card.number")
def card_number_is_cut(payment: PaymentInstructions) -> bool:
    """Of a card number (BT-87) no more than ten digits are shown."""
    card = payment.card
    return card is None or card.number is None or sum(map(str.isdigit, card.number)) <= 10  # noqa: PLR2004 - first six, last four


def _address_has_country(party: Party | None) -> bool:
    return party is None or party.address is None or bool(party.address.country)


def _country(party: Party) -> str | None:
    if party.address is not None and party.address.country:
        return party.address.country
    return next((tax_id.country for tax_id in party.tax_ids if tax_id.country), None)


def _looks_like_iban(text: str) -> bool:
    plain = text.replace(" ", "")
    return len(plain) in _IBAN_LENGTHS and plain[:2].isalpha() and plain[2:4].isdigit()
