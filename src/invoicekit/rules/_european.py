"""What the European standard asks beyond the core: EN 16931-1:2017+A1:2019, clause 6.4."""

from decimal import Decimal

from invoicekit.codelists import codes
from invoicekit.findings import Mismatch, RuleSet
from invoicekit.model import (
    Allowance,
    Attachment,
    Attribute,
    Charge,
    Classification,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    LineAllowance,
    LineCharge,
    Party,
    TaxId,
)
from invoicekit.money import plain
from invoicekit.rules import issued
from invoicekit.rules._codes import AMOUNTS
from invoicekit.rules._family import Check, speaking_of
from invoicekit.rules._vat_categories import PARTIES

RULES = RuleSet("en16931.meaning", extends=(issued.RULES, PARTIES))
"""The issued rules, and what only the European standard asks."""
rule = RULES.rule

_EAS = codes("electronic_address_schemes")
_ICD = codes("identifier_schemes")
_CENT = Decimal("0.01")
_ICD_OR_SEPA = _ICD | {"SEPA"}
_CLASSES = codes("item_classification_schemes")
_MEDIA = frozenset(
    {
        "application/pdf",
        "image/png",
        "image/jpeg",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    }
)


@rule("BR-08", path="seller.address")
def seller_has_address(invoice: Invoice) -> bool:
    """An invoice has the seller's address (BG-5)."""
    return invoice.seller is not None and invoice.seller.address is not None


@rule("BR-10", path="buyer.address")
def buyer_has_address(invoice: Invoice) -> bool:
    """An invoice has the buyer's address (BG-8)."""
    return invoice.buyer is not None and invoice.buyer.address is not None


@rule("BR-22", path="quantity")
def line_has_quantity(line: InvoiceLine) -> bool:
    """A line (BG-25) has an invoiced quantity (BT-129)."""
    return line.quantity is not None


@rule("BR-23", path="unit")
def line_has_unit(line: InvoiceLine) -> bool:
    """A line (BG-25) has a unit of measure (BT-130)."""
    return bool(line.unit)


@rule("BR-26", path="price.net")
def line_has_price(line: InvoiceLine) -> bool:
    """A line (BG-25) has an item net price (BT-146)."""
    return line.price is not None and line.price.net is not None


@rule("BR-52", path="id")
def attachment_has_reference(attachment: Attachment) -> bool:
    """A supporting document (BG-24) has a reference (BT-122)."""
    return bool(attachment.id)


@rule("BR-54", path="value")
def attribute_is_complete(attribute: Attribute) -> bool:
    """An item attribute (BG-32) has a name (BT-160) and a value (BT-161)."""
    return bool(attribute.name) and bool(attribute.value)


@rule("BR-62", path="seller.electronic_address.scheme")
def seller_address_has_scheme(invoice: Invoice) -> bool:
    """The seller's electronic address (BT-34) has a scheme."""
    return _electronic_address_has_scheme(invoice.seller)


@rule("BR-63", path="buyer.electronic_address.scheme")
def buyer_address_has_scheme(invoice: Invoice) -> bool:
    """The buyer's electronic address (BT-49) has a scheme."""
    return _electronic_address_has_scheme(invoice.buyer)


@rule("BR-64", path="standard_id.scheme")
def standard_id_has_scheme(item: Item) -> bool:
    """An item's standard identifier (BT-157) has a scheme."""
    return item.standard_id is None or bool(item.standard_id.scheme)


@rule("BR-65", path="scheme")
def classification_has_scheme(classification: Classification) -> bool:
    """An item's classification (BT-158) names its scheme."""
    return bool(classification.scheme)


@rule("BR-CO-09", path="value")
def vat_id_has_prefix(tax_id: TaxId) -> bool:
    """A VAT identifier (BT-31, BT-48, BT-63) tells its country, by prefix or beside it."""
    return tax_id.kind != "vat" or bool(tax_id.country) or tax_id.value[:2].isalpha()


