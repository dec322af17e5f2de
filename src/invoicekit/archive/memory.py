"""An archive in memory, for tests and first steps."""

from __future__ import annotations

from invoicekit.errors import ArchiveConflict, NotFound


class MemoryArchive:
    """Write-once bytes in a dict."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, name: str, data: bytes, *, media_type: str) -> str:
        """Stores bytes under a name and returns the name.

        Raises:
            ArchiveConflict: Other bytes are stored under this name.
        """
        del media_type
        if self.files.setdefault(name, data) != data:
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


ARCHIVE = MemoryArchive
