"""Judging an invoice: every node is visited once, and asked the rules of its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal, TypeAlias

from invoicekit.findings import Finding, Mismatch, Report, Rule, RuleSet
from invoicekit.model import Invoice, SourceFacts
from invoicekit.model.plain import unfolded, with_numbers
from invoicekit.money import plain
from invoicekit.rules._facts import Facts, Place, path_of
from invoicekit.rules._plan import Bound, Visit, conditional, plan_of
from invoicekit.rules._trade import trade_of

Mode = Literal["strict", "official"]
"""`strict`: exact arithmetic, for what we issue. `official`: as tolerant as the published rules."""

_Failure: TypeAlias = "tuple[Rule, Place | None, bool | Mismatch]"
_NO_SOURCE = SourceFacts()
_UNDECIDED = "IK-UNDECIDED"
"""What leaves the published rules without a verdict is an error only where theirs is asked."""


def check(
    invoice: Invoice,
    rule_set: RuleSet,
    source: SourceFacts = _NO_SOURCE,
    *,
    mode: Mode = "strict",
    profile: str | None = None,
) -> Report:
    """Returns every finding of an invoice at once, in the order of the document.

    Args:
        invoice: What is judged; never changed.
        rule_set: The rules that hold, such as `RULE_SETS["core"]`.
        source: What only the file it was read from knows.
        mode: Exact arithmetic, or the tolerances of the published rules.
        profile: The name in the report; the rule set's where it is not given.

    Raises:
        ConfigurationError: A rule of the set speaks of a type that no invoice holds.
    """
    published = mode == "official" and rule_set.follows_published
    judged = source.judged if published else frozenset()
    if published and rule_set.only:  # the levels of Factur-X ask for no tax
        source = source.of_any_tax()
    failures: list[_Failure] = []
    if published and source.numbers:
        numbers = {source.in_document(path): each for path, each in source.numbers.items()}
        invoice = with_numbers(Invoice, invoice, numbers)
    flat = bool(source.lines) and published  # as the published rules see the lines of the file
    if flat:
        invoice = unfolded(invoice, source.lines)
    facts = Facts(invoice, source, mode)
    plan = plan_of(
        rule_set,
        published=published,
        syntax=source.syntax,
        judged=judged,
        without=_idle(rule_set, facts),
    )
    run = _run_odd if published and facts.odd else _run
    run(plan.root, invoice, facts, None, failures)
    if not failures and not source.broken:
        return Report((), profile or rule_set.name, mode)
    read = list(_of_the_file(rule_set, source, published=published))
    told = {finding.rule for finding in read}
    if published:
        told |= source.stood_in
    findings = [_finding(*each) for each in failures if each[0].id not in told]
    if flat:
        findings = [replace(each, path=source.in_document(each.path)) for each in findings]
    findings += read
    if published:
        findings = [*rule_set.published_in(findings, source.syntax)]
    return Report(rule_set.weighed(findings, source.syntax), profile or rule_set.name, mode)


def _idle(rule_set: RuleSet, facts: Facts) -> frozenset[RuleSet]:
    """Returns the sets whose rules cannot fail on this document, such as those of other countries.

    They are told once a document, and cost nothing at its nodes.
    """
    found = conditional(rule_set)
    named = facts.of(trade_of).countries if found and not facts.odd else None
    return frozenset([each for each in found if not _applies(each, facts, named)])


def _applies(rule_set: RuleSet, facts: Facts, named: frozenset[str] | None) -> bool:
    if named is not None and rule_set.countries and rule_set.countries.isdisjoint(named):
        return False
    return rule_set.applies is None or rule_set.applies(facts)


def _of_the_file(rule_set: RuleSet, source: SourceFacts, *, published: bool) -> Iterator[Finding]:
    """Yields what the reader found by the official rules about the file, in the words of a rule.

    In strict mode the document is judged by what the rules mean, so that only those remain that
    nobody can ask of a document.
    """
    if not source.broken or not rule_set.follows_published:
        return
    words = {rule.id: rule for rule in rule_set}
    undecided = {_UNDECIDED} if any(rule_set.tells(each) for each in source.broken) else set[str]()
    without = (
        rule_set.dropped | undecided
        if published
        else rule_set.dropped | words.keys() | {_UNDECIDED}
    )
    for finding in source.broken:
        rule = words.get(finding.rule)
        if finding.rule in without or not rule_set.takes(finding):
            continue
        found = replace(finding, path=source.in_document(finding.path))
        if rule is None:
            yield found
        else:
            yield replace(found, message=rule.message, terms=rule.terms)


def _run(  # noqa: C901, PLR0912 - split up, each node would cost a call more
    visit: Visit, node: object, facts: Facts, place: Place | None, failures: list[_Failure]
) -> None:
    plain_ones, with_facts = visit.plain, visit.with_facts
    if visit.case:
        case = getattr(node, visit.case)
        plain_ones, with_facts = visit.by_case.get(case, (plain_ones, with_facts))
    for holds, rule in plain_ones:
        answer = holds(node)
        if not answer:
            failures.append((rule, place, answer))
    if with_facts:
        facts.visit(visit.model, place)
        for holds, rule in with_facts:
            answer = holds(node, facts)
            if not answer:
                failures.append((rule, place, answer))
    if visit.chooses:
        facts.visit(visit.model, place)
        for holds, rule in _chosen(visit, node, facts):
            answer = holds(node, facts)
            if not answer:
                failures.append((rule, place, answer))
    for name, below in visit.one:
        child = getattr(node, name)
        if child is not None:
            _run(below, child, facts, (place, name, None), failures)
    for name, below in visit.many:
        children = getattr(node, name)
        if children:
            for index, child in enumerate(children):
                _run(below, child, facts, (place, name, index), failures)


def _run_odd(  # noqa: C901 - as above
    visit: Visit, node: object, facts: Facts, place: Place | None, failures: list[_Failure]
) -> None:
    """As `_run`, for a document with groups that stand again or are not what they look like."""
    plain_ones, with_facts = visit.plain, visit.with_facts
    if visit.case:
        case = getattr(node, visit.case)
        plain_ones, with_facts = visit.by_case.get(case, (plain_ones, with_facts))
    for holds, rule in plain_ones:
        answer = holds(node)
        if not answer:
            failures.append((rule, place, answer))
    asked = _chosen(visit, node, facts) if visit.chooses else ()
    for holds, rule in (*with_facts, *asked):
        facts.visit(visit.model, place)
        answer = holds(node, facts)
        if not answer:
            failures.append((rule, place, answer))
    for name, below in visit.one:
        child = getattr(node, name)
        again = facts.further(place, name, below.model)
        for each in again if child is None else (child, *again):
            _run_odd(below, each, facts, (place, name, None), failures)
    for name, below in visit.many:
        further = f"further_{name}"
        groups = [
            (name, getattr(node, name)),
            (further, facts.further(place, further, below.model)),
        ]
        for here, children in groups:
            for index, child in enumerate(children):
                if not facts.is_other((place, here, index)):
                    _run_odd(below, child, facts, (place, here, index), failures)


def _chosen(visit: Visit, node: object, facts: Facts) -> Sequence[Bound]:
    """Returns the rules that what the node has can break, and the whole document's categories."""
    found = _of_category(visit, node, facts)
    if not (visit.given or visit.seen):
        return found
    more = _seen(visit, facts) if visit.seen else []
    for name, bounds in visit.given:
        if getattr(node, name) is not None or facts.odd:
            more += bounds
    return [*more, *found] if more else found


