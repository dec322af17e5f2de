"""Tax numbers in files: the country is told from the number's prefix, and written as one."""

from __future__ import annotations

from typing import Any

from invoicekit.jurisdiction.eu import MEMBERS
from invoicekit.model import Party, TaxId

_PREFIXES = {country: country for country in MEMBERS} | {"EL": "GR", "XI": "GB", "GB": "GB"}
"""VAT prefix → country (Council Directive 2006/112/EC, article 215)."""


def read_tax_id(found: dict[str, Any]) -> dict[str, Any]:
    """Returns the record of a tax number with its country, where the prefix tells it."""
    value = found.get("value")
    country = _PREFIXES.get(value[:2].upper()) if value else None
    if found.get("kind", "vat") == "vat" and country:
        found["country"] = country
    return found


def tax_id_in_file(tax_id: TaxId) -> str:
    """Returns the number as files have it: a VAT number with its prefix."""
    value = tax_id.value
    if tax_id.kind == "vat" and tax_id.country and not value[:2].isalpha():
        return Party(tax_ids=(tax_id,)).vat_id or value
    return value
