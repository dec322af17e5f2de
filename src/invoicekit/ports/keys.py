"""Keys that never leave their keeper: a ring in memory, or a service that holds them elsewhere."""

from __future__ import annotations

from typing import Protocol


class Keys(Protocol):
    """Seals small secrets (data keys, single fields) under keys that have ids.

    A key management service (KMS, HSM, Vault) is one class with these five.
    """

    @property
    def current(self) -> str:
        """The id of the key that seals from now on."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that can be opened, the current one first."""

    def seal(self, data: bytes, *, context: str) -> str:
        """Returns the data sealed under the current key, as text.

        Args:
            data: A few bytes, up to some kilobytes.
            context: What it belongs to; it opens for the same context only.
        """

    def unseal(self, sealed: str, *, context: str) -> bytes:
        """Returns the data.

        Raises:
            KeyNotFound: The key it was sealed under is not here.
            Tampered: It was changed, or belongs to another context or key.
        """

    def id_of(self, sealed: str) -> str:
        """Returns the id of the key that something was sealed under.

        Raises:
            Tampered: It is nothing that was sealed here.
        """
