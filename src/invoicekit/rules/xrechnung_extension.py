"""XRechnung's extension 3.0: lines below lines, payments of third parties, more codes.

What the extension widens is judged by its own rules, so those of EN 16931 only inform.

Source: XRechnung 3.0 Extension (KoSIT), schematron 2.5.
"""

from decimal import Decimal
from typing import cast

from invoicekit.binding.codecs import bare
from invoicekit.codelists import codes
from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import (
    Attachment,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    Party,
    SubInvoiceLine,
    Supply,
    ThirdPartyPayment,
    Totals,
)
from invoicekit.money import ZERO, add, plain, round_to
from invoicekit.rules import xrechnung
from invoicekit.rules._facts import Facts

_NOT_IN_CII = frozenset(f"BR-DEX-{number}" for number in range(9, 15))
"""Payments of third parties, which the official rules look for in UBL alone."""

RULES = RuleSet(
    "xrechnung-extension",
    extends=(xrechnung.RULES,),
    severities={
        "BR-CL-10": Severity.INFORMATION,
        "BR-CL-11": Severity.INFORMATION,
        "BR-CL-21": Severity.INFORMATION,
        "BR-CL-24": Severity.INFORMATION,
        "BR-CL-25": Severity.INFORMATION,
        "BR-CL-26": Severity.INFORMATION,
        "UBL-CR-470": Severity.INFORMATION,
        "UBL-CR-646": Severity.INFORMATION,
    },
    severities_in={
        "ubl": {"BR-CO-16": Severity.INFORMATION},
        "": {"BR-CO-16": Severity.INFORMATION},
    },
    unpublished={"cii": _NOT_IN_CII},
)
"""The rules of XRechnung, and those that the extension puts in the place of some."""
rule = RULES.rule

_DIGA = frozenset({"XR01", "XR02", "XR03"})
"""Schemes of digital health applications."""
_ICD = codes("identifier_schemes") | _DIGA
_EAS = codes("electronic_address_schemes") | _DIGA
_MEDIA = codes("mime_types") | {"application/xml"}
_CENT = Decimal("0.01")
_DECIMALS = 2


@rule("BR-DEX-01", path="mime_type")
def media_type_is_allowed(attachment: Attachment) -> bool | Mismatch:
    """An attached document (BT-125) has a media type of EN 16931, or application/xml."""
    found = attachment.mime_type
    return (attachment.data is None and found is None) or found in _MEDIA or Mismatch(_MEDIA, found)


@rule("BR-DEX-02", Severity.WARNING, path="net_amount")
def line_is_sum_of_its_lines(line: InvoiceLine | SubInvoiceLine) -> bool | Mismatch:
    """A line's net amount (BT-131) is the sum of the lines below it (BG-DEX-01)."""
    if not line.lines:
        return True
    expected = add(each.net_amount or ZERO for each in line.lines)
    return line.net_amount == expected or Mismatch(expected, line.net_amount)


@rule("BR-DEX-03", path="vat_category")
def line_below_has_vat(line: SubInvoiceLine, facts: Facts) -> bool:
    """A line below a line (BG-DEX-01) has one VAT category (BG-DEX-06)."""
    if facts.source.syntax == "ubl":
        return "sub line category" not in facts.sights.observed
    return line.item is None or line.vat_category is not None


@rule("BR-DEX-04", path="identifiers")
def party_schemes_are_known(party: Party) -> bool | Mismatch:
    """The scheme of a party's identifier (BT-29, BT-46, BT-60) is of ISO 6523, or XR01 to XR03."""
    strange = {each.scheme for each in party.identifiers if not _on(_ICD, each)}
    return not strange or Mismatch("a scheme of ISO 6523", strange)


@rule("BR-DEX-05", path="registration_id.scheme")
def registration_scheme_is_known(node: Invoice | Party, facts: Facts) -> bool | Mismatch:
    """The scheme of a registration (BT-30, BT-47, BT-61) is of ISO 6523, or XR01 to XR03."""
    if node is facts.invoice:  # CII has identifiers that should have no scheme
        strange = facts.sights.schemes - _ICD
        return not strange or Mismatch("a scheme of ISO 6523", strange)
    return _judged(_ICD, cast("Party", node).registration_id)


