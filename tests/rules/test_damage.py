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
