"""Models made of values that were checked already: thousands of lines without a second look.

Only where values have the types of the fields because of how they were read or calculated. For all
else the constructor of the model, which looks at each value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from invoicekit.model.value import Value

M = TypeVar("M", bound=Value)
B = TypeVar("B", bound=BaseModel)

_new = object.__new__
_set_fields, _set_given, _set_extra, _set_private = (
    vars(BaseModel)[name].__set__
    for name in (
        "__dict__",
        "__pydantic_fields_set__",
        "__pydantic_extra__",
        "__pydantic_private__",
    )
)
"""What a model of pydantic is made of; its own slots are set in half the time of `setattr`."""


def changed(value: M, **changes: Any) -> M:
    """Returns a copy with some fields changed, as `replace` does, without a look at them.

    Args:
        value: What is copied.
        changes: Of the types of the fields, which nothing checks here.
    """
    given = value.model_fields_set | changes.keys()
    return filled(type(value), vars(value) | changes, given)


def filled(model: type[B], values: dict[str, Any], given: set[str]) -> B:
    """Returns a model of a value for each of its fields, which it keeps as they are.

    Args:
        model: The class.
        values: By field; they become the model's.
        given: The fields that count as given.
    """
    made = _new(model)
    _set_fields(made, values)
    _set_given(made, given)
    _set_extra(made, None)
    _set_private(made, None)
    return made


class Checked(Generic[M]):
    """Makes models of one class that are given the same fields.

    Args:
        model: The class.
        fields: Those that are given, and count as such; the others have their defaults.

    Attributes:
        start: A value for every field. A copy of it, with those given set in it, is a record for
            `each`: a dict of the given ones that is merged takes twice the time.

    Raises:
        TypeError: The class has no such field, or cannot be without another.
    """

    def __init__(self, model: type[M], fields: Iterable[str]) -> None:
        self._model = model
        self._given = set(fields)  # of all of them: nothing changes a frozen model
        known = model.model_fields
        needed = {name for name, field in known.items() if field.is_required()}
        if not needed <= self._given <= known.keys():
            raise TypeError(f"{model.__name__} cannot be made of {sorted(self._given)}")
        self.start: dict[str, Any] = {
            name: None if name in needed else field.get_default() for name, field in known.items()
        }

    def one(self, **values: Any) -> M:
        """Returns the model of values that have the types of its fields, which nothing checks."""
        return self.each([self.start | values])[0]

    def each(self, records: Iterable[dict[str, Any]]) -> list[M]:
        """Returns the models of records, which become theirs.

        Args:
            records: Copies of `start`, with values that have the types of the fields, which nothing
                checks here.
        """
        model, given = self._model, self._given
        models = []
        for record in records:
            made = _new(model)
            _set_fields(made, record)
            _set_given(made, given)
            _set_extra(made, None)
            _set_private(made, None)
            models.append(made)
        return models
