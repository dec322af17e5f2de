"""What every model is: frozen, strict about names, changed only by `replace`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Self

from pydantic import BaseModel, ConfigDict

from invoicekit.chain import canonical
from invoicekit.masking import Personal


class Value(BaseModel):
    """A frozen value. Unknown fields are refused, collections are tuples.

    The values are whole; `repr`, and what a refusal says, show no personal data of them
    (`invoicekit.masking`).
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=False, hide_input_in_errors=True
    )

    def replace(self, **changes: object) -> Self:
        """Returns a copy with some fields changed; the whole is validated again.

        Raises:
            pydantic.ValidationError: A change does not fit; all faults at once.
        """
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self)(**{**given, **changes})

    def canonical(self) -> bytes:
        """Returns the canonical JSON bytes that are hashed and sealed (see `invoicekit.chain`)."""
        return canonical(self.model_dump(mode="json", exclude_none=True))

    def __repr_args__(self) -> Iterable[tuple[str | None, object]]:
        masks = _masks(type(self))
        for name, value in super().__repr_args__():
            mask = masks.get(name or "")
            yield name, mask.shown(value) if mask else value


@cache
def _masks(model: type[BaseModel]) -> dict[str, Personal]:
    """Field → how `repr` shows it, where it is personal."""
    return {
        name: mark
        for name, field in model.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Personal)
    }
