"""An archive in memory, for tests and first steps."""

from __future__ import annotations

from collections.abc import Iterator

from invoicekit.archive._names import checked
from invoicekit.errors import ArchiveConflict, NotFound
from invoicekit.ports.archive import CHUNK


class MemoryArchive:
    """Write-once bytes in a dict."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, name: str, data: bytes, *, media_type: str) -> str:
        """Stores bytes under a name and returns the name.

        Raises:
            ArchiveConflict: Other bytes are stored under this name.
            InputError: The name steps out of the archive.
        """
        del media_type
        if self.files.setdefault(checked(name), data) != data:
            raise ArchiveConflict(f"the archive holds another {name}", where=name)
        return name

    def get(self, location: str) -> bytes:
        """Returns the bytes.

        Raises:
            NotFound: Nothing is stored there.
        """
        if location not in self.files:
            raise NotFound(f"the archive has no {location}", where=location)
        return self.files[location]

    def chunks(self, location: str, size: int = CHUNK) -> Iterator[bytes]:
        """Yields the bytes, at most `size` at once.

        Raises:
            NotFound: Nothing is stored there.
        """
        data = self.get(location)
        return (data[at : at + size] for at in range(0, len(data), size))

    def remove(self, location: str) -> None:
        """Destroys the bytes."""
        self.files.pop(location, None)


ARCHIVE = MemoryArchive
