"""Rules of the details of special business: lengths, lists, sellers who are persons, coal.

Source: the field catalogues of the tax bureau's gateway (乐企) and of platforms.
"""

from __future__ import annotations

import re

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.jurisdiction.fapiao import tax_code_of
from invoicekit.model import InvoiceLine
from invoicekit.model.special_business import (
    CoBuyer,
    Construction,
    Freight,
    Journey,
    RealEstateLease,
    RealEstateSale,
    ReverseSeller,
    SpecialBusiness,
)
from invoicekit.rules._facts import Facts
from invoicekit.rules._fapiao_facts import DISCOUNT, said, told

RULES = RuleSet("fapiao.special-details")
rule = RULES.rule

SALE = "05"
MOST_ENTRIES = 2000
LENGTHS: dict[type, dict[str, int]] = {
    Construction: {"land_vat_project": 100, "project": 80},
    Freight: {"plate": 40, "goods": 80},
    RealEstateSale: {
        "title": 30,
        "unit_code": 28,
        "online_contract": 28,
        "land_vat_project": 16,
    },
    RealEstateLease: {"title": 30},
    Journey: {"document_number": 20},
}
"""Facts of a special business → field → characters at most."""
_PLACE = re.compile(r"(.+?(省|自治区|特别行政区)|北京市|天津市|上海市|重庆市).*")
_COAL = ("1020101", "1020102", "1020199")
_COAL_KIND = re.compile("[0-9]{4}")
_LARGE = 10_000_000
"""Yuan of a line of coal above which its analysis is asked for."""


@rule("IK-CN-108")
def reverse_seller_is_identified(seller: ReverseSeller, facts: Facts) -> bool:
    """A reverse invoice (16, 24, 25) identifies its seller, a person; give document and number."""
    return facts.mode != "strict" or bool(seller.document_type and seller.document_number)


@rule("IK-CN-109", Severity.WARNING)
def special_facts_are_short(
    facts_of: Construction | Freight | RealEstateSale | RealEstateLease | Journey,
) -> bool | Mismatch:
    """The facts of a special business are as short as platforms take them; shorten them."""
    for name, most in _lengths_of(facts_of).items():
        length = len(getattr(facts_of, name) or "")
        if length > most:
            return Mismatch(f"{name} ≤ {most}", length)
    return True


def _lengths_of(facts_of: object) -> dict[str, int]:
    """Returns the lengths of a model's fields, or of the record that stands for one."""
    name = type(facts_of).__name__
    return next((each for model, each in LENGTHS.items() if model.__name__ == name), {})


@rule("IK-CN-110", Severity.WARNING)
def haul_goes_between_named_places(haul: Freight) -> bool:
    """Freight (04) goes from place to place, named from the province down; write them out."""
    return all(_PLACE.fullmatch(place) for place in (haul.origin, haul.destination) if place)


@rule("IK-CN-111", Severity.WARNING, path="fapiao.specification")
def sold_real_estate_has_no_specification(line: InvoiceLine, facts: Facts) -> bool:
    """A line of sold real estate (05) has no specification (规格型号); take it out."""
    special = said(facts.invoice).special
    return special is None or special.code != SALE or not told(line).specification


@rule("IK-CN-112", Severity.WARNING)
def co_buyer_is_named(buyer: CoBuyer) -> bool:
    """Each of several buyers of real estate (05) is named with its document; complete them."""
    return bool(buyer.name and buyer.document_type and buyer.document_number)


@rule("IK-CN-113", Severity.WARNING)
def special_lists_are_short(special: SpecialBusiness) -> bool:
    """A list of a special business has 2000 entries at most; issue several invoices."""
    lists = (special.freight, special.real_estate_sales, special.real_estate_leases)
    return all(len(each) <= MOST_ENTRIES for each in (*lists, special.journeys, special.tolls))


@rule("IK-CN-114", Severity.WARNING, path="fapiao.coal")
def coal_says_its_kind(line: InvoiceLine, facts: Facts) -> bool:
    """A line of coal has its kind, four digits, and of large sales heat, sulphur and volatiles."""
    sold = (tax_code_of(line) or "").startswith(_COAL) and told(line).nature != DISCOUNT
    if not sold or facts.mode != "strict":
        return True
    coal = told(line).coal
    if coal is None or _COAL_KIND.fullmatch(coal.kind or "") is None:
        return False
    analysis = (coal.heat_value, coal.sulphur, coal.volatile_matter)
    return (line.net_amount or 0) <= _LARGE or None not in analysis
