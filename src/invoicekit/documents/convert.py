"""From one format to another, saying what could not be carried."""

from __future__ import annotations

from dataclasses import dataclass

from invoicekit.documents.load import Source, load
from invoicekit.formats import FORMATS
from invoicekit.model.value import Value


@dataclass(frozen=True, slots=True)
class Conversion:
    """The bytes, and the model paths whose values the target format did not carry."""

    data: bytes
    losses: tuple[str, ...]


def convert(source: Source, format: str) -> Conversion:
    """Returns the document in another format, with what was lost on the way.

    Raises:
        InputError: The source is no format we know.
        ConfigurationError: No format has the target's name.
    """
    invoice = load(source).invoice
    target = FORMATS[format]
    data = target.write(invoice)
    return Conversion(data, tuple(_lost(invoice, target.read(data).invoice, "")))


def _lost(before: object, after: object, path: str) -> list[str]:
    if before == after or before is None or before == ():
        return []
    if isinstance(before, Value) and isinstance(after, Value):
        names = type(before).model_fields
        return [
            loss
            for name in names
            for loss in _lost(getattr(before, name), getattr(after, name), f"{path}.{name}")
        ]
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [loss for i, (a, b) in pairs for loss in _lost(a, b, f"{path}[{i}]")]
    return [path.lstrip(".")]
