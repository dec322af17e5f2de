"""Parties, addresses and identifiers in UBL."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from invoicekit.binding import Shape, Table, at, code, custom, each, mapped, one
from invoicekit.jurisdiction.eu import MEMBERS
from invoicekit.model import Party, TaxId

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

_SCHEME = mapped({"VAT": "vat", "vat": "vat", "TAX": "tax"}, other="tax")
_TAX_ID = Table(
    at("cbc:CompanyID", "value"),
    at("cac:TaxScheme/cbc:ID", "kind", _SCHEME),
)
_PREFIXES = {country: country for country in MEMBERS} | {"EL": "GR", "XI": "GB", "GB": "GB"}
"""VAT prefix → country (Council Directive 2006/112/EC, article 215)."""


def _read_tax_id(found: dict[str, Any]) -> dict[str, Any]:
    found.setdefault("kind", "tax")  # without a scheme nothing says that it is VAT's
    value = found.get("value")
    country = _PREFIXES.get(value[:2].upper()) if value else None
    if found["kind"] == "vat" and country:
        found["country"] = country
    return found


def _write_tax_id(tax_id: TaxId) -> object:
    value = tax_id.value
    if tax_id.kind == "vat" and tax_id.country and not value[:2].isalpha():
        value = Party(tax_ids=(tax_id,)).vat_id or value
    return SimpleNamespace(value=value, kind=tax_id.kind)


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
