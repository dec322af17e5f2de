"""The levels of Factur-X judge our own documents, each with one edit, as the official rules do."""

from __future__ import annotations

from itertools import islice

import pytest
from tests.rules.facturx_verdicts import STYLESHEETS, cases, recorded

import invoicekit as ik
from invoicekit.findings import Severity

UNDECIDED = "IK-UNDECIDED"
"""What stands twice or cannot be read leaves rules of EN 16931 without a verdict; no level's schema
allows it, though a schematron may not ask. It is refused."""
DIFFERING: dict[str, str] = {
    "SpecifiedTradeAllowanceCharge/ActualAmount": "BR-CO-11: the second amount was not read",
    "ApplicableTradeTax/CategoryCode": "BR-E-01: the second category was not read",
}
"""End of a doubled place → which rule differs and why; both are refused for what is doubled."""


@pytest.mark.no_cover  # other tests walk the same lines
@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.gate)])
@pytest.mark.parametrize("level", STYLESHEETS)
def test_edits_have_the_official_verdict(level: str, every: int) -> None:
    official = recorded()
    asked, differing, accepted = 0, [], []
    for name, data in islice(cases(level), 0, None, every):
        if name not in official:
            continue
        asked += 1
        expected = set(official[name].split())
        report = ik.validate(data, "facturx")
        found = {each.rule for each in report.findings if each.severity is Severity.ERROR}
        if found - {UNDECIDED} != expected and not name.endswith(tuple(DIFFERING)):
            differing.append((name, sorted(found ^ expected)))
        if report.valid is bool(expected) and UNDECIDED not in found:
            accepted.append(name)

    assert asked > 100 // every
    assert (differing, accepted) == ([], [])


def test_what_the_official_rules_die_on_is_refused() -> None:
    official = recorded()
    without = [(name, data) for name, data in cases() if name not in official]

    assert len(without) > 50
    assert [name for name, data in without if ik.validate(data, "facturx").valid] == []
