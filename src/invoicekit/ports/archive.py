"""Write-once storage of originals."""

from __future__ import annotations

from typing import Protocol


class Archive(Protocol):
    """Keeps bytes for ever under a name."""

    def put(self, name: str, data: bytes, *, media_type: str) -> str:
        """Stores the bytes under a name (`/`-separated) and returns their location.

        Putting the same bytes again does nothing.

        Raises:
            ArchiveConflict: Other bytes are stored under this name.
            StorageError: The bytes could not be stored; nothing half-written is left.
        """

    def get(self, location: str) -> bytes:
        """Returns the bytes.

        Raises:
            NotFound: Nothing is stored there.
        """
