"""Declaring rules: a rule is a named predicate, a rule set is where it belongs.

>>> CORE = RuleSet("core")
>>> @CORE.rule("BR-02")
... def number_given(invoice: Invoice) -> bool:
...     '''An invoice has a number (BT-1).'''
...     return invoice.number is not None

The context is the type of the first parameter, `facts` is passed when there is a second one, the
docstring is the message, and the terms are read from it. True means fine; a `Mismatch` is false and
says what was expected. Ids are forever.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from invoicekit.errors import ConfigurationError
from invoicekit.findings.finding import Finding, Severity

Check = Callable[..., "bool | Mismatch"]
C = TypeVar("C", bound=Check)

LEVEL, OWN = "FX-", "IK-"
_UNDECIDED = "IK-UNDECIDED"
"""Beginnings of ids: of the levels of Factur-X, and of what only readers of files see."""
TERM = re.compile(r"\b(?:BT|BG|IK)(?:-DEX)?-\d+\b")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A false answer that says what was expected and what was found."""

    expected: object
    found: object

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: Official id, or our own with a prefix.
        check: The predicate; true when fine.
        message: One English sentence of what holds.
        terms: Business terms named in the message.
        severity: What a failure means.
        needs_facts: Whether the predicate takes `facts` as second parameter.
        path: The field of the context that a finding points to, empty for the context itself.
        case: A field of the context and its one value for which the rule can fail, so that it need
            not be asked of others; a class has such rules by one field.
        category: The VAT category without which it cannot fail: of the context, or anywhere in the
            document where that is the context.
        given: A field of the context: where nothing stands there, nor oddly in the file, it cannot
            fail.
        seen: Names of what is looked for in a file, without any of which it cannot fail of the
            document itself; an empty set where it only can of an odd file, None where it always
            can.
    """

    id: str
    check: Check
    message: str
    terms: tuple[str, ...]
    severity: Severity
    needs_facts: bool
    path: str = ""
    case: tuple[str, str] | None = None
    category: str = ""
    given: str = ""
    seen: frozenset[str] | None = None

    @property
    def context(self) -> str:
        """The type the rule speaks of, such as `InvoiceLine`, or several: `Allowance | Charge`."""
        first = next(iter(inspect.signature(self.check).parameters.values()))
        annotation = first.annotation
        return (
            annotation
            if isinstance(annotation, str)
            else getattr(annotation, "__name__", str(annotation))
        )

    @property
    def contexts(self) -> tuple[str, ...]:
        """The names of the types it speaks of, one each: a union speaks of several."""
        return tuple(name.strip().rpartition(".")[2] for name in self.context.split("|"))


@dataclass(eq=False)
class RuleSet:
    """The rules of one source, and what it takes from others.

    Attributes:
        name: Such as `core` or `peppol`.
        extends: Sets whose rules hold too.
        drop: Ids of extended rules that do not hold here.
        severities: Ids whose severity differs here; `severities_in` those that differ in a syntax.
        official: The rules that give the published verdict, gaps and tolerances included, where it
            differs from what the rules mean; `official_in` those of a syntax that has others.
        unpublished: Syntax → ids that the published rules for it do not have.
        only: Where given, the only ids of the extended sets that hold; a set of a level of Factur-X
            takes some, and what readers ask of the level.
        own_way: Ids of those that the readers ask of the level in another way.
        applies: From the facts of a document, whether one of the set's own rules can fail at all,
            such as whether the seller is Danish; None where that depends on more.
        countries: Where given, it applies to no document in which nothing is odd and that has
            nothing to do with any of these.
    """

    name: str
    extends: tuple[RuleSet, ...] = ()
    drop: frozenset[str] = frozenset()
    severities: dict[str, Severity] = field(default_factory=dict)
    severities_in: dict[str, dict[str, Severity]] = field(default_factory=dict)
    official: RuleSet | None = None
    official_in: dict[str, RuleSet] = field(default_factory=dict)
    unpublished: dict[str, frozenset[str]] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    own_way: frozenset[str] = frozenset()
    applies: Callable[..., bool] | None = None
    countries: frozenset[str] = frozenset()
    _rules: dict[str, Rule] = field(default_factory=dict)

    def rule(
        self,
        rule_id: str,
        severity: Severity = Severity.ERROR,
        *,
        path: str = "",
        text: str = "",
        case: tuple[str, str] | None = None,
        category: str = "",
        given: str = "",
        seen: frozenset[str] | None = None,
    ) -> Callable[[C], C]:
        """Returns a decorator that adds a predicate under an id.

        Args:
            rule_id: The id, never used before.
            severity: What a failure means.
            path: The field of the context that is at fault.
            text: The message, for rules made from tables; else the docstring.
            case: The only value of a field for which it can fail, such as a VAT category.
            category: The VAT category without which it cannot fail.
            given: The field without which it cannot fail.
            seen: What must be seen in a file for it to fail of the document, as `Rule.seen`.

        Raises:
            ConfigurationError: The id is taken, or there is no message.
        """

        def register(check: C) -> C:
            message = text or " ".join(inspect.cleandoc(check.__doc__ or "").split())
            if not message:
                raise ConfigurationError(f"{rule_id}: a rule's docstring is its message")
            if rule_id in self._rules:
                raise ConfigurationError(f"{rule_id} is registered twice in {self.name}")
            self._rules[rule_id] = Rule(
                id=rule_id,
                check=check,
                message=message,
                terms=tuple(dict.fromkeys(TERM.findall(message))),
                severity=severity,
                needs_facts=len(inspect.signature(check).parameters) > 1,
                path=path,
                case=case,
                category=category,
                given=given,
                seen=seen,
            )
            return check

        return register

    def __iter__(self) -> Iterator[Rule]:
        """Yields every rule that holds here: extended sets first, then its own."""
        for base in self.extends:
            yield from (rule for rule in base if self._extends(rule.id))
        yield from self._rules.values()

    def as_published(self, syntax: str = "") -> Iterator[Rule]:
        """Yields the rules of the published verdict; our own ones where none is published.

        Args:
            syntax: Of the file, empty where there is none.
        """
        if self.official is not None:
            yield from self.official_in.get(syntax, self.official)
            return
        for base in self.extends:
            yield from (rule for rule in base.as_published(syntax) if self._extends(rule.id))
        yield from self._rules.values()

    def takes(self, finding: Finding) -> bool:
        """Returns whether what a reader found can belong here: what a level asks, in a level's set.

        Where a level asks a rule of the standard in its own way, that alone counts. What networks
        or levels alone ask counts in their sets, and in those that extend them; what leaves the
        rules of the standard without a verdict need not leave a level's.
        """
        asked_by = finding.params.get("asked_by")
        if asked_by and self.names.isdisjoint(asked_by.split()):
            return False
        of_level = "level" in finding.params
        if not self.only:
            return not of_level
        if finding.rule == _UNDECIDED and not asked_by:
            return of_level
        if finding.rule in self.own_way:
            return of_level and finding.rule in self.only
        return of_level or finding.rule in self.only or finding.rule.startswith(OWN)

    def tells(self, finding: Finding) -> bool:
        """Returns whether a finding is a level's own error: that is a verdict, whatever else."""
        own = bool(self.only) and finding.rule.startswith(LEVEL)
        return own and finding.severity is Severity.ERROR

    def _extends(self, rule_id: str) -> bool:
        return rule_id not in self.drop and (not self.only or rule_id in self.only)

    @property
    def names(self) -> frozenset[str]:
        """The names of this set and of those it extends."""
        return frozenset({self.name}).union(*(base.names for base in self.extends))

    @cached_property
    def follows_published(self) -> bool:
        """Whether there is a published verdict that official mode must equal."""
        return self.official is not None or any(base.follows_published for base in self.extends)

    @property
    def dropped(self) -> frozenset[str]:
        """The ids that do not hold, here and in the sets it extends."""
        return self.drop.union(*(base.dropped for base in self.extends))

    def severities_of(self, syntax: str = "") -> dict[str, Severity]:
        """Returns the severities set anew, here and in the sets it extends, the outer ones winning.

        Args:
            syntax: Of the file, empty where there is none.
        """
        merged: dict[str, Severity] = {}
        for base in self.extends:
            merged.update(base.severities_of(syntax))
        return merged | self.severities | self.severities_in.get(syntax, {})

    def published_in(self, findings: Iterable[Finding], syntax: str) -> tuple[Finding, ...]:
        """Returns the findings of rules that are published for a syntax of files."""
        without = self.unpublished.get(syntax, frozenset())
        return tuple(finding for finding in findings if finding.rule not in without)

    def weighed(self, findings: Iterable[Finding], syntax: str = "") -> tuple[Finding, ...]:
        """Returns findings with the severities that hold here, those of readers included."""
        severities = self.severities_of(syntax)
        return tuple(
            replace(finding, severity=severities[finding.rule])
            if severities.get(finding.rule, finding.severity) is not finding.severity
            else finding
            for finding in findings
        )

    @property
    def conditional(self) -> frozenset[RuleSet]:
        """The sets that say to which documents they apply, this one or those it extends."""
        own = frozenset({self}) if self.applies is not None else frozenset[RuleSet]()
        return own.union(*(base.conditional for base in self.extends))

    @property
    def own(self) -> tuple[Rule, ...]:
        """The rules declared in this very set."""
        return tuple(self._rules.values())