def _seen(visit: Visit, facts: Facts) -> list[Bound]:
    """Returns the rules that what is seen in the file can break; all, where it is odd."""
    odd = facts.odd or facts.source.elsewhere or facts.source.unread
    observed = facts.sights.observed
    found: list[Bound] = []
    for names, bounds in visit.seen:
        if odd or not names.isdisjoint(observed):
            found += bounds
    return found


def _of_category(visit: Visit, node: object, facts: Facts) -> Sequence[Bound]:
    """Returns the rules that the VAT category here can break, or any category of the document."""
    if facts.several_categories:
        return visit.of_categories
    if visit.category:
        return visit.by_category.get(getattr(node, visit.category), ())
    used = facts.used_categories if visit.by_category else ()
    if len(used) == 1:
        (code,) = used
        return visit.by_category.get(code, ())
    return [bound for code, bounds in visit.by_category.items() if code in used for bound in bounds]


def _finding(rule: Rule, place: Place | None, answer: bool | Mismatch) -> Finding:  # noqa: FBT001 - a rule's answer
    path = ".".join(part for part in (path_of(place), rule.path) if part)
    message, params = rule.message, dict[str, str]()
    if isinstance(answer, Mismatch):
        params = {"expected": _text(answer.expected), "found": _text(answer.found)}
        stem = message.removesuffix(".")
        message = f"{stem}: expected {params['expected']}, found {params['found']}."
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=message,
        path=path,
        terms=rule.terms,
        params=params,
    )


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, frozenset | set | tuple | list):
        return ", ".join(sorted(map(_text, value)))
    return "-" if value is None else str(value)
