"""Plain objects with the fields of the model, made without validating: for judging what was read.

A reader's values have their types already, and rules only look at attributes, so that a verdict
needs no validated model. `plain(Invoice, record)` looks like the invoice, and is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from invoicekit.model.value import Value


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a class of the model looks: the plain class, its groups, and what it cannot lack."""

    kind: type
    one: tuple[tuple[str, type[Value]], ...]
    many: tuple[tuple[str, type[Value]], ...]
    required: tuple[str, ...]


class IncompleteRecord(ValueError):
    """A group lacks what it cannot be without, so that a model would not have it."""


def plain(model: type[Value], record: dict[str, Any]) -> Any:
    """Returns an object that has the model's attributes and properties.

    Args:
        model: A class of the model.
        record: Field → value, as a reader made it; it becomes the object's own.

    Raises:
        IncompleteRecord: A group lacks what it cannot be without.
    """
    shape = _shape(model)
    for name, below in shape.one:
        value = record.get(name)
        if value is not None:
            record[name] = _group(below, value)
    for name, below in shape.many:
        values = record.get(name)
        if values:
            record[name] = tuple([_group(below, each) for each in values])
    made: Any = object.__new__(shape.kind)
    object.__setattr__(made, "__dict__", record)
    return made


def _group(model: type[Value], value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    required = _shape(model).required
    if required and not all(name in value for name in required):
        raise IncompleteRecord(model.__name__)
    return plain(model, value)


@cache
def _shape(model: type[Value]) -> _Shape:
    fields = model.model_fields
    body: dict[str, object] = {}
    for name, field in fields.items():
        body[name] = None if field.is_required() else field.get_default()
    body.update((name, value) for name, value in vars(model).items() if isinstance(value, property))
    groups = tuple(_groups(model))
    return _Shape(
        type(f"Plain{model.__name__}", (), body),
        tuple((name, below) for name, below, several in groups if not several),
        tuple((name, below) for name, below, several in groups if several),
        tuple(name for name, field in fields.items() if field.is_required()),
    )


def _groups(model: type[Value]) -> Iterator[tuple[str, type[Value], bool]]:
    hints = get_type_hints(model)
    for name in model.model_fields:
        hint = hints[name]
        options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
        for option in options:
            several = get_origin(option) is tuple
            inner = get_args(option)[0] if several else option
            if isinstance(inner, type) and inner is not NoneType and issubclass(inner, Value):
                yield name, inner, several
