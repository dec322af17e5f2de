"""Changing a value only where it differs: what is calculated already is handed back as it is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from invoicekit.model.value import Value

V = TypeVar("V", bound=Value)


def changed(value: V, changes: Mapping[str, object]) -> V:
    """Returns the value with the changes, the very same object where nothing differs.

    Decimals that are equal but show other digits (10 and 10.00) differ.
    """
    different = {name: new for name, new in changes.items() if not _same(getattr(value, name), new)}
    return value.replace(**different) if different else value


def _same(old: object, new: object) -> bool:
    if old is new:
        return True
    if isinstance(old, Decimal) and isinstance(new, Decimal):
        return old == new and old.same_quantum(new)
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(old) == len(new) and all(map(_same, old, new))
    if isinstance(old, Value) and isinstance(new, Value):
        return type(old) is type(new) and all(
            _same(getattr(old, name), getattr(new, name)) for name in type(old).model_fields
        )
    return old == new
