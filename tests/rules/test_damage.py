"""A damaged file has the verdict of the published rules."""

from __future__ import annotations

import pytest
from tests.rules.damage import PROFILES, files, recorded

from invoicekit import validate
from invoicekit.findings import Report, Severity


def ids(report: Report) -> list[str]:
    """Returns what a report says in the form of the record."""
    told = {
        severity: sorted({each.rule for each in report.findings if each.severity is severity})
        for severity in (Severity.ERROR, Severity.WARNING)
    }
    official = [each for each in told[Severity.WARNING] if not each.startswith("IK-")]
    return told[Severity.ERROR] + [f"|{each}" for each in official]


UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
BEGIN = (
    f'<Invoice xmlns="{UBL}Invoice-2" xmlns:cac="{UBL}CommonAggregateComponents-2"'
    f' xmlns:cbc="{UBL}CommonBasicComponents-2">'
)
RATE = "<cbc:Percent>1,5</cbc:Percent>"
UNDECIDED = "IK-UNDECIDED"
CHARGE = "<cbc:ChargeIndicator>true</cbc:ChargeIndicator>"


def tax(code: str) -> str:
    return f"<cbc:ID>{code}</cbc:ID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"


def charge(code: str, begin: str = CHARGE) -> str:
    category = f"<cac:TaxCategory>{tax(code)}</cac:TaxCategory>"
    return f"<cac:AllowanceCharge>{begin}{category}</cac:AllowanceCharge>"


def line(code: str, below: str = "", name: str = "InvoiceLine") -> str:
    item = (
        f"<cac:Item><cac:ClassifiedTaxCategory>{tax(code)}</cac:ClassifiedTaxCategory></cac:Item>"
    )
    return f"<cac:{name}>{item if code else ''}{below}</cac:{name}>"


def below(code: str) -> str:
    return line("", line(code, name="SubInvoiceLine"))


@pytest.mark.parametrize(
    ("body", "profile", "rule", "fires"),
    [
        # who is taxed names its number: codes as written, of what says it is an allowance
        (line("S"), "xrechnung", "BR-DE-16", True),
        (line(" S "), "xrechnung", "BR-DE-16", False),
        (charge("S"), "xrechnung", "BR-DE-16", True),
        (charge("S", "<cbc:Amount>1</cbc:Amount>"), "xrechnung", "BR-DE-16", False),
        (charge("L"), "en16931", "BR-AF-04", True),
        (charge(" L "), "en16931", "BR-AF-04", False),
        # categories of lines below lines are used, too
        (below("AE"), "en16931", "BR-AE-01", True),
        (below("AE"), "en16931", "BR-AE-02", True),
        (below("O"), "en16931", "BR-O-01", True),
        (below("AE"), "en16931", "BR-AE-03", False),
        (line("S").replace("</cbc:ID>", "</cbc:ID>" + 2 * RATE, 1), "en16931", UNDECIDED, True),
        (below("S").replace("</cbc:ID>", "</cbc:ID>" + 2 * RATE, 1), "en16931", UNDECIDED, False),
    ],
)
def test_a_part_of_a_file_is_judged_as_published(
    body: str, profile: str, rule: str, *, fires: bool
) -> None:
    found = validate(f"{BEGIN}{body}</Invoice>".encode(), profile, "official").findings
    assert (rule in {each.rule for each in found}) is fires


@pytest.mark.parametrize("layer", PROFILES)
@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_a_damaged_file_has_the_official_verdict(layer: str, syntax: str) -> None:
    official = recorded(layer, syntax)
    found = {
        name: validate(data, PROFILES[layer], "official") for name, data in files(layer, syntax)
    }

    accepted = [name for name, ids in official.items() if ids is None and found[name].valid]
    differing = {
        name: (ids(found[name]), said)
        for name, said in official.items()
        if said is not None and ids(found[name]) != said
    }
    assert sorted(found) == sorted(official)
    assert (differing, accepted) == ({}, [])
