"""An archive in a folder: each file written whole or not at all, then made read-only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from invoicekit.archive._names import checked
from invoicekit.archive._taken import settled
from invoicekit.errors import InputError, NotFound, StorageError
from invoicekit.ports.archive import CHUNK

READ_ONLY = 0o444


class FolderArchive:
    """Write-once files below a root folder.

    Args:
        root: The folder; made when the first file comes.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root).resolve()

    def put(self, name: str, data: bytes, *, media_type: str) -> str:
        """Stores bytes under a name and returns the name.

        The bytes go to a temporary file, to the disk, and then under their name in one step, so a
        crash or a full disk leaves nothing half-written.

        Raises:
            ArchiveConflict: Other bytes are stored under this name.
            StorageError: The disk is full or refuses.
        """
        del media_type
        path = self._path(name)
        try:
            if path.exists():
                return settled(name, self.chunks(name), data)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write(path, data)
        except FileExistsError:
            return settled(name, self.chunks(name), data)
        except OSError as problem:
            raise StorageError(
                f"the archive could not store {name}: {problem.strerror}",
                where=str(self.root),
                hint="Make room or fix the permissions; the document is issued and safe.",
            ) from problem
        return name

    def get(self, location: str) -> bytes:
        """Returns the bytes.

        Raises:
            NotFound: Nothing is stored there.
            StorageError: The disk refuses.
        """
        return b"".join(self.chunks(location))

    def chunks(self, location: str, size: int = CHUNK) -> Iterator[bytes]:
        """Yields the bytes, at most `size` at once.

        Raises:
            NotFound: Nothing is stored there.
            StorageError: The disk refuses.
        """
        try:
            with self._path(location).open("rb") as file:
                while chunk := file.read(size):
                    yield chunk
        except FileNotFoundError as problem:
            raise NotFound(f"the archive has no {location}", where=location) from problem
        except OSError as problem:
            raise StorageError(
                f"the archive could not read {location}: {problem.strerror}", where=location
            ) from problem

    def remove(self, location: str) -> None:
        """Destroys the bytes; the folder's entry is gone from the disk when this returns.

        Raises:
            StorageError: The disk refuses; the bytes are still there.
        """
        path = self._path(location)
        try:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                _sync_folder(path.parent)
        except OSError as problem:
            raise StorageError(
                f"the archive could not remove {location}: {problem.strerror}", where=location
            ) from problem

    def _write(self, path: Path, data: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(READ_ONLY)
            os.link(temporary, path)  # refuses an existing name, where a rename would replace it
            _sync_folder(path.parent)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        path = (self.root / checked(name)).resolve()
        if not path.is_relative_to(self.root):  # a link may lead anywhere
            raise InputError(f"{name!r} is outside the archive", where=name)
        return path


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


ARCHIVE = FolderArchive
