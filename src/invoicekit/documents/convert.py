"""Converting a document to another format, with what gets lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from invoicekit.documents.document import Document
from invoicekit.documents.load import load
from invoicekit.documents.source import Source
from invoicekit.formats import FORMATS
from invoicekit.model import Invoice
from invoicekit.model.value import Value


@dataclass(frozen=True, slots=True)
class Loss:
    """A field that the new file says otherwise, or not at all.

    Attributes:
        path: In the model, such as `lines[0].order_reference`.
        value: As it was; `written` as the file has it, empty for nothing.
    """

    path: str
    value: str
    written: str

    def __str__(self) -> str:
        return f"{self.path}: {self.value} became {self.written or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Conversion:
    """The bytes of the new file, and everything it does not say as the old one did.

    What it says beside that, since its format wants it, is no loss.
    """

    data: bytes = field(repr=False)
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
    if before == after or not _says_anything(before):
        return
    if isinstance(before, Value) and isinstance(after, Value):
        for name in type(before).model_fields:
            below = f"{path}.{name}" if path else name
            yield from _differences(below, getattr(before, name), getattr(after, name))
    elif isinstance(before, tuple) and isinstance(after, tuple):
        for index, item in _pairs(before, after):
            yield from _differences(f"{path}[{index}]", before[index], item)
    else:
        yield Loss(path, _text(before), _text(after))


def _says_anything(value: object) -> bool:
    if isinstance(value, Value):
        return any(_says_anything(getattr(value, name)) for name in type(value).model_fields)
    return value is not None and value != ()


def _pairs(before: tuple[object, ...], after: tuple[object, ...]) -> Iterator[tuple[int, object]]:
    """Yields the index of each item that is not there any more, and what may stand for it.

    Another order is no loss: CII lists a party's identifiers without a scheme first.
    """
    rest = dict(enumerate(after))
    missing = []
    for index, item in enumerate(before):
        at = index if rest.get(index) == item else next((i for i in rest if rest[i] == item), None)
        if at is None:
            missing.append(index)
        else:
            del rest[at]
    for index in missing:
        at = index if index in rest else next(iter(rest), None)
        yield index, None if at is None else rest.pop(at)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.canonical().decode() if isinstance(value, Value) else str(value)
