"""The engine: each node once, paths in the model, severities and drops of the set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.breaks import BREAKS
from tests.rules.invoices import CLEAN, edited

from invoicekit.errors import ConfigurationError
from invoicekit.findings import Rule, RuleSet, Severity
from invoicekit.model import (
    Address,
    Allowance,
    Charge,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    Party,
    Price,
    Sights,
    SourceFacts,
    VatBreakdown,
)
from invoicekit.rules import RULE_SETS, Facts, check

BASE = RuleSet("base")


@BASE.rule("T-1", path="id")
def line_has_id(line: InvoiceLine) -> bool:
    """A line has an id."""
    return line.id is not None


@BASE.rule("T-2")
def seller_is_there(invoice: Invoice) -> bool:
    """A seller is there."""
    return invoice.seller is not None


TWO = Invoice(lines=[InvoiceLine(), InvoiceLine(id="2"), InvoiceLine()])


def rules_of(invoice: Invoice, rule_set: RuleSet) -> list[tuple[str, str]]:
    return [(finding.rule, finding.path) for finding in check(invoice, rule_set).findings]


def test_every_node_is_asked_the_rules_of_its_class() -> None:
    assert rules_of(TWO, BASE) == [("T-2", ""), ("T-1", "lines[0].id"), ("T-1", "lines[2].id")]


def test_a_set_drops_rules_and_sets_severities_of_those_it_extends() -> None:
    middle = RuleSet("middle", extends=(BASE,), severities={"T-2": Severity.WARNING})
    outer = RuleSet("outer", extends=(middle,), drop=frozenset({"T-1"}))
    (finding,) = check(TWO, outer).findings

    assert (finding.rule, finding.severity) == ("T-2", Severity.WARNING)
    assert check(TWO, outer, profile="mine").profile == "mine"


def test_a_rule_reached_twice_is_asked_once_and_the_later_one_holds() -> None:
    other = RuleSet("other", extends=(BASE,))

    @other.rule("T-2")
    def seller_is_named(invoice: Invoice) -> bool:
        """A seller is named."""
        return False

    both = RuleSet("both", extends=(BASE, other))
    assert [f.message for f in check(TWO, both).findings if f.rule == "T-2"] == [
        "A seller is named."
    ]


def test_a_set_that_does_not_apply_to_a_document_is_not_asked() -> None:
    def in_euro(facts: Facts) -> bool:
        return facts.currency == "EUR"

    euro = RuleSet("euro", applies=in_euro)

    @euro.rule("T-8", path="number")
    def number_is_there(invoice: Invoice) -> bool:
        """A number is there."""
        return invoice.number is not None

    both = RuleSet("both", extends=(BASE, RuleSet("between", extends=(euro,))))
    for currency, asked in (("EUR", True), ("SEK", False), (None, False), ("EUR", True)):
        found = rules_of(Invoice(currency=currency), both)
        assert found == ([("T-2", ""), ("T-8", "number")] if asked else [("T-2", "")])


def test_a_set_of_some_countries_is_asked_where_one_of_them_is_named_or_the_file_is_odd() -> None:
    nordic = RuleSet("nordic", applies=lambda _facts: True, countries=frozenset({"DK", "SE"}))

    @nordic.rule("T-8", path="number")
    def number_is_there(invoice: Invoice) -> bool:
        """A number is there."""
        return invoice.number is not None

    def of(country: str) -> Invoice:
        return Invoice(buyer=Party(name="B", address=Address(country=country)))

    assert rules_of(of("DK"), nordic) == [("T-8", "number")]
    assert rules_of(of("DE"), nordic) == []
    odd = SourceFacts(present=frozenset({"seller.name"}))
    assert [finding.rule for finding in check(of("DE"), nordic, odd).findings] == ["T-8"]


def test_a_rule_of_a_field_is_asked_where_that_is_there_or_the_file_is_odd() -> None:
    of_notes = RuleSet("of notes")

    @of_notes.rule("T-3", given="note")
    def line_has_id(line: InvoiceLine) -> bool:
        """A line has an id."""
        return line.id is not None

    @of_notes.rule("T-4", given="note")
    def line_has_quantity(line: InvoiceLine, facts: Facts) -> bool:
        """A line has a quantity."""
        return line.quantity is not None and bool(facts.line_count)

    lines = Invoice(lines=[InvoiceLine(), InvoiceLine(note="x")])
    assert rules_of(lines, of_notes) == [("T-3", "lines[1]"), ("T-4", "lines[1]")]
    odd = SourceFacts(present=frozenset({"lines[0].note"}))
    asked = [finding.path for finding in check(lines, of_notes, odd).findings]
    assert asked == ["lines[0]", "lines[0]", "lines[1]", "lines[1]"]


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        (SourceFacts(), ["lines[0]"]),
        (SourceFacts(look=lambda: Sights(frozenset({"objects"}))), ["lines[0]"]),
        (SourceFacts(look=lambda: Sights(frozenset({"notes"}))), ["", "lines[0]"]),
        (SourceFacts(present=frozenset({"number"})), ["", "", "lines[0]"]),
        (SourceFacts(elsewhere={"date": frozenset({"x"})}), ["", "", "lines[0]"]),
    ],
)
def test_a_rule_of_sights_is_asked_of_a_document_in_whose_file_they_are(
    source: SourceFacts, asked: list[str]
) -> None:
    of_sights = RuleSet("of sights")

    @of_sights.rule("T-3", seen=frozenset({"notes", "projects"}))
    def nothing_has_a_note(node: Invoice | InvoiceLine, facts: Facts) -> bool:
        """Nothing has a note."""
        return bool(facts.odd and facts.mode != "strict")

    @of_sights.rule("T-4", seen=frozenset())
    def nothing_is_odd(invoice: Invoice) -> bool:
        """Nothing is odd."""
        return False

    found = check(Invoice(lines=[InvoiceLine()]), of_sights, source).findings
    assert [finding.path for finding in found] == asked


def test_a_rule_about_something_no_invoice_holds_is_refused() -> None:
    lost = RuleSet("lost")

    @lost.rule("T-9")
    def speaks_of_text(text: str) -> bool:
        """A text is there."""
        return bool(text)

    with pytest.raises(ConfigurationError, match="no invoice holds a str"):
        check(TWO, lost)


def test_a_rule_of_a_case_is_asked_of_that_case_in_its_place_among_the_others() -> None:
    by_unit = RuleSet("by unit")

    @by_unit.rule("T-3", case=("unit", "H87"))
    def pieces_have_an_id(line: InvoiceLine) -> bool:
        """A line of pieces has an id."""
        return line.id is not None

    @by_unit.rule("T-4")
    def line_has_note(line: InvoiceLine, facts: Facts) -> bool:
        """A line has a note."""
        return bool(line.note) and bool(facts.line_count)

    @by_unit.rule("T-5", case=("unit", "KGM"))
    def weight_has_quantity(line: InvoiceLine, facts: Facts) -> bool:
        """A line by weight has a quantity."""
        return line.quantity is not None and bool(facts.line_count)

    units = ["H87", "KGM", "LTR", None]
    lines = Invoice(lines=[InvoiceLine(unit=unit) for unit in units])
    asked = [("T-3", 0), ("T-4", 0), ("T-4", 1), ("T-5", 1), ("T-4", 2), ("T-4", 3)]
    assert rules_of(lines, by_unit) == [(rule, f"lines[{place}]") for rule, place in asked]


def test_rules_of_a_class_go_by_one_field() -> None:
    by_two = RuleSet("by two")
    for rule, case in (("T-6", ("unit", "H87")), ("T-7", ("id", "1"))):

        @by_two.rule(rule, case=case)
        def fine(line: InvoiceLine) -> bool:
            """A line is fine."""
            return True

    with pytest.raises(ConfigurationError, match="go by id and unit"):
        check(TWO, by_two)


CASES = [rule for rule in RULE_SETS["en16931"] if rule.case is not None]
NODES = {"InvoiceLine": InvoiceLine, "Allowance": Allowance, "VatBreakdown": VatBreakdown}


@pytest.mark.parametrize("rule", CASES, ids=[rule.id for rule in CASES])
def test_a_rule_of_a_case_has_no_say_about_another(rule: Rule) -> None:
    """So that it says the same whether the engine asks it or not."""
    assert rule.case is not None
    field, value = rule.case
    for other in {"S", "O", None} - {value}:
        node = NODES.get(rule.context, Charge)(**{field: other})
        further = (facts(SourceFacts()),) if rule.needs_facts else ()
        assert rule.check(node, *further)


def facts(source: SourceFacts) -> Facts:
    return Facts(CLEAN, source)


def test_facts_know_what_is_given_readable_or_not() -> None:
    known = facts(SourceFacts(present=frozenset({"lines[0].net_amount"})))
    line = InvoiceLine()
    known.visit(InvoiceLine, (None, "lines", 0))

    assert known.given(line, "BT-131")
    assert not known.given(line, "BT-129")
    known.visit(InvoiceLine, (None, "lines", 1))
    assert not known.given(line, "BT-131")
    assert known.given(InvoiceLine(id="1"), "BT-126")


def test_facts_know_further_values_of_the_file() -> None:
    known = facts(SourceFacts(extra={"seller.name": ("Other",)}))
    known.visit(Party, (None, "seller", None))

    assert known.values(Party(name="Shop"), "BT-27") == ("Shop", "Other")
    assert known.values(Party(), "BT-28") == ()
    ids = (Identifier(value="1"), Identifier(value="2"))
    assert known.values(Party(identifiers=ids), "BT-29") == ids


def test_a_term_that_the_node_does_not_have_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="Invoice has no term BT-999"):
        facts(SourceFacts()).given(CLEAN, "BT-999")


@given(st.permutations(range(2)), st.sampled_from(sorted(BREAKS)))
def test_the_order_of_lines_never_changes_the_report(order: list[int], rule: str) -> None:
    change = BREAKS[rule]
    invoice = edited(change.invoice, change.path, change.value)
    lines = [invoice.lines[i] for i in order if i < len(invoice.lines)]
    shuffled = invoice.replace(lines=lines)

    def report(judged: Invoice) -> list[tuple[str, str]]:
        found = check(judged, RULE_SETS["en16931"]).findings
        return sorted((finding.rule, finding.message) for finding in found)

    assert report(shuffled) == report(invoice)


def gross_priced(tax: str) -> Invoice:
    """D24 of the calculation vectors: 79.20 with 19 %, whose recomputed tax would be 12.64."""
    invoice = Invoice(
        currency="EUR",
        lines=[
            InvoiceLine(
                id="1",
                quantity="1",
                price=Price(net="66.55", with_vat="79.20"),
                net_amount="66.55",
                vat_category="S",
                vat_rate="19",
                item=Item(name="x"),
            )
        ],
    )
    breakdown = CLEAN.vat_breakdown[0].replace(taxable_amount="66.55", tax_amount=tax)
    return invoice.replace(vat_breakdown=(breakdown,))


@pytest.mark.parametrize(("tax", "fine"), [("12.65", True), ("12.64", True), ("12.66", False)])
def test_tax_may_follow_from_the_gross_price(tax: str, fine: bool) -> None:
    rules = {finding.rule for finding in check(gross_priced(tax), RULE_SETS["core"]).findings}

    assert ("BR-CO-17" not in rules) == fine


@pytest.mark.parametrize(("tax", "fine"), [("522.17", True), ("522.18", True), ("522.19", False)])
def test_tax_may_be_rounded_per_line(tax: str, fine: bool) -> None:
    """D02 and D03 of the calculation vectors: 3 × 696.22 with 25 %."""
    line = InvoiceLine(id="1", net_amount="696.22", vat_category="S", vat_rate="25")
    row = CLEAN.vat_breakdown[0].replace(taxable_amount="2088.66", tax_amount=tax, rate="25")
    invoice = Invoice(
        currency="EUR", lines=[line, line, line], allowances=[Allowance()], vat_breakdown=[row]
    )
    rules = {finding.rule for finding in check(invoice, RULE_SETS["core"]).findings}

    assert ("BR-CO-17" not in rules) == fine
