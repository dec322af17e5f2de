"""Codes and identifiers as the published rules judge them, where no list of the reader does.

Source: EN 16931 validation artefacts 1.3.16, code lists of 2025.
"""

from __future__ import annotations

from functools import cache

from invoicekit.codelists import codes, official_codes
from invoicekit.findings import RuleSet
from invoicekit.model import (
    Allowance,
    Charge,
    Invoice,
    InvoiceLine,
    LineAllowance,
    LineCharge,
    Note,
    Supply,
    TaxId,
)
from invoicekit.rules import _european
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import published

RULES = RuleSet("en16931.published.codes")
publish = published(RULES, _european.RULES)

_SUBJECT_LENGTH = 3
_PREFIX_LENGTH = 2


def _listed(code: str | None, field: str, facts: Facts, name: str) -> bool:
    listed = official_codes(name, "cii" if facts.source.syntax == "cii" else "ubl")
    if not facts.odd:
        return code is None or code in listed
    path = facts.here(field)
    if not listed.issuperset(map(str, facts.source.extra.get(path, ()))):
        return False
    return path not in facts.source.present if code is None else code in listed


@publish("BR-CL-19")
def allowance_reason_is_known(item: Allowance | LineAllowance, facts: Facts) -> bool:
    """On every level."""
    return _listed(item.reason_code, "reason_code", facts, "allowance_reasons")


@publish("BR-CL-20")
def charge_reason_is_known(item: Charge | LineCharge, facts: Facts) -> bool:
    """On every level."""
    return _listed(item.reason_code, "reason_code", facts, "charge_reasons")


@RULES.rule("BR-CL-07", path="object_id.scheme")
def object_scheme_is_known(node: Invoice | InvoiceLine) -> bool:
    """The scheme of an invoiced object (BT-18, BT-128) is of UNTDID 1153."""
    given = node.object_id
    return given is None or given.scheme is None or given.scheme in codes("object_schemes")


@RULES.rule("BR-CL-08", path="subject_code")
def note_subject_is_known(note: Note) -> bool:
    """The subject code of a note (BT-21) is of UNTDID 4451."""
    text = (f"#{note.subject_code}#" if note.subject_code else "") + (note.text or "")
    code, closing, _ = text.partition("#")[2].partition("#")
    if not closing or len(code) != _SUBJECT_LENGTH:
        return True
    return code in codes("text_subjects")


@RULES.rule("BR-CL-26", path="location_id.scheme")
def location_scheme_is_known(supply: Supply) -> bool:
    """The scheme of a place supplied to (BT-71) is an ISO 6523 code."""
    given = supply.location_id
    return given is None or given.scheme is None or given.scheme in codes("identifier_schemes")


@publish("BR-CO-09")
def vat_id_has_prefix(tax_id: TaxId) -> bool:
    """Its first two letters stand anywhere in the list, written as one text with blanks."""
    return tax_id.kind != "vat" or tax_id.value[:_PREFIX_LENGTH] in _prefixes()


@cache
def _prefixes() -> str:
    return f" {' '.join(sorted(official_codes('countries', 'ubl') | {'EL'}))} "
