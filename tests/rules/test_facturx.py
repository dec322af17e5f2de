"""The levels of Factur-X: each judges what it carries, and nothing that it does not."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest
from tests.rules.invoices import CLEAN, edited, of_category

import invoicekit as ik
from invoicekit.findings import Severity
from invoicekit.formats._cii.document import syntax_rules
from invoicekit.formats._cii.levels import level_rules
from invoicekit.formats._facturx_levels import LEVELS, Level
from invoicekit.model import Contact, Invoice
from invoicekit.rules import RULE_SETS, check
from invoicekit.rules._facturx import official_ids, rule_named
from invoicekit.rules._facturx_totals import CATEGORIES

PROFILES = {
    "MINIMUM": "facturx-minimum",
    "BASIC WL": "facturx-basicwl",
    "BASIC": "facturx-basic",
    "EN 16931": "facturx",
    "EXTENDED": "facturx-extended",
}
FILES = {"facturx": "en16931"}
"""Rule set → the level's file, where it is not the end of its name."""

NEVER_FIRE = dict.fromkeys(
    ("BR-CO-05", "BR-CO-06", "BR-CO-07", "BR-CO-08", "BR-AF-09", "BR-AG-09"),
    "true whatever the document says",
)


class Edit(NamedTuple):
    path: str
    value: object
    invoice: Invoice = CLEAN


STANDARD = of_category("S")
BREAKS: dict[str, Edit] = {
    "BR-FXEXT-CO-10": Edit("totals.line_total", Decimal("100.02"), STANDARD),
    "BR-FXEXT-CO-11": Edit("totals.allowance_total", Decimal("10.02"), STANDARD),
    "BR-FXEXT-CO-12": Edit("totals.charge_total", Decimal("5.02"), STANDARD),
    "BR-FXEXT-CO-13": Edit("totals.without_vat", Decimal("95.04"), STANDARD),
    "BR-FXEXT-CO-15": Edit("totals.with_vat", Decimal("101.69"), STANDARD),
    "BR-FXEXT-CO-16": Edit("totals.amount_due", Decimal("101.66"), STANDARD),
    "BR-FXEXT-S-09b": Edit("vat_breakdown[0].tax_amount", Decimal("6.69"), STANDARD),
    **{
        rule: Edit("vat_breakdown[0].taxable_amount", Decimal("95.04"), of_category(code))
        for name, code in CATEGORIES.items()
        for rule in (
            "BR-FXEXT-S08b" if name == "S" else f"BR-FXEXT-{name}-08b",
            f"BR-FXEXT-{name}-08ini",
            f"BR-FXEXT-{name}-08rev",
        )
    },
}
A_CENT_EACH = {
    "BR-FXEXT-CO-10": Decimal("100.01"),
    "BR-FXEXT-CO-11": Decimal("10.01"),
    "BR-FXEXT-CO-12": Decimal("4.99"),
    "BR-FXEXT-CO-13": Decimal("95.03"),
    "BR-FXEXT-CO-15": Decimal("101.68"),
    "BR-FXEXT-S-09b": Decimal("6.62"),
    "BR-FXEXT-S08b": Decimal("94.97"),
}


@pytest.mark.parametrize("rule", sorted(BREAKS))
def test_an_edit_trips_a_rule_of_the_extension(rule: str) -> None:
    change = BREAKS[rule]
    report = check(edited(change.invoice, change.path, change.value), RULE_SETS["facturx-extended"])

    assert rule in {finding.rule for finding in report.findings}


@pytest.mark.parametrize("rule", sorted(A_CENT_EACH))
def test_the_extension_forgives_a_cent_for_each_amount(rule: str) -> None:
    changed = edited(STANDARD, BREAKS[rule].path, A_CENT_EACH[rule])

    assert rule not in {f.rule for f in check(changed, RULE_SETS["facturx-extended"]).findings}


def test_a_sum_by_reason_is_asked_where_a_row_gives_one() -> None:
    told = check(of_category("E"), RULE_SETS["facturx-extended"]).findings

    assert {(f.rule, f.severity) for f in told} == {("BR-FXEXT-E-08rev", Severity.WARNING)}


@pytest.mark.parametrize("level", LEVELS[:5], ids=list(PROFILES))
def test_what_a_level_writes_passes_its_rules(level: Level) -> None:
    data = ik.write(level.reduced(CLEAN), "cii")
    report = ik.validate(data, "facturx")

    assert report.profile == PROFILES[level.name]
    assert report.valid, report.findings


def test_the_level_is_told_by_the_document() -> None:
    minimum, basic = (LEVELS[n].reduced(CLEAN) for n in (0, 2))

    assert ik.load(ik.write(minimum, "cii")).profile == "facturx-minimum"
    assert ik.load(ik.write(CLEAN, "cii")).profile == "en16931"
    assert ik.validate(basic).profile == "facturx-basic"
    assert ik.validate(CLEAN, "facturx").profile == "facturx"
    assert ik.validate(ik.load(ik.write(basic, "cii")), "facturx").profile == "facturx-basic"
    assert ik.validate(ik.write(minimum, "ubl"), "facturx").profile == "facturx-minimum"


