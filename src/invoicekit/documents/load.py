"""Reading any document: the format is told by its bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from invoicekit.documents.detect import detect
from invoicekit.errors import InputError
from invoicekit.findings import Finding
from invoicekit.model.invoice import Invoice
from invoicekit.model.source import SourceFacts

Source = str | Path | bytes | BinaryIO
"""A path, the bytes, or a binary file."""


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice as read from a file.

    Attributes:
        format: The name of the format it was read as.
        findings: What the reader found; `validate` judges the rest.
        source: What only the file knows.
    """

    invoice: Invoice
    format: str
    findings: tuple[Finding, ...] = ()
    source: SourceFacts = field(default_factory=SourceFacts)


def load(source: Source) -> Document:
    """Returns the document in a path, bytes or a binary file; bad data is findings.

    Raises:
        InputError: There is no such file, or its bytes are no format we know.
    """
    data = data_of(source)
    chosen = detect(data)
    reading = chosen.read(data)
    return Document(reading.invoice, chosen.name, reading.findings, reading.source)


def data_of(source: Source) -> bytes:
    """Returns the bytes of a source.

    Raises:
        InputError: The path cannot be read.
    """
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | Path):
        try:
            return Path(source).read_bytes()
        except OSError as problem:
            raise InputError(
                f"{source} cannot be read: {problem.strerror}", where=str(source)
            ) from problem
    return source.read()

