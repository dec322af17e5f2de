"""Encryption at rest (extra `encrypt`): a ring of keys with ids, and streams of sealed pieces."""

from invoicekit.encryption.keyring import KeyRing
from invoicekit.encryption.stream import opened, sealed

__all__ = ["KeyRing", "opened", "sealed"]