@pytest.mark.parametrize("level", LEVELS[:2], ids=["MINIMUM", "BASIC WL"])
def test_documents_without_lines_are_not_asked_for_lines(level: Level) -> None:
    small = ik.write(level.reduced(CLEAN), "cii")

    assert ik.validate(small).findings == ()
    assert {"BR-16", "BR-CO-10"} & {f.rule for f in ik.validate(small, "en16931").findings}


NAME = "<ram:Name>Shop GmbH</ram:Name>"


def test_the_same_edit_gives_the_levels_own_verdict() -> None:
    minimum = ik.write(LEVELS[0].reduced(CLEAN), "cii").decode()

    def fatal(text: str) -> set[str]:
        assert text != minimum
        report = ik.validate(text.encode())
        return {f.rule for f in report.findings if f.severity is Severity.ERROR}

    assert fatal(minimum.replace(NAME, "")) == {"BR-06", "FX-SCH-A-000409"}
    assert fatal(minimum.replace(">DE</ram:CountryID>", ">QQ</ram:CountryID>")) == {
        "FX-SCH-A-000036"
    }
    buyer = "</ram:BuyerTradeParty>"
    assert fatal(minimum.replace(buyer, f"<ram:PostalTradeAddress/>{buyer}")) == {"FX-NOT-USED"}
    due = "<ram:DuePayableAmount>"
    assert fatal(minimum.replace(due, due.replace(">", ' currencyID="EUR">'))) == {"FX-NOT-USED"}
    twice = minimum.replace("</ram:ApplicableHeaderTradeAgreement>", "").replace(
        "<ram:ApplicableHeaderTradeDelivery",
        "<ram:BuyerTradeParty><ram:Name>x</ram:Name>"
        "</ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>"
        "<ram:ApplicableHeaderTradeDelivery",
        1,
    )
    assert fatal(twice) == {"FX-SCH-A-000028"}


def test_what_en_16931_has_may_be_too_much_for_a_level() -> None:
    basic, full = LEVELS[2], ik.write(CLEAN, "cii").decode()
    named = full.replace(">urn:cen.eu:en16931:2017<", f">{basic.specification}<")
    report = ik.validate(named.encode())

    assert ik.validate(full.encode(), "facturx").valid
    assert {f.rule for f in report.findings if f.severity is Severity.ERROR} == {"FX-NOT-USED"}
    assert ik.validate(named.encode(), "en16931").valid, "EN 16931 asks for no level"


def test_a_line_below_a_line_is_part_of_its_group() -> None:
    data = ik.write(LEVELS[4].reduced(STANDARD), "cii").decode()
    line = "<ram:LineID>1</ram:LineID>"

    def told(document: str) -> set[str]:
        return {f.rule for f in ik.validate(document.encode()).findings if f.rule.startswith("BR")}

    lost = line + "<ram:ParentLineID>9</ram:ParentLineID>"
    assert told(data) == set()
    assert told(data.replace(line, lost)) == {"BR-FXEXT-06", "BR-FXEXT-11"}


LINE, TOTALS = "<ram:LineID>1</ram:LineID>", "ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
STATUS = LINE + "<ram:LineStatusReasonCode>{}</ram:LineStatusReasonCode>"
FEE = (
    "<ram:SpecifiedLogisticsServiceCharge><ram:AppliedAmount>5</ram:AppliedAmount>"
    "<ram:AppliedTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode>"
    "<ram:RateApplicablePercent>7.0</ram:RateApplicablePercent></ram:AppliedTradeTax>"
    f"</ram:SpecifiedLogisticsServiceCharge><{TOTALS}"
)
PAID = (
    f"</{TOTALS}<ram:SpecifiedFinancialAdjustment><ram:ReasonCode>1</ram:ReasonCode>"
    "<ram:Reason>x</ram:Reason><ram:ActualAmount>{}</ram:ActualAmount>"
    "</ram:SpecifiedFinancialAdjustment>"
)
BY_RATE = "BR-FXEXT-S08b BR-FXEXT-S-08ini BR-FXEXT-S-08rev"


@pytest.mark.parametrize(
    ("old", "new", "official"),
    [
        (LINE, STATUS.format("DETAIL"), ""),
        (LINE, STATUS.format("GROUP"), f"BR-FXEXT-08 BR-FXEXT-CO-10 BR-FXEXT-CO-13 {BY_RATE}"),
        (f"<{TOTALS}", FEE, f"BR-FXEXT-CO-12 BR-FXEXT-CO-13 {BY_RATE}"),
        (f"</{TOTALS}", PAID.format("0.00"), ""),
        (f"</{TOTALS}", PAID.format("5.00"), "BR-FXEXT-CO-16"),
    ],
)
def test_the_extension_sums_what_a_document_has_no_place_for(
    old: str, new: str, official: str
) -> None:
    """The verdicts are the published stylesheet's."""
    data = ik.write(LEVELS[4].reduced(STANDARD), "cii").decode()
    found = ik.validate(data.replace(old, new, 1).encode(), "facturx-extended").findings

    assert {f.rule for f in found if f.rule.startswith("BR")} == set(official.split())


