"""Models of what was validated when it was stored, made without validating it again.

A row is ours: its values come from a model, and its columns give them back as they were. A record
is made twice an issue and a summary fifty times a page, and pydantic asks each of their amounts.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from invoicekit.model.checked import filled

V = TypeVar("V", bound=BaseModel)


def trusted(model: type[V], values: dict[str, Any]) -> V:
    """Returns a model of values that validation would leave as they are.

    Args:
        model: Has no validators of the whole.
        values: By field, and become the model's; a status may be its text. A field that is
            missing has its default.

    Raises:
        ValueError: A status is none.
    """
    shape = _shape(model)
    given = len(values) == len(shape.fields)
    whole = values if given else {**shape.fields, **values}
    for name, statuses in shape.statuses:
        whole[name] = statuses[whole[name]]
    return filled(model, whole, shape.names if given else set(values))


class _Statuses(dict[str, StrEnum]):
    """The members of an enumeration by their texts."""

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__((member.value, member) for member in kind)
        self._kind = kind

    def __missing__(self, text: str) -> StrEnum:
        return self._kind(text)


class _Shape(NamedTuple):
    """How a model looks: every field with its default, in their order, and which are statuses.

    Models share `names`: they are frozen, and nobody adds to what was given.
    """

    fields: dict[str, object]
    names: set[str]
    statuses: tuple[tuple[str, _Statuses], ...]


@cache
def _shape(model: type[BaseModel]) -> _Shape:
    fields = model.model_fields
    kinds = ((name, field.annotation) for name, field in fields.items())
    return _Shape(
        {name: None if f.is_required() else f.get_default() for name, f in fields.items()},
        set(fields),
        tuple(
            (name, _Statuses(kind))
            for name, kind in kinds
            if isinstance(kind, type) and issubclass(kind, StrEnum)
        ),
    )
