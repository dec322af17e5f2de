"""Rules made from tables: one predicate, many classes or terms."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import cast

from invoicekit.findings import Mismatch

Check = Callable[..., "bool | Mismatch"]


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
