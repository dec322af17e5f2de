"""The rule sets of Factur-X's levels: which rules of EN 16931 each has, by id.

What a level asks of its files place by place comes from the reader (`FX-`).

Source: Factur-X 1.09 / ZUGFeRD 2.5; `docs/update_facturx.py` makes the list from a release.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from invoicekit.findings import RuleSet, Severity
from invoicekit.rules import en16931

_WARNINGS = ("PEPPOL-EN16931-R008", "CII-SR-474", "CII-SR-475", "CII-SR-476")


def level_rules(level: str, name: str, *further: RuleSet) -> RuleSet:
    """Returns the rule set of a level.

    Args:
        level: As in the list, such as `basicwl`.
        name: Of the rule set.
        further: Sets beside EN 16931 that the level takes rules of.
    """
    severities = dict.fromkeys(_WARNINGS, Severity.WARNING)
    return RuleSet(
        name,
        extends=(en16931.RULES, *further),
        severities=severities,
        only=frozenset(official_ids(level)),
    )


def official_ids(level: str) -> tuple[str, ...]:
    """Returns the ids of the official rules of a level that are not about places of its files."""
    return tuple(_listed()[level].split())


@cache
def _listed() -> dict[str, str]:
    file = Path(__file__).with_name("_facturx_ids.json")
    levels: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))["levels"]
    return levels
