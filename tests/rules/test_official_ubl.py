"""UBL is judged as the official rules judge it: documents, unit cases, mutants; no id is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests import conformance

from invoicekit import Invoice, Severity, validate
from invoicekit.binding import SyntaxRules
from invoicekit.formats._ubl.document import syntax_rules
from invoicekit.rules import RULE_SETS
from invoicekit.rules._published import NOT_PUBLISHED

Needs = Callable[[str, object], None]

EN16931 = RULE_SETS["en16931"]
JUDGE = conformance.judge()

NOT_NEEDED = {
    "BR-CO-05": "constant: reason and code of an allowance cannot be compared",
    "BR-CO-06": "constant, as BR-CO-05, of a charge",
    "BR-CO-07": "constant, as BR-CO-05, of a line's allowance",
    "BR-CO-08": "constant, as BR-CO-05, of a line's charge",
    "BR-DEC-13": "its path looks for a currency below the amount, where there is none",
    "BR-DEC-15": "as BR-DEC-13",
}
"""Official ids that can never fire, each with its reason."""


@pytest.fixture(autouse=True)
def _data(needs: Needs) -> None:
    needs(conformance.WHAT, conformance.available())


def test_documents_have_the_official_verdict() -> None:
    comparison = conformance.compared(conformance.documents("ubl", "en"), JUDGE)

    assert comparison.total == 60
    assert (comparison.differing, comparison.outcome, comparison.problems) == ({}, [], [])


def test_unit_cases_are_met() -> None:
    cases = list(conformance.units("ubl"))

    assert len(cases) == 1133
    assert conformance.units_differing(cases, JUDGE) == []


def test_mutants_have_the_official_verdict() -> None:
    """All 4,000: the same rules fire, the same are accepted, and nothing raises."""
    comparison = conformance.compared(conformance.mutants("ubl"), JUDGE)

    assert comparison.total == 4000
    assert comparison.problems == []
    assert comparison.outcome == []
    assert comparison.differing == {}


def implemented() -> set[str]:
    rules = syntax_rules()
    assert isinstance(rules, SyntaxRules)
    return {rule.id for rule in EN16931.as_published("ubl")} | {rule.id for rule in rules.rules}


def test_every_official_id_is_implemented_or_has_its_reason() -> None:
    official = conformance.rules("en", "ubl")
    ours = {rule for rule in implemented() if not rule.startswith("IK-")}

    assert sorted(official.keys() - ours - NOT_NEEDED.keys()) == []
    assert sorted(ours - official.keys()) == []
    assert sorted(NOT_NEEDED.keys() & ours) == []
    assert NOT_PUBLISHED.isdisjoint(official.keys() - NOT_NEEDED.keys())


def test_severities_are_the_official_ones() -> None:
    official = conformance.rules("en", "ubl")
    model = {rule.id: rule.severity for rule in EN16931.as_published("ubl")}
    ours = model | {rule.id: rule.severity for rule in syntax_rules().rules}

    differing = {
        rule: severity
        for rule, severity in official.items()
        if rule in ours and (ours[rule] is Severity.WARNING) != (severity == "warning")
    }
    assert differing == {}


def test_our_own_rules_do_not_count_where_a_verdict_is_published() -> None:
    path = next(iter(sorted((conformance.SHARED / "documents" / "cen" / "ubl").glob("*.xml"))))
    official, strict = (validate(Path(path), "en16931", mode) for mode in ("official", "strict"))

    assert all(not f.rule.startswith("IK-") for f in (*official.errors, *official.warnings))
    assert official.mode == "official"
    assert strict.mode == "strict"


def test_an_invoice_made_by_hand_has_a_published_verdict_too() -> None:
    rules = {f.rule for f in validate(Invoice(), "en16931", "official").errors}

    assert {"BR-01", "BR-02", "BR-06", "BR-16"} <= rules
    assert not any(rule.startswith("IK-") for rule in rules)
