"""Rules are declared once, by id, and sets take over those of others."""

from __future__ import annotations

import pytest

from invoicekit.errors import ConfigurationError
from invoicekit.findings import Mismatch, RuleSet, Severity


class Invoice:
    number: str | None = "1"


class Facts:
    pass


def given(invoice: Invoice) -> bool:
    return invoice.number is not None


@pytest.fixture
def core() -> RuleSet:
    rules = RuleSet("core")

    @rules.rule("BR-02", path="number")
    def number_given(invoice: Invoice) -> bool:
        """An invoice has a number (BT-1).

        And BT-1 is text
        of BG-0.
        """
        return invoice.number is not None

    @rules.rule("IK-02", Severity.WARNING)
    def facts_agree(invoice: Invoice, facts: Facts) -> Mismatch:
        """The facts agree."""
        return Mismatch(invoice, facts)

    return rules


def test_a_rule_is_read_from_its_predicate(core: RuleSet) -> None:
    number, facts = core.own

    assert (number.id, number.path, number.severity) == ("BR-02", "number", Severity.ERROR)
    assert number.message == "An invoice has a number (BT-1). And BT-1 is text of BG-0."
    assert number.terms == ("BT-1", "BG-0")
    assert (number.context, number.needs_facts) == ("Invoice", False)
    assert (facts.severity, facts.needs_facts, facts.terms) == (Severity.WARNING, True, ())
    assert number.check(Invoice())


def test_the_context_is_named_where_annotations_are_types() -> None:
    rules = RuleSet("core")

    def check(invoice: object) -> bool:
        return invoice is not None

    check.__annotations__["invoice"] = Invoice
    rules.rule("IK-03", text="It is there.")(check)

    assert rules.own[0].context == "Invoice"
    assert rules.own[0].message == "It is there."


def test_a_union_speaks_of_several() -> None:
    rules = RuleSet("core")

    def check(item: Invoice | Facts) -> bool:
        return item is not None

    rules.rule("IK-03", text="It is there.")(check)

    assert rules.own[0].contexts == ("Invoice", "Facts")


def test_an_id_is_taken_once(core: RuleSet) -> None:
    with pytest.raises(ConfigurationError, match="BR-02 is registered twice in core"):
        core.rule("BR-02", text="Again.")(given)


def test_a_rule_without_words_is_refused(core: RuleSet) -> None:
    with pytest.raises(ConfigurationError, match="docstring is its message"):
        core.rule("BR-03")(given)


def test_the_decorated_function_stays_itself() -> None:
    def check(invoice: Invoice) -> bool:
        """True."""
        return True

    assert RuleSet("core").rule("BR-01")(check) is check


def test_a_set_takes_over_the_rules_of_others_but_those_it_drops(core: RuleSet) -> None:
    national = RuleSet("national", extends=(core,), drop=frozenset({"IK-02"}))
    national.rule("DE-01", text="Ours.")(given)

    assert [rule.id for rule in national] == ["BR-02", "DE-01"]
    assert [rule.id for rule in core] == ["BR-02", "IK-02"]
    assert [rule.id for rule in national.own] == ["DE-01"]


def test_a_mismatch_is_false_and_says_why() -> None:
    mismatch = Mismatch("12.00", "11.00")

    assert not mismatch
    assert (mismatch.expected, mismatch.found) == ("12.00", "11.00")
