"""Rules made from tables: one predicate, many classes or terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Protocol, TypeVar, cast

from invoicekit.findings import Mismatch, Rule, RuleSet

Check = Callable[..., "bool | Mismatch"]
C = TypeVar("C", bound=Check)


class Publish(Protocol):
    """Declares how a rule is published: `@publish("BR-CO-10")`."""

    def __call__(
        self, rule_id: str, *, path: str | None = None, category: str = "", given: str = ""
    ) -> Callable[[C], C]:
        """Returns a decorator for the predicate."""
        ...


def published(rules: RuleSet, strict: Iterable[Rule]) -> Publish:
    """Returns a decorator that adds the published predicate of a rule, in the rule's own words.

    Args:
        rules: Where it is added.
        strict: The rules as the standard means them: message, severity and path are theirs.
    """
    known = {rule.id: rule for rule in strict}

    def publish(
        rule_id: str, *, path: str | None = None, category: str = "", given: str = ""
    ) -> Callable[[C], C]:
        rule = known[rule_id]
        return rules.rule(
            rule_id,
            rule.severity,
            path=rule.path if path is None else path,
            text=rule.message,
            category=category,
            given=given,
        )

    return publish


def speaking_of(kind: type, check: Check) -> Check:
    """Returns a copy of a predicate whose context is this class of the model."""
    original = cast("FunctionType", check)
    copy = FunctionType(
        original.__code__,
        original.__globals__,
        original.__name__,
        original.__defaults__,
        original.__closure__,
    )
    first = original.__code__.co_varnames[0]
    copy.__annotations__ = original.__annotations__ | {first: kind.__name__}
    copy.__module__ = original.__module__
    return cast("Check", copy)
