"""What every model is: frozen, strict about names, changed only by `replace`."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict

from invoicekit.chain import canonical


class Value(BaseModel):
    """A frozen value. Unknown fields are refused, collections are tuples."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)

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
