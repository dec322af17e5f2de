"""Our verdicts by Peppol and XRechnung are those of the published rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests import conformance
from tests.rules.national_breaks import BREAKS
from tests.rules.national_files import files, verdict

from invoicekit import validate
from invoicekit.findings import RuleSet
from invoicekit.rules import RULE_SETS

LAYERS = {
    "peppol": ("peppol",),
    "xr": ("xrechnung", "xrechnung-extension", "xrechnung-cvd"),
}
PUBLISHED = [(layer, syntax) for layer in LAYERS for syntax in ("ubl", "cii")]

WORDS = {"fatal": "error", "information": "warning"}
"""The published verdicts list information among the warnings."""

EXCEPTIONS: dict[str, str] = {}
"""Official rule → why we do without it: there is none."""


def sets(layer: str) -> list[RuleSet]:
    return [RULE_SETS[name] for name in LAYERS[layer]]


def own(layer: str) -> frozenset[str]:
    """The ids of a layer that are not of EN 16931."""
    european = {rule.id for rule in RULE_SETS["en16931"]}
    return frozenset(rule.id for rules in sets(layer) for rule in rules) - european


@pytest.mark.parametrize(("layer", "syntax"), PUBLISHED)
def test_every_official_rule_is_there(
    layer: str, syntax: conformance.Syntax, needs: Callable[[str, object], None]
) -> None:
    needs(conformance.WHAT, conformance.available())

    missing = conformance.rules(layer, syntax).keys() - own(layer) - EXCEPTIONS.keys()

    assert sorted(missing) == []


@pytest.mark.parametrize(("layer", "syntax"), PUBLISHED)
def test_severities_are_the_official_ones(
    layer: str, syntax: conformance.Syntax, needs: Callable[[str, object], None]
) -> None:
    needs(conformance.WHAT, conformance.available())
    official = conformance.rules(layer, syntax)

    differing = {
        rule.id: (severity, official[rule.id])
        for rules in sets(layer)
        for rule in rules
        if rule.id in official
        and (severity := rules.severities_of(syntax).get(rule.id, rule.severity).value)
        != WORDS.get(official[rule.id], official[rule.id])
    }

    assert differing == {}


def test_exceptions_are_still_needed() -> None:
    assert EXCEPTIONS.keys() & own("peppol") == set()


@pytest.mark.parametrize(("layer", "syntax"), PUBLISHED)
def test_official_documents_get_the_official_verdict(
    layer: str, syntax: conformance.Syntax, needs: Callable[[str, object], None]
) -> None:
    needs(conformance.WHAT, conformance.available())
    judged = conformance.judge("auto")
    cases = conformance.documents(syntax)
    of_layer = [case for case in cases if layer in conformance.layers_of(case.name)]

    comparison = conformance.compared(of_layer, judged)

    assert comparison.differing == {}, str(comparison)
    assert comparison.same_outcome == len(of_layer)


@pytest.mark.parametrize(("layer", "syntax"), PUBLISHED)
def test_our_own_files_get_the_official_verdict(layer: str, syntax: str) -> None:
    official, ids = verdict(layer, syntax), own(layer)
    profile = "peppol" if layer == "peppol" else "auto"

    differing = {}
    for name, data in files(layer, syntax):
        report = validate(data, NAMELESS.get(name, profile), "official")
        found = sorted({finding.rule for finding in report.findings} & ids)
        if found != official[name]:
            differing[name] = (found, official[name])

    assert differing == {}


@pytest.mark.parametrize(("layer", "syntax"), PUBLISHED)
def test_each_file_that_breaks_a_rule_shows_it_to_the_published_rules(
    layer: str, syntax: str
) -> None:
    """Else the edit would prove nothing; where a syntax lacks the rule, it is known to."""
    lacking = RULE_SETS[LAYERS[layer][0]].unpublished.get(syntax, frozenset())

    blind = [
        rule
        for rule, found in verdict(layer, syntax).items()
        if rule in BREAKS and rule not in found and rule not in lacking | KNOWN_BLIND[syntax]
    ]

    assert blind == []


NAMELESS = {"BR-DE-21": "xrechnung"}
"""Files that do not say which rules judge them."""

KNOWN_BLIND = {
    "ubl": frozenset({"BR-TMP-3"}),
    "cii": frozenset(
        {
            *("BR-DEX-02", "BR-DEX-03", "DK-R-013"),
            *(f"BR-DEX-{number:02}" for number in range(9, 15)),
            *("NO-R-001", "SE-R-001", "SE-R-002", "SE-R-006"),
        }
    ),
}
"""Rules whose edit a syntax cannot show: no place in the file, or the rule looks elsewhere."""
