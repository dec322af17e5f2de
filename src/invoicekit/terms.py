"""Business terms of EN 16931 as marks on the fields of the model.

`number: Annotated[str | None, Term("BT-1")]` puts the term on the field and nowhere else; rules,
formats and documentation look it up with `terms_of`. Terms of our own start with `IK-`.

Source: EN 16931-1:2017+A1:2019, clause 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import get_type_hints


@dataclass(frozen=True, slots=True)
class Term:
    """One business term or group: `Term("BT-1")`, `Term("BG-25")`."""

    id: str


@cache
def terms_of(model: type) -> dict[str, str]:
    """Returns field name → term id for each annotated field of a model class."""
    found: dict[str, str] = {}
    for name, hint in get_type_hints(model, include_extras=True).items():
        marks = [mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Term)]
        if marks:
            found[name] = marks[0].id
    return found
