"""UBL and CII are judged as the official rules judge them: documents, unit cases, mutants, ids."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests import conformance
from tests.conformance import Syntax

from invoicekit import Severity
from invoicekit.findings import Rule
from invoicekit.formats._cii.document import syntax_rules as cii_rules
from invoicekit.formats._ubl.document import syntax_rules as ubl_rules
from invoicekit.rules import RULE_SETS
from invoicekit.rules._published import NOT_PUBLISHED

Needs = Callable[[str, object], None]

EN16931 = RULE_SETS["en16931"]
JUDGE = conformance.judge()
SYNTAXES: tuple[Syntax, ...] = ("ubl", "cii")
OF_FILES = {"ubl": ubl_rules, "cii": cii_rules}
COUNTS = {"ubl": (60, 1133), "cii": (27, 9)}
"""Syntax → how many documents and unit cases there are."""

_CONSTANT = {
    "BR-CO-05": "constant: reason and code of an allowance cannot be compared",
    "BR-CO-06": "constant, as BR-CO-05, of a charge",
    "BR-CO-07": "constant, as BR-CO-05, of a line's allowance",
    "BR-CO-08": "constant, as BR-CO-05, of a line's charge",
}
NOT_NEEDED = {
    "ubl": {
        **_CONSTANT,
        "BR-DEC-13": "its path looks for a currency below the amount, where there is none",
        "BR-DEC-15": "as BR-DEC-13",
    },
    "cii": {
        **_CONSTANT,
        "BR-AF-08": "its path looks for rates beside the breakdown row, where there are none",
        "BR-AF-09": "constant",
        "BR-AG-08": "as BR-AF-08",
        "BR-AG-09": "constant",
        "CII-DT-010": "another rule takes every type code first",
        "CII-DT-011": "as CII-DT-010",
        "CII-DT-012": "as CII-DT-010",
    },
}
"""Official ids that can never fire, each with its reason."""

pytestmark = pytest.mark.parametrize("syntax", SYNTAXES)


@pytest.fixture(autouse=True)
def _data(needs: Needs) -> None:
    needs(conformance.WHAT, conformance.available())


def test_documents_have_the_official_verdict(syntax: Syntax) -> None:
    comparison = conformance.compared(conformance.documents(syntax, "en"), JUDGE)

    assert comparison.total == COUNTS[syntax][0]
    assert (comparison.differing, comparison.outcome, comparison.problems) == ({}, [], [])


def test_unit_cases_are_met(syntax: Syntax) -> None:
    cases = list(conformance.units(syntax))

    assert len(cases) == COUNTS[syntax][1]
    assert conformance.units_differing(cases, JUDGE) == []


@pytest.mark.no_cover  # the units walk the same lines; the tracer would double the time
@pytest.mark.parametrize("every", [10, pytest.param(1, marks=pytest.mark.gate)])
def test_mutants_have_the_official_verdict(syntax: Syntax, every: int) -> None:
    """Of 4,000: the same rules fire, the same are accepted, and nothing raises."""
    comparison = conformance.compared(conformance.mutants(syntax, every), JUDGE)

    assert comparison.total == 4000 // every
    assert (comparison.differing, comparison.outcome, comparison.problems) == ({}, [], [])


def published(syntax: Syntax) -> dict[str, Severity]:
    """Returns our ids of rules, those about files included, with their severity."""
    model: dict[str, Rule] = {rule.id: rule for rule in EN16931.as_published(syntax)}
    of_files = {rule.id: rule.severity for rule in OF_FILES[syntax]().rules}
    return {rule_id: rule.severity for rule_id, rule in model.items()} | of_files


def test_every_official_id_is_implemented_or_has_its_reason(syntax: Syntax) -> None:
    official, reasons = conformance.rules("en", syntax), NOT_NEEDED[syntax]
    ours = {rule for rule in published(syntax) if not rule.startswith("IK-")}

    assert sorted(official.keys() - ours - reasons.keys()) == []
    assert sorted(ours - official.keys()) == []
    assert sorted(reasons.keys() & ours) == []
    if syntax == "ubl":
        assert NOT_PUBLISHED.isdisjoint(official.keys() - reasons.keys())


def test_severities_are_the_official_ones(syntax: Syntax) -> None:
    official, ours = conformance.rules("en", syntax), published(syntax)

    differing = {
        rule: severity
        for rule, severity in official.items()
        if rule in ours and (ours[rule] is Severity.WARNING) != (severity == "warning")
    }
    assert differing == {}
