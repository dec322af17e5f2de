"""Rule ids are for ever: unique, well formed, and each with an edit that breaks it.

The edits stand in tables named `BREAKS` (rule id → edit) in the tests of the floor that declares
the rules; those tests prove that an edit trips its rule. This one proves that no rule goes without.
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from invoicekit.findings import Rule, RuleSet
from invoicekit.regimes import REGIMES
from invoicekit.rules import RULE_SETS

TESTS = Path(__file__).parents[1]
ID = re.compile(r"[A-Z]{2,}(-[A-Z0-9]+)*-[A-Z]*[0-9]+(-?[a-z]+)?")


def sets() -> Iterator[RuleSet]:
    """Every rule set, its foundations included."""
    roots = [
        *RULE_SETS,
        *(rules for regime in REGIMES if isinstance(rules := _own(regime), RuleSet)),
    ]
    seen: dict[int, RuleSet] = {}
    while roots:
        rule_set = roots.pop()
        if id(rule_set) not in seen:
            seen[id(rule_set)] = rule_set
            roots.extend(rule_set.extends)
    yield from seen.values()


def _own(regime: object) -> object:
    return getattr(regime, "rules", None)


def rules() -> list[Rule]:
    return [rule for rule_set in sets() for rule in rule_set.own]


def breaking() -> set[str]:
    """Rule ids that have a breaking edit."""
    found: set[str] = set()
    for path in sorted(TESTS.rglob("*.py")):
        if re.search(r"^BREAKS\b", path.read_text("utf-8"), re.MULTILINE):
            found.update(_table(path))
    return found


def _table(path: Path) -> Iterator[str]:
    spec = importlib.util.spec_from_file_location(f"_breaks_{path.stem}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    table: Any = module.BREAKS
    for row in table:
        yield row if isinstance(row, str) else row[0]


def test_ids_are_unique_and_well_formed() -> None:
    """In each set: XRechnung states some of Peppol's rules in a way of its own."""
    for rule_set in sets():
        ids = Counter(rule.id for rule in rule_set)

        assert [name for name, times in ids.items() if times > 1] == []
        assert [name for name in ids if not ID.fullmatch(name)] == []


def test_every_rule_has_a_breaking_edit() -> None:
    assert sorted({rule.id for rule in rules()} - breaking()) == []


def test_every_message_is_one_sentence_that_names_what_it_speaks_of() -> None:
    unclear = [
        rule.id
        for rule in rules()
        if not rule.message.endswith(".") or not rule.message[:1].isupper()
    ]
    assert unclear == []
