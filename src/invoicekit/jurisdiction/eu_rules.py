"""What the Union's law asks of every member's invoices beside the rules of EN 16931.

Members with a file of their own take `EU_RULES` and say themselves what a seller names itself by.
"""

from __future__ import annotations

from invoicekit.findings import RuleSet, Severity
from invoicekit.jurisdiction.eu import CURRENCIES, MEMBERS
from invoicekit.model.invoice import Invoice
from invoicekit.money import ZERO

EURO = "EUR"

EU_RULES = RuleSet("eu")


@EU_RULES.rule("EU-01", Severity.WARNING, path="vat_currency")
def vat_is_given_in_the_national_currency(invoice: Invoice) -> bool:
    """VAT (BT-110) is in the currency of the seller's country, if only beside another one (BT-6).

    Directive 2006/112/EC, article 230.
    """
    country = invoice.seller.country if invoice.seller else None
    if country not in MEMBERS or not charges_vat(invoice):
        return True
    return CURRENCIES.get(country, EURO) in {invoice.currency, invoice.vat_currency}


MEMBER_RULES = RuleSet("eu-member", extends=(EU_RULES,))


@MEMBER_RULES.rule("EU-02", path="seller.tax_ids")
def seller_who_charges_vat_names_its_number(invoice: Invoice) -> bool:
    """A seller that charges VAT (BT-110) gives its VAT identifier (BT-31) or tax number (BT-32).

    Directive 2006/112/EC, articles 226 (3) and 226b.
    """
    return invoice.seller is None or bool(invoice.seller.tax_ids) or not charges_vat(invoice)


def charges_vat(invoice: Invoice) -> bool:
    """Returns whether the invoice bears an amount of VAT."""
    vat = invoice.totals.vat if invoice.totals else None
    return vat is not None and vat != ZERO
