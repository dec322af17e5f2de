"""Plain objects with the fields of the model, made without validating: for judging what was read.

A reader's values have their types already, and rules only look at attributes, so that a verdict
needs no validated model. `plain(Invoice, record)` looks like the invoice, and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from decimal import Decimal
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, cast, get_args, get_origin, get_type_hints

from invoicekit.model.value import Value

if TYPE_CHECKING:
    from invoicekit.model.invoice import Invoice

_INDEX = re.compile(r"lines\[(\d+)\]")
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


class _Shape:
    """How a class of the model looks: the plain class, its groups, and what it cannot lack."""

    __slots__ = ("groups", "kind", "required")

    def __init__(self, model: type[Value]) -> None:
        fields = model.model_fields
        body: dict[str, object] = {}
        for name, field in fields.items():
            body[name] = None if field.is_required() else field.get_default()
        body |= {name: value for name, value in vars(model).items() if isinstance(value, property)}
        self.kind = type(f"Plain{model.__name__}", (), body)
        self.required = frozenset(name for name, field in fields.items() if field.is_required())
        self.groups: dict[str, _Shape] = {}


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
    return _made(_shape(model), record)


def unfolded(invoice: Invoice, paths: Iterable[str]) -> Invoice:
    """Returns an invoice, or what looks like one, with the lines of some paths in one list.

    Args:
        invoice: It may have lines below lines.
        paths: Such as `lines[0].lines[1]`; none of these lines has others below it any more.
    """
    lines = []
    for path in paths:
        line: Any = invoice
        for index in _INDEX.findall(path):
            line = line.lines[int(index)]
        lines.append(_with_lines(line, ()))
    return cast("Invoice", _with_lines(invoice, tuple(lines)))


def with_numbers(model: type[Value], invoice: Invoice, numbers: Mapping[str, Decimal]) -> Invoice:
    """Returns an invoice, or what looks like one, with numbers that a model could not hold.

    Args:
        model: The class of the invoice.
        invoice: It lacks them.
        numbers: By path, such as `lines[0].price.net`; groups on the way are made.
    """
    for path, number in numbers.items():
        steps = [(name, int(index) if index else None) for name, index in _STEP.findall(path)]
        invoice = _with(invoice, _shape(model), steps, number)
    return invoice


def _with(node: Any, shape: _Shape, steps: list[tuple[str, int | None]], number: Decimal) -> Any:
    (name, index), *further = steps
    made = copy(node)
    held = getattr(node, name, None)
    below = shape.groups.get(name)
    if below is None or not further:
        vars(made)[name] = number
    elif index is None:
        group = _made(below, {}) if held is None and not below.required else held
        vars(made)[name] = None if group is None else _with(group, below, further, number)
    elif held is not None and index < len(held):
        one = _with(held[index], below, further, number)
        vars(made)[name] = (*held[:index], one, *held[index + 1 :])
    return made


def _with_lines(node: object, lines: tuple[object, ...]) -> object:
    made = copy(node)
    vars(made)["lines"] = lines
    return made


def _made(shape: _Shape, record: dict[str, Any]) -> Any:  # noqa: C901 - split up, it would be slower
    for name in shape.required:
        if name not in record:
            raise IncompleteRecord(shape.kind.__name__.removeprefix("Plain"))
    groups = shape.groups
    if groups:
        for name, value in record.items():
            kind = value.__class__
            if kind is dict:
                if name in groups:
                    record[name] = _made(groups[name], value)
            elif (kind is list or kind is tuple) and name in groups:
                below = groups[name]
                if len(value) == 1 and value[0].__class__ is dict:  # most often, and faster so
                    record[name] = (_made(below, value[0]),)
                    continue
                record[name] = tuple([_made(below, v) if v.__class__ is dict else v for v in value])
    made: Any = _new(shape.kind)
    _set(made, "__dict__", record)
    return made


_new, _set = object.__new__, object.__setattr__
_SHAPES: dict[type[Value], _Shape] = {}


def _shape(model: type[Value]) -> _Shape:
    if model not in _SHAPES:
        made: dict[type[Value], _Shape] = {}
        _shape_of(model, made)
        _SHAPES.update(made)  # whole ones only, since other threads look there too
    return _SHAPES[model]


def _shape_of(model: type[Value], made: dict[type[Value], _Shape]) -> _Shape:
    if model not in made:
        shape = made[model] = _Shape(model)  # before its groups: a line may hold lines
        for name, below in _groups(model):
            shape.groups[name] = _shape_of(below, made)
    return made[model]


def _groups(model: type[Value]) -> Iterator[tuple[str, type[Value]]]:
    hints = get_type_hints(model)
    for name in model.model_fields:
        hint = hints[name]
        options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
        for option in options:
            inner = get_args(option)[0] if get_origin(option) is tuple else option
            if isinstance(inner, type) and inner is not NoneType and issubclass(inner, Value):
                yield name, inner
