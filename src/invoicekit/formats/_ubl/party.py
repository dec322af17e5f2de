"""Parties, addresses and identifiers in UBL."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from invoicekit.binding import Shape, Table, at, bare, code, custom, each, one
from invoicekit.formats._tax_ids import read_tax_id, tax_id_in_file
from invoicekit.model import TaxId

IDENTIFIER = Table(at(".", "value"), at("@schemeID", "scheme"))

ADDRESS = Table(
    at("cbc:StreetName", "line1"),
    at("cbc:AdditionalStreetName", "line2"),
    at("cbc:CityName", "city"),
    at("cbc:PostalZone", "postcode"),
    at("cbc:CountrySubentity", "region"),
    at("cac:AddressLine/cbc:Line", "line3"),
    at("cac:Country/cbc:IdentificationCode", "country", code),
)

_KINDS = {"VAT": "vat", "vat": "vat", "TAX": "tax"}
_SCHEMES = {"vat": "VAT", "tax": "TAX"}
"""Kind of tax number → what UBL calls the tax, unless it is given."""
_TAX_ID = Table(
    at("cbc:CompanyID", "value"),
    at("cac:TaxScheme/cbc:ID", "kind"),
)


def _read_tax_id(found: dict[str, Any]) -> dict[str, Any]:
    if "kind" in found:
        found.setdefault("value", "")  # a scheme alone is a tax number, though an empty one
    scheme = bare(found.get("kind", "TAX"))  # without one nothing says that it is VAT's
    found["kind"] = _KINDS.get(scheme, "tax")
    if scheme != _SCHEMES[found["kind"]]:
        found["scheme"] = scheme
    return read_tax_id(found)


def _write_tax_id(tax_id: TaxId) -> object:
    scheme = tax_id.scheme or _SCHEMES[tax_id.kind]
    return SimpleNamespace(value=tax_id_in_file(tax_id), kind=scheme)


_TAX_IDS = custom(
    "cac:PartyTaxScheme", "tax_ids", _TAX_ID, Shape(_read_tax_id, _write_tax_id), many=True
)

CONTACT = Table(
    at("cbc:Name", "name"), at("cbc:Telephone", "phone"), at("cbc:ElectronicMail", "email")
)

PARTY = Table(
    one("cbc:EndpointID", "electronic_address", IDENTIFIER),
    each("cac:PartyIdentification/cbc:ID", "identifiers", IDENTIFIER),
    at("cac:PartyName/cbc:Name", "trading_name"),
    one("cac:PostalAddress", "address", ADDRESS),
    _TAX_IDS,
    at("cac:PartyLegalEntity/cbc:RegistrationName", "name"),
    one("cac:PartyLegalEntity/cbc:CompanyID", "registration_id", IDENTIFIER),
    at("cac:PartyLegalEntity/cbc:CompanyLegalForm", "legal_form"),
    one("cac:Contact", "contact", CONTACT),
)
"""The seller (BG-4) and the buyer (BG-7)."""

NAMED_PARTY = Table(
    each("cac:PartyIdentification/cbc:ID", "identifiers", IDENTIFIER),
    at("cac:PartyName/cbc:Name", "name"),
    one("cac:PostalAddress", "address", ADDRESS),
    _TAX_IDS,
    one("cac:PartyLegalEntity/cbc:CompanyID", "registration_id", IDENTIFIER),
)
"""The payee (BG-10) and the tax representative (BG-11), whose name is their only one."""
