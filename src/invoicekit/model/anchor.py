"""The heads of all series at one moment, signed, to be kept where the database is not."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from invoicekit.model.value import Value


class SeriesHead(Value):
    """How far a series was: its last sequence, and the chain hash of that document."""

    series: str
    last: int
    head: str


class Anchor(Value):
    """What proves later that nothing was cut off or written anew.

    A hash chain alone does not: who deletes the last documents, or counts everything again, leaves
    a chain that is whole. `signature` is that of the canonical bytes without it, in hex.
    """

    tenant: str
    at: datetime
    heads: tuple[SeriesHead, ...]
    public_key: str
    signature: str | None = None

    def signed_bytes(self) -> bytes:
        """Returns the bytes that are signed."""
        return self.replace(signature=None).canonical()


class Signer(Protocol):
    """Signs anchors."""

    @property
    def public_key(self) -> str:
        """The key that proves its signatures, in hex."""

    def sign(self, data: bytes) -> str:
        """Returns the signature of the bytes, in hex."""
