"""Which rules are asked where: compiled once from a rule set and the fields of the model.

The plan knows a node by its place in the model, not by its class, so that the same rules run on any
object with the model's attributes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from types import NoneType, UnionType
from typing import TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from invoicekit.errors import ConfigurationError
from invoicekit.findings import Rule, RuleSet
from invoicekit.findings.ruleset import Check
from invoicekit.model import Invoice
from invoicekit.model.value import Value

_CATEGORIES = ("vat_category", "category")
"""Names of the field of a VAT category."""

K = TypeVar("K")
Bound: TypeAlias = tuple[Check, Rule]
"""A rule's predicate, and the rule."""


@dataclass(slots=True)
class Visit:
    """What is done at one place of the model.

    Attributes:
        model: The model class of the nodes here.
        plain: Rules that take the node alone; `with_facts` take the document's facts too. Each with
            its predicate beside it, since the engine asks millions of times.
        given: Fields, and the rules that cannot fail without each. A document in which anything is
            odd is asked them all the same.
        seen: Sets of names of sights, and the rules that cannot fail without any of each.
        one: Fields that hold one node, `many` those that hold several.
        case: The field that decides on further rules, empty where none does; `by_case` has all
            rules, `plain` and `with_facts`, for each of its values that has further ones.
        category: The field of the node's VAT category; empty where the document's are meant.
        by_category: Rules that only this category can break; `of_categories` are all of them, for
            a document that has others than those of its fields.
        chooses: Whether any rules depend on what a node has.
    """

    model: type
    plain: list[Bound] = field(default_factory=list)
    with_facts: list[Bound] = field(default_factory=list)
    given: list[tuple[str, list[Bound]]] = field(default_factory=list)
    seen: list[tuple[frozenset[str], list[Bound]]] = field(default_factory=list)
    one: list[tuple[str, Visit]] = field(default_factory=list)
    many: list[tuple[str, Visit]] = field(default_factory=list)
    case: str = ""
    by_case: dict[object, tuple[list[Bound], list[Bound]]] = field(default_factory=dict)
    category: str = ""
    by_category: dict[object, list[Bound]] = field(default_factory=dict)
    of_categories: list[Bound] = field(default_factory=list)
    chooses: bool = False

    @property
    def idle(self) -> bool:
        """Whether nothing is asked here nor below."""
        own = self.plain or self.with_facts or self.by_case or self.by_category
        return not (own or self.given or self.seen or self.one or self.many)


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled rule set: where to begin."""

    root: Visit


_PLANS: dict[tuple[int, bool, str, frozenset[str], frozenset[RuleSet]], tuple[RuleSet, Plan]] = {}


@cache
def conditional(rule_set: RuleSet) -> frozenset[RuleSet]:
    """Returns the sets within one that do not apply to every document; asked once a document."""
    return rule_set.conditional


def plan_of(
    rule_set: RuleSet,
    *,
    published: bool = False,
    syntax: str = "",
    judged: frozenset[str] = frozenset(),
    without: frozenset[RuleSet] = frozenset(),
) -> Plan:
    """Returns the compiled plan of a rule set; compiled when first asked for.

    Args:
        rule_set: The rules.
        published: As they are published, with tolerances and gaps.
        syntax: Of the file, for those that are published for it alone.
        judged: Ids that the reader of the file has judged already.
        without: Sets within it that do not apply to the document.

    Raises:
        ConfigurationError: A rule speaks of a type that no invoice holds.
    """
    key = (id(rule_set), published, syntax if published else "", judged, without)
    cached = _PLANS.get(key)
    if cached is None:
        plan = compile_plan(
            rule_set, published=published, syntax=syntax, judged=judged, without=without
        )
        cached = _PLANS[key] = (rule_set, plan)
    return cached[1]


def compile_plan(
    rule_set: RuleSet,
    *,
    published: bool = False,
    syntax: str = "",
    judged: frozenset[str] = frozenset(),
    without: frozenset[RuleSet] = frozenset(),
) -> Plan:
    """Returns the plan of a rule set. Where two sets have a rule of one id, the later one holds."""
    asked = rule_set.as_published(syntax) if published else rule_set
    gone = judged | rule_set.unpublished.get(syntax, judged) if published else judged
    rules = {rule.id: rule for rule in asked if rule.id not in gone}
    for rule in (each for left_out in without for each in left_out.own):
        if rules.get(rule.id) is rule:
            del rules[rule.id]
    by_context: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules.values():
        for name in rule.contexts:
            by_context[name].append(rule)
    reached: set[str] = set()
    root = _visit(Invoice, by_context, reached)
    if lost := by_context.keys() - reached:
        raise ConfigurationError(
            f"rule set {rule_set.name}: no invoice holds a {', '.join(sorted(lost))}",
            where=", ".join(rule.id for name in sorted(lost) for rule in by_context[name]),
            expected="a class that the model reaches from Invoice",
        )
    return Plan(root)


def _visit(model: type[Value], by_context: dict[str, list[Rule]], reached: set[str]) -> Visit:
    reached.add(model.__name__)
    rules = by_context.get(model.__name__, [])
    seen = [rule for rule in rules if rule.seen is not None and model is Invoice]
    general = [each for each in rules if not (each.category or each.given or each in seen)]
    visit = Visit(model, *_bound(rule for rule in general if rule.case is None))
    visit.given = _shared((rule.given, rule) for rule in rules if rule.given)
    visit.seen = _shared((rule.seen or frozenset(), rule) for rule in seen)
    visit.case, visit.by_case = _cases(model, general)
    visit.category = next((name for name in _CATEGORIES if name in model.model_fields), "")
    for rule in rules:
        if rule.category:
            visit.of_categories.append((rule.check, rule))
            visit.by_category.setdefault(rule.category, []).append((rule.check, rule))
    visit.chooses = bool(visit.given or visit.seen or visit.by_category)
    again = []
    for name, child, several in _children(model):
        if child is model:
            again.append(name)
            continue
        below = _visit(child, by_context, reached)
        if not below.idle:
            (visit.many if several else visit.one).append((name, below))
    if not visit.idle:  # a class that holds more of itself is asked the same again
        visit.many += [(name, visit) for name in again]
    return visit


def _bound(rules: Iterable[Rule]) -> tuple[list[Bound], list[Bound]]:
    """Returns the rules that take a node alone, and those that take the document's facts too."""
    plain: list[Bound] = []
    with_facts: list[Bound] = []
    for rule in rules:
        (with_facts if rule.needs_facts else plain).append((rule.check, rule))
    return plain, with_facts


