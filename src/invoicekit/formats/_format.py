"""What a format is: how its bytes are told, read and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from invoicekit.findings import Finding
from invoicekit.model.invoice import Invoice
from invoicekit.model.source import SourceFacts


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the invoice, what the reader found, and what only the file knows."""

    invoice: Invoice
    findings: tuple[Finding, ...] = ()
    source: SourceFacts = field(default_factory=SourceFacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format.

    Attributes:
        name: As in the registry.
        media_type: IANA media type.
        suffix: File name ending with its dot.
        detects: Whether bytes look like this format.
        read: Reads bytes; bad data is findings. Raises `InputError` for unusable bytes.
        write: Writes an invoice. Raises `RenderFailed` for what the format cannot hold.
        identifier: The specification identifier (BT-24), where the format has one.
    """

    name: str
    title: str
    media_type: str
    suffix: str
    detects: Callable[[bytes], bool]
    read: Callable[[bytes], Reading]
    write: Callable[[Invoice], bytes]
    identifier: str | None = None
    source: str = ""
