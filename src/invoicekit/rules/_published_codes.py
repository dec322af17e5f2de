"""Codes as the published rules judge them: on the lists of the artefacts, gaps and all.

An element or attribute without content is a code that is on no list.

Source: EN 16931 validation artefacts 1.3.16, code lists of 2025.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from invoicekit.codelists import codes, document_types, official_codes
from invoicekit.findings import RuleSet
from invoicekit.model import (
    Address,
    Allowance,
    Attachment,
    Charge,
    Classification,
    Invoice,
    InvoiceLine,
    Item,
    LineAllowance,
    LineCharge,
    Note,
    Party,
    Supply,
    TaxId,
    VatBreakdown,
)
from invoicekit.rules import _european
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import Check, published, speaking_of
from invoicekit.rules._published_payment import means
from invoicekit.rules._published_vat_view import ROW, used

RULES = RuleSet("en16931.published.codes")
publish = published(RULES, _european.RULES)

LINE = ("vat_category", "vat_rate")
_SEPA = "SEPA"
_SUBJECT_LENGTH = 3


def known(facts: Facts, code: str | None, path: str, name: str) -> bool:
    """Returns whether a code is on a list, or not there at all."""
    if code is None:
        return not (facts.odd and path in facts.source.present)
    return code in listed(name, facts.source.syntax) or _trimmed(code, name, facts)


def _trimmed(code: str, name: str, facts: Facts) -> bool:
    return " ".join(code.split()) in listed(name, facts.source.syntax)


@cache
def listed(name: str, syntax: str) -> frozenset[str]:
    """Returns the codes that the artefacts of a syntax know."""
    return official_codes(name, "cii" if syntax == "cii" else "ubl")


def _field_on(field: str, name: str) -> Check:
    def code_is_known(node: object, facts: Facts) -> bool:
        code: str | None = getattr(node, field)
        if code is None and not facts.odd:
            return True
        return known(facts, code, facts.here(field) if facts.odd else "", name)

    return code_is_known


for _id, _kind, _field, _list in (
    ("BR-CL-04", Invoice, "currency", "currencies"),
    ("BR-CL-05", Invoice, "vat_currency", "currencies"),
    ("BR-CL-14", Address, "country", "countries"),
    ("BR-CL-15", Item, "origin_country", "countries"),
    ("BR-CL-24", Attachment, "mime_type", "mime_types"),
):
    publish(_id)(speaking_of(_kind, _field_on(_field, _list)))

_ALLOWED, _CHARGED = "allowance_reasons", "charge_reasons"


@publish("BR-CL-19")
def allowance_reason_is_known(item: Allowance | LineAllowance, facts: Facts) -> bool:
    """On every level."""
    return _field_on("reason_code", _ALLOWED)(item, facts) is True


@publish("BR-CL-20")
def charge_reason_is_known(item: Charge | LineCharge, facts: Facts) -> bool:
    """On every level."""
    return _field_on("reason_code", _CHARGED)(item, facts) is True


@publish("BR-CL-01")
def type_is_known(invoice: Invoice, facts: Facts) -> bool:
    """Of the list for the root element."""
    if invoice.type_code is None:
        return "type_code" not in facts.source.present
    kind = {"CreditNote": "credit_note", "Invoice": "invoice"}.get(facts.source.root, "")
    return invoice.type_code in document_types(kind)


@publish("BR-CL-06")
def tax_point_code_is_known(invoice: Invoice, facts: Facts) -> bool:
    """In every period."""
    codes_found = [("period.code", invoice.period)]
    codes_found += [
        (f"lines[{index}].period.code", line.period)
        for index, line in enumerate(invoice.lines)
        if line.period is not None
    ]
    return all(
        period is None or known(facts, period.code, path, "tax_point_codes")
        for path, period in codes_found
    )


@publish("BR-CL-16")
def payment_means_are_known(_invoice: Invoice, facts: Facts) -> bool:
    """Each."""
    found = [each.code for each in facts.of(means) if each.code is not None]
    path = "payment_instructions.means_code"
    if not found:
        return known(facts, None, path, "payment_means")
    return all(known(facts, code, path, "payment_means") for code in found)


@publish("BR-CL-17")
def category_is_known(item: VatBreakdown | Allowance | Charge, facts: Facts) -> bool:
    """Of the breakdown, and of document allowances and charges."""
    fields = ROW if hasattr(item, ROW[0]) else LINE
    return _categories_known(facts, getattr(item, fields[0]), fields)


@publish("BR-CL-18")
def line_category_is_known(line: InvoiceLine, facts: Facts) -> bool:
    """Each."""
    return _categories_known(facts, line.vat_category, LINE)


def _categories_known(facts: Facts, code: str | None, fields: tuple[str, str]) -> bool:
    if not facts.odd:
        return code is None or code in listed("vat_categories", facts.source.syntax)
    path = facts.here(fields[0])
    found = used(facts, code, None, path.rpartition(".")[0], fields)
    return all(known(facts, each.code, path, "vat_categories") for each in found)


@publish("BR-CL-22")
def exemption_code_is_known(vat: VatBreakdown, facts: Facts) -> bool:
    """In upper or lower case."""
    code = vat.exemption_code.upper() if vat.exemption_code is not None else None
    return known(facts, code, facts.here("exemption_code"), "exemption_codes")


@publish("BR-CL-23")
def units_are_known(line: InvoiceLine, facts: Facts) -> bool:
    """Of the quantity and of the price."""
    units = listed("units", facts.source.syntax)
    base = line.price.base_unit if line.price is not None else None
    if not facts.odd:
        return (line.unit is None or line.unit in units) and (base is None or base in units)
    return known(facts, line.unit, facts.here("unit"), "units") and known(
        facts, base, facts.here("price.base_unit"), "units"
    )


@publish("BR-CL-13")
def classification_scheme_is_known(classification: Classification, facts: Facts) -> bool:
    """An attribute at all."""
    path = facts.here("scheme") if facts.odd else ""
    return known(facts, classification.scheme, path, "item_classification_schemes")


def _scheme(facts: Facts, holder: object, field: str, name: str) -> bool:
    identifier = getattr(holder, field)
    if identifier is None:
        return True
    path = facts.here(f"{field}.scheme") if facts.odd else ""
    return known(facts, identifier.scheme, path, name)


@RULES.rule("BR-CL-07", path="object_id.scheme")
def object_scheme_is_known(node: Invoice | InvoiceLine, facts: Facts) -> bool:
    """The scheme of an invoiced object (BT-18, BT-128) is of UNTDID 1153."""
    return _scheme(facts, node, "object_id", "object_schemes")


@RULES.rule("BR-CL-08", path="subject_code")
def note_subject_is_known(note: Note) -> bool:
    """The subject code of a note (BT-21) is of UNTDID 4451."""
    text = (f"#{note.subject_code}#" if note.subject_code else "") + (note.text or "")
    code = text.partition("#")[2].partition("#")
    if not code[1] or len(code[0]) != _SUBJECT_LENGTH:
        return True
    return code[0] in codes("text_subjects")


@publish("BR-CL-10", path="")
def party_schemes_are_known(invoice: Invoice, facts: Facts) -> bool:
    """SEPA too, of seller and payee."""
    return all(
        known(facts, scheme, path, "identifier_schemes") or (scheme == _SEPA and sepa)
        for path, scheme, sepa in _identifier_schemes(invoice)
    )


def _identifier_schemes(invoice: Invoice) -> Iterator[tuple[str, str | None, bool]]:
    for name in ("seller", "buyer", "payee", "tax_representative"):
        party: Party | None = getattr(invoice, name)
        for index, identifier in enumerate(party.identifiers if party is not None else ()):
            path = f"{name}.identifiers[{index}].scheme"
            yield path, identifier.scheme, name in {"seller", "payee"}


@publish("BR-CL-11")
def registration_scheme_is_known(party: Party, facts: Facts) -> bool:
    """An attribute at all."""
    return _scheme(facts, party, "registration_id", "identifier_schemes")


@publish("BR-CL-21")
def standard_id_scheme_is_known(item: Item, facts: Facts) -> bool:
    """An attribute at all."""
    return _scheme(facts, item, "standard_id", "identifier_schemes")


@publish("BR-64")
def standard_id_has_scheme(item: Item, facts: Facts) -> bool:
    """An attribute at all."""
    identifier = item.standard_id
    return identifier is None or facts.there(identifier.scheme, facts.here("standard_id.scheme"))


@publish("BR-CL-25")
def electronic_address_scheme_is_known(party: Party, facts: Facts) -> bool:
    """An attribute at all."""
    return _scheme(facts, party, "electronic_address", "electronic_address_schemes")


@RULES.rule("BR-CL-26", path="location_id.scheme")
def location_scheme_is_known(supply: Supply, facts: Facts) -> bool:
    """The scheme of a place supplied to (BT-71) is an ISO 6523 code."""
    return _scheme(facts, supply, "location_id", "identifier_schemes")


@publish("BR-28", path="price.gross")
def gross_price_is_not_negative(line: InvoiceLine) -> bool:
    """Where there is one."""
    gross = line.price.gross if line.price is not None else None
    return gross is None or not gross.is_signed() or not gross


@publish("BR-CO-09")
def vat_id_has_prefix(tax_id: TaxId) -> bool:
    """Its first two letters; what is shorter passes."""
    prefix = tax_id.value[:2]
    return tax_id.kind != "vat" or len(prefix) < 2 or prefix in _prefixes()  # noqa: PLR2004 - two letters


@cache
def _prefixes() -> frozenset[str]:
    return official_codes("countries", "ubl") | {"EL"}
