"""Peppol's and XRechnung's rules: each has an edit that trips it, and clean invoices trip none."""

from __future__ import annotations

import pytest
from tests.rules.invoices import edited
from tests.rules.national_breaks import BREAKS, DANISH, VEHICLE, means
from tests.rules.national_invoices import DEBIT, HOME, XRECHNUNG, extended

from invoicekit.findings import Finding, Severity
from invoicekit.findings.messages import text_of
from invoicekit.model import DirectDebit, Identifier, Invoice, PaymentMeans, Sights, SourceFacts
from invoicekit.rules import RULE_SETS, Mode, check

DIGA = Identifier(value="1", scheme="XR01")

PROFILES = ("peppol", "xrechnung", "xrechnung-extension", "xrechnung-cvd")
OWN = {rule.id for name in PROFILES for rule in RULE_SETS[name]} - {
    rule.id for rule in RULE_SETS["en16931"]
}


def fired(invoice: Invoice, profile: str, source: SourceFacts | None = None) -> set[str]:
    return {
        finding.rule
        for finding in check(invoice, RULE_SETS[profile], source or SourceFacts()).findings
    }


@pytest.mark.parametrize("country", sorted(HOME))
def test_a_clean_invoice_inside_a_country_trips_nothing(country: str) -> None:
    assert fired(HOME[country], "peppol") == set()


@pytest.mark.parametrize(
    ("invoice", "profile"),
    [
        (XRECHNUNG, "xrechnung"),
        (DEBIT, "xrechnung"),
        (VEHICLE, "xrechnung-cvd"),
    ],
)
def test_a_clean_xrechnung_trips_nothing(invoice: Invoice, profile: str) -> None:
    assert fired(invoice, profile) - {"BR-CL-13"} == set()


def test_what_the_extension_widens_only_informs() -> None:
    wide = edited(extended(), "seller.electronic_address", DIGA)

    report = check(wide, RULE_SETS["xrechnung-extension"])

    assert report.valid
    assert {(f.rule, f.severity) for f in report.findings} == {("BR-CL-25", Severity.INFORMATION)}


def test_it_is_an_error_without_the_extension() -> None:
    wide = edited(XRECHNUNG, "seller.electronic_address", DIGA)

    assert [f.rule for f in check(wide, RULE_SETS["xrechnung"]).errors] == ["BR-CL-25"]


@pytest.mark.parametrize(
    ("syntax", "mode", "fires"),
    [("ubl", "official", False), ("cii", "official", True), ("cii", "strict", False)],
)
def test_a_danish_mandate_is_looked_for_where_none_may_stand_in_cii(
    syntax: str, mode: Mode, fires: bool
) -> None:
    debit = DirectDebit(mandate_id="1", creditor_id="2", debited_account="3")
    invoice = edited(DANISH, "payment_instructions", means("49", direct_debit=debit))
    way = PaymentMeans("49", mandate_id="1", creditor_id="2", debited_account="3")
    source = SourceFacts(syntax=syntax, look=lambda: Sights(payments=(way,)))

    found = check(invoice, RULE_SETS["peppol"], source, mode=mode).findings

    assert ("DK-R-007" in {finding.rule for finding in found}) is fires


def test_severities_may_differ_by_syntax() -> None:
    rules = RULE_SETS["xrechnung-extension"]

    wrong = edited(XRECHNUNG, "totals.amount_due", "118.00")
    found = {
        syntax: next(
            finding.severity
            for finding in check(wrong, rules, SourceFacts(syntax=syntax)).findings
            if finding.rule == "BR-CO-16"
        )
        for syntax in ("ubl", "cii")
    }

    assert found == {"ubl": Severity.INFORMATION, "cii": Severity.ERROR}


@pytest.mark.parametrize("rule", sorted(BREAKS))
def test_an_edit_trips_its_rule(rule: str) -> None:
    change = BREAKS[rule]

    broken = edited(change.invoice, change.path, change.value)

    assert rule not in fired(change.invoice, change.profile)
    assert rule in fired(broken, change.profile, change.source)


@pytest.mark.parametrize("rule", sorted(OWN))
def test_each_rule_says_in_chinese_what_it_says_in_english(rule: str) -> None:
    english = next(r for name in PROFILES for r in RULE_SETS[name] if r.id == rule)
    chinese = Finding(rule, Severity.ERROR, english.message, terms=english.terms).text("zh")

    assert text_of(rule, "zh")
    assert all(term in chinese for term in english.terms)
