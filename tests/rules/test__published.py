"""The published rules on an invoice made by hand, and what only a file can say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.rules.breaks import BREAKS as STRICT_BREAKS
from tests.rules.breaks import Edit, edit
from tests.rules.invoices import CLEAN, edited, of_category

from invoicekit import Finding, Severity
from invoicekit.findings.messages import text_of
from invoicekit.model import Identifier, Invoice, Note, TaxTotal
from invoicekit.model.source import SourceFacts, TaxCategory
from invoicekit.rules import RULE_SETS, check

EN16931 = RULE_SETS["en16931"]
STRANGE = Identifier(value="1", scheme="9999")
PUBLISHED = sorted(rule.id for rule in EN16931.as_published("ubl"))

RATE = of_category("S").lines[0].vat_rate
TAX = "vat_breakdown[0].tax_amount"
BREAKS: dict[str, Edit] = {
    "BR-01": edit("specification", None),
    "BR-B-01": edit("lines[1].vat_category", "B"),
    "BR-CL-07": edit("object_id", STRANGE),
    "BR-CL-08": edit("notes", (Note(text="n", subject_code="QQQ"),)),
    "BR-CL-26": edit("supply.location_id", STRANGE),
    # only beyond what the published rules tolerate
    "BR-AF-09": edit(TAX, "9.66", invoice=of_category("L")),
    "BR-AG-09": edit(TAX, "9.66", invoice=of_category("M")),
    "BR-CO-17": edit(TAX, "17.34"),
    "BR-S-09": edit(TAX, "21.66", invoice=of_category("S")),
}


def rules(invoice: Invoice, source: SourceFacts | None = None) -> set[str]:
    report = check(invoice, EN16931, source or SourceFacts(), mode="official")
    return {finding.rule for finding in report.findings}


@pytest.mark.parametrize("rule", PUBLISHED)
def test_every_published_rule_has_an_edit_that_breaks_it(rule: str) -> None:
    change = BREAKS.get(rule) or STRICT_BREAKS[rule]

    assert rule in rules(edited(change.invoice, change.path, change.value))
    assert rule not in rules(change.invoice)


@pytest.mark.parametrize("rule", sorted(BREAKS))
@pytest.mark.parametrize("language", ["zh", "de", "fr"])
def test_every_published_rule_has_its_texts(rule: str, language: str) -> None:
    assert text_of(rule, language)


def test_our_own_rules_are_not_published() -> None:
    assert not any(rule.startswith("IK-") for rule in PUBLISHED)


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        ((TaxCategory("S", RATE, rated=True, vat=True),), set()),
        ((TaxCategory("S", None, rated=False, vat=True),), {"BR-S-05", "BR-S-08"}),
        ((TaxCategory("S", Decimal(0), rated=True, vat=True),), {"BR-S-05", "BR-S-08"}),
        (
            (
                TaxCategory("S", RATE, rated=True, vat=True),
                TaxCategory("O", Decimal(0), rated=True, vat=True),
            ),
            {"BR-O-01", "BR-O-02", "BR-O-05"},
        ),
        ((TaxCategory("S", RATE, rated=True, vat=False),), {"BR-S-02"}),
    ],
)
def test_every_category_of_a_line_is_judged(
    categories: tuple[TaxCategory, ...], expected: set[str]
) -> None:
    invoice = of_category("S")
    source = SourceFacts(categories={"lines[0].vat_category": categories})

    assert rules(invoice, source) == expected


def test_each_total_of_vat_adds_up_by_itself() -> None:
    totals = (
        TaxTotal(Decimal("16.34"), "EUR", detailed=True, rows=1),
        TaxTotal(Decimal("9.99"), "EUR", detailed=True, rows=1),
    )

    assert {"BR-CO-14", "BR-CO-15"} <= rules(CLEAN, SourceFacts(tax_totals=totals))


def test_a_period_that_stands_again_is_judged_again() -> None:
    again = {"start": CLEAN.issue_date, "end": CLEAN.period and CLEAN.period.start}

    assert "BR-29" in rules(CLEAN, SourceFacts(extra={"period": (again,)}))


def test_what_the_reader_found_is_told_in_the_words_of_the_rule() -> None:
    broken = Finding("BR-02", Severity.ERROR, "Not there: cbc:ID.")
    unknown = Finding("UBL-CR-001", Severity.WARNING, "Not used: ext:UBLExtensions.")
    undecided = Finding("IK-UNDECIDED", Severity.ERROR, "No verdict.")
    source = SourceFacts("ubl", broken=(broken, unknown, undecided), judged=frozenset({"BR-02"}))

    official = check(CLEAN, EN16931, source, mode="official").findings
    strict = check(CLEAN, EN16931, source, mode="strict").findings

    assert [f.rule for f in official] == ["BR-02", "UBL-CR-001", "IK-UNDECIDED"]
    assert official[0].message == "An invoice has a number (BT-1)."
    assert official[0].terms == ("BT-1",)
    assert [f.rule for f in strict] == ["UBL-CR-001"]
    assert check(CLEAN, RULE_SETS["core"], source).findings == ()