def _shared(rules: Iterable[tuple[K, Rule]]) -> list[tuple[K, list[Bound]]]:
    """Returns the rules by what they cannot fail without."""
    found: dict[K, list[Bound]] = defaultdict(list)
    for key, rule in rules:
        found[key].append((_with_facts(rule), rule))
    return list(found.items())


def _with_facts(rule: Rule) -> Check:
    """Returns the predicate of a rule as one that takes the facts, too."""
    check = rule.check
    return check if rule.needs_facts else lambda node, _facts: check(node)


def _cases(
    model: type[Value], rules: list[Rule]
) -> tuple[str, dict[object, tuple[list[Bound], list[Bound]]]]:
    """Returns the field that decides on rules, and all rules for each of its values."""
    cases = {rule.case for rule in rules if rule.case is not None}
    fields = {name for name, _ in cases}
    if len(fields) > 1:
        raise ConfigurationError(
            f"rules of {model.__name__} go by {' and '.join(sorted(fields))}",
            where=model.__name__,
            expected="one field that decides",
        )
    by_case: dict[object, tuple[list[Bound], list[Bound]]] = {
        case[1]: _bound(rule for rule in rules if rule.case in {None, case}) for case in cases
    }
    return "".join(fields), by_case


def _children(model: type[Value]) -> Iterable[tuple[str, type[Value], bool]]:
    hints = get_type_hints(model)
    for name in model.model_fields:
        for option in _options(hints[name]):
            several = get_origin(option) is tuple
            inner = get_args(option)[0] if several else option
            if isinstance(inner, type) and issubclass(inner, Value):
                yield name, inner, several


def _options(hint: object) -> tuple[object, ...]:
    if get_origin(hint) in {Union, UnionType}:
        return tuple(option for option in get_args(hint) if option is not NoneType)
    return (hint,)
