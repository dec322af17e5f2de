"""Converting a document to another format, with what gets lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from invoicekit.documents.document import Document
from invoicekit.documents.load import load
from invoicekit.documents.source import Source
from invoicekit.formats import FORMATS
from invoicekit.model import Invoice
from invoicekit.model.value import Value


@dataclass(frozen=True, slots=True)
class Loss:
    """A field that the file says otherwise, or not at all.

    Attributes:
        path: In the model, such as `lines[0].order_reference`.
        value: As it was; `written` as the file has it. Text of the value, empty for nothing.
    """

    path: str
    value: str
    written: str

    def __str__(self) -> str:
        return f"{self.path}: {self.value or 'nothing'} became {self.written or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Conversion:
    """The bytes of the new file, and everything it does not say as the old one did."""

    data: bytes
    losses: tuple[Loss, ...]


def convert(source: Document | Invoice | Source, format: str) -> Conversion:
    """Returns the document in another format; losses are found by reading the new file again.

    Args:
        source: A document, a file, or an invoice.
        format: The format to write.

    Raises:
        InputError: The source cannot be used at all (as `load`).
        ConfigurationError: No such format.
        RenderFailed: A text holds what the format cannot carry.
    """
    chosen = FORMATS[format]
    invoice = _invoice(source)
    data = chosen.write(invoice)
    return Conversion(data, tuple(_differences("", invoice, chosen.read(data).invoice)))


def _invoice(source: Document | Invoice | Source) -> Invoice:
    if isinstance(source, Invoice):
        return source
    return (source if isinstance(source, Document) else load(source)).invoice


def _differences(path: str, before: object, after: object) -> Iterator[Loss]:
    if before == after:
        return
    if isinstance(before, Value) and isinstance(after, Value):
        for name in type(before).model_fields:
            below = f"{path}.{name}" if path else name
            yield from _differences(below, getattr(before, name), getattr(after, name))
    elif isinstance(before, tuple) and isinstance(after, tuple):
        for index in range(max(len(before), len(after))):
            yield from _differences(f"{path}[{index}]", _item(before, index), _item(after, index))
    else:
        yield Loss(path, _text(before), _text(after))


def _item(values: tuple[object, ...], index: int) -> object:
    return values[index] if index < len(values) else None


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.canonical().decode() if isinstance(value, Value) else str(value)
