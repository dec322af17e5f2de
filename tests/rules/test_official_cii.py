"""Where the official rules of CII judge otherwise than one would think, and than those of UBL."""

from __future__ import annotations

import pytest
from tests import conformance

JUDGE = conformance.judge()

NAMESPACES = "".join(
    f' xmlns:{prefix}="urn:un:unece:uncefact:data:standard:{name}:100"'
    for prefix, name in (
        ("rsm", "CrossIndustryInvoice"),
        ("ram", "ReusableAggregateBusinessInformationEntity"),
        ("udt", "UnqualifiedDataType"),
    )
)
ROW = (
    "<ram:ApplicableTradeTax><ram:CalculatedAmount>{tax}</ram:CalculatedAmount>"
    "<ram:TypeCode>{kind}</ram:TypeCode><ram:BasisAmount>{base}</ram:BasisAmount>"
    "<ram:CategoryCode>{category}</ram:CategoryCode>"
    "<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
)


def file(transaction: str) -> str:
    return (
        f"<rsm:CrossIndustryInvoice{NAMESPACES}><rsm:SupplyChainTradeTransaction>{transaction}"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    )


def fired(settlement: str) -> frozenset[str]:
    name = "ram:ApplicableHeaderTradeSettlement"
    return JUDGE(file(f"<{name}>{settlement}</{name}>").encode()).fatal


ODD_BASE = {"base": "777", "tax": "0", "rate": "7"}


@pytest.mark.parametrize(
    ("category", "rule", "fires"),
    [
        ("S", "BR-CO-17", True),
        ("L", "BR-CO-17", False),
        ("M", "BR-CO-17", False),
        ("S", "BR-S-08", True),
        ("L", "BR-AF-08", False),
    ],
)
def test_rules_are_shadowed_for_some_categories(category: str, rule: str, fires: bool) -> None:
    """As the artefacts judge; in UBL the same rows get BR-AF-08 and BR-CO-17."""
    row = ROW.format(kind="VAT", category=category, **ODD_BASE)
    assert (rule in fired(row)) is fires


def test_a_category_of_another_tax_is_none_of_vat() -> None:
    rules = fired(ROW.format(kind="GST", category="S", **ODD_BASE))
    assert {"BR-47", "BR-48", "CII-DT-037"} <= rules
    assert "BR-S-08" in rules, "asked of category S whatever its tax"


def test_the_rules_of_a_file_count_what_stands_in_it() -> None:
    date = "<ram:TaxPointDate/>"
    rows = "".join(
        f"<ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>{date}</ram:ApplicableTradeTax>"
        for _ in range(2)
    )
    assert "CII-SR-461" in fired(rows)
    assert "CII-SR-461" not in fired(rows.replace(date, "", 1))


def test_a_category_among_blanks_is_another() -> None:
    """The schema takes the blanks away, the official rules do not."""
    row = ROW.format(kind="VAT", category=" S ", **ODD_BASE)
    assert "BR-S-08" not in fired(row)
    assert "BR-CL-18" not in fired(row)


@pytest.mark.parametrize(
    ("price", "fires"),
    [
        ("9", False),
        ("-9", True),
        ("1e2", False),
        ("-1e2", True),
        ("NaN", False),
        ("-INF", True),
        ("-0", False),
        ("-0.0", True),
        ("1_0", True),
    ],
)
def test_a_price_may_be_any_number_of_their_processor(price: str, fires: bool) -> None:
    line = (
        "<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedLineTradeAgreement>"
        f"<ram:NetPriceProductTradePrice><ram:ChargeAmount>{price}</ram:ChargeAmount>"
        "</ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
        "</ram:IncludedSupplyChainTradeLineItem>"
    )
    verdict = JUDGE(file(line).encode())
    assert verdict.problem == ""
    assert ("BR-27" in verdict.fatal) is fires


def test_a_group_with_two_categories_is_of_both() -> None:
    row = ROW.format(kind="VAT", category="O", **ODD_BASE)
    twice = row.replace("<ram:RateApp", "<ram:CategoryCode>{}</ram:CategoryCode><ram:RateApp")
    assert "BR-O-11" in fired(twice.format("S"))
    assert "BR-O-11" not in fired(twice.format("O"))


@pytest.mark.parametrize(("code", "fires"), [("S", False), (" S ", True)])
def test_a_line_with_a_category_among_blanks_is_of_another(code: str, fires: bool) -> None:
    tax = ROW.format(kind="VAT", category=code, base="", tax="", rate="7")
    line = (
        "<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedLineTradeSettlement>"
        f"{tax}<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>777"
        "</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>"
        "</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
    )
    row = ROW.format(kind="VAT", category="S", **ODD_BASE)
    name = "ram:ApplicableHeaderTradeSettlement"
    assert ("BR-S-08" in JUDGE(file(f"{line}<{name}>{row}</{name}>").encode()).fatal) is fires