@pytest.mark.parametrize("name", PROFILES.values())
def test_every_official_rule_is_asked(name: str) -> None:
    level = FILES.get(name, name.partition("-")[2])
    ours = {rule.id for rule in RULE_SETS[name]} | {
        rule.id for rule in RULE_SETS[name].as_published("cii")
    }
    by_the_reader = syntax_rules().ids | level_rules(level).ids

    assert set(official_ids(level)) - ours - by_the_reader - NEVER_FIRE.keys() == set()


def test_rules_of_older_schematrons_are_known_by_name() -> None:
    assert rule_named("FX-SCH-A-000001") == "BR-CO-26"
    assert rule_named("FX-SCH-A-000372") == "PEPPOL-EN16931-R008"
    assert rule_named("FX-SCH-A-000019") == "FX-SCH-A-000019"


def _file(level: Level, *edits: tuple[str, str]) -> bytes:
    data = ik.write(level.reduced(CLEAN), "cii")
    for old, new in edits:
        assert old.encode() in data
        data = data.replace(old.encode(), new.encode(), 1)
    return data


@pytest.mark.parametrize("level", LEVELS[:5], ids=lambda level: level.name)
def test_a_text_of_blanks_is_a_text(level: Level) -> None:
    """Other than in the artefacts of EN 16931; an empty one is none."""
    number = f"<ram:ID>{CLEAN.number}</ram:ID>"
    for text, fires in ((" ", False), ("", True)):
        report = ik.validate(_file(level, (number, f"<ram:ID>{text}</ram:ID>")), "facturx")
        assert ("BR-02" in {each.rule for each in report.errors}) is fires


@pytest.mark.parametrize("level", LEVELS[:5], ids=lambda level: level.name)
def test_each_level_needs_the_numbers_of_its_own_sums(level: Level) -> None:
    """What leaves EN 16931 without a verdict need not leave a level: MINIMUM adds nothing up."""
    due = f"<ram:DuePayableAmount>{CLEAN.totals.amount_due}" if CLEAN.totals else ""
    report = ik.validate(_file(level, (due, "<ram:DuePayableAmount>1e2")), "facturx")
    undecided = "IK-UNDECIDED" in {each.rule for each in report.errors}
    assert undecided is (level.name != "MINIMUM")


def test_a_category_is_one_of_vat_whatever_its_tax() -> None:
    edits = (
        ("<ram:TypeCode>VAT</ram:TypeCode>", "<ram:TypeCode>GST</ram:TypeCode>"),
        ("<ram:RateApplicablePercent>19<", "<ram:RateApplicablePercent>0<"),
    )
    rules = {each.rule for each in ik.validate(_file(LEVELS[3], *edits), "facturx").errors}
    assert "BR-S-05" in rules


def test_an_allowance_total_is_compared_as_written() -> None:
    data = _file(LEVELS[1], ("<ram:AllowanceTotalAmount>10.00", "<ram:AllowanceTotalAmount>10.004"))
    assert "BR-CO-11" in {each.rule for each in ik.validate(data, "facturx").errors}


def test_a_level_named_by_the_caller_asks_its_own_whatever_the_file_says() -> None:
    """The verdict is the published stylesheet's of BASIC on a file of EN 16931."""
    data = ik.write(STANDARD, "cii")
    report = ik.validate(data, "facturx-basic")

    assert (report.profile, report.valid) == ("facturx-basic", False)
    assert {each.rule for each in report.errors} == {"FX-SCH-A-000493"}
    assert ik.validate(data, "facturx").valid


def test_a_contact_has_a_name_or_a_department() -> None:
    """EN 16931 warns; the levels refuse, as published."""
    contact = Contact(name="P", phone="+1 234", email="a@example.com")
    data = ik.write(edited(CLEAN, "seller.contact", contact), "cii").decode()
    name = "<ram:PersonName>P</ram:PersonName>"
    named = data.replace(name, f"{name}<ram:DepartmentName>D</ram:DepartmentName>").encode()

    def severity(profile: str) -> set[Severity]:
        found = ik.validate(named, profile).findings
        return {each.severity for each in found if each.rule == "CII-SR-465"}

    assert severity("en16931") == {Severity.WARNING}
    assert severity("facturx") == {Severity.ERROR}


@pytest.mark.parametrize(
    ("payee", "fires"),
    [("<ram:PayeeTradeParty/>", True), ("<ram:PayeeTradeParty><ram:Name>{}</ram:Name>", False)],
)
def test_a_payee_anywhere_has_a_name_and_no_seller_beside_it(payee: str, fires: bool) -> None:
    assert STANDARD.seller is not None
    end = "" if fires else "</ram:PayeeTradeParty>"
    stray = payee.format(STANDARD.seller.name) + end
    terms = "<ram:SpecifiedTradePaymentTerms>"
    text = ik.write(LEVELS[3].reduced(STANDARD), "cii").decode().replace(terms, terms + stray)

    report = ik.validate(text.encode(), "facturx-basic")

    assert ("BR-17" in {finding.rule for finding in report.errors}) is fires
