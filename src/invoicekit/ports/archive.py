"""Write-once storage of originals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol, runtime_checkable

CHUNK = 1 << 20
"""Bytes read at once where nothing else is said: what a stream keeps in memory."""


class Archive(Protocol):
    """Keeps bytes under a name, and never other bytes under the same one."""

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
            StorageError: They cannot be read.
        """

    def chunks(self, location: str, size: int = CHUNK) -> Iterator[bytes]:
        """Yields the bytes, at most `size` at once, so that a large file fits a small memory.

        Raises:
            NotFound: Nothing is stored there.
            StorageError: They cannot be read.
        """

    def remove(self, location: str) -> None:
        """Destroys the bytes for good; nothing happens where there are none.

        Only a disposal that two people agreed to calls it (`services/dispose_archive.py`).

        Raises:
            StorageError: The target refuses; the bytes are still there.
        """


@runtime_checkable
class RetainingArchive(Archive, Protocol):
    """An archive that can refuse by itself to give a file up before its day."""

    def put_until(self, name: str, data: bytes, *, media_type: str, until: date) -> str:
        """Stores the bytes as `put` does; they must be there on the day `until`, too.

        Raises:
            ArchiveConflict, StorageError: As `put`.
        """


def put_until(
    archive: Archive, name: str, data: bytes, *, media_type: str, until: date | None
) -> str:
    """Stores bytes in an archive, until a day where it can keep one; returns their location."""
    if until is not None and isinstance(archive, RetainingArchive):
        return archive.put_until(name, data, media_type=media_type, until=until)
    return archive.put(name, data, media_type=media_type)


@runtime_checkable
class RewrappingArchive(Archive, Protocol):
    """An archive that is encrypted under keys that change."""

    @property
    def current_key(self) -> str:
        """The id of the key that seals now."""

    def rewrap(self, location: str) -> bool:
        """Puts the key of a file under the current key; returns whether it was not yet.

        Raises:
            NotFound: Nothing is stored there.
            KeyNotFound, Tampered: Its key cannot be opened.
            StorageError: As of the archive.
        """
