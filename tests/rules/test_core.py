"""The rules: a clean invoice has no finding, and each edit trips exactly its rule."""

from __future__ import annotations

import pytest
from tests.rules.breaks import BREAKS
from tests.rules.invoices import (
    CLEAN,
    CORRECTION,
    CREDIT_NOTE,
    OTHER_TAXES,
    edited,
    of_category,
)

from invoicekit.findings import Severity
from invoicekit.model import Invoice
from invoicekit.rules import RULE_SETS, Mode, check

STRICTEST = RULE_SETS["en16931"]
CATEGORIES = ["S", "Z", "E", "AE", "K", "G", "O", "L", "M"]


@pytest.mark.parametrize(
    "invoice",
    [CLEAN, CORRECTION, CREDIT_NOTE, OTHER_TAXES, *map(of_category, CATEGORIES)],
    ids=["clean", "correction", "credit note", "other taxes", *CATEGORIES],
)
@pytest.mark.parametrize("name", ["core", "issued", "en16931"])
@pytest.mark.parametrize("mode", ["strict", "official"])
def test_a_clean_invoice_has_no_finding(invoice: Invoice, name: str, mode: Mode) -> None:
    report = check(invoice, RULE_SETS[name], mode=mode)

    assert report.findings == ()
    assert (report.profile, report.mode) == (name, mode)


@pytest.mark.parametrize("rule", sorted(BREAKS))
def test_an_edit_trips_its_rule_and_those_that_fall_with_it(rule: str) -> None:
    change = BREAKS[rule]
    report = check(edited(change.invoice, change.path, change.value), STRICTEST)

    assert {finding.rule for finding in report.findings} == {rule, *change.also}


def test_every_rule_has_an_edit_and_every_edit_a_rule() -> None:
    assert {rule.id for rule in STRICTEST} == set(BREAKS)


@pytest.mark.parametrize("rule", sorted(BREAKS))
def test_a_finding_speaks_chinese_with_the_same_values(rule: str) -> None:
    change = BREAKS[rule]
    report = check(edited(change.invoice, change.path, change.value), STRICTEST)
    (finding, *_) = [found for found in report.findings if found.rule == rule]
    chinese = finding.text("zh-CN")

    assert chinese != finding.message
    assert "{" not in chinese
    for value in finding.params.values():
        assert value in finding.message
        assert value in chinese
    assert all(term in chinese for term in finding.terms)


def test_a_draft_is_not_asked_for_its_number() -> None:
    draft = CLEAN.replace(number=None, issue_date=None)

    assert check(draft, RULE_SETS["core"]).findings == ()
    assert [f.rule for f in check(draft, RULE_SETS["issued"]).findings] == ["BR-02", "BR-03"]


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("lines[1].unit", "pieces", "lines[1].unit"),
        ("lines[0].item.standard_id.scheme", None, "lines[0].item.standard_id.scheme"),
        ("totals.amount_due", "120.01", "totals.amount_due"),
        ("seller.name", None, "seller.name"),
        ("lines[0].allowances[0].amount", None, "lines[0].allowances[0].amount"),
    ],
)
def test_a_finding_says_where(path: str, value: object, where: str) -> None:
    report = check(edited(CLEAN, path, value), STRICTEST)

    assert where in {finding.path for finding in report.findings}


def test_an_amount_that_does_not_add_up_says_what_was_expected() -> None:
    (finding,) = check(edited(CLEAN, "totals.amount_due", "120.01"), STRICTEST).findings

    assert finding.message.endswith(": expected 120.00, found 120.01.")
    assert finding.terms == ("BT-115", "BT-112", "BT-113", "BT-114")
    assert finding.severity is Severity.ERROR
    assert dict(finding.params) == {"expected": "120.00", "found": "120.01"}


def test_a_wrong_tax_id_says_what_is_wrong() -> None:
    (finding,) = check(edited(CLEAN, "seller.tax_ids[0].value", "DE136695977"), STRICTEST).findings

    assert finding.rule == "IK-ID-1"
    assert "DE136695977" in finding.message


def test_an_unknown_currency_does_not_hide_other_findings() -> None:
    broken = edited(edited(CLEAN, "currency", "EUX"), "lines[0].id", None)

    assert {f.rule for f in check(broken, STRICTEST).findings} == {"BR-CL-04", "BR-21"}


def test_an_empty_invoice_is_judged_not_refused() -> None:
    report = check(Invoice(), STRICTEST)

    assert {"BR-02", "BR-06", "BR-16", "BR-CO-18"} <= {f.rule for f in report.findings}


@pytest.mark.parametrize(
    ("found", "mode", "fine"),
    [("16.35", "strict", False), ("16.35", "official", True), ("17.34", "official", False)],
)
def test_only_official_mode_tolerates_less_than_one_unit_of_tax(
    found: str, mode: Mode, fine: bool
) -> None:
    broken = edited(CLEAN, "vat_breakdown[0].tax_amount", found)

    rules = {finding.rule for finding in check(broken, STRICTEST, mode=mode).findings}
    assert ("BR-CO-17" not in rules) == fine


def test_amounts_have_no_fraction_of_a_yen() -> None:
    in_yen = CLEAN.replace(currency="JPY")

    assert {f.rule for f in check(in_yen, STRICTEST).findings} >= {"IK-DEC-14", "IK-DEC-20"}