@rule("BR-DEX-06", path="standard_id.scheme")
def item_scheme_is_known(item: Item) -> bool | Mismatch:
    """The scheme of an item's standard identifier (BT-157) is of ISO 6523, or XR01 to XR03."""
    return _judged(_ICD, item.standard_id)


@rule("BR-DEX-07", path="electronic_address.scheme")
def address_scheme_is_known(party: Party) -> bool | Mismatch:
    """The scheme of an electronic address (BT-34, BT-49) is of the EAS list, or XR01 to XR03."""
    return _judged(_EAS, party.electronic_address)


@rule("BR-DEX-08", path="location_id.scheme")
def location_scheme_is_known(supply: Supply) -> bool | Mismatch:
    """The scheme of the place supplied to (BT-71) is of ISO 6523, or XR01 to XR03."""
    return _judged(_ICD, supply.location_id)


@rule("BR-DEX-09", path="amount_due")
def amount_due_counts_third_parties(totals: Totals, facts: Facts) -> bool | Mismatch:
    """Amount due (BT-115) = with VAT (BT-112) - paid (BT-113) + rounding + third parties' share."""
    if facts.source.syntax == "cii" or "totals" in facts.source.absent:
        return True
    if totals.amount_due is None or totals.with_vat is None:
        return facts.mode != "official"
    third = add(each.amount or ZERO for each in facts.invoice.third_party_payments)
    expected = add((totals.with_vat, -(totals.prepaid or ZERO), third))
    found = add((totals.amount_due, -(totals.rounding or ZERO)))
    return facts.same(round_to(found, _CENT), round_to(expected, _CENT))


@rule("BR-DEX-10", path="kind")
def third_party_payment_has_kind(payment: ThirdPartyPayment) -> bool:
    """A payment of a third party (BG-DEX-09) says of which kind it is (BT-DEX-001)."""
    return bool(bare(payment.kind or ""))


@rule("BR-DEX-11", path="amount")
def third_party_payment_has_amount(payment: ThirdPartyPayment) -> bool:
    """A payment of a third party (BG-DEX-09) has its amount (BT-DEX-002)."""
    return payment.amount is not None


@rule("BR-DEX-12", path="description")
def third_party_payment_is_described(payment: ThirdPartyPayment) -> bool:
    """A payment of a third party (BG-DEX-09) is described (BT-DEX-003)."""
    return bool(bare(payment.description or ""))


@rule("BR-DEX-13", path="amount")
def third_party_payment_is_in_cents(payment: ThirdPartyPayment) -> bool:
    """The amount of a third party (BT-DEX-002) is written with at most two decimals."""
    digits = plain(payment.amount).partition(".")[2] if payment.amount is not None else ""
    return len(digits) <= _DECIMALS


@rule("BR-DEX-14", path="currency")
def third_party_payment_has_currency(payment: ThirdPartyPayment, facts: Facts) -> bool | Mismatch:
    """The amount of a third party (BT-DEX-002) is in the invoice currency (BT-5)."""
    found = facts.currency if payment.currency is None else payment.currency
    return found == facts.currency or Mismatch(facts.currency, found)


@rule("BR-DEX-15", Severity.WARNING, path="lines")
def lines_stand_alone_in_cii(invoice: Invoice, facts: Facts) -> bool:
    """Lines below lines (BG-DEX-01) have no place in CII."""
    if facts.source.syntax != "cii":
        return True
    below = any(line.lines for line in invoice.lines)
    return not below and "lines below lines" not in facts.sights.observed


def _on(known: frozenset[str], identifier: Identifier) -> bool:
    return identifier.scheme is None or bare(identifier.scheme) in known


def _judged(known: frozenset[str], identifier: Identifier | None) -> bool | Mismatch:
    if identifier is None or _on(known, identifier):
        return True
    return Mismatch("a scheme of the list", identifier.scheme)
