"""The levels of Factur-X and ZUGFeRD 2: what each is called, and what of an invoice it carries.

Source: Factur-X 1.09 / ZUGFeRD 2.5, technical supplement. MINIMUM and BASIC WL are no invoices in
the sense of EN 16931 (they have no lines): they go beside the printed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

from invoicekit.model import Invoice, ThirdPartyPayment
from invoicekit.model.value import Value

V = TypeVar("V", bound=Value)

_EN = "urn:cen.eu:en16931:2017"
_HEAD = """
    number issue_date type_code currency buyer_reference business_process specification
    purchase_order_reference
"""
_MINIMUM = f"""
    {_HEAD}
    seller.name seller.registration_id seller.tax_ids seller.address.country
    buyer.name buyer.registration_id
    totals.without_vat totals.vat totals.with_vat totals.amount_due
"""
_PARTY = "name identifiers registration_id tax_ids electronic_address address"
_PARTIES = {
    "seller": f"{_PARTY} trading_name",
    "buyer": _PARTY,
    "payee": "name identifiers registration_id",
    "tax_representative": "name tax_ids address",
}
_NAMED = " ".join(
    f"{party}.{field}" for party, fields in _PARTIES.items() for field in fields.split()
)
_BASIC_WL = f"""
    {_HEAD} {_NAMED}
    contract_reference despatch_reference accounting_reference payment_terms due_date vat_currency
    notes preceding_invoices supply period allowances charges totals vat_breakdown
    payment_instructions.means_code payment_instructions.remittance
    payment_instructions.accounts.id payment_instructions.direct_debit
"""
_BASIC = f"""
    {_BASIC_WL}
    lines.id lines.note lines.quantity lines.unit lines.net_amount lines.period
    lines.allowances.amount lines.allowances.reason lines.allowances.reason_code
    lines.charges.amount lines.charges.reason lines.charges.reason_code
    lines.price lines.vat_category lines.vat_rate lines.item.name lines.item.standard_id
"""


@dataclass(frozen=True, slots=True)
class Level:
    """One level.

    Attributes:
        name: As in the XMP (`fx:ConformanceLevel`).
        specification: The identifier (BT-24).
        fields: What is carried, as paths; empty for all there is.
        relationship: AFRelationship of the file: `data` where it is only a part of the invoice.
        file_name: Of the XML in the PDF.
        extended: Whether it has places for lines below lines and payments of third parties.
        preceding: How many preceding invoices (BG-3) its schema has a place for, None for any.
    """

    name: str
    specification: str
    fields: frozenset[str] = frozenset()
    relationship: Literal["data", "alternative"] = "alternative"
    file_name: str = "factur-x.xml"
    extended: bool = False
    preceding: int | None = None

    def reduced(self, invoice: Invoice) -> Invoice:
        """Returns what of an invoice the level carries, under the level's identifier."""
        named = invoice.replace(specification=self.specification)
        if self.fields:
            return _reduced(named, self.fields, "")
        beyond: dict[str, object] = {
            "preceding_invoices": named.preceding_invoices[: self.preceding]
        }
        if named.third_party_payments:
            beyond["third_party_payments"] = self._third_parties(named)
        if not self.extended and any(line.lines for line in named.lines):
            beyond["lines"] = [line.replace(lines=()) for line in named.lines]
        return named.replace(**beyond)

    def _third_parties(self, invoice: Invoice) -> list[ThirdPartyPayment]:
        """Returns the payments of third parties; no level says of which kind they are."""
        given = invoice.third_party_payments if self.extended else ()
        return [each.replace(kind=None) for each in given]


def _level(
    name: str, specification: str, fields: str, relationship: Literal["data", "alternative"]
) -> Level:
    return Level(name, specification, frozenset(fields.split()), relationship)


MINIMUM = _level("MINIMUM", "urn:factur-x.eu:1p0:minimum", _MINIMUM, "data")
BASIC_WL = _level("BASIC WL", "urn:factur-x.eu:1p0:basicwl", _BASIC_WL, "data")
BASIC = _level("BASIC", f"{_EN}#compliant#urn:factur-x.eu:1p0:basic", _BASIC, "alternative")
EN_16931 = Level("EN 16931", _EN)
EXTENDED = Level("EXTENDED", f"{_EN}#conformant#urn:factur-x.eu:1p0:extended", extended=True)
XRECHNUNG = Level(
    "XRECHNUNG",
    f"{_EN}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
    file_name="xrechnung.xml",
    preceding=1,
)
LEVELS = (MINIMUM, BASIC_WL, BASIC, EN_16931, EXTENDED, XRECHNUNG)

_OLDER = {
    "urn:zugferd.de:2p0:minimum": MINIMUM,
    "urn:zugferd.de:2p0:basicwl": BASIC_WL,
    f"{_EN}#compliant#urn:zugferd.de:2p0:basic": BASIC,
    f"{_EN}:compliant:factur-x.eu:1p0:basic": BASIC,
    f"{_EN}#conformant#urn:zugferd.de:2p0:extended": EXTENDED,
    f"{_EN}:conformant:factur-x.eu:1p0:extended": EXTENDED,
}
"""Identifiers of ZUGFeRD 2.0 and of the first Factur-X."""


def level_of(specification: str | None) -> Level:
    """Returns the level of an identifier; EN 16931 for any other."""
    given = (specification or "").strip()
    known = {level.specification: level for level in LEVELS} | _OLDER
    if given in known:
        return known[given]
    return XRECHNUNG if ":xrechnung_" in given else EN_16931


def _reduced(value: V, fields: frozenset[str], path: str) -> V:
    """Returns the value with the fields that are listed, or that lead to one that is."""
    dropped: dict[str, object] = {}
    for name, field in type(value).model_fields.items():
        at = f"{path}.{name}" if path else name
        if at in fields:
            continue
        given = getattr(value, name)
        if any(each.startswith(f"{at}.") for each in fields):
            dropped[name] = _inner(given, fields, at)
        elif given not in {None, ()}:
            dropped[name] = field.get_default()
    return value.replace(**dropped)


def _inner(given: object, fields: frozenset[str], path: str) -> object:
    if isinstance(given, tuple):
        return tuple(_inner(each, fields, path) for each in given)
    return _reduced(given, fields, path) if isinstance(given, Value) else given
