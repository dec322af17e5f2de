"""Ed25519 (RFC 8032) for anchors, by the extra `sign`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from invoicekit.errors import ConfigurationError
from invoicekit.registry import needed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FEATURE = "signed anchors"


@dataclass(frozen=True)
class Ed25519Signer:
    """A private key.

    Attributes:
        seed: The 32 bytes that are the key: keep them where the database is not.
    """

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Returns a new key.

        Raises:
            MissingExtra: The extra `sign` is not installed.
        """
        needed("cryptography", FEATURE)
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def public_key(self) -> str:
        """The key that proves its signatures, in hex."""
        return self._key().public_key().public_bytes_raw().hex()

    def sign(self, data: bytes) -> str:
        """Returns the signature of the bytes, in hex."""
        return self._key().sign(data).hex()

    def _key(self) -> Ed25519PrivateKey:
        needed("cryptography", FEATURE)
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        try:
            return Ed25519PrivateKey.from_private_bytes(self.seed)
        except ValueError as problem:
            raise ConfigurationError(
                "that is no Ed25519 key", where="seed", expected="32 bytes"
            ) from problem


def proves(public_key: str, signature: str, data: bytes) -> bool:
    """Says whether a signature is the key's of the bytes.

    Raises:
        MissingExtra: The extra `sign` is not installed.
    """
    needed("cryptography", FEATURE)
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
