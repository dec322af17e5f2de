"""Parties, addresses and identifiers in CII."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from invoicekit.binding import Row, Shape, Table, at, code, custom, one
from invoicekit.formats._tax_ids import read_tax_id, tax_id_in_file
from invoicekit.model import TaxId

IDENTIFIER = Table(at(".", "value"), at("@schemeID", "scheme"))
_PLAIN = Table(at(".", "value"))


def identifiers(field: str, *, many: bool = False) -> tuple[Row, ...]:
    """Returns the rows of identifiers: without a scheme they have another name than with one."""
    plain = Shape(_as_read, lambda given: None if given.scheme else given)
    of_scheme = Shape(_as_read, lambda given: given if given.scheme else None)
    return (
        custom("ram:ID", field, _PLAIN, plain, many=many),
        custom("ram:GlobalID", field, IDENTIFIER, of_scheme, many=many),
    )


def _as_read(found: dict[str, Any]) -> dict[str, Any]:
    return found


ADDRESS = Table(
    at("ram:PostcodeCode", "postcode"),
    at("ram:LineOne", "line1"),
    at("ram:LineTwo", "line2"),
    at("ram:LineThree", "line3"),
    at("ram:CityName", "city"),
    at("ram:CountryID", "country", code),
    at("ram:CountrySubDivisionName", "region"),
)

CONTACT = Table(
    at("ram:PersonName", "name"),
    at("ram:DepartmentName", "department"),
    at("ram:TelephoneUniversalCommunication/ram:CompleteNumber", "phone"),
    at("ram:EmailURIUniversalCommunication/ram:URIID", "email"),
)

_TAX_ID = Table(
    at("ram:ID", "value"),
    at("ram:ID/@schemeID", "scheme"),
)
KINDS = {"VA": "vat", "FC": "tax"}
"""UNTDID 1153 code → kind of tax number."""


def _read_tax_id(found: dict[str, Any]) -> dict[str, Any]:
    found["kind"] = KINDS.get(found.get("scheme", ""), "tax")
    found.setdefault("value", "")
    return read_tax_id(found)


def _write_tax_id(tax_id: TaxId) -> object:
    scheme = "VA" if tax_id.kind == "vat" else "FC"
    return SimpleNamespace(value=tax_id_in_file(tax_id), scheme=scheme)


PARTY = Table(
    *identifiers("identifiers", many=True),
    at("ram:Name", "name"),
    at("ram:Description", "legal_form"),
    one("ram:SpecifiedLegalOrganization/ram:ID", "registration_id", IDENTIFIER),
    at("ram:SpecifiedLegalOrganization/ram:TradingBusinessName", "trading_name"),
    one("ram:DefinedTradeContact", "contact", CONTACT),
    one("ram:PostalTradeAddress", "address", ADDRESS),
    one("ram:URIUniversalCommunication/ram:URIID", "electronic_address", IDENTIFIER),
    custom(
        "ram:SpecifiedTaxRegistration",
        "tax_ids",
        _TAX_ID,
        Shape(_read_tax_id, _write_tax_id),
        many=True,
    ),
)
"""Seller (BG-4), buyer (BG-7), payee (BG-10), tax representative (BG-11)."""

SHIP_TO = Table(
    *identifiers("location_id"),
    at("ram:Name", "name"),
    one("ram:PostalTradeAddress", "address", ADDRESS),
)
"""Where the goods went (BG-13, BG-15)."""
