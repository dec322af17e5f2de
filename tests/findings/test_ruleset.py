"""Declaring rules: the docstring is the message, ids are unique, sets extend and drop."""

from __future__ import annotations

import pytest

from invoicekit.errors import ConfigurationError
from invoicekit.findings import Mismatch, RuleSet, Severity


def made() -> RuleSet:
    rules = RuleSet("base")

    @rules.rule("T-1", Severity.WARNING, path="x")
    def number_given(thing: int) -> bool:
        """A thing has
        a number (BT-1, BG-2, BT-1)."""
        return thing > 0

    @rules.rule("T-2", text="From a table (BT-3).")
    def table(thing: int, facts: object) -> bool | Mismatch:
        return thing == facts or Mismatch(facts, thing)

    return rules


def test_rules_know_what_they_speak_of() -> None:
    first, second = made().own
    assert (first.message, first.terms) == (
        "A thing has a number (BT-1, BG-2, BT-1).",
        ("BT-1", "BG-2"),
    )
    assert (first.severity, first.path, first.context) == (Severity.WARNING, "x", "int")
    assert second.needs_facts
    assert not second.check(1, 2)
    assert second.message == "From a table (BT-3)."


def test_sets_extend_and_drop() -> None:
    more = RuleSet("more", extends=(made(),), drop=frozenset({"T-1"}))
    assert [rule.id for rule in more] == ["T-2"]


def test_ids_are_unique_and_messages_needed() -> None:
    rules = made()
    with pytest.raises(ConfigurationError, match="twice"):
        rules.rule("T-1", text="again")(lambda thing: bool(thing))
    with pytest.raises(ConfigurationError, match="docstring"):
        rules.rule("T-9")(lambda thing: bool(thing))
