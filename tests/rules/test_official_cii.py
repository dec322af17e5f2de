"""CII is judged as the official rules judge it: documents, unit cases, mutants; no id is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests import conformance

from invoicekit import Severity
from invoicekit.formats._cii.document import syntax_rules
from invoicekit.rules import RULE_SETS

Needs = Callable[[str, object], None]

EN16931 = RULE_SETS["en16931"]
JUDGE = conformance.judge()

NOT_NEEDED = {
    "BR-CO-05": "constant: reason and code of an allowance cannot be compared",
    "BR-CO-06": "constant, as BR-CO-05, of a charge",
    "BR-CO-07": "constant, as BR-CO-05, of a line's allowance",
    "BR-CO-08": "constant, as BR-CO-05, of a line's charge",
    "BR-AF-08": "its path looks for rates beside the breakdown row, where there are none",
    "BR-AF-09": "constant",
    "BR-AG-08": "as BR-AF-08",
    "BR-AG-09": "constant",
    "CII-DT-010": "another rule takes every type code first",
    "CII-DT-011": "as CII-DT-010",
    "CII-DT-012": "as CII-DT-010",
}
"""Official ids that can never fire, each with its reason."""


@pytest.fixture(autouse=True)
def _data(needs: Needs) -> None:
    needs(conformance.WHAT, conformance.available())


def test_documents_have_the_official_verdict() -> None:
    comparison = conformance.compared(conformance.documents("cii", "en"), JUDGE)

    assert comparison.total == 27
    assert (comparison.differing, comparison.outcome, comparison.problems) == ({}, [], [])


def test_unit_cases_are_met() -> None:
    cases = list(conformance.units("cii"))

    assert len(cases) == 9
    assert conformance.units_differing(cases, JUDGE) == []


def test_mutants_have_the_official_verdict() -> None:
    """All 4,000: the same rules fire, the same are accepted, and nothing raises."""
    comparison = conformance.compared(conformance.mutants("cii"), JUDGE)

    assert comparison.total == 4000
    assert comparison.problems == []
    assert comparison.outcome == []
    assert comparison.differing == {}


def implemented() -> set[str]:
    model = {rule.id for rule in EN16931.as_published("cii")}
    return model | {rule.id for rule in syntax_rules().rules}


def test_every_official_id_is_implemented_or_has_its_reason() -> None:
    official = conformance.rules("en", "cii")
    ours = {rule for rule in implemented() if not rule.startswith("IK-")}

    assert sorted(official.keys() - ours - NOT_NEEDED.keys()) == []
    assert sorted(ours - official.keys()) == []
    assert sorted(NOT_NEEDED.keys() & ours) == []


def test_severities_are_the_official_ones() -> None:
    official = conformance.rules("en", "cii")
    model = {rule.id: rule.severity for rule in EN16931.as_published("cii")}
    ours = model | {rule.id: rule.severity for rule in syntax_rules().rules}

    differing = {
        rule: severity
        for rule, severity in official.items()
        if rule in ours and (ours[rule] is Severity.WARNING) != (severity == "warning")
    }
    assert differing == {}


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
    [("9", False), ("-9", True), ("1e2", False), ("-1e2", True), ("NaN", True), ("1_0", True)],
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