@rule("BR-CO-26", path="seller")
def seller_is_identified(invoice: Invoice) -> bool:
    """The seller has an identifier (BT-29), a registration (BT-30) or a VAT identifier (BT-31)."""
    seller = invoice.seller
    if seller is None:
        return True
    vat = any(tax_id.kind == "vat" for tax_id in seller.tax_ids)
    return vat or bool(seller.identifiers) or seller.registration_id is not None


@rule("BR-CL-10", path="identifiers")
def party_schemes_are_known(party: Party) -> bool:
    """The scheme of a party's identifier (BT-29, BT-46) is an ISO 6523 code."""
    return all(each.scheme is None or each.scheme in _ICD_OR_SEPA for each in party.identifiers)


@rule("BR-CL-11", path="registration_id.scheme")
def registration_scheme_is_known(party: Party) -> bool:
    """The scheme of a registration (BT-30, BT-47) is an ISO 6523 code."""
    return _known(party.registration_id, _ICD)


@rule("BR-CL-13", path="scheme")
def classification_scheme_is_known(classification: Classification) -> bool:
    """The scheme of a classification (BT-158) is of UNTDID 7143."""
    return classification.scheme is None or classification.scheme in _CLASSES


@rule("BR-CL-21", path="standard_id.scheme")
def standard_id_scheme_is_known(item: Item) -> bool:
    """The scheme of an item's standard identifier (BT-157) is an ISO 6523 code."""
    return _known(item.standard_id, _ICD)


@rule("BR-CL-24", path="mime_type")
def media_type_is_allowed(attachment: Attachment) -> bool:
    """An attached document (BT-125) is PDF, PNG, JPEG, CSV or a spreadsheet."""
    return attachment.mime_type is None or attachment.mime_type in _MEDIA


@rule("BR-CL-25", path="electronic_address.scheme")
def electronic_address_scheme_is_known(party: Party) -> bool:
    """The scheme of an electronic address (BT-34, BT-49) is on the EAS list."""
    return _known(party.electronic_address, _EAS)


_REASONS: tuple[tuple[type, str, str, str], ...] = (
    (Allowance, "33", "21", "document level allowance (BG-20) has a reason (BT-97, BT-98)"),
    (Charge, "38", "22", "document level charge (BG-21) has a reason (BT-104, BT-105)"),
    (LineAllowance, "42", "23", "line allowance (BG-27) has a reason (BT-139, BT-140)"),
    (LineCharge, "44", "24", "line charge (BG-28) has a reason (BT-144, BT-145)"),
)
"""Class, numbers of the BR- and of the BR-CO- rule, and what holds."""


def _has_reason(item: Allowance | Charge | LineAllowance | LineCharge) -> bool:
    return bool(item.reason or item.reason_code)


def _two_decimals(field: str) -> Check:
    def has_two_decimals(node: object) -> bool | Mismatch:
        amount = getattr(node, field)
        if amount is None or amount.same_quantum(_CENT):
            return True
        digits = len(plain(amount).partition(".")[2])
        return digits <= 2 or Mismatch(2, digits)  # noqa: PLR2004 - the standard's figure

    return has_two_decimals


for _kind, _br, _co, _holds in _REASONS:
    for _id in (f"BR-{_br}", f"BR-CO-{_co}"):
        rule(_id, path="reason", text=f"A {_holds}.")(speaking_of(_kind, _has_reason))
for _number, _kind, _field, _term in AMOUNTS:
    rule(
        f"BR-DEC-{_number}",
        path=_field,
        text=f"The amount ({_term}) is written with at most two decimals.",
    )(speaking_of(_kind, _two_decimals(_field)))


def _electronic_address_has_scheme(party: Party | None) -> bool:
    return (
        party is None or party.electronic_address is None or bool(party.electronic_address.scheme)
    )


def _known(identifier: Identifier | None, schemes: frozenset[str]) -> bool:
    return identifier is None or identifier.scheme is None or identifier.scheme in schemes
