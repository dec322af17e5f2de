"""Rules of codes: each is on its list, and amounts fit the currency's smallest unit."""

from __future__ import annotations

from invoicekit.codelists import codes, countries, currencies, document_types, units
from invoicekit.findings import Mismatch, RuleSet
from invoicekit.model import (
    Address,
    Allowance,
    Charge,
    Invoice,
    InvoiceLine,
    Item,
    LineAllowance,
    LineCharge,
    PaymentInstructions,
    Period,
    TaxId,
    Totals,
    VatBreakdown,
)
from invoicekit.money import is_multiple
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import Check, speaking_of

RULES = RuleSet("core.codes")

_LISTS: tuple[tuple[str, type, str, str, frozenset[str]], ...] = (
    ("BR-CL-01", Invoice, "type_code", "The type code (BT-3) is of UNTDID 1001", document_types()),
    ("BR-CL-04", Invoice, "currency", "The currency (BT-5) is of ISO 4217", currencies()),
    ("BR-CL-05", Invoice, "vat_currency", "The VAT currency (BT-6) is of ISO 4217", currencies()),
    (
        "BR-CL-06",
        Period,
        "code",
        "The tax point code (BT-8) is 3, 35 or 432",
        codes("tax_point_codes"),
    ),
    ("BR-CL-14", Address, "country", "A country code (BT-40, BT-55) is of ISO 3166-1", countries()),
    ("BR-CL-15", Item, "origin_country", "The country of origin (BT-159) is known", countries()),
    (
        "BR-CL-16",
        PaymentInstructions,
        "means_code",
        "The payment means (BT-81) is of UNTDID 4461",
        codes("payment_means"),
    ),
    (
        "BR-CL-17",
        VatBreakdown,
        "category",
        "The VAT category (BT-118) is of UNTDID 5305",
        codes("vat_categories"),
    ),
    (
        "BR-CL-18",
        InvoiceLine,
        "vat_category",
        "A line's VAT category (BT-151) is of UNTDID 5305",
        codes("vat_categories"),
    ),
    (
        "IK-CL-1",
        Allowance,
        "vat_category",
        "An allowance's VAT category (BT-95) is of UNTDID 5305",
        codes("vat_categories"),
    ),
    (
        "IK-CL-2",
        Charge,
        "vat_category",
        "A charge's VAT category (BT-102) is of UNTDID 5305",
        codes("vat_categories"),
    ),
    (
        "IK-CL-3",
        TaxId,
        "country",
        "The country of a tax number (BT-31) is of ISO 3166-1",
        countries() | {"EL", "EU"},
    ),
    (
        "BR-CL-19",
        Allowance,
        "reason_code",
        "The reason code of an allowance (BT-98) is of UNTDID 5189",
        codes("allowance_reasons"),
    ),
    (
        "BR-CL-20",
        Charge,
        "reason_code",
        "The reason code of a charge (BT-105) is of UNTDID 7161",
        codes("charge_reasons"),
    ),
    (
        "IK-CL-4",
        LineAllowance,
        "reason_code",
        "The reason code of a line allowance (BT-140) is of UNTDID 5189",
        codes("allowance_reasons"),
    ),
    (
        "IK-CL-5",
        LineCharge,
        "reason_code",
        "The reason code of a line charge (BT-145) is of UNTDID 7161",
        codes("charge_reasons"),
    ),
    (
        "BR-CL-22",
        VatBreakdown,
        "exemption_code",
        "The exemption code (BT-121) is on the VATEX list",
        codes("exemption_codes"),
    ),
    ("BR-CL-23", InvoiceLine, "unit", "The unit (BT-130) is of UN/ECE Rec. 20 or 21", units()),
)
"""Rule id, class, field, what holds, and the list. Absent codes pass: presence is another rule."""

AMOUNTS: tuple[tuple[str, type, str, str], ...] = (
    ("01", Allowance, "amount", "BT-92"),
    ("02", Allowance, "base_amount", "BT-93"),
    ("05", Charge, "amount", "BT-99"),
    ("06", Charge, "base_amount", "BT-100"),
    ("09", Totals, "line_total", "BT-106"),
    ("10", Totals, "allowance_total", "BT-107"),
    ("11", Totals, "charge_total", "BT-108"),
    ("12", Totals, "without_vat", "BT-109"),
    ("13", Totals, "vat", "BT-110"),
    ("14", Totals, "with_vat", "BT-112"),
    ("16", Totals, "prepaid", "BT-113"),
    ("17", Totals, "rounding", "BT-114"),
    ("18", Totals, "amount_due", "BT-115"),
    ("19", VatBreakdown, "taxable_amount", "BT-116"),
    ("20", VatBreakdown, "tax_amount", "BT-117"),
    ("23", InvoiceLine, "net_amount", "BT-131"),
    ("24", LineAllowance, "amount", "BT-136"),
    ("25", LineAllowance, "base_amount", "BT-137"),
    ("27", LineCharge, "amount", "BT-141"),
    ("28", LineCharge, "base_amount", "BT-142"),
)
"""The amounts of the document: number as in BR-DEC-…, class, field, term."""


def _on_list(field: str, known: frozenset[str]) -> Check:
    def code_is_known(node: object) -> bool | Mismatch:
        code = getattr(node, field)
        return code is None or code in known or Mismatch("a code of the list", code)

    return code_is_known


def _in_minor_units(field: str) -> Check:
    def amount_fits(node: object, facts: Facts) -> bool | Mismatch:
        amount = getattr(node, field)
        if amount is None or amount.same_quantum(facts.unit):
            return True
        return is_multiple(amount, facts.unit) or Mismatch(f"a multiple of {facts.unit}", amount)

    return amount_fits


for _id, _kind, _field, _text, _known in _LISTS:
    RULES.rule(_id, path=_field, text=f"{_text}.")(speaking_of(_kind, _on_list(_field, _known)))
for _number, _kind, _field, _term in AMOUNTS:
    RULES.rule(
        f"IK-DEC-{_number}",
        path=_field,
        text=f"The amount ({_term}) has no fraction of the currency's smallest unit.",
    )(speaking_of(_kind, _in_minor_units(_field)))
